# SPDX-License-Identifier: Apache-2.0
"""Counts the calls between Python, C and Java. Import it once passbridge is on the module path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from passbridge import native

# Waits come as often as there is news; the text of an error only on errors.
_NOT_COUNTED = {"pb_frame_wait", "pb_error_text", "pb_host_call_count"}


class CountedCalls:
    """While this is open: calls from Python into the C library, by name, and from Java into it."""

    def __init__(self) -> None:
        self.from_python: list[str] = []
        self.from_java = 0

    def __enter__(self) -> CountedCalls:
        self._library = native.library()
        self._real = {name: getattr(self._library, name) for name in native._FUNCTIONS if name not in _NOT_COUNTED}
        for name, function in self._real.items():
            setattr(self._library, name, self._counting(name, function))
        self._java_before = self._library.pb_host_call_count()
        return self

    def __exit__(self, *_: Any) -> None:
        self.from_java = self._library.pb_host_call_count() - self._java_before
        for name, function in self._real.items():
            setattr(self._library, name, function)

    def _counting(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any) -> Any:
            self.from_python.append(name)
            return function(*arguments)

        return counted
