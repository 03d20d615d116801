# SPDX-License-Identifier: GPL-3.0-or-later
"""From a vault that does not open to a new one: what still authenticates."""
