# SPDX-License-Identifier: GPL-3.0-or-later
"""What an opening found out about a vault that is sound in itself.

Each is honest content under the right key; what is in question is whether it is the
latest.  A finding makes the vault read-only until the person goes on, and where the key is
a retired or a foreign one it stays so.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import msgspec

from strongroom.texts import _, ngettext
from strongroom.vault.remembered import Age, Remembered, Seen, compare, digest
from strongroom.vault.row_types import SettingsRow


class Older(msgspec.Struct, frozen=True):
    """The file lacks saves that this machine has seen.  ``when`` is when it saw them.

    ``saves_missing`` is how many.
    """

    items_then: int | None
    items_now: int
    when: int
    saves_missing: int = 0

    can_go_on = True

    @property
    def sentence(self) -> str:
        """Say it to the person."""
        if self.items_then in {None, self.items_now}:  # which tells nothing of what is missing
            return self._of_saves()
        then = self.items_then or 0
        sentence = ngettext(
            "This vault is older than the one last opened here: {then} item then, {now} now.",
            "This vault is older than the one last opened here: {then} items then, {now} now.",
            then,
        )
        return sentence.format(then=then, now=self.items_now)

    def _of_saves(self) -> str:
        if not self.saves_missing:
            return _("This vault is older than the one last opened here.")
        sentence = ngettext(
            "This vault is older than the one last opened here: {count} save is missing that was "
            "in it on {when}.",
            "This vault is older than the one last opened here: {count} saves are missing that "
            "were in it on {when}.",
            self.saves_missing,
        )
        when = datetime.fromtimestamp(self.when / 1000, UTC).astimezone()
        return sentence.format(count=self.saves_missing, when=f"{when:%Y-%m-%d %H:%M}")


class BothChanged(msgspec.Struct, frozen=True):
    """The file and the one that this machine last saw were each saved without the other.

    ``saves_missing`` were seen here and are not in it, ``saves_new`` the other way round.
    """

    items_then: int | None
    items_now: int
    when: int
    saves_missing: int = 0
    saves_new: int = 0

    can_go_on = True

    @property
    def sentence(self) -> str:
        """Say it to the person."""
        return _(
            "This vault and the one last opened here were both changed; "
            "what was saved in the other one is missing from this one."
        )


class Retired(msgspec.Struct, frozen=True):
    """The file is locked with a key that was replaced.  ``when`` is when it was.

    ``seen`` is when the vault that is in force was last seen here.
    """

    when: int
    items_then: int | None = None
    items_now: int | None = None
    seen: int | None = None

    can_go_on = False

    @property
    def sentence(self) -> str:
        """Say it to the person."""
        return _(
            "This copy is locked with a password that was changed since; "
            "it is open for looking only."
        )

    @property
    def unopened(self) -> str:
        """Say it where the vault is not left open."""
        return _("This copy is locked with a password that was changed since.")


class Unrelated(msgspec.Struct, frozen=True):
    """The key is new, and nothing in the file says that it follows the remembered one.

    ``seen`` is when the remembered one was last seen here.
    """

    items_then: int | None = None
    items_now: int | None = None
    seen: int | None = None

    can_go_on = False

    @property
    def sentence(self) -> str:
        """Say it to the person."""
        return _(
            "This file bears your vault's name, but does not come from the one last opened "
            "here; it is open for looking only."
        )

    @property
    def unopened(self) -> str:
        """Say it where the vault is not left open."""
        return _(
            "This file bears your vault's name, but does not come from the one last opened here."
        )


Finding = Older | BothChanged | Retired | Unrelated


def judge(
    remembered: Remembered | None,
    found: Seen,
    settings: SettingsRow,
    count_items: Callable[[], int],
) -> Finding | None:
    """Return what is to be told of a verified file, None where it is as it should be.

    ``count_items`` is asked only where there is something to be told.
    """
    if remembered is None:
        return None
    then = remembered.seen
    if found.key_id in remembered.retired:
        when = remembered.retired[found.key_id]
        return Retired(when, then.items, count_items(), then.at)
    if found.key_id != then.key_id and not _follows(settings, then):
        return Unrelated(then.items, count_items(), then.at)
    age = compare(then, found)
    if age is Age.SAME_OR_NEWER:
        return None
    missing = _more(then.writers, found.writers)
    if age is Age.OLDER:
        return Older(then.items, count_items(), then.at, missing)
    new = _more(found.writers, then.writers)
    return BothChanged(then.items, count_items(), then.at, missing, new)


def _more(these: Mapping[str, int], those: Mapping[str, int]) -> int:
    """Return how many saves are in ``these`` and not in ``those``."""
    return sum(max(0, saves - those.get(writer, 0)) for writer, saves in these.items())


def _follows(settings: SettingsRow, then: Seen) -> bool:
    """Tell whether the vault comes from the remembered one.

    The key id alone proves nothing: it lies in the clear in this machine's memory.
    """
    return any(
        retired.key.hex() == then.key_id and then.local in {"", digest(retired.local)}
        for retired in settings.retired
    )
