# SPDX-License-Identifier: GPL-3.0-or-later
"""Qt item models over overviews; never details."""
