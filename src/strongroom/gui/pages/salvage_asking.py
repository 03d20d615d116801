# SPDX-License-Identifier: GPL-3.0-or-later
"""The face that asks, before a salvage: where the new vault goes, and what opens the old one."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from strongroom.app.new_vault import SUFFIX
from strongroom.errors import Cancelled, StrongroomError
from strongroom.gui import places, theme
from strongroom.gui.flows.salvaging import WantedSalvage
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.labels import ElidedLabel, label
from strongroom.gui.widgets.proof import Proof
from strongroom.texts import _

_MIDDLE = Qt.TextElideMode.ElideMiddle


class Asking(QWidget):
    """``wanted`` carries a :class:`WantedSalvage`; the receiver closes its credentials."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._source = Path()
        self._target = Path()
        self._methods_from: Path | None = None
        self._words = label(tone="muted", wrap=True)
        self._place = ElidedLabel(tone="muted", elide=_MIDDLE)
        self.change_button = buttons.link(_("Change…"), flush=True)
        self.change_button.setProperty("tone", "accent")
        self.proof = Proof(present=False)
        self._problem = label(tone="danger", wrap=True)
        self.begin_button = buttons.primary(_("Salvage"))
        self.begin_button.setProperty("large", True)
        self.methods_button = buttons.link(_("Unlock methods from a copy…"))
        self._lay_out()
        self._connect()

    def show_vault(self, source: Path, target: Path) -> None:
        """Ask for the vault at ``source``; the new one is to lie at ``target``."""
        self._source = source
        self._words.setText(
            _(
                "Every part of “{name}” that still proves itself goes into a new vault, with the "
                "same password. “{name}” itself is only read."
            ).format(name=source.stem)
        )
        self._choose(target)
        self._use_methods(None)
        self.proof.key_file.use(None)
        self.proof.ask(by_code=False)
        self._problem.hide()

    def show_failure(self, error: StrongroomError) -> None:
        """Say why nothing was made; whoever gave it up knows that."""
        self._say("" if isinstance(error, Cancelled) else str(error))
        self.proof.show_failure(error)
        self.begin()

    def wipe(self) -> None:
        """Overwrite what was typed."""
        self.proof.wipe()
        self.proof.field.mark_wrong(False)

    def begin(self) -> None:
        """Begin in the field."""
        self.proof.field.setFocus()
        self.proof.field.selectAll()

    def _say(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        if sentence:
            announce(self, sentence)

    def _lay_out(self) -> None:
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._problem.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._problem.hide()
        place = QHBoxLayout()
        place.addWidget(self._place, 1)
        place.addWidget(self.change_button)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.GRID + 2)
        page.addWidget(self._words)
        page.addSpacing(theme.GRID)
        page.addWidget(label(_("New vault"), theme.Text.SECTION, "muted"))
        page.addLayout(place)
        for part in (self.proof, self.begin_button, self._problem):
            page.addWidget(part)
        page.addWidget(self.methods_button, 0, Qt.AlignmentFlag.AlignHCenter)

    def _connect(self) -> None:
        self.change_button.clicked.connect(self._ask_place)
        self.begin_button.clicked.connect(self._submit)
        self.methods_button.clicked.connect(self._ask_methods)
        self.proof.submitted.connect(self._submit)
        self.proof.method_button.clicked.connect(self._changed_way)

    def _submit(self) -> None:
        if self.proof.empty:
            self._say(_("Type what opened this vault."))
            self.begin()
            return
        self._problem.hide()
        given = self.proof.given()
        self.wipe()
        self.wanted.emit(WantedSalvage(self._source, given, self._target, self._methods_from))

    def _changed_way(self) -> None:
        self._say("")
        self.begin()

    def _ask_place(self) -> None:
        names = [_("Strongroom vaults (*{suffix})").format(suffix=SUFFIX)]
        title = _("Where to put the new vault")
        places.choose_new_file(self, title, self._target, names, self._choose, replaces=False)

    def _choose(self, path: Path) -> None:
        self._target = path
        self._place.setText(places.shown_path(path))

    def _ask_methods(self) -> None:
        if self._methods_from is not None:
            self._use_methods(None)
            return
        names = [_("Strongroom vaults (*{suffix})").format(suffix=SUFFIX), _("All files (*)")]
        title = _("A backup or another copy of this vault")
        folder = self._source.parent
        places.choose_file(self.window(), title, folder, names, self._use_methods)

    def _use_methods(self, path: Path | None) -> None:
        self._methods_from = path
        self.methods_button.setText(
            _("Unlock methods from a copy…")
            if path is None
            else _("Unlock methods from “{name}” · remove").format(name=path.name)
        )
