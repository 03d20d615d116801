# SPDX-License-Identifier: GPL-3.0-or-later
"""Another state of the vault, open for looking only: its items, and the one that is chosen."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QWidget

from strongroom.gui.dialogs.items_beside import ItemsBeside, Looks
from strongroom.gui.widgets.empty_state import Emptiness
from strongroom.model.item import Overview
from strongroom.texts import _

_SIZE = (820, 580)


class CopyItems(ItemsBeside):
    """Without ``take`` nothing can be brought back."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        *,
        take: str,
        now_ms: Callable[[], int],
        seconds: Callable[[], int | None],
    ) -> None:
        self._nothing = Emptiness("vault", _("No items in it"), "")
        chosen = Emptiness("eye", _("Choose an item"), _("It is shown here, for looking only."))
        looks = Looks(
            title=title,
            items=_("Items"),
            empty=self._nothing,
            none_chosen=chosen,
            take=take,
            size=_SIZE,
        )
        super().__init__(parent, looks, now_ms=now_ms, seconds=seconds)
        self.progress.show_step(_("Opening…"))

    def show_items(self, ids: Sequence[int], items: Mapping[int, Overview]) -> None:
        """Show what is in it."""
        self.progress.end()
        if not ids:
            self.show_nothing(self._nothing)
            return
        super().show_items(ids, items)
        self.finder.search.setFocus()
