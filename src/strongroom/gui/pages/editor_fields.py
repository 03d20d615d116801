# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of an item being edited, in the person's order.

An edit begins with the fields that the item has and with those of its kind that it lacks, at
their places; what is left empty of the latter is not kept.  Rows are made a few at a time;
a field whose row is not there yet counts as it is.
"""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from strongroom.gui import theme
from strongroom.gui.pages.editor_row import EditorRow
from strongroom.model.fields import Field, FieldKind, template_of
from strongroom.model.item import new_id

_AT_ONCE = 3  # rows made with the editor; more of them take longer than a frame
_SLICE = 1


class EditorFields(QWidget):
    """A card of rows.  ``removed`` carries what brings a removed field back."""

    edited = Signal()
    arranged = Signal()  # rows came or moved: all are there, in another order
    removed = Signal(object)  # Removed
    copy_wanted = Signal(object)  # SecretBytes
    generator_wanted = Signal(object)  # EditorRow

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[EditorRow] = []
        self._waiting: list[Field] = []
        self._later = QTimer(self)
        self._later.setInterval(0)
        self._later.timeout.connect(lambda: self._add(_SLICE))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(1)

    def show_fields(self, kind: str, fields: Sequence[Field]) -> None:
        """Begin with these fields, and with what the kind has besides."""
        self.wipe()
        self._waiting = completed(kind, fields)
        self._add(_AT_ONCE)

    def fields(self) -> tuple[Field, ...]:
        """Return the fields as they stand, without what was left empty."""
        rows = [row.field for row in self.rows if not row.is_left_out]
        return (*rows, *kept(self._waiting))

    def make_all(self) -> None:
        """Make the rows that are not there yet."""
        self._add(len(self._waiting))

    def add_field(self, kind: str, role: str = "") -> EditorRow:
        """Add an empty field at the end; a website stands with the others."""
        self.make_all()
        row = self._insert(self._place_for(kind), Field(id=new_id(), role=role, kind=kind))
        self.arranged.emit()
        self.edited.emit()
        return row

    def row_of(self, field_id: int) -> EditorRow | None:
        """Return the row of a field."""
        return next((row for row in self.rows if row.field.id == field_id), None)

    def wipe(self) -> None:
        """Forget all of it."""
        self._later.stop()
        self._waiting.clear()
        while self.rows:
            self._drop(self.rows[-1])

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the card, and a line above each row but the first."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("hairline"), 1))
        painter.setBrush(theme.colour("pane"))
        box = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, theme.RADIUS, theme.RADIUS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for row in self.rows[1:]:
            painter.drawLine(1, row.y() - 1, self.width() - 2, row.y() - 1)

    # Inside

    def _add(self, count: int) -> None:
        now, self._waiting = self._waiting[:count], self._waiting[count:]
        for field in now:
            self._insert(len(self.rows), field)
        if self._waiting:
            self._later.start()
        else:
            self._later.stop()
            self.arranged.emit()

    def _insert(self, place: int, field: Field) -> EditorRow:
        row = EditorRow(field)
        row.edited.connect(self.edited)
        row.copy_wanted.connect(self.copy_wanted)
        row.removed.connect(lambda: self._remove(row))
        row.retyped.connect(self.arranged)
        row.moved.connect(lambda by: self._move(row, self.rows.index(row) + by))
        row.dragged.connect(lambda height: self._follow(row, height))
        row.generator_wanted.connect(lambda: self.generator_wanted.emit(row))
        self.rows.insert(place, row)
        self._column.insertWidget(place, row)
        self.show()
        row.show()
        return row

    def _remove(self, row: EditorRow) -> None:
        place, field = self.rows.index(row), row.field
        self._drop(row)
        if self.rows:
            self.rows[min(place, len(self.rows) - 1)].input.take_focus()
        self.edited.emit()
        self.removed.emit(Removed(self, place, field))

    def put_back(self, place: int, field: Field) -> None:
        """Bring a removed field back to its place."""
        self._insert(min(place, len(self.rows)), field).input.take_focus()
        self.arranged.emit()
        self.edited.emit()

    def _drop(self, row: EditorRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.input.wipe()
        row.hide()
        row.deleteLater()
        self.setVisible(bool(self.rows))

    def _move(self, row: EditorRow, place: int) -> None:
        self.make_all()
        if not 0 <= place < len(self.rows) or self.rows[place] is row:
            return
        self.rows.remove(row)
        self.rows.insert(place, row)
        self._column.removeWidget(row)
        self._column.insertWidget(place, row)
        self._column.activate()
        self.update()
        self.arranged.emit()
        self.edited.emit()

    def _follow(self, row: EditorRow, height: int) -> None:
        """Let a row that is dragged change places once the pointer is past a middle."""
        at = self.mapFromGlobal(QPoint(0, height)).y()
        place = self.rows.index(row)
        above = self.rows[place - 1] if place else None
        below = self.rows[place + 1] if place + 1 < len(self.rows) else None
        if above is not None and at < above.geometry().center().y():
            self._move(row, place - 1)
        elif below is not None and at > below.geometry().center().y():
            self._move(row, place + 1)

    def _place_for(self, kind: str) -> int:
        places = [n + 1 for n, row in enumerate(self.rows) if row.kind == kind]
        return max(places) if kind == FieldKind.WEBSITE and places else len(self.rows)


class Removed:
    """A field that was taken away, and the way back."""

    def __init__(self, fields: EditorFields, place: int, field: Field) -> None:
        self._fields, self._place, self.field = fields, place, field

    def __repr__(self) -> str:
        return "Removed(…)"

    def put_back(self) -> None:
        """Bring it back."""
        self._fields.put_back(self._place, self.field)


def completed(kind: str, fields: Iterable[Field]) -> list[Field]:
    """Return the fields with those added that the kind has and they lack, each at its place."""
    done = list(fields)
    roles = [field.role for field in done]
    place = 0
    for wanted in template_of(kind).roles:
        if wanted.role in roles:
            place = max(n for n, field in enumerate(done) if field.role == wanted.role) + 1
            continue
        done.insert(place, Field(id=new_id(), role=wanted.role, kind=wanted.kind))
        place += 1
    return done


def kept(fields: Iterable[Field]) -> list[Field]:
    """Return the fields without those that have neither a value nor a label of their own."""
    return [field for field in fields if field.value or field.label]
