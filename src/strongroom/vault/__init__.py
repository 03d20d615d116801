# SPDX-License-Identifier: GPL-3.0-or-later
"""The encrypted SQLite file, as FORMAT.md specifies it."""
