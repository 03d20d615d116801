# SPDX-License-Identifier: GPL-3.0-or-later
"""Bitwarden's JSON, plain, protected by a password, or in a zip with its files; both ways."""

from strongroom.exchange.bitwarden.reading import FORMATS

__all__ = ["FORMATS"]
