# SPDX-License-Identifier: Apache-2.0
"""Other programs, run so that they end with the launcher, and so that a failure shows the end of what they said."""

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from launcher.errors import LauncherError

NOT_STARTED = 127
"""The exit code that stands for a program that could not be started, as shells have it."""

_GRACE_SECONDS = 5.0


class LimitReached(LauncherError):
    """A program has taken as long as it may, and was ended. The message goes on after the program's name."""

    def __init__(self, limit_seconds: float) -> None:
        super().__init__(f"was ended as it took longer than {limit_seconds / 60:g} minutes")


_lock = threading.Lock()
_running: set["subprocess.Popen[bytes]"] = set()
_ended = False


def run_logged(
    command: Sequence[str | Path],
    log: Path,
    *,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    on_line: Callable[[str], None] | None = None,
    limit_seconds: float | None = None,
) -> int:
    """Run a program, append what it says (both streams) to a log file, and return its exit code.

    The program leads a process group of its own, which is ended when this call is interrupted or has taken
    `limit_seconds`: then LimitReached is raised. A negative exit code is the number of the signal that ended it.
    `environment` replaces the current one. `on_line` sees each line as it comes. May be called on any thread.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        try:
            process = _start(command, cwd, environment)
        except OSError as error:
            output.write(f"{command[0]}: {error.strerror}\n".encode())
            return NOT_STARTED
        over = threading.Event()

        def end_over_time() -> None:
            over.set()
            end_group(process)

        timer = threading.Timer(limit_seconds or 0, end_over_time)
        if limit_seconds is not None:
            timer.start()
        try:
            assert process.stdout is not None
            for line in process.stdout:
                output.write(line)
                output.flush()
                if on_line is not None:
                    on_line(line.decode(errors="replace").rstrip())
            exit_code = process.wait()
            if over.is_set():
                assert limit_seconds is not None
                raise LimitReached(limit_seconds)
            return exit_code
        except BaseException:
            end_group(process)
            raise
        finally:
            timer.cancel()
            process.stdout.close()
            with _lock:
                _running.discard(process)


def end_all() -> None:
    """End every program that runs on any thread, and let no other start: the launcher is about to end."""
    global _ended
    with _lock:
        _ended = True
        processes = list(_running)
    for process in processes:
        end_group(process)


def end_group(process: "subprocess.Popen[bytes]") -> None:
    """End a process that leads its own group, and all that it started: politely first."""
    for request in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, request)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE_SECONDS)
            return


def tail(log: Path, line_count: int) -> str:
    """The last lines of a log that are not empty."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return "\n".join(lines[-line_count:])


def _start(
    command: Sequence[str | Path], cwd: Path | None, environment: Mapping[str, str] | None
) -> "subprocess.Popen[bytes]":
    with _lock:
        if _ended:
            raise LauncherError("the launcher is ending")
        process = subprocess.Popen(
            [os.fspath(argument) for argument in command],
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        _running.add(process)
        return process
