# SPDX-License-Identifier: Apache-2.0
"""A job's side of what the launcher and a Blender say to each other: files, as they outlive a crash."""

import json
import os
import sys
from pathlib import Path
from typing import Any, NoReturn


class LauncherLink:
    """Carries a job's request in, and the stage that it has reached and its result out."""

    def __init__(self, request_path: str) -> None:
        request = json.loads(Path(request_path).read_text())
        self.job: str = request["job"]
        self.arguments: dict[str, Any] = request["arguments"]
        self.stage = "starting"
        self._stage_path = Path(request["stage"])
        self._result_path = Path(request["result"])

    def enter(self, stage: str) -> None:
        """Say what is done from here on, in words that go on "Blender crashed while"."""
        self.stage = stage
        self._stage_path.write_text(stage, encoding="utf-8", errors="surrogateescape")

    def answer(self, result: dict[str, Any]) -> NoReturn:
        """Hand over the result, and end this process on the spot."""
        partial = self._result_path.with_suffix(".partial")
        partial.write_text(json.dumps({"error": "", **result}))
        os.replace(partial, self._result_path)
        # Not sys.exit: the bpy module can hang in its own destructors when Python ends.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
