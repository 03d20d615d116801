# SPDX-License-Identifier: GPL-3.0-or-later
"""Strongroom, a desktop password manager.  The map of the house is ARCHITECTURE.md."""

__version__ = "0.1.0"
