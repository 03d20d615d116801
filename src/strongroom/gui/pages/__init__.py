# SPDX-License-Identifier: GPL-3.0-or-later
"""What fills the window: one page a file."""
