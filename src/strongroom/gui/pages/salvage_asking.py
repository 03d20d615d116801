# SPDX-License-Identifier: GPL-3.0-or-later
"""The face that asks, before a salvage: where the new vault goes, and what opens the old one."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from strongroom.app.new_vault import SUFFIX
from strongroom.gui import motion, places, theme
from strongroom.gui.flows.salvaging import WantedSalvage
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.flow_layout import FlowLayout
from strongroom.gui.widgets.key_file_row import KeyFileRow
from strongroom.gui.widgets.labels import ElidedLabel, label
from strongroom.gui.widgets.secret_line_edit import SecretLineEdit
from strongroom.model.credentials import Credentials
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
        self.password = _field(_("Master password"))
        self.code = _field(_("Recovery code"))
        self.key_file = KeyFileRow()
        self._problem = label(tone="danger", wrap=True)
        self.begin_button = buttons.primary(_("Salvage"))
        self.begin_button.setProperty("large", True)
        self.key_button = buttons.link(_("Key file"))
        self.code_button = buttons.link(_("Recovery code"))
        self.password_button = buttons.link(_("Master password"))
        self.methods_button = buttons.link(_("Unlock methods from a copy…"))
        self._lay_out()
        self._connect()
        self._ask_code(by_code=False)

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
        self.key_file.use(None)
        self.key_file.hide()
        self.wipe()
        self._ask_code(by_code=False)
        self._problem.hide()

    def show_failure(self, sentence: str, *, wrong: bool, key_file: bool) -> None:
        """Say why nothing was made."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        if sentence:
            announce(self, sentence)
        if key_file:
            self.key_file.show()
        if wrong:
            self._field.mark_wrong(True)
            motion.shake(self._field)
        self.begin()

    def wipe(self) -> None:
        """Overwrite what was typed."""
        for field in (self.password, self.code):
            field.wipe()
            field.mark_wrong(False)

    def begin(self) -> None:
        """Begin in the field."""
        self._field.setFocus()
        self._field.selectAll()

    @property
    def _field(self) -> SecretLineEdit:
        return self.code if self.code_button.isHidden() else self.password

    def _lay_out(self) -> None:
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._problem.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._problem.hide()
        place = QHBoxLayout()
        place.addWidget(self._place, 1)
        place.addWidget(self.change_button)
        links = QWidget()
        others = FlowLayout(links, gap=0, centred=True)
        for link in (self.key_button, self.password_button, self.code_button, self.methods_button):
            others.addWidget(link)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.GRID + 2)
        page.addWidget(self._words)
        page.addSpacing(theme.GRID)
        page.addWidget(label(_("New vault"), theme.Text.SECTION, "muted"))
        page.addLayout(place)
        for part in (self.password, self.code, self.key_file, self.begin_button, self._problem):
            page.addWidget(part)
        page.addWidget(links)

    def _connect(self) -> None:
        self.change_button.clicked.connect(self._ask_place)
        self.begin_button.clicked.connect(self._submit)
        self.key_button.clicked.connect(self._toggle_key_file)
        self.code_button.clicked.connect(lambda: self._ask_code(by_code=True))
        self.password_button.clicked.connect(lambda: self._ask_code(by_code=False))
        self.methods_button.clicked.connect(self._ask_methods)
        for field in (self.password, self.code):
            field.returnPressed.connect(self._submit)
            field.edited.connect(lambda field=field: field.mark_wrong(False))

    def _submit(self) -> None:
        if not self._field.count:
            what = _("Type what opened this vault.")
            self.show_failure(what, wrong=False, key_file=False)
            return
        self._problem.hide()
        given = self._field.take()
        if self._field is self.code:
            credentials = Credentials(recovery_code=given)
        else:
            credentials = Credentials(password=given, key_file=self.key_file.path)
        self.wanted.emit(WantedSalvage(self._source, credentials, self._target, self._methods_from))

    def _ask_code(self, *, by_code: bool) -> None:
        self.code_button.setHidden(by_code)
        self.password_button.setHidden(not by_code)
        self.key_button.setHidden(by_code)
        self.code.setVisible(by_code)
        self.password.setVisible(not by_code)
        self.code.set_revealed(by_code)  # from paper: hiding it would only cost errors
        if by_code:
            self.key_file.use(None)
            self.key_file.hide()
        self.begin()

    def _toggle_key_file(self) -> None:
        self.key_file.setVisible(self.key_file.isHidden())
        if self.key_file.isHidden():
            self.key_file.use(None)
        else:
            self.key_file.choose()

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


def _field(name: str) -> SecretLineEdit:
    field = SecretLineEdit(name)
    field.setPlaceholderText(name)
    field.setProperty("large", True)
    return field
