# SPDX-License-Identifier: GPL-3.0-or-later
"""Frozen structs and pure rules about items; no input, no output."""
