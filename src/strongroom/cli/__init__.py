# SPDX-License-Identifier: GPL-3.0-or-later
"""The terminal program.  Qt is never imported here."""
