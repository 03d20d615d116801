# SPDX-License-Identifier: GPL-3.0-or-later
"""Earlier states of a vault's file, kept whole."""
