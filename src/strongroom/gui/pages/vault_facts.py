# SPDX-License-Identifier: GPL-3.0-or-later
"""What is true of an open vault at a moment, from what is selected in it."""

from dataclasses import dataclass

from strongroom.gui.actions import Fact
from strongroom.gui.models.undo_state import UndoState
from strongroom.model.item import Overview
from strongroom.model.scopes import Place, Scope


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands in the vault.

    A list shows what lies in the trash or what does not, never both, so that the ``first``
    of the ``count`` selected items tells for all.
    """

    scope: Scope
    count: int
    first: Overview | None
    undo: UndoState
    writable: bool
    editing: bool
    trash_full: bool


def facts_of(standing: Standing) -> frozenset[Fact]:
    """Return what is true."""
    scope = standing.scope
    facts = {
        Fact.OPEN: True,
        Fact.WRITABLE: standing.writable,
        Fact.CALM: not standing.editing,
        Fact.EDITING: standing.editing,
        Fact.CAN_UNDO: bool(standing.undo.undo),
        Fact.CAN_REDO: bool(standing.undo.redo),
        Fact.TRASH_FULL: standing.trash_full,
        Fact.IN_FOLDER: scope.place == Place.FOLDER,
        Fact.IN_TAG: scope.place == Place.TAG,
    }
    told = frozenset(fact for fact, true in facts.items() if true)
    return told | _of_selection(standing.count, standing.first)


def _of_selection(count: int, first: Overview | None) -> frozenset[Fact]:
    if first is None:
        return frozenset()
    told = {Fact.SOME, Fact.LIVE if first.trashed is None else Fact.TRASHED}
    if count > 1:
        return frozenset(told)
    has = {
        Fact.ONE: True,
        Fact.HAS_SECRET: first.has_secret,
        Fact.HAS_USERNAME: bool(first.username),
        Fact.HAS_OTP: first.has_otp,
        Fact.HAS_WEBSITE: bool(first.websites),
    }
    return frozenset(told | {fact for fact, true in has.items() if true})
