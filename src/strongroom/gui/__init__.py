# SPDX-License-Identifier: GPL-3.0-or-later
"""The window.  Only here is Qt imported."""
