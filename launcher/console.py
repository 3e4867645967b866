# SPDX-License-Identifier: Apache-2.0
"""What the launcher says. Results go to standard output; everything else goes to standard error."""

import os
import sys


def say(message: str) -> None:
    """Tell what is being done or what went wrong."""
    print(f"passbridge: {message}", file=sys.stderr, flush=True)


class StatusLine:
    """One line on standard error that is overwritten in place; silent where that is no terminal."""

    def __init__(self) -> None:
        self._shown = False

    def show(self, text: str) -> None:
        if sys.stderr.isatty():
            columns = os.get_terminal_size(sys.stderr.fileno()).columns
            print(f"\r\x1b[K{text[: columns - 1]}", end="", file=sys.stderr, flush=True)
            self._shown = True

    def clear(self) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._shown = False
