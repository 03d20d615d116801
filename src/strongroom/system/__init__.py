# SPDX-License-Identifier: GPL-3.0-or-later
"""The world: folders, clipboard tools, clocks.  Adapters fit app/ports.py by shape."""
