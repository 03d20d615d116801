# SPDX-License-Identifier: GPL-3.0-or-later
"""1Password's own exports: 1PUX, and 1PIF before it.

1PIF must be asked before any format of plain JSON, since it looks like JSON and is several.
"""

from strongroom.exchange.format import Format
from strongroom.exchange.onepassword import pif, pux

FORMATS: tuple[Format, ...] = (*pif.FORMATS, *pux.FORMATS)
