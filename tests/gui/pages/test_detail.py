# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking at items: what is shown, what is hidden, what is let go of."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot
from tests.app.worlds import login
from tests.gui.pages.conftest import Desk

from strongroom.errors import Altered
from strongroom.gui import theme
from strongroom.gui.dialogs.large_type import LargeType
from strongroom.gui.pages.detail_fields import (
    BrokenRow,
    CodeRow,
    ItemRow,
    SecretRow,
    WebsiteRow,
    row_of,
)
from strongroom.gui.widgets.toast import Saying
from strongroom.model.fields import Field
from strongroom.model.item import Content, Item, new_id

LEFT = Qt.MouseButton.LeftButton
REASON = "This item was changed without the key."
SECRET = "Vq7mRk%pT4zWn#eH9yGb"
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def field(role: str, kind: str, value: str, label: str = "") -> Field:
    return Field(id=new_id(), role=role, kind=kind, value=value, label=label)


def content(*fields: Field, title: str = "Thing", kind: str = "login") -> Content:
    return Content(kind=kind, title=title, fields=fields)


def row(desk: Desk, role: str) -> ItemRow:
    return next(r for r in desk.pane.view.rows if r.field.role == role)


def is_hidden(found: ItemRow) -> bool:
    assert isinstance(found, SecretRow)
    return found.hidden


def hover(desk: Desk, widget: QWidget) -> None:
    desk.qtbot.mouseMove(desk.pane, QPoint(2, 2))  # or coming from there is no coming
    desk.qtbot.mouseMove(widget, QPoint(30, 10))
    desk.qtbot.waitUntil(widget.underMouse)


def tool(found: ItemRow, name: str) -> QWidget:
    return next(t for t in found.tools() if name in t.accessibleName())


def test_nothing_is_shown_until_an_item_is_chosen(desk: Desk) -> None:
    assert desk.pane.other.isVisible()
    assert desk.pane.other.title.text() == "No item chosen"
    buttons = desk.pane.bar.findChildren(QAbstractButton)
    assert [b.accessibleName() for b in buttons if b.isVisible()] == ["Lock"]


def test_the_pane_gives_its_focus_to_the_first_value(desk: Desk) -> None:
    desk.pane.setFocus()
    assert desk.pane.bar.lock.hasFocus()
    desk.show(login())
    desk.pane.setFocus(Qt.FocusReason.TabFocusReason)
    assert row(desk, "username").hasFocus()


def test_an_item_is_shown_with_its_fields_in_two_cards(desk: Desk) -> None:
    item = desk.show(login(password=SECRET, tags=("work", "dev")))
    view = desk.pane.view
    assert view.isVisible()
    assert view.title.title.accessibleName() == "GitHub"
    assert view.title.subtitle.text() == "Login"
    assert [r.label for r in view.rows] == ["username", "password", "website"]
    assert len(view.column._cards) == 2
    assert item.overview.title == "GitHub"
    assert view.times.text() == "Created 14 November 2023"
    assert view.history.isHidden()


def test_details_are_dropped_when_nothing_is_shown(desk: Desk) -> None:
    desk.show(login(password=SECRET))
    desk.pane.show_item(None)
    assert desk.pane.item is None
    assert desk.pane.view.rows == []
    assert desk.pane.other.isVisible()


def test_what_is_in_sight_cannot_be_taken_while_another_is_on_its_way(desk: Desk) -> None:
    first, second = desk.add(login("One")), desk.add(login("Two"))
    desk.look(first)
    desk.pane.show_item(second)
    assert not desk.pane.view.isEnabled()
    desk.settle()
    assert desk.pane.view.isEnabled()
    assert desk.pane.item is not None
    assert desk.pane.item.id == second


def test_only_the_last_item_asked_for_is_shown(desk: Desk) -> None:
    ids = [desk.add(login(f"Item {n}")) for n in range(3)]
    for item_id in ids:
        desk.pane.show_item(item_id)
    shown: list[object] = []
    desk.looking.shown.connect(lambda looked: shown.append(looked.item.id))
    desk.settle()
    assert shown == [ids[-1]]


def test_an_item_that_is_gone_leaves_the_pane_empty(desk: Desk) -> None:
    item = desk.show(login())
    desk.editing.delete_forever([item.id])
    desk.settle()
    assert desk.pane.other.isVisible()


