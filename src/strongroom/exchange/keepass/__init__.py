# SPDX-License-Identifier: GPL-3.0-or-later
"""KeePass databases and their XML, both ways: what is in the container means this to us."""

from strongroom.exchange.keepass.reading import FORMATS

__all__ = ["FORMATS"]
