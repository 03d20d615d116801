# SPDX-License-Identifier: GPL-3.0-or-later
"""Two edits of one item brought together over what both began with.

What only one of them changed is taken; where both changed the same field, or the title,
differently, that is a clash, and a person (or a rule of the caller) decides it.  A field is
taken or left whole.  Nothing that was typed drops out of the result unless the side that
typed it is decided against in a clash.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import msgspec

from strongroom.model.fields import Field, Role
from strongroom.model.item import Content

_Key = tuple[int, int]
_Said = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Clash:
    """Something that both sides changed; None where a side took the field away.

    ``of_title`` says that it is the title, given as fields of that value.
    """

    theirs: Field | None = field(repr=False)
    mine: Field | None = field(repr=False)
    of_title: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """Both edits as one; ``clashes`` are the places where they contradict each other."""

    clashes: tuple[Clash, ...]
    _mine: Content = field(repr=False)
    _title: "_Piece" = field(repr=False)
    _pieces: "tuple[_Piece, ...]" = field(repr=False)

    def content(self, theirs: Collection[int] = ()) -> Content:
        """Return the content in which the clashes numbered ``theirs`` are decided that way.

        All others are decided for mine.  Where the item lies is as in mine.
        """
        for_theirs = [self.clashes[number] for number in theirs]
        title = self._title.decided(for_theirs)
        decided = (piece.decided(for_theirs) for piece in self._pieces)
        return msgspec.structs.replace(
            self._mine,
            title=self._mine.title if title is None else title.value,
            fields=tuple(found for found in decided if found is not None),
        )


@dataclass(frozen=True, slots=True)
class _Piece:
    """One field on both sides; ``result`` where they agree on one, else a ``clash``."""

    result: Field | None = field(repr=False)
    clash: Clash | None = None

    def decided(self, for_theirs: Sequence[Clash]) -> Field | None:
        if self.clash is None:
            return self.result
        taken = any(self.clash is one for one in for_theirs)
        return self.clash.theirs if taken else self.clash.mine


def join(base: Content | None, theirs: Content, mine: Content) -> Joined:
    """Bring two edits of ``base`` together.

    Where ``base`` is not known, whatever differs clashes, and what stands on one side alone
    is kept: it cannot be told whether it was added there or taken away on the other.
    """
    left, right = _keyed(theirs.fields), _keyed(mine.fields)
    before = _keyed(base.fields) if base is not None else {}
    twins = _twins(left, right, before)
    pieces = []
    for key in _in_order(list(before), list(left), list(right), twins):
        was = before.get(key)
        pair = left.get(key), right.get(twins.get(key, key))
        pieces.append(_piece(was, *pair, known=base is not None))
    title = _title(base, theirs, mine)
    clashes = [piece.clash for piece in (title, *pieces) if piece.clash is not None]
    return Joined(tuple(clashes), mine, title, tuple(pieces))


def _title(base: Content | None, theirs: Content, mine: Content) -> _Piece:
    texts = (base, theirs, mine)
    was, left, right = (None if c is None else Field(id=0, value=c.title) for c in texts)
    piece = _piece(was, left, right, known=base is not None)
    if piece.clash is None:
        return piece
    return _Piece(None, Clash(piece.clash.theirs, piece.clash.mine, of_title=True))


def _piece(was: Field | None, theirs: Field | None, mine: Field | None, *, known: bool) -> _Piece:
    if _said(theirs) == _said(mine) or (known and _said(theirs) == _said(was)):
        return _Piece(mine)
    if known and _said(mine) == _said(was):
        return _Piece(theirs)
    if not known and (theirs is None or mine is None):
        return _Piece(theirs or mine)
    return _Piece(None, Clash(theirs, mine))


def _said(found: Field | None) -> _Said | None:
    """Return what a field says; one without label and value says as much as none."""
    if found is None or not (found.label or found.value):
        return None
    return found.role, found.kind, found.label, found.value


def _keyed(fields: Sequence[Field]) -> dict[_Key, Field]:
    """Return fields by their id, and by a number where a file gives one id twice."""
    keyed: dict[_Key, Field] = {}
    for found in fields:
        number = 0
        while (found.id, number) in keyed:
            number += 1
        keyed[found.id, number] = found
    return keyed


def _twins(
    theirs: dict[_Key, Field], mine: dict[_Key, Field], before: dict[_Key, Field]
) -> dict[_Key, _Key]:
    """Return which field of theirs is the same new thing as which of mine, by their keys.

    Both filled in what the item lacked: it has another id on each side.  An item has many
    websites, so two of those are one only where they are the same.
    """
    waiting: dict[_Said, list[_Key]] = {}
    for key, found in mine.items():
        if key not in theirs and key not in before:
            waiting.setdefault(_name(found), []).append(key)
    twins = {}
    for key, found in theirs.items():
        if key not in mine and key not in before and waiting.get(_name(found)):
            twins[key] = waiting[_name(found)].pop(0)
    return twins


def _name(found: Field) -> _Said:
    value = found.value if found.role == Role.WEBSITE else ""
    return found.role, found.kind, found.label, value


def _in_order(
    before: list[_Key], theirs: list[_Key], mine: list[_Key], twins: dict[_Key, _Key]
) -> list[_Key]:
    """Return all keys once: in my order, or in theirs where only they moved fields.

    What the other side has besides stands behind what it stands behind there.
    """
    back = {own: key for key, own in twins.items()}
    mine = [back.get(key, key) for key in mine]
    moved = _of(theirs, before) != _of(before, theirs) and _of(mine, before) == _of(before, mine)
    order, others = (theirs, mine) if moved else (mine, theirs)
    order = list(order)
    present, after = set(order), -1
    for key in others:
        if key in present:
            after = order.index(key)
        else:
            after += 1
            order.insert(after, key)
    return order


def _of(some: list[_Key], others: list[_Key]) -> list[_Key]:
    known = set(others)
    return [key for key in some if key in known]
