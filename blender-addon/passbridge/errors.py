# SPDX-License-Identifier: GPL-3.0-or-later
"""The one exception of the Python API."""


class PassbridgeError(RuntimeError):
    """Something went wrong that a user can act on; the first line names the cause and the way out."""
