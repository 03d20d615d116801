# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths as people read them, and the dialogs that ask for one.

On Linux the dialogs are Qt's own: the desktop's come through a portal that will not talk
to a process which refuses to be read.  Elsewhere they are the system's.
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from strongroom.app.new_vault import SUFFIX
from strongroom.texts import _

_SHOWN_FOLDERS = 2
Chosen = Callable[[Path], None]


def shown_path(path: Path, home: Path | None = None) -> str:
    """Return a path as "Documents / Personal.strongroom", from the home folder on.

    One that lies outside of it begins with what it is counted from: "/ media / stick".
    """
    home = home or Path.home()
    at_home = path.is_relative_to(home)
    parts = path.relative_to(home).parts if at_home else path.parts
    parts = tuple(part for part in parts if part != path.anchor)
    if len(parts) > _SHOWN_FOLDERS + 1:
        parts = ("…", *parts[-_SHOWN_FOLDERS - 1 :])
    shown = " / ".join(parts)
    if path.anchor and not at_home:
        root = path.anchor.rstrip("/\\")
        return f"{root} / {shown}".strip()
    return shown


def with_shown_paths(sentence: str) -> str:
    """Return ``sentence`` with every whole path that it quotes as people read it."""

    def shown(quoted: re.Match[str]) -> str:
        path = Path(quoted[1])
        return f"“{shown_path(path)}”" if path.is_absolute() else quoted[0]

    return re.sub("“([^“”]+)”", shown, sentence)


def choose_vault(parent: QWidget, folder: Path, chosen: Chosen) -> QFileDialog:
    """Ask for a vault that exists."""
    names = [_("Strongroom vaults (*{suffix})").format(suffix=SUFFIX), _("All files (*)")]
    return choose_file(parent, _("Open a vault"), folder, names, chosen)


def choose_file(
    parent: QWidget, title: str, folder: Path, names: list[str], chosen: Chosen
) -> QFileDialog:
    """Ask for a file that exists; ``names`` are Qt's name filters."""
    dialog = _dialog(parent, title, names, chosen)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setDirectory(str(folder))
    dialog.open()
    return dialog


def choose_files(
    parent: QWidget,
    title: str,
    folder: Path,
    chosen: Callable[[list[Path]], None],
    names: list[str] | None = None,
) -> QFileDialog:
    """Ask for one file that exists, or several; ``names`` may be long, and show their words."""
    dialog = _dialog(parent, title, [], lambda _path: None)
    dialog.setOption(QFileDialog.Option.HideNameFilterDetails)
    dialog.setNameFilters(names or [_("All files (*)")])
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setDirectory(str(folder))
    dialog.filesSelected.connect(lambda names: chosen([Path(name) for name in names]))
    dialog.open()
    return dialog


def choose_folder(parent: QWidget, title: str, folder: Path, chosen: Chosen) -> QFileDialog:
    """Ask for a folder that exists."""
    dialog = _dialog(parent, title, [], chosen)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setDirectory(str(folder))
    dialog.open()
    return dialog


def choose_new_file(
    parent: QWidget,
    title: str,
    suggested: Path,
    names: list[str],
    chosen: Chosen,
    *,
    replaces: bool = True,
) -> QFileDialog:
    """Ask where a new file shall lie; the suffix of ``suggested`` is added where it lacks.

    Unless ``replaces``, a file that is there is not written over, so nobody is asked about it.
    """
    dialog = _dialog(parent, title, names, chosen)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite, not replaces)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suggested.suffix.removeprefix("."))
    dialog.setDirectory(str(suggested.parent))
    dialog.selectFile(suggested.name)
    dialog.open()
    return dialog


def _dialog(parent: QWidget, title: str, names: list[str], chosen: Chosen) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog, sys.platform.startswith("linux"))
    dialog.setNameFilters(names)
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    return dialog
