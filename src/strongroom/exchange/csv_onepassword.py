# SPDX-License-Identifier: GPL-3.0-or-later
"""What a mapping of columns cannot say of 1Password's tables: of today, and of version 7.

Version 7 names a column after a field and, on the Mac, its id in brackets; on Windows a
section's columns are numbered.  Sources: the tables beside the tests of Bitwarden's
``importers/onepassword``; pass-import's ``1password8.csv``.
"""

import re

from strongroom.exchange.csv_rows import Placed, note_if_nothing_else
from strongroom.exchange.csv_special import Rest, Values
from strongroom.exchange.csv_values import is_yes
from strongroom.model.fields import ItemKind
from strongroom.texts import _

_WINDOWS_ROLES = {
    "cardholder name": "card.holder",
    "number": "card.number",
    "verification number": "card.code",
}
_NUMBERED = re.compile(r"\d+: (.+)")


def archived(placed: Placed, values: Values, _rest: Rest) -> None:
    """Tell what 1Password has archived by a tag, for it was not thrown away."""
    if is_yes(values.get("archived", "")):
        placed.tags.append(_("archived"))
    note_if_nothing_else(placed)


def mac(placed: Placed, values: Values, _rest: Rest) -> None:
    """Join the parts of a name; an item of a kind that is not known may be a note."""
    parts = ("first name(firstname)", "initial(initial)", "last name(lastname)")
    placed.role("identity.name", " ".join(filter(None, (values.get(one, "") for one in parts))))
    note_if_nothing_else(placed)


def windows(placed: Placed, values: Values, _rest: Rest) -> None:
    """Read a card, whose columns are numbered; the titles of sections say nothing."""
    numbered = {
        found[1]: (column, value)
        for column, value in values.items()
        if value and (found := _NUMBERED.fullmatch(column))
    }
    note_if_nothing_else(placed)
    if not {"number", "verification number"} <= numbered.keys():
        return
    placed.kind = ItemKind.CARD
    for name, role in _WINDOWS_ROLES.items():
        column, value = numbered.get(name, ("", ""))
        placed.role(role, value, name)
        placed.more = [one for one in placed.more if one[1].casefold() != column]
