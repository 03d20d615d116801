# SPDX-License-Identifier: GPL-3.0-or-later
"""Who looked at what: each item that was opened, copied, revealed or exported, when and how.

It is kept in this machine's sealed notes and never in the vault, names fields by their label
and holds no value and no title: of an item that was deleted only its entries are left, until
newer ones push them out.  A vault that is open for looking only is a copy of another state;
nothing of it is noted.  That something cannot be noted is no reason to refuse it.
"""

from collections.abc import Callable, Collection
from contextlib import suppress
from enum import StrEnum

from strongroom.app.session import Session
from strongroom.errors import StrongroomError
from strongroom.model.fields import ROLE_LABELS, Field
from strongroom.texts import _
from strongroom.vault.accesses import Access

__all__ = ["Access", "AccessLog", "Act", "Through", "name_of", "shown_name"]

SAME_MS = 60_000  # looking at the same thing again within this is no other access
MOST_EACH = 100  # items of one export that are named each; of more, their number


class Act(StrEnum):
    """What was done; in the file, so never to be renamed."""

    OPENED = "opened"
    REVEALED = "revealed"
    COPIED = "copied"
    VISITED = "visited"
    EXPORTED = "exported"


class Through(StrEnum):
    """What it was done through; in the file too."""

    WINDOW = "window"
    QUICK_ACCESS = "quick access"
    TERMINAL = "terminal"


def name_of(field: Field) -> str:
    """Return what the log calls a field: its own label, else its role."""
    return field.label or field.role


def shown_name(name: str) -> str:
    """Return what people see of such a name, "" where it has none."""
    return _(ROLE_LABELS[name]) if name in ROLE_LABELS else name


class AccessLog:
    """Notes accesses of the open vault, where that is ``wanted``, and gives them back."""

    def __init__(self, session: Session, wanted: Callable[[], bool]) -> None:
        self._session = session
        self._wanted = wanted

    def record(self, item_id: int, act: Act, through: Through, field: str = "") -> None:
        """Note that something was done with an item; ``field`` is a label, never a value.

        The disk has it at the next use, at :meth:`flush`, and at the lock at the latest.
        """
        self._note(Access(self._session.clock.now_ms(), item_id, act, through, field))

    def record_export(self, ids: Collection[int], through: Through) -> None:
        """Note that these items were written to a file, or put on paper.

        An export of everything is one entry: entries of its own for each of thousands of
        items would push out all that is known of the others.
        """
        now = self._session.clock.now_ms()
        if len(ids) > MOST_EACH:
            self._note(Access(now, 0, Act.EXPORTED, through, count=len(ids)))
        else:
            for item_id in ids:
                self._note(Access(now, item_id, Act.EXPORTED, through))
        self.flush()

    def flush(self) -> None:
        """Write what waits; nothing happens where no vault is open or nothing waits."""
        with suppress(StrongroomError):
            self._session.vault.local.flush()

    def entries(self, item_id: int | None = None) -> tuple[Access, ...]:
        """Return what is known, of one item or of all, the latest first.

        What was done with several at once is told with each of them.

        Raises:
            VaultLocked: no vault is open.
            CannotOpen: the notes cannot be read.
        """
        found = reversed(self._session.vault.local.accesses)
        return tuple(one for one in found if item_id is None or one.item in {item_id, 0})

    def clear(self, item_id: int | None = None) -> None:
        """Forget what is known of one item, or of all.

        Raises:
            VaultLocked: no vault is open.
            CannotOpen, CannotSave: it is still there.
        """
        self._session.vault.local.clear_accesses(item_id)

    def _note(self, access: Access) -> None:
        with suppress(StrongroomError):
            vault = self._session.vault
            if self._wanted() and not vault.read_only and not self._is_again(access):
                vault.local.note_access(access)

    def _is_again(self, access: Access) -> bool:
        latest = self._session.vault.local.latest_access
        if latest is None or not 0 <= access.at - latest.at < SAME_MS:
            return False
        same = (access.item, access.act, access.through, access.field)
        return same == (latest.item, latest.act, latest.through, latest.field)