def test_a_change_elsewhere_is_shown_at_once(desk: Desk) -> None:
    item = desk.show(login())
    desk.editing.set_favourite([item.id], on=True)
    desk.settle()
    assert desk.pane.bar.star.isChecked()
    assert desk.pane.bar.star.accessibleName() == "Remove from favourites"


# Secrets


def test_a_concealed_value_is_in_no_widget_until_it_is_revealed(desk: Desk) -> None:
    desk.show(login(password=SECRET))
    for widget in [desk.pane, *desk.pane.findChildren(QWidget)]:
        interface = QAccessible.queryAccessibleInterface(widget)
        spoken = [interface.text(part) for part in QAccessible.Text] if interface else []
        texts = [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        texts += [widget.text()] if isinstance(widget, QLabel) else []
        assert not any(SECRET in text for text in [*texts, *spoken])
    assert row(desk, "password").accessibleName() == "password: concealed"


def test_reveal_shows_it_and_hides_it_again(desk: Desk) -> None:
    desk.show(login(password=SECRET))
    found = row(desk, "password")
    assert is_hidden(found)
    hover(desk, found)
    desk.qtbot.mouseClick(tool(found, "Reveal password"), LEFT)
    assert not is_hidden(found)
    assert SECRET not in found.accessibleName()
    desk.qtbot.mouseClick(tool(found, "Hide password"), LEFT)
    assert is_hidden(found)


def test_what_is_revealed_hides_after_its_seconds(desk: Desk) -> None:
    desk.show(login(password=SECRET))
    found = row(desk, "password")
    assert isinstance(found, SecretRow)
    desk.pane.toggle_secret()
    assert not is_hidden(found)
    timer = found._timer()
    assert timer.interval() == 30_000
    timer.timeout.emit()
    assert is_hidden(found)


def test_reveal_by_the_window_s_action_means_the_password_of_the_kind(desk: Desk) -> None:
    number = field("card.number", "concealed", "4111 1111 1111 4242")
    pin = field("card.pin", "concealed", "1234")
    desk.show(content(pin, number, kind="card"))
    desk.pane.toggle_secret()
    hidden = {r.field.role: r.hidden for r in desk.pane.view.rows if isinstance(r, SecretRow)}
    assert hidden == {"card.number": False, "card.pin": True}


def test_dots_tell_nothing_of_the_length(desk: Desk) -> None:
    desk.show(content(field("password", "concealed", "a"), field("", "concealed", "b" * 300)))
    hints = {r.block.width_hint() for r in desk.pane.view.rows}
    heights = {r.height() for r in desk.pane.view.rows}
    assert len(hints) == 1
    assert len(heights) == 1


def test_an_unknown_kind_of_field_is_concealed(desk: Desk) -> None:
    desk.show(content(field("", "hologram", "x")))
    assert isinstance(desk.pane.view.rows[0], SecretRow)


def test_a_password_s_strength_is_told_in_a_word(desk: Desk) -> None:
    desk.show(login(password=SECRET))
    words = [label.text() for label in row(desk, "password").findChildren(QLabel)]
    assert words == ["Excellent"]


# Copying


def test_a_click_on_a_row_copies_it_and_says_so(desk: Desk) -> None:
    item = desk.show(login(password=SECRET))
    desk.qtbot.mouseClick(row(desk, "password"), LEFT, pos=QPoint(30, 20))
    desk.settle()
    assert desk.board.text == SECRET
    assert desk.pane.toast.text == "Password copied · clears in 30 s"
    assert desk.items.usage()[item.id].times_used == 1


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_row_copies_by_keyboard(desk: Desk, key: Qt.Key) -> None:
    desk.show(login())
    found = row(desk, "username")
    found.setFocus(Qt.FocusReason.TabFocusReason)
    desk.qtbot.keyClick(found, key)
    assert desk.board.text == "zoe"


def test_tab_goes_from_a_row_into_its_buttons(desk: Desk) -> None:
    desk.show(login())
    found = row(desk, "username")
    found.setFocus(Qt.FocusReason.TabFocusReason)
    desk.qtbot.waitUntil(found.hasFocus)
    desk.qtbot.keyClick(found, Qt.Key.Key_Tab)
    assert found.tools()[0].hasFocus()
    assert found.active


def test_the_countdown_is_shown_and_the_clipboard_cleared(desk: Desk) -> None:
    desk.show(login(password=SECRET))
    row(desk, "password").click()
    desk.world.clock.forward(seconds=6)
    desk.looking.tick()
    assert desk.pane.toast.text == "Password copied · clears in 24 s"
    desk.world.clock.forward(seconds=25)
    desk.looking.tick()
    assert desk.board.text is None
    assert desk.pane.toast.isHidden()


def test_news_covers_the_countdown_for_a_moment(desk: Desk) -> None:
    desk.show(login(password=SECRET))
    row(desk, "password").click()
    undone: list[bool] = []
    desk.pane.say(Saying("Moved to Trash", "Undo", lambda: undone.append(True)))
    assert desk.pane.toast.text == "Moved to Trash"
    desk.qtbot.mouseClick(desk.pane.toast.action, LEFT)
    assert undone == [True]
    assert desk.pane.toast.text == "Password copied · clears in 30 s"


def test_the_toast_lies_over_nothing_that_is_read(desk: Desk) -> None:
    desk.show(login(password=SECRET))
    desk.pane.say(Saying("Saved"))
    toast = desk.pane.toast.geometry()
    assert not any(
        toast.intersects(r.rect().translated(r.mapTo(desk.pane, QPoint())))
        for r in desk.pane.view.rows
    )
    notes = field("notes", "note", "line\n" * 80)
    desk.show(content(notes, title="Long"))
    desk.pane.say(Saying("Saved"))
    desk.qtbot.waitUntil(lambda: desk.pane._pages.height() < 720)
    assert desk.pane.toast.geometry().top() >= desk.pane._pages.geometry().bottom() - 12


# Websites


@pytest.mark.parametrize(
    ("value", "opened"),
    [
        ("https://github.com/login", ["https://github.com/login"]),
        ("github.com", ["https://github.com"]),
        ("localhost:8080/x", ["https://localhost:8080/x"]),
        ("javascript:alert(1)", []),
        ("file:///etc/passwd", []),
    ],
)
def test_only_websites_are_opened(desk: Desk, value: str, opened: list[str]) -> None:
    desk.show(content(field("website", "website", value)))
    found = row(desk, "website")
    assert isinstance(found, WebsiteRow)
    for button in found.tools():
        if "browser" in button.accessibleName():
            button.click()
    assert desk.opened == opened


def test_opening_what_is_no_website_is_refused_in_words(desk: Desk) -> None:
    item = desk.show(content(field("website", "website", "file:///etc/passwd")))
    desk.looking.open_website(item.id, "file:///etc/passwd")
    assert desk.opened == []
    assert desk.pane.toast.text.startswith("This is no website")


# One-time passwords


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (RFC_SECRET, "005 924"),
        (f"otpauth://totp/x?secret={RFC_SECRET}&digits=8", "8900 5924"),
        (f"otpauth://totp/x?secret={RFC_SECRET}&digits=7", "900 5924"),
        (f"steam://{RFC_SECRET}", "TBKTV"),
    ],
)
def test_codes_are_grouped_as_they_are_read(desk: Desk, value: str, shown: str) -> None:
    desk.world.clock.set_wall(1_234_567_890_000)
    desk.show(content(field("otp", "otp", value)))
    found = row(desk, "otp")
    assert isinstance(found, CodeRow)
    assert len(found._shown.code.replace(" ", "")) == len(shown.replace(" ", ""))
    assert [len(part) for part in found._shown.code.split()] == [len(p) for p in shown.split()]
    if "steam" not in value:
        assert found._shown.code == shown


