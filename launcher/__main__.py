# SPDX-License-Identifier: Apache-2.0
"""Run as a file, not with -m: the user's current folder must not come first on the module path."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from launcher.command_line import main  # noqa: E402

sys.exit(main(sys.argv[1:]))
