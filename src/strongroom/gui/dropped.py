# SPDX-License-Identifier: GPL-3.0-or-later
"""What was dragged from elsewhere, as the window takes it.

Files that are let go over the page of an item are attached to it: that pane accepts them
itself.  Anywhere else they reach the window, which opens a vault and imports anything else.
"""

from pathlib import Path

from PySide6.QtCore import QMimeData


def local_files(data: QMimeData) -> list[Path]:
    """Return the files and folders of this machine that are dragged; [] for anything else."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
