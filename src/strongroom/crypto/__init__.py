# SPDX-License-Identifier: GPL-3.0-or-later
"""Primitives: bytes in, bytes out; no files, no clock, no model."""
