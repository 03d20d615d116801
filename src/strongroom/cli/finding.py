# SPDX-License-Identifier: GPL-3.0-or-later
"""Items by the name that a person typed."""

from strongroom.app.items import Items
from strongroom.errors import NotFound
from strongroom.model.item import Overview
from strongroom.model.naming import find_item


def find_live(name: str, items: Items) -> Overview:
    """Return the one item outside the trash that answers to ``name``.

    Raises:
        NotFound, AmbiguousName: none does, or several.
    """
    overviews = items.overviews()
    return overviews[find_item(name, overviews, items.folders())]


def find_trashed(name: str, items: Items) -> Overview:
    """Return the one item in the trash that answers to ``name``; raises as find_live."""
    overviews = items.overviews()
    return overviews[find_item(name, overviews, items.folders(), trash=True)]


def find_anywhere(name: str, items: Items) -> Overview:
    """Return an item outside the trash, else one in it; raises as find_live."""
    try:
        return find_live(name, items)
    except NotFound as missing:
        try:
            return find_trashed(name, items)
        except NotFound:
            raise missing from None
