# SPDX-License-Identifier: GPL-3.0-or-later
"""The generator over a secret that is being edited: shown there at once, put back if dropped."""

from PySide6.QtWidgets import QWidget

from strongroom.gui.flows.generating import Generating
from strongroom.gui.pages.editor_row import EditorRow
from strongroom.gui.pages.editor_values import SecretInput
from strongroom.gui.widgets.generator_popover import GeneratorPopover
from strongroom.secret import SecretBytes


class RowGenerator:
    """Opens one generator at a time, over ``pane``."""

    def __init__(self, generating: Generating, pane: QWidget) -> None:
        self._generating = generating
        self._pane = pane
        self._popover: GeneratorPopover | None = None

    def open(self, row: EditorRow) -> None:
        """Open it at a row that holds a secret."""
        place = row.input
        if not isinstance(place, SecretInput):
            return
        before, shown = place.edit.secret(), place.edit.revealed
        popover = GeneratorPopover(self._generating.recipes, self._generating.keep, self._pane)

        def put(secret: SecretBytes) -> None:
            with secret:
                place.edit.put(secret)
            place.edit.set_revealed(True)

        def put_back() -> None:
            place.edit.put(before)
            place.edit.set_revealed(shown)

        popover.preview.connect(put)
        popover.used.connect(put)
        popover.dropped.connect(put_back)

        def closed() -> None:
            before.close()
            self._popover = None

        popover.closed.connect(closed)
        self._popover = popover
        popover.open_at(place.edit)

    def close(self) -> None:
        """Close it where it is open; what was not taken is put back."""
        if self._popover is not None:
            self._popover.close()
