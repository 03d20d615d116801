# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person meant, run off the GUI thread, and what came of it."""