def test_the_next_code_is_shown_in_the_last_five_seconds(desk: Desk) -> None:
    desk.world.clock.set_wall(1_700_000_010_000)  # a period begins here
    desk.show(content(field("otp", "otp", RFC_SECRET)))
    found = row(desk, "otp")
    assert isinstance(found, CodeRow)
    assert found._shown.coming == ""
    assert found._left.share == 1.0
    desk.world.clock.forward(seconds=25)
    found.tick()
    coming = found._shown.coming
    assert coming.startswith("then ")
    assert found._seconds.text() == "5"
    desk.world.clock.forward(seconds=5)
    found.tick()
    assert coming == f"then {found._shown.code}"
    assert found._shown.coming == ""


def test_copying_takes_the_code_and_not_the_secret(desk: Desk) -> None:
    desk.world.clock.set_wall(1_234_567_890_000)
    desk.show(content(field("otp", "otp", RFC_SECRET)))
    row(desk, "otp").click()
    assert desk.board.text == "005924"


def test_a_broken_one_time_password_says_so_and_keeps_its_secret(qtbot: QtBot) -> None:
    broken = Field(id=1, role="otp", kind="otp", value="not-a-secret-1!")
    made = row_of(broken, strength=None, reveal_seconds=None, now_ms=lambda: 0)
    qtbot.addWidget(made)
    assert isinstance(made, BrokenRow)
    assert "This is no one-time password secret" in made.accessibleName()
    assert "not-a-secret" not in made.accessibleName()


