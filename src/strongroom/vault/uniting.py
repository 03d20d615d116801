# SPDX-License-Identifier: GPL-3.0-or-later
"""What two copies of a vault make of what belongs to it as a whole, and how their keys stand.

A copy under another key was opened by what its owner gave, and so it is whatever whoever
knows that password made of it.  What it *claims* about keys is therefore never taken over:
a list that named our own key as retired would lock every machine out.  Its own key is no
claim, for it opened the copy; the vault may list that one as retired, and then whoever holds
the copy goes over to the vault.  Nor are its numbers of saves taken: forged ones would have a
machine lose its own saves without a word.  So whoever holds such a copy is told once that both
changed, which is true.
"""

from collections.abc import Mapping
from enum import Enum, auto
from hmac import compare_digest
from pathlib import Path
from typing import Protocol

import msgspec

from strongroom.errors import InvalidInput
from strongroom.model.changes import VaultValues
from strongroom.model.merging.places import Lead
from strongroom.model.rules import clean_vault_name
from strongroom.texts import _
from strongroom.vault.padding import OVERVIEW_MOST
from strongroom.vault.row_types import Retired, SettingsRow
from strongroom.vault.unlocked import Unlocked

# More saves than any machine does; a count that is larger would leave no room for the next.
_MOST_SAVES = 1 << 62
_MOST_BYTES = OVERVIEW_MOST // 2  # of settings that grow by a merge: re-keys need room too


class Copy(Protocol):
    """What matters here of another copy of the vault; ``VaultCopy`` is one."""

    @property
    def path(self) -> Path:
        """Where it lies."""

    @property
    def same_key(self) -> bool:
        """Whether it is sealed under the vault's key."""

    @property
    def key_id(self) -> bytes:
        """What names its key."""

    @property
    def settings(self) -> SettingsRow:
        """What it says of itself as a whole."""

    @property
    def writers(self) -> Mapping[str, int]:
        """How many saves of each machine are in it."""

    def as_retired(self, at: int) -> Retired:
        """Return its own key as a retired one."""


class Kinship(Enum):
    """How a copy's key stands to the vault's."""

    SAME = auto()
    EARLIER = auto()  # the vault lists it as retired
    LATER = auto()  # the copy lists the vault's as retired, and proves to know it
    OTHER = auto()  # neither knows the other


def kinship(ours: Unlocked, settings: SettingsRow, copy: Copy) -> Kinship:
    """Return how the key of ``copy`` stands to the vault's; only proofs count."""
    if copy.same_key:
        return Kinship.SAME
    if any(_is_ours(ours, retired) for retired in copy.settings.retired):
        return Kinship.LATER
    known = {retired.key for retired in settings.retired}
    return Kinship.EARLIER if copy.key_id in known else Kinship.OTHER


def _is_ours(ours: Unlocked, retired: Retired) -> bool:
    local = bytes(ours.keys.local.buffer)
    return retired.key == ours.keys.key_id and compare_digest(retired.local, local)


def lead_of(ours: Mapping[str, int], copy: Copy) -> Lead:
    """Return which side has every save of the other; what another key counts is no claim."""
    theirs = copy.writers
    if ours == theirs or not copy.same_key:
        return Lead.NEITHER
    if _within(theirs, ours):
        return Lead.OURS
    return Lead.THEIRS if _within(ours, theirs) else Lead.NEITHER


def _within(less: Mapping[str, int], more: Mapping[str, int]) -> bool:
    return all(saves <= more.get(writer, 0) for writer, saves in less.items())


def united(ours: SettingsRow, copy: Copy, lead: Lead, now: int) -> SettingsRow:
    """Return what the vault as a whole is after it took ``copy`` in.

    Rules keep the longer; two names are told apart by a fixed rule, for they have no times.
    Of the numbers of saves each is the larger one, so that whoever holds either copy sees
    the result as newer.  Of a copy under another key nothing is taken, and its key is retired.

    Raises:
        InvalidInput: so many machines and keys would leave no room for those to come.
    """
    after = _of_both(ours, copy, lead)
    after = msgspec.structs.replace(after, retired=_retired(ours, copy, now))
    size = _size(after)
    if size > max(_MOST_BYTES, _size(ours)):
        sentence = _(
            "“{file}” tells of more computers and passwords than a vault has room for; it "
            "cannot be merged as a whole. Copy what you need out of it by hand."
        )
        raise InvalidInput(sentence.format(file=copy.path.name))
    return after


def _size(settings: SettingsRow) -> int:
    return len(msgspec.json.encode(settings))


def _of_both(ours: SettingsRow, copy: Copy, lead: Lead) -> SettingsRow:
    if not copy.same_key:
        return ours
    theirs = copy.settings
    if not _is_allowed(theirs.name):
        theirs = msgspec.structs.replace(theirs, name=ours.name)
    values = {
        Lead.OURS: ours.values,
        Lead.THEIRS: theirs.values,
        Lead.NEITHER: _joined(ours.values, theirs.values),
    }
    return msgspec.structs.replace(
        ours,
        **msgspec.structs.asdict(values[lead]),
        created=min(ours.created, theirs.created),
        writers=_most(ours.writers, copy.writers),
    )


def _is_allowed(name: str) -> bool:
    try:
        return clean_vault_name(name) == name
    except InvalidInput:
        return False


def _joined(a: VaultValues, b: VaultValues) -> VaultValues:
    days = 0 if 0 in {a.trash_days, b.trash_days} else max(a.trash_days, b.trash_days)
    length = max(a.history_length, b.history_length)
    return VaultValues(max(a.name, b.name), days, length)


def _most(ours: Mapping[str, int], theirs: Mapping[str, int]) -> dict[str, int]:
    most = dict(ours)
    for writer, saves in theirs.items():
        if saves <= _MOST_SAVES:
            most[writer] = max(saves, ours.get(writer, 0))
    return most


def _retired(ours: SettingsRow, copy: Copy, now: int) -> tuple[Retired, ...]:
    if copy.same_key or any(retired.key == copy.key_id for retired in ours.retired):
        return ours.retired
    return (*ours.retired, copy.as_retired(now))
