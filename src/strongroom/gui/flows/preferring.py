# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings, from the dialog to where they are kept, each as it is chosen.

What cannot be set is said in its row, and what was in force before still is.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from strongroom.app.inspecting import PublicInfo, public_info
from strongroom.app.items import Items
from strongroom.app.quick_unlock import BY_CLICK, BY_PIN
from strongroom.app.settings import SettingsFile, Theme
from strongroom.app.vault_rules import VaultRules
from strongroom.errors import CannotOpen, StrongroomError
from strongroom.gui import theme
from strongroom.gui.dialogs.settings import SettingsDialog
from strongroom.gui.flows import placing_backups, quick_choosing, quick_words, standings
from strongroom.gui.flows.editing import Editing
from strongroom.gui.flows.opening import Opening
from strongroom.gui.flows.quick_choosing import QuickChoosing, QuickState
from strongroom.gui.settings_table import DEFAULTS, ROWS, Need, Page
from strongroom.gui.surroundings import Surroundings
from strongroom.gui.tasks import Tasks
from strongroom.gui.widgets.setting_controls import Standing
from strongroom.model.changes import Changes
from strongroom.model.rules import clean_vault_name
from strongroom.texts import _

_RULES = frozenset({"trash_days", "history_length"})


class _QuickPage(QObject):
    """The rows of quick unlock in one dialog."""

    def __init__(self, dialog: SettingsDialog, hours: Callable[[], int]) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._hours = hours
        self._choice: str | None = None

    def show_state(self, state: QuickState) -> None:
        """Show what is chosen, until when, and what it does not keep out."""
        dialog, self._choice = self._dialog, state.choice
        lasting = quick_words.lasting(
            by_pin=state.choice == BY_PIN,
            ends_at_logout=state.ends_at_logout,
            hours=self._hours(),
        )
        dialog.show_values(quick_choosing.doings(state.choice, None))
        for choice, risk in (
            (BY_PIN, quick_words.pin_risk()),
            (BY_CLICK, quick_words.click_risk()),
        ):
            said = (lasting, risk) if choice == state.choice else (risk,)
            tone = "muted" if choice == BY_PIN else "warning"
            row = quick_choosing.ROWS[choice]
            dialog.warn(row, "\n".join(filter(None, said)), tone=tone)
        dialog.show_value("quick_state", quick_words.standing(state.choice, lasting))

    def show_working(self, choice: str | None) -> None:
        """Show that the keyring is being told, or no more."""
        self._dialog.show_values(quick_choosing.doings(self._choice, choice))

    def refuse(self, row: str, sentence: str) -> None:
        """Say in the row what went wrong."""
        self._dialog.refuse(row, sentence)


@dataclass(frozen=True, slots=True)
class _OfVault:
    """What the worker has read of the open vault."""

    name: str
    rules: VaultRules
    read_only: bool
    info: PublicInfo | None


