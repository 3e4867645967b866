# SPDX-License-Identifier: Apache-2.0
"""What ends the launcher; each error carries its exit code. (Wrong usage is argparse's: it exits with 2.)"""


class LauncherError(Exception):
    """A failure whose message names the cause and the way out, in one line where it can."""

    exit_code = 1


class Unavailable(Exception):
    """This machine lacks something that tests need, which are skipped then; the message says what."""


class InstallationNeeded(LauncherError):
    """Something must be installed that the launcher may not install itself; the message holds the exact command."""

    exit_code = 4