# The rest of the page


def test_a_click_on_a_tag_asks_for_its_items(desk: Desk) -> None:
    desk.show(login(tags=("work", "dev")))
    with desk.qtbot.waitSignal(desk.pane.filter_tag) as asked:
        chip = next(
            c for c in desk.pane.view._tags.children() if getattr(c, "text", str)() == "dev"
        )
        chip.click()  # type: ignore[attr-defined]
    assert asked.args == ["dev"]


def test_an_item_in_the_trash_offers_restore_and_delete_instead_of_edit(desk: Desk) -> None:
    item = desk.show(login())
    desk.editing.trash([item.id])
    desk.settle()
    bar = desk.pane.bar
    assert bar.restore.isVisible()
    assert bar.delete.isVisible()
    assert not bar.edit.isVisible()
    with desk.qtbot.waitSignal(desk.pane.wanted) as wanted:
        bar.restore.click()
    assert wanted.args == ["restore"]


def test_several_items_are_counted_and_offered_together(desk: Desk) -> None:
    desk.pane.show_many(12)
    assert desk.pane.other.title.text() == "12 items selected"
    with desk.qtbot.waitSignal(desk.pane.wanted) as wanted:
        next(b for b in desk.pane.other.offers if "Trash" in b.text()).click()
    assert wanted.args == ["trash"]
    desk.pane.show_many(3, trashed=True)
    assert [b.text() for b in desk.pane.other.offers] == ["Restore", "Delete forever…", "More"]


def test_fifty_fields_come_a_few_at_a_time_and_all_of_them(desk: Desk) -> None:
    fields = [field("", "text", f"value {n}", f"label {n}") for n in range(50)]
    desk.show(content(*fields))
    desk.qtbot.waitUntil(lambda: len(desk.pane.view.rows) == 50)
    assert [r.label for r in desk.pane.view.rows] == [f"label {n}" for n in range(50)]


def test_dates_and_months_are_shown_in_words(desk: Desk) -> None:
    day, month = field("", "date", "2031-05-09"), field("card.expires", "month", "2028-09")
    desk.show(content(month, day, kind="card"))
    names = [r.accessibleName() for r in desk.pane.view.rows]
    assert names == ["valid until: 09 / 2028", "field: 9 May 2031"]


def test_empty_fields_are_not_shown(desk: Desk) -> None:
    desk.show(content(field("username", "text", ""), field("", "text", "x", "y")))
    assert [r.label for r in desk.pane.view.rows] == ["y"]


@pytest.mark.parametrize("text", ["שלום עולם", "e\u0301a\u0308 " * 30, "👩‍👩‍👧 ok", "a" * 4000])
def test_any_script_is_shown_whole(desk: Desk, text: str) -> None:
    desk.show(content(field("username", "text", text), field("password", "concealed", text)))
    desk.pane.toggle_secret()
    desk.pane.grab()
    rows = desk.pane.view.rows
    desk.qtbot.waitUntil(lambda: all(r.height() >= r.heightForWidth(r.width()) for r in rows))
    assert all(r.width() <= desk.pane.width() for r in rows)


def test_a_narrow_pane_cuts_nothing(desk: Desk) -> None:
    desk.pane.resize(298, 480)
    desk.show(login(password=SECRET))
    found = row(desk, "password")
    desk.qtbot.waitUntil(lambda: found.width() <= 298 - 48)
    strength = next(label for label in found.findChildren(QLabel) if label.text() == "Excellent")
    assert not strength.isVisible()
    desk.pane.resize(540, 480)
    desk.qtbot.waitUntil(strength.isVisible)


def nameless(pane: QWidget) -> list[str]:
    """Return what can have the focus and has no name for a screen reader."""
    found = []
    for widget in pane.findChildren(QWidget):
        stop = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        inner = widget.objectName().startswith("qt_")
        if stop and widget.isVisible() and not inner:
            interface = QAccessible.queryAccessibleInterface(widget)
            if not interface.text(QAccessible.Text.Name):
                found.append(type(widget).__name__)
    return found


