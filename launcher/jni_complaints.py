# SPDX-License-Identifier: Apache-2.0
"""What -Xcheck:jni finds fault with in a log, where the code at fault is ours.

HotSpot prints a complaint, then the Java stack, innermost frame first. JNA and others give cause for complaints of their own.
"""

import re
from collections.abc import Iterable

_COMPLAINT = re.compile(
    r"(?:FATAL ERROR|WARNING) in native method:.*|WARNING: JNI local refs:.*|WARNING: JNI .*|JNI call made .*"
)
_FRAME = re.compile(r"\bat (?:\S+/)?([\w.$]+)\(")
_BETWEEN_LINES = re.compile(r"\s*|# Created at .*")
"""What Surefire puts between lines that the JVM prints in the middle of its own messages (in its .dumpstream files)."""
_OURS = "passbridge."


def find(lines: Iterable[str]) -> list[str]:
    """The complaints whose innermost Java frame is ours, and those that have no frame at all."""
    complaints: list[str] = []
    pending: str | None = None
    for line in lines:
        if _BETWEEN_LINES.fullmatch(line):
            continue
        frame = _FRAME.search(line)
        complaint = _COMPLAINT.search(line)
        if pending is not None and (frame is None or frame[1].startswith(_OURS)):
            complaints.append(pending)
        pending = complaint[0].strip() if complaint and not frame else None
    if pending is not None:
        complaints.append(pending)
    return complaints
