# SPDX-License-Identifier: GPL-3.0-or-later
"""Dialogs return a value and write nothing."""