def test_every_control_has_a_name(desk: Desk) -> None:
    desk.show(login(password=SECRET, tags=("work",)))
    for found in desk.pane.view.rows:
        found.tools()
    assert nameless(desk.pane) == []
    desk.pane.start_edit()
    desk.pane.editor.fields.make_all()
    assert nameless(desk.pane) == []
    desk.pane.acts.end()
    desk.pane.show_many(3)
    assert nameless(desk.pane) == []


def test_a_value_is_shown_large_and_let_go_of(desk: Desk) -> None:
    item = desk.show(login(password=SECRET))
    found = row(desk, "password")
    hover(desk, found)
    desk.qtbot.mouseClick(tool(found, "large type"), LEFT)
    dialog = desk.pane.findChild(LargeType)
    assert isinstance(dialog, LargeType)
    assert dialog.isVisible()
    assert dialog.windowTitle() == "Password"
    assert SECRET not in dialog.text.accessibleName()
    dialog.grab()
    shown = dialog.text
    desk.qtbot.mouseClick(dialog, LEFT)
    assert shown._cells == []
    desk.settle()
    assert desk.items.usage()[item.id].times_used == 1


def test_a_row_s_menu_offers_its_buttons_by_name(desk: Desk) -> None:
    desk.show(login(password=SECRET))
    found = row(desk, "password")
    at = QPoint(30, 20)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, found.mapToGlobal(at))
    QApplication.sendEvent(found, event)
    menu = next(m for m in found.findChildren(QMenu) if m.isVisible())
    names = [action.text() for action in menu.actions()]
    assert names == ["Reveal password", "Show in large type", "Copy password"]
    menu.actions()[0].trigger()
    menu.close()
    assert not is_hidden(found)


def test_the_menus_for_more_are_filled_by_the_window(desk: Desk) -> None:
    filled: list[object] = []
    desk.pane.menu_wanted.connect(filled.append)
    desk.show(login())
    desk.pane.bar.more.menu().aboutToShow.emit()
    desk.pane.show_many(2)
    more = desk.pane.other.offers[-1].menu()
    assert isinstance(more, QMenu)
    more.aboutToShow.emit()
    assert len(filled) == 2


def test_an_item_that_does_not_open_says_why(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_item_id: int) -> Item:
        raise Altered(REASON)

    item_id = desk.add(login())
    monkeypatch.setattr(desk.items, "item", refuse)
    desk.pane.show_item(item_id)
    desk.settle()
    assert desk.pane.other.isVisible()
    assert desk.pane.other.sentence.text() == REASON


def test_an_error_beside_an_item_leaves_it_in_sight(desk: Desk) -> None:
    desk.show(login())
    desk.looking.failed.emit(Altered(REASON))
    assert desk.pane.view.isVisible()
    assert desk.pane.toast.text == REASON


def test_a_copy_that_stays_is_said_without_a_countdown(desk: Desk) -> None:
    desk.show(login())
    desk.looking.copied.emit("Password", None)
    assert desk.pane.toast.text == "Password copied"


def test_the_toast_stays_while_the_pointer_is_on_it(desk: Desk) -> None:
    desk.show(login())
    desk.pane.say(Saying("Saved"))
    toast = desk.pane.toast
    hover(desk, toast)
    assert not toast._timer.isActive()
    desk.qtbot.mouseMove(desk.pane, QPoint(5, 5))
    desk.qtbot.waitUntil(toast._timer.isActive)


def test_both_schemes_and_both_directions_are_painted(desk: Desk, qapp: QApplication) -> None:
    desk.show(login(password=SECRET, tags=("work",)))
    desk.pane.toggle_secret()
    for scheme in (theme.Scheme.DARK, theme.Scheme.LIGHT):
        theme.apply(qapp, scheme)
        desk.pane.grab()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        desk.look(desk.add(login(password=SECRET)))
        assert row(desk, "password").mapTo(desk.pane, QPoint()).x() > 0
        desk.pane.grab()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_a_very_long_note_is_shown_in_part_and_copied_whole(desk: Desk) -> None:
    text = "n" * 900_000
    desk.show(content(field("notes", "note", text)))
    found = row(desk, "notes")
    assert "890,000 more characters" in found.accessibleName()
    found.click()
    assert desk.board.text == text
