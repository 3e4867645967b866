# SPDX-License-Identifier: Apache-2.0
"""The command line of ./passbridge: its options, and what each command does in which order."""

import argparse
import os
import re
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from launcher import (
    addon_zip,
    bench_delivery,
    bench_edits,
    bench_frame,
    bench_growth,
    bench_memory,
    bench_roundtrip,
    bench_sync,
    bench_viewport,
    doctor,
    engine_zip,
    nodes_page,
    platforms,
    release,
    rendering,
    repository,
    schema,
    system_packages,
    testing,
    windows_blender,
)
from launcher.console import say
from launcher.errors import LauncherError

_INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Run one command and give the exit code: 0 done, 1 failed, 2 wrong usage, 4 something must be installed."""
    options = _parser().parse_args(arguments)
    # A request to end takes the same way out as Ctrl+C: what was started ends too, and nothing half-written stays.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return options.run(options)
    except LauncherError as error:
        say(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        say("interrupted")
        return _INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="passbridge", description="Blender render engines in Java.", allow_abbrev=False
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    render = commands.add_parser("render", help="render a .blend file, or a demo scene", allow_abbrev=False)
    render.add_argument("scene", nargs="?", type=Path, metavar="SCENE.blend", help="default: a demo scene")
    render.add_argument(
        "-o", dest="output", type=Path, default=Path("render.png"), metavar="OUT", help=".png or .exr; default render.png"
    )
    render.add_argument("--frame", type=_frame, metavar="N", help="default: the file's")
    render.add_argument("--size", type=_size, metavar="WxH", help="in pixels; default: the file's")
    render.add_argument("--samples", type=_samples, metavar="N", help="per pixel; default: the file's")
    _add_blender(render)
    render.set_defaults(run=_render)

    test = commands.add_parser("test", help="run all tests", allow_abbrev=False)
    test.add_argument("--quick", action="store_true", help="only the Blender on the PATH and the default JDK")
    test.add_argument(
        "--blenders",
        metavar="LIST",
        help="only these, separated by commas: versions (3.4,5.2) or paths of Blender executables and Pythons with bpy",
    )
    test.add_argument(
        "--windows", metavar="LIST", help="in windows of these, too, separated by commas: paths of Blender executables"
    )
    test.add_argument(
        "--platforms",
        type=_windows_blenders,
        metavar="LIST",
        help=f"nothing but Windows' Blenders under Wine: of {', '.join(each.name for each in windows_blender.ALL)}, separated by commas",
    )
    test.set_defaults(run=_test)

    doctor_command = commands.add_parser("doctor", help="show what was found and chosen, and why", allow_abbrev=False)
    _add_blender(doctor_command)
    doctor_command.add_argument("--timings", action="store_true", help="also measure the start and small frames")
    doctor_command.set_defaults(run=_doctor)

    bench = commands.add_parser("bench", help="measure", allow_abbrev=False)
    benches = bench.add_subparsers(required=True, metavar="BENCH")
    delivery = benches.add_parser(
        "delivery", help="what it costs to get a finished picture into Blender", allow_abbrev=False
    )
    _add_blender(delivery)
    delivery.add_argument(
        "--sizes",
        type=_sizes,
        default=bench_delivery.DEFAULT_SIZES,
        metavar="WxH,...",
        help="pictures to measure with; default 640x480 to 8K",
    )
    _add_figure_files(delivery)
    delivery.set_defaults(run=_bench_delivery)
    sync = benches.add_parser(
        "sync", help="what it takes from the depsgraph to data in OpenGL's buffers", allow_abbrev=False
    )
    _add_blender(sync)
    sync.add_argument(
        "--scenes",
        type=_scenes,
        default=bench_sync.SCENE_NAMES,
        metavar="NAME,...",
        help=f"only these, of {', '.join(bench_sync.SCENE_NAMES)}",
    )
    sync.add_argument(
        "--mesh", type=Path, metavar="F.obj", help="measure with this mesh, subdivided, too; default: the bunny of ../shared"
    )
    _add_figure_files(sync)
    sync.set_defaults(run=_bench_sync)

    frame = benches.add_parser("frame", help="time and error of a picture, beside Blender's other engines", allow_abbrev=False)
    _add_blender(frame)
    frame.add_argument(
        "--scenes",
        nargs="+",
        default=bench_frame.SCENE_NAMES,
        metavar="SCENE",
        help=f"only these: .blend files, or of {', '.join(bench_frame.SCENE_NAMES)}, which need none",
    )
    frame.add_argument(
        "--size", type=_size, default=bench_frame.DEFAULT_SIZE, metavar="WxH", help="in pixels; default 1920x1080"
    )
    frame.add_argument(
        "--reference-samples",
        type=_samples,
        default=bench_frame.DEFAULT_REFERENCE_SAMPLES,
        metavar="N",
        help=f"of the picture by Cycles that errors are measured against; default {bench_frame.DEFAULT_REFERENCE_SAMPLES:,}",
    )
    _add_figure_files(frame)
    frame.add_argument("--pictures", type=Path, metavar="DIR", help="keep the pictures that are compared there")
    frame.set_defaults(run=_bench_frame)

    memory = benches.add_parser("memory", help="what many textures take beyond what Blender has of them", allow_abbrev=False)
    _add_blender(memory)
    memory.add_argument("--json", type=Path, metavar="F", help="write the figures there")
    memory.set_defaults(run=_bench_memory)

    edits = benches.add_parser("edits", help="what the next frame costs where a material has changed", allow_abbrev=False)
    _add_blender(edits)
    edits.add_argument("--json", type=Path, metavar="F", help="write the figures there")
    edits.set_defaults(run=_bench_edits)

    viewport = benches.add_parser("viewport", help="what it costs to show a picture in a viewport", allow_abbrev=False)
    _add_blender(viewport)
    viewport.add_argument(
        "--scenes",
        nargs="+",
        default=["demo"],
        metavar="SCENE",
        help=f"what windows show: .blend files, or of {', '.join(bench_frame.SCENE_NAMES)}; default demo",
    )
    viewport.add_argument("--json", type=Path, metavar="F", help="write the figures there")
    viewport.set_defaults(run=_bench_viewport)

    growth = benches.add_parser("growth", help="what is left behind beside a viewport", allow_abbrev=False)
    _add_blender(growth)
    growth.add_argument("--json", type=Path, metavar="F", help="write the figures there")
    growth.set_defaults(run=_bench_growth)

    roundtrip = benches.add_parser(
        "roundtrip", help="what a frame costs that a renderer draws nothing of", allow_abbrev=False
    )
    _add_blender(roundtrip)
    roundtrip.add_argument("--json", type=Path, metavar="F", help="write the figures there")
    roundtrip.set_defaults(run=_bench_roundtrip)

    package = commands.add_parser("package", help="build the installable add-on zip", allow_abbrev=False)
    package.add_argument(
        "--engine",
        type=Path,
        metavar="DIR",
        help="that of the engine in this folder, into the folder: its Python, and Java that Maven or Gradle builds",
    )
    names = ", ".join(each.name for each in platforms.ALL)
    package.add_argument(
        "--platform",
        type=_platforms,
        metavar="LIST",
        help=f"zips to hand out, with a Java runtime each, into dist/release; with --engine one zip for all: of {names}, separated by commas, or all",
    )
    package.add_argument("--without-java", action="store_true", help="with --platform: leave the Java runtime out")
    package.set_defaults(run=_package)

    release_command = commands.add_parser("release", help="make all that is handed out of a version, into dist/release", allow_abbrev=False)
    release_command.set_defaults(run=_release)

    repository_command = commands.add_parser("repository", help="make a folder from which Blender gets the add-on and its updates", allow_abbrev=False)
    repository_command.add_argument("folder", type=Path, metavar="FOLDER", help="older versions in it stay")
    repository_command.add_argument(
        "--platform", type=_platforms, default=list(platforms.ALL), metavar="LIST", help="of those of package; default: all"
    )
    repository_command.set_defaults(run=_repository)

    generate = commands.add_parser("generate", help="write what follows from native/schema", allow_abbrev=False)
    generate.set_defaults(run=_generate)

    nodes = commands.add_parser("nodes", help="measure shader nodes against Cycles, and write docs/nodes.md", allow_abbrev=False)
    nodes.add_argument("--blenders", metavar="LIST", help="measure anew in these only: versions separated by commas; default: all")
    nodes.set_defaults(run=_nodes)
    return parser


def _add_blender(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--blender", metavar="B", help="a Blender executable, or a Python that has bpy; default: blender from the PATH"
    )


def _add_figure_files(bench: argparse.ArgumentParser) -> None:
    bench.add_argument("--json", type=Path, metavar="F", help="write the figures there")
    bench.add_argument("--plot", type=Path, metavar="F.svg", help="draw them there")


def _render(options: argparse.Namespace) -> int:
    request = rendering.Request(
        scene=options.scene,
        output=options.output,
        frame=options.frame,
        size=options.size,
        samples=options.samples,
        blender=options.blender,
    )
    print(rendering.render(request))
    return 0


def _test(options: argparse.Namespace) -> int:
    if options.platforms is not None:
        if options.quick or options.blenders is not None or options.windows is not None:
            raise LauncherError("--platforms tests nothing else: leave out --quick, --blenders and --windows")
        return testing.test_windows(options.platforms)
    if options.windows is not None:
        os.environ[testing.WINDOW_BLENDERS] = os.pathsep.join(options.windows.split(","))
    return testing.test(quick=options.quick, chosen=options.blenders)


def _doctor(options: argparse.Namespace) -> int:
    doctor.examine(options.blender, timings=options.timings)
    return 0


def _package(options: argparse.Namespace) -> int:
    system_packages.require((*system_packages.FOR_BUILDING, *(system_packages.FOR_OTHER_PLATFORMS if options.platform else ())))
    with_java = not options.without_java
    if options.engine is not None:
        made = [engine_zip.package(options.engine, options.platform, with_java)]
    elif options.platform is not None:
        made = addon_zip.package_for_release(options.platform, with_java)
    else:
        made = [addon_zip.package()]
    for each in made:
        print(os.path.relpath(each) if options.platform is None else _with_size(each))
    return 0


def _repository(options: argparse.Namespace) -> int:
    system_packages.require((*system_packages.FOR_BUILDING, *system_packages.FOR_OTHER_PLATFORMS))
    for made in repository.publish(options.folder, options.platform):
        print(_with_size(made))
    return 0


def _release(options: argparse.Namespace) -> int:
    system_packages.require((*system_packages.FOR_BUILDING, *system_packages.FOR_OTHER_PLATFORMS))
    for made in release.make(platforms.ALL):
        print(_with_size(made))
    return 0


def _with_size(path: Path) -> str:
    size = path.stat().st_size
    return f"{os.path.relpath(path)}  " + (f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.1f} kB")


def _generate(options: argparse.Namespace) -> int:
    for path in schema.generate():
        print(os.path.relpath(path))
    return 0


def _nodes(options: argparse.Namespace) -> int:
    print(os.path.relpath(nodes_page.write(options.blenders)))
    return 0


def _bench_delivery(options: argparse.Namespace) -> int:
    bench_delivery.bench(options.blender, options.sizes, options.json, options.plot)
    return 0


def _bench_sync(options: argparse.Namespace) -> int:
    bench_sync.bench(options.blender, options.scenes, options.mesh, options.json, options.plot)
    return 0


def _bench_frame(options: argparse.Namespace) -> int:
    bench_frame.bench(
        options.blender,
        options.scenes,
        options.size,
        options.reference_samples,
        options.json,
        options.plot,
        options.pictures,
    )
    return 0


def _bench_roundtrip(options: argparse.Namespace) -> int:
    bench_roundtrip.bench(options.blender, options.json)
    return 0


def _bench_edits(options: argparse.Namespace) -> int:
    bench_edits.bench(options.blender, options.json)
    return 0


def _bench_viewport(options: argparse.Namespace) -> int:
    bench_viewport.bench(options.blender, options.scenes, options.json)
    return 0


def _bench_growth(options: argparse.Namespace) -> int:
    bench_growth.bench(options.blender, options.json)
    return 0


def _bench_memory(options: argparse.Namespace) -> int:
    bench_memory.bench(options.blender, options.json)
    return 0


def _frame(text: str) -> int:
    return _number_between(text, -1_048_574, 1_048_574)  # Blender's own range


def _samples(text: str) -> int:
    return _number_between(text, 1, 65_536)


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d+)[xX](\d+)", text, re.ASCII)
    if match is None:
        raise argparse.ArgumentTypeError(f'"{text}" is no size: write it as 1920x1080')
    width, height = (_number_between(number, 1, 65_536) for number in match.groups())
    return width, height


def _sizes(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(dict.fromkeys(map(_size, text.split(","))))


def _scenes(text: str) -> list[str]:
    names = text.split(",")
    for name in names:
        if name not in bench_sync.SCENE_NAMES:
            raise argparse.ArgumentTypeError(f'there is no scene "{name}", only {", ".join(bench_sync.SCENE_NAMES)}')
    return names


def _platforms(text: str) -> list[platforms.Platform]:
    return _known(platforms.chosen, text)


def _windows_blenders(text: str) -> list[windows_blender.WindowsWheel]:
    return _known(windows_blender.chosen, text)


def _known(choose: Callable[[str], list[Any]], text: str) -> list[Any]:
    try:
        return choose(text)
    except LauncherError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _number_between(text: str, least: int, most: int) -> int:
    if re.fullmatch(r"-?\d{1,18}", text, re.ASCII) is None or not least <= int(text) <= most:
        raise argparse.ArgumentTypeError(f'"{text}" is no whole number from {least} to {most}')
    return int(text)
