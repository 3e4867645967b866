# SPDX-License-Identifier: Apache-2.0
from launcher import project


def test_build_reads_every_module() -> None:
    inputs = project.build_inputs()

    assert {"native", "core", "testkit"} <= set(project.modules())
    for module in project.modules():
        pom = project.ROOT / module / "pom.xml"
        assert pom.is_file()
        assert pom in project.source_files(*inputs)
