# SPDX-License-Identifier: Apache-2.0
"""Makes `import launcher` mean this project's, whatever folder pytest is started in."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
