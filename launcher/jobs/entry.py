# SPDX-License-Identifier: Apache-2.0
"""Runs in Blender: reads which job to run, runs it, and writes its result.

A request is a JSON file, named by the last argument: the job's module, its arguments, the file for its result and the file
for the stage that it has reached, which the launcher reads where Blender dies.
"""

import json
import os
import sys
import traceback
from pathlib import Path

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from stage import Stage  # noqa: E402


def main() -> None:
    request = json.loads(Path(sys.argv[-1]).read_text())
    stage = Stage(Path(request["stage"]))
    try:
        job = __import__(request["job"])
        result = {"error": "", **job.run(request["arguments"], stage)}
    except Exception as error:
        traceback.print_exc()
        result = {"error": f"{stage.name}: {type(error).__name__}: {error}"}
    partial = Path(request["result"] + ".partial")
    partial.write_text(json.dumps(result))
    os.replace(partial, request["result"])
    # Not sys.exit: the bpy module can hang in its own destructors when Python ends.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


main()
