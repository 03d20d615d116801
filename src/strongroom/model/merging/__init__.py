# SPDX-License-Identifier: GPL-3.0-or-later
"""Two copies of a vault brought together, as pure rules."""
