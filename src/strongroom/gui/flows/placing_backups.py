# SPDX-License-Identifier: GPL-3.0-or-later
"""Where backups lie, as one row of the settings: beside the vault, or in a chosen folder."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from shiboken6 import isValid

from strongroom.app.settings import SettingsFile
from strongroom.errors import StrongroomError
from strongroom.gui import places
from strongroom.gui.dialogs.settings import SettingsDialog
from strongroom.gui.settings_table import BESIDE, ELSEWHERE
from strongroom.texts import _

ROW = "backups_folder"


def show(dialog: SettingsDialog, settings: SettingsFile) -> None:
    """Show what is in force, and the folder where one was chosen."""
    if isValid(dialog):
        folder = settings.current.backups_folder
        dialog.show_value(ROW, ELSEWHERE if folder else BESIDE)
        dialog.warn(ROW, folder, tone="muted")


def choose(
    dialog: SettingsDialog, settings: SettingsFile, value: object, changed: Callable[[], None]
) -> None:
    """Put the next backups beside the vault, or ask for a folder."""
    if value == BESIDE:
        _set(dialog, settings, changed, None)
        return
    before = settings.current.backups_folder
    asked = places.choose_folder(
        dialog,
        _("Folder for backups"),
        Path(before) if before else Path.home(),
        partial(_set, dialog, settings, changed),
    )
    asked.rejected.connect(lambda: show(dialog, settings))


def _set(
    dialog: SettingsDialog,
    settings: SettingsFile,
    changed: Callable[[], None],
    folder: Path | None,
) -> None:
    if not isValid(dialog):
        return
    try:
        settings.change(backups_folder="" if folder is None else str(folder))
    except StrongroomError as error:
        dialog.refuse(ROW, str(error))
    else:
        changed()
    show(dialog, settings)
