# SPDX-License-Identifier: GPL-3.0-or-later
"""A copy of the open vault looked at: its items, or what differs, and each of them in full.

What is to be done with the items that were taken is up to whoever opens it.  Copies and
details are read on the worker; what closes a dialog ends its comparison at the next step.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from strongroom.app.comparing import VaultCopy, compare, pair
from strongroom.app.session import Session
from strongroom.errors import Cancelled, NotFound, StrongroomError
from strongroom.gui.dialogs.comparison import ComparisonDialog, Words
from strongroom.gui.dialogs.copy_items import CopyItems
from strongroom.gui.dialogs.items_beside import ItemsBeside
from strongroom.gui.dialogs.merge import MergeDialog
from strongroom.gui.flows.looking import Looking
from strongroom.gui.flows.stopping import Steps
from strongroom.gui.models.compared import Compared
from strongroom.gui.pages.detail_fields import ItemRow
from strongroom.gui.pages.detail_text import sentence_label
from strongroom.gui.pages.side_by_side import Side
from strongroom.gui.pages.sides import side_of
from strongroom.gui.tasks import Tasks
from strongroom.model.item import Overview
from strongroom.secret import SecretBytes

T = TypeVar("T")


class CopyViewing:
    """Shows the dialogs, and what is asked for in them."""

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        looking: Looking,
        *,
        seconds: Callable[[], int | None],
    ) -> None:
        self._session = session
        self._tasks = tasks
        self._looking = looking
        self._seconds = seconds
        self._steps = Steps()

    def compare(self, parent: QWidget, words: Words, copy: VaultCopy) -> ComparisonDialog:
        """Show what differs between the open vault and ``copy``."""
        dialog = ComparisonDialog(
            parent, words, now_ms=self._session.clock.now_ms, seconds=self._seconds
        )
        stopping = self._steps.begin(dialog, dialog.show_progress)
        dialog.cancel_wanted.connect(stopping.stop)

        def look(item_id: int) -> tuple[Side, Side]:
            return self.sides(copy, item_id, words.here, words.there)

        self.serve(dialog, look, lambda sides: dialog.show_pair(*sides))
        dialog.show_progress()
        dialog.open()

        def found(compared: Compared) -> None:
            if isValid(dialog):
                dialog.show_comparison(compared)

        self._tasks.run(
            lambda: Compared.of(compare(self._session, copy, stopping)),
            found,
            partial(_trouble, dialog),
        )
        return dialog

    def look_inside(
        self, parent: QWidget, title: str, heading: str, copy: VaultCopy, *, take: str
    ) -> CopyItems:
        """Show what ``copy`` holds; ``heading`` is that of an item in full."""
        dialog = CopyItems(
            parent, title, take=take, now_ms=self._session.clock.now_ms, seconds=self._seconds
        )

        def look(item_id: int) -> Side:
            return side_of(heading, copy.item(item_id), copy.folders())

        self.serve(dialog, look, dialog.show_one)
        dialog.open()

        def sort() -> tuple[list[int], Mapping[int, Overview]]:
            found = copy.overviews()
            by_title = sorted(found, key=lambda one: (found[one].title.casefold(), one))
            return by_title, found

        def show(items: tuple[list[int], Mapping[int, Overview]]) -> None:
            if isValid(dialog):
                dialog.show_items(*items)

        self._tasks.run(sort, show, partial(_trouble, dialog))
        return dialog

    def sides(self, copy: VaultCopy, item_id: int, here: str, there: str) -> tuple[Side, Side]:
        """Return an item of the open vault and of ``copy``, called so; on the worker."""
        ours, theirs = pair(self._session, copy, item_id)
        return (
            side_of(here, ours, self._session.vault.folders()),
            side_of(there, theirs, copy.folders()),
        )

    def serve(
        self,
        dialog: ItemsBeside | MergeDialog,
        look: Callable[[int], T],
        show: Callable[[T], None],
    ) -> None:
        """Show an item when it is chosen, unless another one is by then."""

        def begin(item_id: int) -> None:
            def came(result: T) -> None:
                if isValid(dialog) and dialog.finder.chosen_ids == {item_id}:
                    show(result)

            self._tasks.run(lambda: look(item_id), came, partial(_trouble, dialog))

        dialog.look_wanted.connect(begin)
        dialog.copy_wanted.connect(self._copy_value)

    def _copy_value(self, row: ItemRow) -> None:
        secret = SecretBytes.of_text(row.shared_text())
        self._looking.copy_secret(secret, sentence_label(row.field))


def _trouble(dialog: ItemsBeside | MergeDialog, error: StrongroomError) -> None:
    if isValid(dialog) and not isinstance(error, Cancelled | NotFound):
        dialog.show_trouble(str(error))
