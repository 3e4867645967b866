# SPDX-License-Identifier: Apache-2.0
"""What stands behind ./passbridge: builds, packages, renders, tests and looks into an installation."""
