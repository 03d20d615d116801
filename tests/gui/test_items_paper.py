# SPDX-License-Identifier: GPL-3.0-or-later
"""Items on pages: all of them, every field, as many pages as it takes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QImage, QPainter, QPdfWriter, QTextLayout
from pytestqt.qtbot import QtBot

from strongroom.app.exporting import Outgoing, OutgoingItem, Writing
from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import Cancelled, NotWritable
from strongroom.exchange.reading import Attached
from strongroom.gui import items_paper
from strongroom.gui.items_paper import Look
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Details, Overview, Version


def item(number: int, notes: str = "", **more: object) -> OutgoingItem:
    fields = (
        Field(id=1, role=Role.USERNAME, value="zoe"),
        Field(id=2, role=Role.PASSWORD, kind=FieldKind.CONCEALED, value=f"secret-{number}"),
        Field(id=3, role=Role.NOTES, kind=FieldKind.NOTE, value=notes),
    )
    overview = Overview(
        id=number, kind="login", title=f"Item {number}", created=1, modified=1, tags=("a",)
    )
    history = (Version(id=9, at=1, title="x"),) * (number % 2)
    details = Details(version=1, fields=fields, history=history)
    return OutgoingItem(overview, details, ("Work",), **more)  # type: ignore[arg-type]


@pytest.fixture
def writing() -> Callable[..., Writing]:
    def made(*items: OutgoingItem, step: Callable[[], None] = lambda: None) -> Writing:
        def give() -> Iterator[OutgoingItem]:
            return iter(items)

        return Writing(Outgoing("Personal", (), give, len(items)), None, lambda: CHEAPEST, step)

    return made


@pytest.fixture
def look(qtbot: QtBot) -> Look:  # noqa: ARG001 - fonts need the application
    return Look("2026-11-24")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are laid out, in order."""
    texts: list[str] = []

    def noted(text: str, face: QFont) -> QTextLayout:
        texts.append(text)
        return QTextLayout(text, face)

    monkeypatch.setattr(items_paper, "QTextLayout", noted)
    return texts


def pages(path: Path) -> int:
    return path.read_bytes().count(b"/Type /Page\n")


def save(path: Path, writing: Writing, look: Look) -> tuple[str, ...]:
    with path.open("w+b") as out:
        return items_paper.write_pdf(out, writing, look)


def test_every_field_of_every_item_is_on_the_page(
    writing: Callable[..., Writing], look: Look, drawn: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "x.pdf"
    losses = save(path, writing(item(1, "a\nb"), item(2)), look)
    assert path.read_bytes().startswith(b"%PDF-")
    assert pages(path) == 1
    assert drawn == [
        *("Item 1", "Work · a", "username", "zoe", "password", "secret-1", "notes", "a\u2028b"),
        *("Item 2", "Work · a", "username", "zoe", "password", "secret-2"),
    ]
    assert losses == ("1 earlier version is not on the pages.",)


def test_it_takes_as_many_pages_as_it_needs(
    writing: Callable[..., Writing], look: Look, tmp_path: Path
) -> None:
    path = tmp_path / "x.pdf"
    save(path, writing(*(item(n) for n in range(60))), look)
    assert pages(path) > 1


def test_a_note_longer_than_a_page_goes_on_in_the_next_column(
    writing: Callable[..., Writing], look: Look, tmp_path: Path
) -> None:
    path = tmp_path / "x.pdf"
    save(path, writing(item(1, "word " * 20_000)), look)
    assert pages(path) > 5


def test_nothing_is_drawn_outside_its_page(
    look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = QPdfWriter(str(tmp_path / "x.pdf"))
    image = QImage(1, 1, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    tops: list[float] = []
    monkeypatch.setattr(
        items_paper._Pages, "_begin_page", lambda self: tops.append(self._page.height())
    )
    made = items_paper._Pages(device, painter, QRectF(0, 0, 480, 300), "x", look)
    real = made._want

    def noted(height: float) -> None:
        real(height)
        assert made._top + height <= 300 - items_paper._FOOT
        assert made._column < items_paper._COLUMNS

    monkeypatch.setattr(made, "_want", noted)
    for number in range(20):
        made.put(item(number, "x" * 700))
    painter.end()
    assert len(tops) > 3


def test_what_is_not_on_the_pages_is_said(
    writing: Callable[..., Writing], look: Look, drawn: list[str], tmp_path: Path
) -> None:
    files = (Attached("photo.jpg", 1, lambda: iter(())),) * 2
    losses = save(tmp_path / "x.pdf", writing(item(2, attachments=files)), look)
    assert losses == ("2 attachments are not on the pages.",)
    assert drawn.count("photo.jpg") == 2


def test_it_can_be_stopped(writing: Callable[..., Writing], look: Look, tmp_path: Path) -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        save(tmp_path / "x.pdf", writing(item(1), step=stop), look)


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_device_that_does_not_take_it(
    writing: Callable[..., Writing], look: Look, tmp_path: Path
) -> None:
    with pytest.raises(NotWritable, match="printer"):
        items_paper.paint(QPdfWriter(str(tmp_path / "no" / "x.pdf")), writing(item(1)), look)


def test_a_full_disk_is_said(writing: Callable[..., Writing], look: Look) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has none")
    with pytest.raises(NotWritable, match="disk full"), full.open("wb") as out:
        items_paper.write_pdf(out, writing(*(item(n) for n in range(200))), look)
