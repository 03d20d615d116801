# SPDX-License-Identifier: GPL-3.0-or-later
"""The vaults opened on this machine, as entries of a menu."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from strongroom.app.state import RecentVault
from strongroom.gui.places import shown_path
from strongroom.texts import _


def fill_recent(
    menu: QMenu,
    vaults: Sequence[RecentVault],
    here: Path | None,
    chosen: Callable[[Path], None],
) -> None:
    """Add an entry for each vault, the one that is open checked."""
    for vault in vaults:
        entry = menu.addAction(_escaped(_label(vault, vaults)))
        entry.setToolTip(shown_path(vault.path))
        entry.setCheckable(True)
        if here is not None and vault.path == here.absolute():
            entry.setChecked(True)
            entry.triggered.connect(_keep_checked(entry))
        else:
            entry.triggered.connect(_choose(chosen, vault.path))
    if not vaults:
        menu.addAction(_("No vault was opened here yet")).setEnabled(False)


def _label(vault: RecentVault, vaults: Sequence[RecentVault]) -> str:
    """Return the vault's name, with its folder where two have the same."""
    if sum(other.name == vault.name for other in vaults) == 1:
        return vault.name
    return _("{name} in {folder}").format(name=vault.name, folder=vault.path.parent.name)


def _escaped(text: str) -> str:
    return text.replace("&", "&&")


def _choose(chosen: Callable[[Path], None], path: Path) -> Callable[[], None]:
    return lambda: chosen(path)


def _keep_checked(entry: QAction) -> Callable[[], None]:
    return lambda: entry.setChecked(True)