class Preferring(QObject):
    """Shows the dialog, and carries out what is chosen in it.

    ``changed`` tells that one of this machine's settings is another now, ``log_stopped``
    in which dialog it was chosen that nothing more is noted.
    """

    changed = Signal()
    log_stopped = Signal(object)

    def __init__(
        self,
        settings: SettingsFile,
        items: Items,
        editing: Editing,
        tasks: Tasks,
        opening: Opening,
        *,
        surroundings: Surroundings,
        quick: QuickChoosing,
        change_password: Callable[[QWidget], object],
        may_change_password: Callable[[], bool],
        manage_methods: Callable[[QWidget], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._items = items
        self._editing = editing
        self._tasks = tasks
        self._opening = opening
        self._surroundings = surroundings
        self._quick = quick
        self._change_password = change_password
        self._may_change_password = may_change_password
        self._manage_methods = manage_methods
        self._page = Page.WINDOW
        self._shown: SettingsDialog | None = None

    def read_again(self) -> None:
        """Show anew what the vault says of itself, where the dialog is open."""
        if self._shown is not None and isValid(self._shown) and self._opening.is_open:
            self._read_vault(self._shown)

    def show(self, parent: QWidget, page: Page | None = None) -> SettingsDialog:
        """Open the dialog over ``parent``, at ``page`` or where it was left."""
        dialog = SettingsDialog(parent, page=page or self._page)
        self._shown = dialog
        self._say_needs(dialog)
        self._show_machine(dialog)
        dialog.chosen.connect(partial(self._chosen, dialog))
        dialog.finished.connect(lambda _result: self._keep_page(dialog))
        dialog.open()
        if self._opening.is_open:
            self._read_vault(dialog)
            self._follow_quick(dialog)
        return dialog

    def _follow_quick(self, dialog: SettingsDialog) -> None:
        """Show how quick unlock stands, and what becomes of it."""
        page = _QuickPage(dialog, lambda: self._settings.current.quick_unlock_hours)
        self._quick.changed.connect(page.show_state)
        self._quick.working.connect(page.show_working)
        self._quick.failed.connect(page.refuse)
        self._quick.refresh()

    def _show_machine(self, dialog: SettingsDialog) -> None:
        now, around = self._settings.current, self._surroundings
        dialog.show_values({row.id: getattr(now, row.id) for row in ROWS if hasattr(now, row.id)})
        placing_backups.show(dialog, self._settings)
        dialog.show_value("quick_access_key", Standing(around.quick_access_key()))
        dialog.show_values(standings.of_program(around.protection()))

    def _say_needs(self, dialog: SettingsDialog) -> None:
        """Let the rows that something is missing for say so; the vault's until it is read."""
        open_now, around = self._opening.is_open, self._surroundings
        reading = "" if not open_now else _("One moment…")
        vault = reading or _("Unlock the vault first: this belongs to it.")
        tray = _("This desktop shows no tray.")
        sentences = {
            Need.VAULT: vault,
            Need.WRITABLE: vault,
            Need.TRAY: "" if around.has_tray() else tray,
        }
        for row in ROWS:
            if row.needs in sentences:
                dialog.lack(row.id, sentences[row.needs])
            elif row.needs is Need.IDLE_TIME and not around.tells_idle_time():
                dialog.warn(row.id, _("This computer tells nobody how long it is unused."))

    def _read_vault(self, dialog: SettingsDialog) -> None:
        path = self._opening.path

        def read() -> _OfVault:
            info = None
            with suppress(CannotOpen):
                info = public_info(path) if path is not None else None
            items = self._items
            return _OfVault(items.vault_name, items.vault_rules, items.read_only, info)

        self._tasks.run(read, partial(self._show_vault, dialog))

    def _show_vault(self, dialog: SettingsDialog, found: _OfVault) -> None:
        if not isValid(dialog):
            return
        looking = _("This vault is open for looking only.")
        for row in ROWS:
            if row.needs is Need.VAULT:
                dialog.lack(row.id, "")
            elif row.needs is Need.WRITABLE:
                dialog.lack(row.id, looking if found.read_only else "")
        if not self._may_change_password() and not found.read_only:
            dialog.lack("master_password", _("Save the item that is being edited first."))
        dialog.show_value("vault_name", found.name)
        dialog.show_value("trash_days", found.rules.trash_days)
        dialog.show_value("history_length", found.rules.history_length)
        if found.info is not None:
            dialog.show_values(standings.of_vault(found.info))

    def _chosen(self, dialog: SettingsDialog, row: str, value: Any) -> None:
        if row == "vault_name":
            self._rename(dialog, row, str(value))
        elif row in _RULES:
            self._set_rule(dialog, row, value)
        elif row == "master_password":
            self._change_password(dialog)
        elif row == "unlock_methods":
            self._manage_methods(dialog)
        elif row in quick_choosing.ROWS.values():
            self._quick.press(dialog, row)
        elif row == placing_backups.ROW:
            placing_backups.choose(dialog, self._settings, value, self.changed.emit)
        elif row in DEFAULTS:
            self._set(dialog, row, value)

    def _set(self, dialog: SettingsDialog, row: str, value: object) -> None:
        try:
            now = self._settings.change(**{row: value})
        except StrongroomError as error:
            dialog.refuse(row, str(error))
            return
        dialog.show_value(row, getattr(now, row))
        self.changed.emit()
        if row == "access_log" and not now.access_log and self._opening.is_open:
            self.log_stopped.emit(dialog)
        if row == "quick_unlock_hours":
            self._quick.refresh()
        app = QApplication.instance()
        if isinstance(value, Theme) and isinstance(app, QApplication):
            theme.apply(app, theme.Scheme(value.value))

    def _rename(self, dialog: SettingsDialog, row: str, name: str) -> None:
        def done(_changes: Changes) -> None:
            if isValid(dialog):
                dialog.show_value(row, clean_vault_name(name))

        self._editing.rename_vault(name, done, partial(_refuse, dialog, row))

    def _set_rule(self, dialog: SettingsDialog, row: str, value: object) -> None:
        number = value if isinstance(value, int) else -1  # no number: refused with its sentence

        def done(_changes: Changes) -> None:
            if isValid(dialog):
                dialog.show_value(row, number)

        self._editing.set_vault_rule(row, number, done, partial(_refuse, dialog, row))

    def _keep_page(self, dialog: SettingsDialog) -> None:
        self._page = dialog.page


def _refuse(dialog: SettingsDialog, row: str, error: StrongroomError) -> None:
    if isValid(dialog):
        dialog.refuse(row, str(error))
