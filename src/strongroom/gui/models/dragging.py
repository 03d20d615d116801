# SPDX-License-Identifier: GPL-3.0-or-later
"""What a drag inside the window carries: ids and nothing else.

A drop on another program finds no text, no title and no secret.
"""

from collections.abc import Iterable

from PySide6.QtCore import QMimeData

ITEMS = "application/x-strongroom-items"
FOLDER = "application/x-strongroom-folder"


def items_data(ids: Iterable[int]) -> QMimeData:
    """Return the data of a drag of items."""
    return _data(ITEMS, ids)


def folder_data(folder_id: int) -> QMimeData:
    """Return the data of a drag of one folder."""
    return _data(FOLDER, (folder_id,))


def dragged_items(data: QMimeData) -> tuple[int, ...]:
    """Return the ids of dragged items, none where something else is dragged."""
    return _ids(data, ITEMS)


def dragged_folder(data: QMimeData) -> int | None:
    """Return the id of a dragged folder, None where something else is dragged."""
    return next(iter(_ids(data, FOLDER)), None)


def _data(kind: str, ids: Iterable[int]) -> QMimeData:
    data = QMimeData()
    data.setData(kind, ",".join(map(str, ids)).encode())
    return data


def _ids(data: QMimeData, kind: str) -> tuple[int, ...]:
    if not data.hasFormat(kind):
        return ()
    parts = data.data(kind).toStdString().split(",")
    return tuple(int(part) for part in parts if part.isdecimal())
