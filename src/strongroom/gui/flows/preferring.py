# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings, from the dialog to where they are kept, each as it is chosen."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from strongroom.app.items import Items
from strongroom.app.settings import SettingsFile, Theme
from strongroom.app.vault_rules import VaultRules
from strongroom.errors import StrongroomError
from strongroom.gui import theme
from strongroom.gui.dialogs.settings import SettingsDialog
from strongroom.gui.flows.opening import Opening
from strongroom.gui.tasks import Tasks
from strongroom.model.changes import Changes


class Preferring(QObject):
    """Shows the dialog, and carries out what is chosen in it."""

    def __init__(
        self,
        settings: SettingsFile,
        items: Items,
        tasks: Tasks,
        opening: Opening,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._items = items
        self._tasks = tasks
        self._opening = opening

    def show(self, parent: QWidget) -> None:
        """Open the dialog over ``parent``, with the vault's own settings where one is open."""
        if not self._opening.is_open:
            self._open(parent, "", None)
            return

        def read() -> tuple[str, VaultRules]:
            return self._items.vault_name, self._items.vault_rules

        def show(found: tuple[str, VaultRules]) -> None:
            self._open(parent, *found)

        self._tasks.run(read, show)

    def _open(self, parent: QWidget, name: str, rules: VaultRules | None) -> None:
        dialog = SettingsDialog(parent, self._settings.current, name=name, rules=rules)
        dialog.chosen.connect(lambda setting, value: self._set(dialog, setting, value))
        dialog.rules_chosen.connect(
            lambda wanted: self._write(dialog, lambda: self._items.set_vault_rules(wanted))
        )
        dialog.renamed.connect(
            lambda wanted: self._write(dialog, lambda: self._items.rename_vault(wanted))
        )
        self._opening.locked.connect(dialog.reject)
        dialog.open()

    def _set(self, dialog: SettingsDialog, setting: str, value: object) -> None:
        try:
            self._settings.change(**{setting: value})
        except StrongroomError as error:
            dialog.say(str(error))
            return
        dialog.say("")
        app = QApplication.instance()
        if isinstance(value, Theme) and isinstance(app, QApplication):
            theme.apply(app, theme.Scheme(value.value))

    def _write(self, dialog: SettingsDialog, work: Callable[[], Changes]) -> None:
        self._tasks.run(
            work, lambda _done: _say(dialog, ""), lambda error: _say(dialog, str(error))
        )


def _say(dialog: SettingsDialog, sentence: str) -> None:
    """Say how it went, if the dialog is still there to be read."""
    if isValid(dialog):
        dialog.say(sentence)
