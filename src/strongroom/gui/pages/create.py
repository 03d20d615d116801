# SPDX-License-Identifier: GPL-3.0-or-later
"""Making a vault: a name, a place that is chosen already, a master password."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from strongroom.app.new_vault import SUFFIX, free_path
from strongroom.errors import InvalidInput, StrongroomError
from strongroom.gui import places, theme
from strongroom.gui.pages.wanted_vault import WantedVault
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.busy_button import BusyButton
from strongroom.gui.widgets.card import Card
from strongroom.gui.widgets.column_page import ColumnPage
from strongroom.gui.widgets.labels import ElidedLabel, label
from strongroom.gui.widgets.new_password import NewPassword
from strongroom.gui.widgets.option_row import OptionRow
from strongroom.gui.widgets.switch import Switch
from strongroom.model.credentials import NewUnlock
from strongroom.model.rules import clean_vault_name
from strongroom.texts import _

_WIDTH = 400
_MARK = 40


class CreatePage(ColumnPage):
    """``create_wanted`` carries a :class:`WantedVault`; ``back`` leaves."""

    create_wanted = Signal(object)
    back = Signal()

    def __init__(self, documents: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent, width=_WIDTH)
        self._documents = documents
        self._chosen: Path | None = None
        self._key_file: Path | None = None
        self.name = QLineEdit(_("Personal"))
        self.password = NewPassword()
        self.create_button = BusyButton(_("Create vault"), _("Creating…"))
        self._place = ElidedLabel(kind=theme.Text.SMALL, tone="muted", elide=_MIDDLE)
        self._problem = label(kind=theme.Text.SMALL, tone="danger", wrap=True)
        self.recovery = Switch(_("Recovery kit"))
        self.key_button = buttons.secondary(_("Choose…"))
        self._lay_out()
        self.name.textChanged.connect(self._named)
        self.password.changed.connect(self._clear_problem)
        self.password.second.returnPressed.connect(self._submit)
        self.password.first.returnPressed.connect(self.password.second.setFocus)
        self.name.returnPressed.connect(self.password.first.setFocus)
        self.create_button.clicked.connect(self._submit)
        self.key_button.clicked.connect(self._ask_key_file)
        self.reset()

    def reset(self) -> None:
        """Begin anew."""
        self.name.setText(_("Personal"))
        self.password.wipe()
        self.recovery.setChecked(True)
        self._chosen = None
        self._use_key_file(None)
        self._named()
        self._clear_problem()
        self.show_busy(False)

    def show_busy(self, busy: bool) -> None:  # noqa: FBT001 - a setter
        """Show that the vault is being made, or no longer."""
        self.create_button.set_busy(busy)
        others = (self.change_button, self.key_button, self.back_button)
        for part in (self.name, self.password, self.recovery, *others):
            part.setEnabled(not busy)

    def show_failure(self, error: StrongroomError) -> None:
        """Say why it was not made; what was typed stays."""
        self.show_busy(False)
        self._say(str(error))

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at the name, all of it selected."""
        super().showEvent(event)
        self.name.setFocus()
        self.name.selectAll()

    @property
    def path(self) -> Path:
        """Where the vault will lie."""
        return self._chosen or free_path(self._documents, self.name.text().strip())

    def _lay_out(self) -> None:
        self.add_head(_("Create a vault"), mark=_MARK)
        self.column.addSpacing(theme.GRID)
        self.name.setProperty("large", True)
        self.name.setAccessibleName(_("Name of the vault"))
        self.column.addWidget(label(_("Name"), theme.Text.SECTION, "muted"))
        self.column.addWidget(self.name)
        self.column.addLayout(self._place_line())
        self.column.addWidget(self.password)
        self.column.addWidget(self._options())
        self._problem.hide()
        self.column.addWidget(self._problem)
        self.column.addWidget(self.create_button)
        self.back_button = buttons.link(_("Back"), "arrow-left")
        self.back_button.clicked.connect(self.back)
        self.foot.addWidget(self.back_button)
        self.foot.addStretch(1)

    def _place_line(self) -> QHBoxLayout:
        self.change_button = buttons.link(_("Change…"), flush=True)
        self.change_button.setProperty("tone", "accent")
        self.change_button.clicked.connect(self._ask_place)
        line = QHBoxLayout()
        line.addWidget(self._place, 1)
        line.addWidget(self.change_button)
        return line

    def _options(self) -> Card:
        card = Card()
        kit = _("Opens the vault if you forget the password.")
        card.add_row(OptionRow(_("Recovery kit"), kit, self.recovery))
        self._key_row = OptionRow(_("Key file"), "", self.key_button)
        card.add_row(self._key_row)
        return card

    def _named(self) -> None:
        self._place.setText(places.shown_path(self.path))
        self._clear_problem()

    def _ask_place(self) -> None:
        names = [_("Strongroom vaults (*{suffix})").format(suffix=SUFFIX)]
        title = _("Where to keep the vault")
        places.choose_new_file(self, title, self.path, names, self._choose, replaces=False)

    def _choose(self, path: Path) -> None:
        self._chosen = path
        self._named()

    def _ask_key_file(self) -> None:
        if self._key_file is not None:
            self._use_key_file(None)
            return
        suggested = self.path.with_suffix(".key")
        names = [_("Key files (*.key)"), _("All files (*)")]
        title = _("Where to make the key file")
        places.choose_new_file(self, title, suggested, names, self._use_key_file, replaces=False)

    def _use_key_file(self, path: Path | None) -> None:
        self._key_file = path
        self.key_button.setText(_("Choose…") if path is None else _("Remove"))
        none = _("A second lock: a file you keep elsewhere.")
        self._key_row.set_text(none if path is None else places.shown_path(path))

    def _submit(self) -> None:
        try:
            name = clean_vault_name(self.name.text())
        except InvalidInput as error:
            self._say(str(error))
            self.name.setFocus()
            return
        if self.password.problem:
            self._say(self.password.problem)
            self.password.leave_saying()
            field = self.password.second if self.password.first.count else self.password.first
            field.setFocus()
            return
        with self.password.first.secret() as password:
            unlock = NewUnlock(password.copy(), self._key_file, recovery=self.recovery.isChecked())
        self.show_busy(True)
        self.create_wanted.emit(WantedVault(self.path, name, unlock))

    def _say(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.show()
        announce(self, sentence)

    def _clear_problem(self) -> None:
        self._problem.hide()


_MIDDLE = Qt.TextElideMode.ElideMiddle
