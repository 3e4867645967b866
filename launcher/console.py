# SPDX-License-Identifier: Apache-2.0
"""What the launcher says. Results go to standard output; everything else goes to standard error."""

import os
import sys


def one_line(text: object) -> str:
    """A text of somebody else's, a file's name or what a file holds, for a line of ours: what can't be printed, line ends and a terminal's
    escape sequences among it, is written as Python writes it in a string."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in str(text))


def say(message: str) -> None:
    """Tell what is being done or what went wrong."""
    print("passbridge:", "\n".join(map(one_line, message.split("\n"))), file=sys.stderr, flush=True)


class StatusLine:
    """One line on standard error that is overwritten in place; silent where that is no terminal."""

    def __init__(self) -> None:
        self._shown = False

    def show(self, text: str) -> None:
        if sys.stderr.isatty():
            columns = os.get_terminal_size(sys.stderr.fileno()).columns
            print(f"\r\x1b[K{one_line(text)[: columns - 1]}", end="", file=sys.stderr, flush=True)
            self._shown = True

    def clear(self) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._shown = False
