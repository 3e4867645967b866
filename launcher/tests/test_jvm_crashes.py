# SPDX-License-Identifier: Apache-2.0
import os
import shutil
import subprocess
from pathlib import Path

from launcher import jvm_crashes

_CRASHING = """
public class Crashing {
    public static void main(String[] arguments) throws Exception {
        java.lang.reflect.Field field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        ((sun.misc.Unsafe) field.get(null)).getInt(1);
    }
}
"""


def test_what_a_crashed_jvm_has_said(tmp_path: Path) -> None:
    (tmp_path / "Crashing.java").write_text(_CRASHING)
    java = shutil.which("java")
    assert java is not None
    # JDK_JAVA_OPTIONS and the like may name another file for errors.
    environment = {name: value for name, value in os.environ.items() if "JAVA" not in name}
    ended = subprocess.run([java, "-XX:-CreateCoredumpOnCrash", "Crashing.java"], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert ended.returncode != 0

    [case] = jvm_crashes.find([tmp_path])
    assert case.name.startswith("a JVM crashed (hs_err_pid")
    assert "SIGSEGV" in case.message
    assert "Current thread" in case.message
    assert "Crashing.main" in case.message

    jvm_crashes.forget([tmp_path])
    assert jvm_crashes.find([tmp_path]) == []
