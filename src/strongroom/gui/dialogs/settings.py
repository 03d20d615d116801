# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings: each takes effect as it is chosen, and tells so by a signal; nothing is written here.

Above, what this machine does; below, what belongs to the open vault and goes with it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from strongroom.app.settings import Settings, Theme
from strongroom.app.vault_rules import VaultRules
from strongroom.gui import theme
from strongroom.gui.dialogs.confirm import answers
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.all_of_it import AllOfIt
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.card import Card
from strongroom.gui.widgets.choice import Choice
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.option_row import OptionRow
from strongroom.gui.widgets.segmented import Segmented
from strongroom.gui.widgets.switch import Switch
from strongroom.texts import _, ngettext

_WIDTH = 520
_CONTROL = 152
_LOCK_MINUTES = (1, 2, 5, 10, 15, 30, 60, None)
_CLEAR_SECONDS = (10, 20, 30, 60, 120, None)
_HIDE_SECONDS = (15, 30, 60, 300, None)
_TRASH_DAYS = (7, 30, 90, 365, 0)
_VERSIONS = (0, 5, 10, 20, 50, 200)
_THEMES = (Theme.SYSTEM, Theme.LIGHT, Theme.DARK)
_MINUTE = 60


class SettingsDialog(QDialog):
    """``chosen`` carries a setting's name and value, ``rules_chosen`` a ``VaultRules``."""

    chosen = Signal(str, object)
    rules_chosen = Signal(object)
    renamed = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        settings: Settings,
        *,
        name: str = "",
        rules: VaultRules | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Settings"))
        self.setMinimumWidth(theme.scaled(_WIDTH))
        self._rules = rules
        self._said = label(kind=theme.Text.SMALL, tone="danger", wrap=True)
        self._said.hide()
        inside = QWidget()
        self._page = QVBoxLayout(inside)
        self._page.setContentsMargins(0, 0, 0, 0)
        self._page.setSpacing(theme.GRID)
        self._add_section(_("On this computer"), self._machine_rows(settings))
        if rules is not None:
            self._add_section(_("In this vault"), self._vault_rows(name, rules))
        self._page.addStretch(1)
        close = buttons.secondary(_("Close"))
        close.clicked.connect(self.accept)
        frame = QVBoxLayout(self)
        frame.setContentsMargins(*[3 * theme.GRID] * 4)
        frame.setSpacing(theme.GRID)
        frame.addWidget(label(_("Settings"), theme.Text.TITLE))
        frame.addWidget(AllOfIt(inside), 1)
        frame.addWidget(self._said)
        frame.addLayout(answers(close))
        self.ensurePolished()
        self.resize(self.sizeHint())  # or Qt would cut it to two thirds of the screen

    def say(self, sentence: str) -> None:
        """Say why something could not be set."""
        self._said.setText(sentence)
        self._said.setVisible(bool(sentence))
        announce(self, sentence)

    def _add_section(self, title: str, rows: Sequence[OptionRow]) -> None:
        card = Card()
        for row in rows:
            card.add_row(row)
        self._page.addSpacing(theme.GRID)
        self._page.addWidget(label(title, theme.Text.SECTION, "muted"))
        self._page.addWidget(card)

    def _machine_rows(self, now: Settings) -> list[OptionRow]:
        self.lock_after = self._times("lock_after_minutes", _LOCK_MINUTES, now.lock_after_minutes)
        self.minimised = Switch(_("Lock when the window is minimised"))
        self.minimised.setChecked(now.lock_on_minimise)
        self.minimised.toggled.connect(lambda on: self.chosen.emit("lock_on_minimise", on))
        self.clear_after = self._times(
            "clear_clipboard_seconds", _CLEAR_SECONDS, now.clear_clipboard_seconds
        )
        self.hide_after = self._times(
            "hide_revealed_seconds", _HIDE_SECONDS, now.hide_revealed_seconds
        )
        self.theme = Segmented(_("Colours"), [_("System"), _("Light"), _("Dark")])
        self.theme.choose(_THEMES.index(now.theme))
        self.theme.chosen.connect(lambda index: self.chosen.emit("theme", _THEMES[index]))
        only_ours = _("Only if it still holds what was copied here.")
        return [
            OptionRow(_("Lock when the vault is unused"), "", self.lock_after),
            OptionRow(_("Lock when the window is minimised"), "", self.minimised),
            OptionRow(_("Clear the clipboard"), only_ours, self.clear_after),
            OptionRow(_("Hide what was shown"), "", self.hide_after),
            OptionRow(_("Colours"), "", self.theme),
        ]

    def _vault_rows(self, name: str, rules: VaultRules) -> list[OptionRow]:
        self.name = QLineEdit(name)
        self.name.setFixedWidth(theme.scaled(_CONTROL))
        self.name.editingFinished.connect(self._rename)
        self._named = name
        self.trash = _choices(_TRASH_DAYS, rules.trash_days, _days)
        self.trash.activated.connect(self._set_rules)
        self.history = _choices(_VERSIONS, rules.history_length, _versions)
        self.history.activated.connect(self._set_rules)
        return [
            OptionRow(_("Name"), "", self.name),
            OptionRow(_("Empty the trash"), _("Items leave it for good after this."), self.trash),
            OptionRow(_("History"), _("Earlier versions kept of each item."), self.history),
        ]

    def _times(self, setting: str, offered: Sequence[int | None], now: int | None) -> Choice:
        text = _minutes if setting == "lock_after_minutes" else _seconds
        combo = _choices(offered, now, text)
        combo.activated.connect(lambda _at: self.chosen.emit(setting, combo.currentData()))
        return combo

    def _set_rules(self) -> None:
        if self._rules is not None:
            days, versions = self.trash.currentData(), self.history.currentData()
            self._rules = replace(self._rules, trash_days=days, history_length=versions)
            self.rules_chosen.emit(self._rules)

    def _rename(self) -> None:
        if self.name.text() != self._named:
            self._named = self.name.text()
            self.renamed.emit(self._named)


def _choices(
    offered: Sequence[int | None], now: int | None, text: Callable[[int | None], str]
) -> Choice:
    """Return a box of ``offered``, and of ``now`` where that is another."""
    values = [*offered] if now in offered else [now, *offered]
    combo = Choice()
    combo.setMinimumWidth(theme.scaled(_CONTROL))
    for value in values:
        combo.addItem(text(value), value)
    combo.setCurrentIndex(values.index(now))
    return combo


def _minutes(value: int | None) -> str:
    if value is None:
        return _("Never")
    return ngettext("After {count} minute", "After {count} minutes", value).format(count=value)


def _seconds(value: int | None) -> str:
    if value is None:
        return _("Never")
    if value >= _MINUTE and value % _MINUTE == 0:
        return _minutes(value // _MINUTE)
    return ngettext("After {count} second", "After {count} seconds", value).format(count=value)


def _days(value: int | None) -> str:
    if not value:
        return _("Never")
    return ngettext("After {count} day", "After {count} days", value).format(count=value)


def _versions(value: int | None) -> str:
    if not value:
        return _("None")
    return ngettext("{count} version", "{count} versions", value).format(count=value)
