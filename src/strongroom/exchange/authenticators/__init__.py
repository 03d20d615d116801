# SPDX-License-Identifier: GPL-3.0-or-later
"""What authenticator apps export, a module a format; each entry becomes a login."""

from strongroom.exchange.authenticators import (
    aegis,
    andotp,
    ente,
    freeotp,
    links,
    lists,
    stratum,
    twofas,
)

# What guesses stands last: andOTP's encrypted backup has nothing to tell it by.
FORMATS = (
    *aegis.FORMATS,
    *twofas.FORMATS,
    *freeotp.FORMATS,
    *stratum.FORMATS,
    *lists.FORMATS,
    *ente.FORMATS,
    *links.FORMATS,
    *andotp.FORMATS,
)

__all__ = ["FORMATS"]
