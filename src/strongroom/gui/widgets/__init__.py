# SPDX-License-Identifier: GPL-3.0-or-later
"""Small controls, each usable on its own."""
