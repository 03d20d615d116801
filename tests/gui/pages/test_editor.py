# SPDX-License-Identifier: GPL-3.0-or-later
"""Editing in place, by keyboard and mouse: nothing typed is lost."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget
from tests.app.worlds import login, with_password
from tests.gui.pages.conftest import Desk

from strongroom.gui.dialogs.history import HistoryDialog
from strongroom.gui.dialogs.leave import LeaveDialog
from strongroom.gui.pages.editor_row import EditorRow
from strongroom.gui.pages.editor_values import (
    AreaInput,
    DayInput,
    LineInput,
    MonthInput,
    SecretInput,
    TextInput,
    ValueInput,
)
from strongroom.gui.widgets.day_picker import DayPicker
from strongroom.gui.widgets.generator_popover import GeneratorPopover
from strongroom.gui.widgets.month_picker import MonthPicker
from strongroom.model.fields import KINDS, Field, ItemKind
from strongroom.model.item import Content, new_id

LEFT = Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def field(role: str, kind: str, value: str = "", label: str = "") -> Field:
    return Field(id=new_id(), role=role, kind=kind, value=value, label=label)


def content(*fields: Field, title: str = "Thing", kind: str = "login") -> Content:
    return Content(kind=kind, title=title, fields=fields)


def labels(desk: Desk) -> list[str]:
    return [row.name.shown for row in desk.pane.editor.fields.rows]


def typed(desk: Desk, row: EditorRow, text: str) -> None:
    row.input.main.setFocus()
    desk.qtbot.keyClicks(row.input.main, text)


def saved_fields(desk: Desk, item_id: int) -> dict[str, str]:
    return {f.label or f.role: f.value for f in desk.items.item(item_id).fields}


def asked(desk: Desk) -> LeaveDialog:
    return next(d for d in desk.pane.findChildren(LeaveDialog) if d.isVisible())


def press_save(desk: Desk) -> None:
    desk.qtbot.keyClick(desk.pane.editor.title.edit, Qt.Key.Key_S, CTRL)
    desk.settle()


# Begin and end


def test_editing_begins_with_the_item_s_fields_and_what_its_kind_has_besides(desk: Desk) -> None:
    desk.edit(login())
    assert desk.pane.editor.isVisible()
    assert labels(desk) == ["username", "password", "one-time password", "website", "notes"]
    assert not desk.pane.has_changes()


def test_what_is_typed_is_saved_with_ctrl_s_and_shown(desk: Desk) -> None:
    item = desk.edit(login())
    row = desk.row("username")
    desk.qtbot.keyClicks(row.input.main, "2")
    assert desk.pane.has_changes()
    with desk.qtbot.waitSignal(desk.pane.saved) as saved:
        press_save(desk)
    assert saved.args == [item.id]
    assert saved_fields(desk, item.id)["username"] == "2zoe"
    assert desk.pane.view.isVisible()
    assert desk.pane.toast.text == "Saved"
    shown = desk.pane.item
    assert shown is not None
    assert shown.overview.username == "2zoe"


def test_fields_left_empty_are_not_kept(desk: Desk) -> None:
    item = desk.edit(login())
    desk.pane.editor.title.edit.setText("Git")
    press_save(desk)
    assert set(saved_fields(desk, item.id)) == {"username", "password", "website"}


def test_escape_without_changes_just_ends(desk: Desk) -> None:
    desk.edit(login())
    with desk.qtbot.waitSignal(desk.pane.editing_changed) as changed:
        desk.qtbot.keyClick(desk.row("username").input.main, Qt.Key.Key_Escape)
    assert changed.args == [False]
    assert desk.pane.view.isVisible()


def test_the_focus_goes_back_to_where_it_was(desk: Desk) -> None:
    desk.show(login())
    row = desk.pane.view.rows[1]
    row.setFocus()
    desk.qtbot.waitUntil(row.hasFocus)
    desk.pane.start_edit()
    desk.qtbot.keyClick(desk.row("username").input.target(), Qt.Key.Key_Escape)
    assert row.hasFocus()


def test_editing_can_be_asked_for_before_the_item_is_there(desk: Desk) -> None:
    item_id = desk.add(login())
    desk.pane.show_item(item_id)
    desk.pane.start_edit()
    desk.settle()
    assert desk.pane.editing


def test_nothing_is_edited_in_a_vault_for_looking_only(desk: Desk) -> None:
    desk.show(login())
    desk.pane.set_writable(False)
    desk.pane.start_edit()
    desk.pane.start_new("login")
    assert not desk.pane.editing
    assert not desk.pane.bar.edit.isEnabled()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != ItemKind.DOCUMENT])
def test_a_new_item_of_each_kind_is_typed_and_saved(desk: Desk, kind: str) -> None:
    desk.pane.start_new(kind)
    editor = desk.pane.editor
    editor.fields.make_all()
    assert [r.field.role for r in editor.fields.rows] == [r.role for r in KINDS[kind].roles]
    assert not desk.pane.has_changes()
    desk.qtbot.keyClicks(editor.title.edit, "Mine")
    editor.fields.rows[-1].input.put("a note")
    with desk.qtbot.waitSignal(desk.pane.saved) as saved:
        press_save(desk)
    item = desk.items.item(saved.args[0])
    assert (item.overview.kind, item.overview.title) == (kind, "Mine")
    assert [f.value for f in item.fields] == ["a note"]


def test_a_new_item_lies_in_the_folder_that_was_asked_for(desk: Desk) -> None:
    folder = next(iter(desk.items.add_folder("Work").folders))
    desk.know()
    desk.pane.start_new("note", folder)
    desk.qtbot.keyClicks(desk.pane.editor.title.edit, "N")
    with desk.qtbot.waitSignal(desk.pane.saved) as saved:
        press_save(desk)
    assert desk.items.item(saved.args[0]).overview.folder == folder


# Leaving


def test_leaving_with_changes_asks_once_and_keeps_editing(desk: Desk) -> None:
    desk.edit(login())
    typed(desk, desk.row("username"), "x")
    went: list[bool] = []
    desk.pane.leave(lambda: went.append(True))
    dialog = asked(desk)
    desk.qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert went == []
    assert desk.pane.editing
    assert desk.row("username").input.value() == "xzoe"


def test_leaving_can_discard(desk: Desk) -> None:
    item = desk.edit(login())
    typed(desk, desk.row("username"), "x")
    went: list[bool] = []
    desk.pane.leave(lambda: went.append(True))
    desk.qtbot.mouseClick(asked(desk).discard, LEFT)
    assert went == [True]
    assert not desk.pane.editing
    assert saved_fields(desk, item.id)["username"] == "zoe"


def test_leaving_can_save_first(desk: Desk) -> None:
    item = desk.edit(login())
    typed(desk, desk.row("username"), "x")
    went: list[bool] = []
    desk.pane.leave(lambda: went.append(True))
    desk.qtbot.mouseClick(asked(desk).save, LEFT)
    desk.settle()
    assert went == [True]
    assert saved_fields(desk, item.id)["username"] == "xzoe"


def test_leaving_does_not_go_on_where_saving_is_refused(desk: Desk) -> None:
    desk.edit(login())
    desk.pane.editor.title.edit.clear()
    went: list[bool] = []
    desk.pane.leave(lambda: went.append(True))
    desk.qtbot.mouseClick(asked(desk).save, LEFT)
    desk.settle()
    assert went == []
    assert desk.pane.editing


def test_cancel_with_changes_asks(desk: Desk) -> None:
    desk.edit(login())
    typed(desk, desk.row("username"), "x")
    desk.qtbot.mouseClick(desk.pane.editor.bar.cancel, LEFT)
    assert asked(desk).isVisible()


def test_a_new_item_waits_for_the_answer_about_an_edit(desk: Desk) -> None:
    desk.edit(login())
    typed(desk, desk.row("username"), "x")
    desk.pane.start_new("note")
    desk.qtbot.mouseClick(asked(desk).discard, LEFT)
    assert desk.pane.editor.bar.doing.text() == "New: Note"
    assert not desk.pane.has_changes()


def test_another_item_waits_behind_an_edit(desk: Desk) -> None:
    other = desk.add(login("Other"))
    desk.edit(login())
    typed(desk, desk.row("username"), "x")
    desk.pane.show_item(other)
    desk.settle()
    assert desk.pane.editor.isVisible()
    assert desk.row("username").input.value() == "xzoe"


# What is wrong


def test_an_empty_title_is_said_at_the_title(desk: Desk) -> None:
    item = desk.edit(login())
    desk.pane.editor.title.edit.clear()
    press_save(desk)
    assert desk.pane.editor.title.note.text() == "“title” is empty: type something there."
    assert desk.pane.editor.title.note.isVisible()
    assert desk.items.item(item.id).overview.title == "GitHub"
    desk.qtbot.keyClicks(desk.pane.editor.title.edit, "G")
    assert desk.pane.editor.title.note.isHidden()


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("date", "soon", "is no date"),
        ("month", "13/2031", "is no month"),
        ("otp", "no secret!", "no one-time password secret"),
        ("text", "x" * 5000, None),
        ("concealed", "a\x01b", "control character"),
        ("website", "https://" + "a" * 9000, "characters long"),
    ],
)
def test_a_value_that_cannot_be_kept_is_said_at_its_field(
    desk: Desk, kind: str, value: str, words: str | None
) -> None:
    item = desk.edit(content(field("username", "text", "zoe"), field("", kind, "", "odd")))
    row = next(r for r in desk.pane.editor.fields.rows if r.name.shown == "odd")
    row.input.put(value)
    asked_to_save: list[int] = []
    desk.pane.editor.save_wanted.connect(lambda: asked_to_save.append(1))
    press_save(desk)
    assert bool(asked_to_save) == (words is None)
    if words is None:
        assert saved_fields(desk, item.id)["odd"] == value
        return
    assert words in row.note.text()
    assert row.note.isVisible()
    assert desk.pane.editing
    assert row.input.value() == value
    assert saved_fields(desk, item.id)["odd"] == ""


def test_a_password_of_more_than_4096_bytes_is_refused_in_words(desk: Desk) -> None:
    desk.edit(login())
    row = desk.row("password")
    row.input.put("é" * 2049)
    press_save(desk)
    assert "4,098 bytes long: shorten it to 4,096" in row.note.text()
    assert len(row.input.value()) == 2049


def test_a_title_of_more_than_1024_characters_is_refused_in_words(desk: Desk) -> None:
    desk.edit(login())
    desk.pane.editor.title.edit.setText("t" * 1025)
    press_save(desk)
    assert "1,025 characters long" in desk.pane.editor.title.note.text()
    assert len(desk.pane.editor.title.edit.text()) == 1025


def test_a_save_that_fails_keeps_the_editor_and_says_why(desk: Desk) -> None:
    desk.edit(login())
    typed(desk, desk.row("username"), "x")
    desk.world.path.unlink()
    press_save(desk)
    assert desk.pane.editing
    assert desk.pane.editor.notice.isVisible()
    assert desk.pane.editor.notice.text.text()
    assert desk.row("username").input.value() == "xzoe"
    assert desk.pane.editor.bar.save.isEnabled()


# Fields


@pytest.mark.parametrize(
    ("kind", "value", "made"),
    [
        ("text", "a", LineInput),
        ("text", "a\nb", TextInput),
        ("concealed", "a", SecretInput),
        ("concealed", "-----BEGIN\nKEY-----", AreaInput),
        ("otp", RFC_SECRET, SecretInput),
        ("website", "https://a.org", LineInput),
        ("email", "a@b.org", LineInput),
        ("phone", "+49 30 1", LineInput),
        ("date", "2031-05-09", DayInput),
        ("month", "2031-05", MonthInput),
        ("note", "a\nb\n", TextInput),
        ("hologram", "x", SecretInput),
    ],
)
def test_every_kind_gives_back_what_it_was_given(
    desk: Desk, kind: str, value: str, made: type[ValueInput]
) -> None:
    desk.edit(content(field("", kind, value, "it")))
    row = next(r for r in desk.pane.editor.fields.rows if r.name.shown == "it")
    assert type(row.input) is made
    assert row.input.value() == value
    assert not desk.pane.has_changes()


def test_a_field_is_added_labelled_and_typed_by_keyboard(desk: Desk) -> None:
    item = desk.edit(login())
    desk.qtbot.keyClick(desk.pane.editor.add, Qt.Key.Key_Space)
    menu = next(m for m in desk.pane.editor.findChildren(QMenu) if m.isVisible())
    next(a for a in menu.actions() if a.text() == "concealed").trigger()
    menu.close()
    row = desk.pane.editor.fields.rows[-1]
    line = row.name.line
    assert line is not None
    desk.qtbot.waitUntil(line.hasFocus)
    desk.qtbot.keyClicks(line, "recovery codes")
    desk.qtbot.keyClick(line, Qt.Key.Key_Return)
    desk.qtbot.keyClicks(row.input.main, "one two")
    press_save(desk)
    assert saved_fields(desk, item.id)["recovery codes"] == "one two"


def test_another_website_stands_with_the_first(desk: Desk) -> None:
    item = desk.edit(login())
    desk.pane.editor.add_field("website")
    assert labels(desk) == [
        "username",
        "password",
        "one-time password",
        "website",
        "website",
        "notes",
    ]
    desk.qtbot.keyClicks(desk.pane.editor.fields.rows[4].input.main, "gist.github.com")
    press_save(desk)
    assert desk.items.item(item.id).overview.websites == ("https://github.com", "gist.github.com")


def test_a_field_is_renamed_in_its_place(desk: Desk) -> None:
    item = desk.edit(login())
    row = desk.row("username")
    desk.qtbot.mouseClick(row.name, LEFT)
    line = row.name.line
    assert line is not None
    line.selectAll()
    desk.qtbot.keyClicks(line, "login name")
    press_save(desk)
    assert saved_fields(desk, item.id)["login name"] == "zoe"
    assert desk.items.item(item.id).overview.username == "zoe"


def test_a_field_becomes_another_kind_and_keeps_its_value(desk: Desk) -> None:
    item = desk.edit(content(field("", "text", "a secret", "it")))
    row = next(r for r in desk.pane.editor.fields.rows if r.name.shown == "it")
    row.retype("concealed")
    assert isinstance(row.input, SecretInput)
    assert not row.input.edit.revealed
    press_save(desk)
    assert [(f.kind, f.value) for f in desk.items.item(item.id).fields] == [
        ("concealed", "a secret")
    ]


def test_the_menu_of_a_field_offers_what_can_be_done_with_it(desk: Desk) -> None:
    desk.edit(login())
    row = desk.row("password")
    desk.qtbot.mouseClick(row.menu, LEFT)
    menu = next(m for m in row.findChildren(QMenu) if m.isVisible())
    texts = [a.text() for a in menu.actions() if a.text()]
    assert texts == ["Rename", "Kind", "Move up", "Move down", "Remove"]
    menu.close()


def test_f2_renames_the_field_that_is_typed_into(desk: Desk) -> None:
    desk.edit(login())
    row = desk.row("username")
    desk.qtbot.keyClick(row.input.target(), Qt.Key.Key_F2)
    line = row.name.line
    assert line is not None
    assert line.selectedText() == "username"
    desk.qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert desk.pane.editing
    assert row.input.target().hasFocus()


def test_an_item_that_is_too_large_as_a_whole_is_said_above(desk: Desk) -> None:
    desk.edit(content(*(field("", "note", "n" * 900_000, f"note {n}") for n in range(4))))
    desk.row("notes").input.put("n" * 900_000)
    press_save(desk)
    assert "4 MiB" in desk.pane.editor.notice.text.text()
    assert desk.pane.editing


def test_a_removed_field_can_be_brought_back(desk: Desk) -> None:
    desk.edit(login())
    desk.row("password").removed.emit()
    assert labels(desk) == ["username", "one-time password", "website", "notes"]
    assert desk.pane.toast.text == "Password removed"
    desk.qtbot.mouseClick(desk.pane.toast.action, LEFT)
    assert labels(desk)[1] == "password"
    assert desk.row("password").input.value() == "hunter2"
    assert not desk.pane.has_changes()


def test_a_field_moves_by_keyboard(desk: Desk) -> None:
    item = desk.edit(login())
    row = desk.row("website")
    row.input.take_focus()
    for _step in range(3):
        desk.qtbot.keyClick(row.input.main, Qt.Key.Key_Up, ALT)
    assert labels(desk)[0] == "website"
    desk.qtbot.keyClick(row.input.main, Qt.Key.Key_Up, ALT)
    press_save(desk)
    assert desk.items.item(item.id).fields[0].role == "website"


def test_a_field_moves_by_mouse(desk: Desk) -> None:
    desk.edit(login())
    row = desk.row("username")
    handle = row.handle
    desk.qtbot.mousePress(handle, LEFT)
    below = desk.row("password").geometry()
    target = desk.pane.editor.fields.mapToGlobal(QPoint(0, below.center().y() + 5))
    row.dragged.emit(target.y())
    desk.qtbot.mouseRelease(handle, LEFT)
    assert labels(desk)[:2] == ["password", "username"]
    assert desk.pane.has_changes()


def stops(desk: Desk, count: int) -> list[str]:
    """Press Tab so often, and name what has the focus before each press."""
    names = []
    for _press in range(count):
        focused = desk.pane.window().focusWidget()
        assert isinstance(focused, QWidget)
        names.append(focused.accessibleName() or getattr(focused, "text", str)())
        desk.qtbot.keyClick(focused, Qt.Key.Key_Tab)
    return names


def test_tab_goes_down_the_page_in_the_order_in_which_it_is_read(desk: Desk) -> None:
    desk.edit(login(tags=("dev",)))
    desk.row("password").moved.emit(-1)
    desk.pane.editor.title.edit.setFocus()
    assert stops(desk, 23) == [
        "Title",
        "password",
        "Show",
        "Generate a password",
        "Options of password",
        "username",
        "Options of username",
        "one-time password",
        "Show",
        "Options of one-time password",
        "website",
        "Options of website",
        "notes",
        "Options of notes",
        "Add field",
        "Add files…",
        "Folder",
        "dev",
        "Add a tag",
        "Favourite",
        "Cancel",
        "Save",
        "Title",
    ]


# One-time passwords, dates, tags, places


def test_a_one_time_password_is_judged_as_it_is_typed(desk: Desk) -> None:
    desk.edit(login())
    row = desk.row("otp")
    assert row.note.isHidden()
    typed(desk, row, RFC_SECRET)
    assert row.note.text() == "Gives codes of 6 characters every 30 s."
    typed(desk, row, "!")
    assert "no one-time password secret" in row.note.text()
    row.input.put(f"otpauth://totp/x?secret={RFC_SECRET}&digits=8&period=60")
    assert row.note.text() == "Gives codes of 8 characters every 60 s."


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2031-5-9", "2031-05-09"),
        ("9 May 2031", "2031-05-09"),
        ("May 9, 2031", "2031-05-09"),
        ("9. May 2031", "2031-05-09"),
        ("someday", "someday"),
    ],
)
def test_a_day_is_typed_in_any_usual_way(desk: Desk, text: str, kept: str) -> None:
    desk.edit(content(field("expires", "date")))
    row = desk.row("expires")
    typed(desk, row, text)
    desk.pane.editor.title.edit.setFocus()
    assert row.input.value() == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [("9/28", "2028-09"), ("09/2028", "2028-09"), ("2028-9", "2028-09"), ("13/28", "13/28")],
)
def test_a_month_is_typed_as_it_stands_on_the_card(desk: Desk, text: str, kept: str) -> None:
    desk.edit(content(kind="card"))
    row = desk.row("card.expires")
    typed(desk, row, text)
    assert row.input.value() == kept


def test_a_day_is_chosen_from_a_calendar(desk: Desk) -> None:
    desk.edit(content(field("expires", "date", "2031-05-09")))
    place = desk.row("expires").input
    assert isinstance(place, DayInput)
    place._choose()
    picker = place.findChild(DayPicker)
    assert isinstance(picker, DayPicker)
    desk.qtbot.keyClick(picker.grid, Qt.Key.Key_Right)
    desk.qtbot.keyClick(picker.grid, Qt.Key.Key_Return)
    assert place.value() == "2031-05-10"


def test_a_month_is_chosen_from_its_year(desk: Desk) -> None:
    desk.edit(content(field("card.expires", "month", "2028-09"), kind="card"))
    place = desk.row("card.expires").input
    assert isinstance(place, MonthInput)
    place._choose()
    picker = place.findChild(MonthPicker)
    assert isinstance(picker, MonthPicker)
    picker.months[1].click()
    assert place.value() == "2028-02"
    assert place.edit.text() == "02/2028"


def test_tags_are_typed_completed_and_taken_away(desk: Desk) -> None:
    desk.add(login("Other", tags=("homework",)))
    desk.know()
    item = desk.edit(login(tags=("dev",)))
    tags = desk.pane.editor.places.tags
    tags.place.setFocus()
    desk.qtbot.keyClicks(tags.place, "home")
    assert tags._offered.stringList() == ["homework"]
    desk.qtbot.keyClick(tags._popup, Qt.Key.Key_Down)
    desk.qtbot.keyClick(tags._popup, Qt.Key.Key_Return)
    desk.qtbot.keyClicks(tags.place, "new,DEV")
    assert tags.tags() == ("dev", "homework", "new")
    tags.place.clear()
    desk.qtbot.keyClick(tags.place, Qt.Key.Key_Backspace)
    assert tags.tags() == ("dev", "homework")
    press_save(desk)
    assert desk.items.item(item.id).overview.tags == ("dev", "homework")


def test_a_tag_that_cannot_be_is_said_and_kept_in_its_place(desk: Desk) -> None:
    item = desk.edit(login())
    tags = desk.pane.editor.places.tags
    tags.place.setText("t" * 101)
    press_save(desk)
    assert "101 characters long" in desk.pane.editor.places.note.text()
    assert desk.pane.editing
    assert desk.items.item(item.id).overview.tags == ()


def test_folder_and_favourite_are_edited(desk: Desk) -> None:
    folder = next(iter(desk.items.add_folder("Work").folders))
    desk.know()
    item = desk.edit(login())
    places = desk.pane.editor.places
    places.folder.setFocus()
    desk.qtbot.keyClick(places.folder, Qt.Key.Key_Down)
    desk.qtbot.mouseClick(places.favourite, LEFT)
    assert desk.pane.has_changes()
    press_save(desk)
    seen = desk.items.item(item.id).overview
    assert (seen.folder, seen.favourite) == (folder, True)
    assert desk.pane.view.title.subtitle.text() == "Login · Work"


# The generator


def test_a_generated_password_is_seen_in_the_field_and_used(desk: Desk) -> None:
    item = desk.edit(login())
    row = desk.row("password")
    desk.qtbot.mouseClick(row.dice, LEFT)
    popover = desk.pane.findChild(GeneratorPopover)
    assert isinstance(popover, GeneratorPopover)
    place = row.input
    assert isinstance(place, SecretInput)
    first = place.value()
    assert len(first) == 20
    assert place.edit.revealed
    desk.qtbot.mouseClick(popover.panel.another, LEFT)
    second = place.value()
    assert second != first
    desk.qtbot.mouseClick(popover.panel.use, LEFT)
    assert place.value() == second
    press_save(desk)
    assert saved_fields(desk, item.id)["password"] == second


def test_a_generated_password_that_is_not_used_leaves_the_old_one(desk: Desk) -> None:
    desk.edit(login())
    row = desk.row("password")
    desk.qtbot.mouseClick(row.dice, LEFT)
    popover = desk.pane.findChild(GeneratorPopover)
    assert isinstance(popover, GeneratorPopover)
    popover.close()
    assert row.input.value() == "hunter2"
    assert isinstance(row.input, SecretInput)
    assert not row.input.edit.revealed
    assert not desk.pane.has_changes()


def test_the_last_recipe_is_the_next_one_offered(desk: Desk) -> None:
    desk.edit(login())
    row = desk.row("password")
    desk.qtbot.mouseClick(row.dice, LEFT)
    popover = desk.pane.findChild(GeneratorPopover)
    assert isinstance(popover, GeneratorPopover)
    popover.panel.kinds.choose(1)
    popover.panel.phrases.words.number.setValue(7)
    desk.qtbot.mouseClick(popover.panel.use, LEFT)
    desk.settle()
    assert row.input.value().count("-") >= 6
    desk.qtbot.mouseClick(row.dice, LEFT)
    again = [p for p in desk.pane.findChildren(GeneratorPopover) if p.isVisible()][-1]
    assert again.panel.kinds.index == 1
    assert again.panel.phrases.words.value == 7
    again.close()


# Locks


def test_a_lock_keeps_a_sealed_draft_and_offers_it_afterwards(desk: Desk) -> None:
    item = desk.edit(login())
    typed(desk, desk.row("username"), "half")
    desk.lock()
    notes = b"".join(p.read_bytes() for p in desk.world.places.state.rglob("*") if p.is_file())
    assert b"halfzoe" not in notes
    desk.session.unlock(desk.world.path, with_password())
    pane = desk.pane = desk.new_pane()
    pane.offer_drafts()
    desk.settle()
    assert pane.notice.text.text() == "You were editing “GitHub”."
    desk.qtbot.mouseClick(pane.notice.offers[0], LEFT)
    desk.settle()
    assert desk.row("username").input.value() == "halfzoe"
    assert pane.has_changes()
    press_save(desk)
    assert desk.items.item(item.id).overview.username == "halfzoe"
    assert desk.items.drafts() == ()


def test_a_draft_can_be_discarded(desk: Desk) -> None:
    desk.edit(login())
    typed(desk, desk.row("username"), "half")
    desk.lock()
    desk.session.unlock(desk.world.path, with_password())
    pane = desk.new_pane()
    pane.offer_drafts()
    desk.settle()
    pane.notice.offers[1].click()
    desk.settle()
    assert desk.items.drafts() == ()
    assert pane.notice.isHidden()


def test_a_new_item_that_a_lock_interrupts_twice_is_one_draft(desk: Desk) -> None:
    desk.pane.start_new("login")
    desk.qtbot.keyClicks(desk.pane.editor.title.edit, "Half")
    desk.lock()
    desk.session.unlock(desk.world.path, with_password())
    desk.pane = desk.new_pane()
    desk.pane.offer_drafts()
    desk.settle()
    desk.pane.notice.offers[0].click()
    desk.qtbot.keyClick(desk.pane.editor.title.edit, Qt.Key.Key_End)
    desk.qtbot.keyClicks(desk.pane.editor.title.edit, " done")
    desk.lock()
    desk.session.unlock(desk.world.path, with_password())
    assert [d.content.title for d in desk.items.drafts()] == ["Half done"]


def test_a_lock_with_nothing_typed_keeps_nothing(desk: Desk) -> None:
    desk.edit(login())
    desk.lock()
    desk.session.unlock(desk.world.path, with_password())
    assert desk.items.drafts() == ()


def test_a_lock_with_the_generator_open_keeps_the_old_password(desk: Desk) -> None:
    desk.edit(login())
    typed(desk, desk.row("username"), "x")
    desk.qtbot.mouseClick(desk.row("password").dice, LEFT)
    desk.lock()
    desk.session.unlock(desk.world.path, with_password())
    kept = {f.role: f.value for f in desk.items.drafts()[0].content.fields}
    assert kept["password"] == "hunter2"


# History


def test_an_earlier_version_is_looked_at_and_restored(desk: Desk) -> None:
    item = desk.edit(login())
    desk.row("password").input.put("new password")
    press_save(desk)
    assert desk.pane.view.history.text() == "1 earlier version"
    desk.qtbot.mouseClick(desk.pane.view.history, LEFT)
    dialog = desk.pane.findChild(HistoryDialog)
    assert isinstance(dialog, HistoryDialog)
    next(r for r in dialog.sides.rows if r.field.role == "password").click()
    assert desk.board.text == "hunter2"
    desk.qtbot.mouseClick(dialog.restore, LEFT)
    desk.settle()
    assert saved_fields(desk, item.id)["password"] == "hunter2"
    assert desk.pane.view.history.text() == "2 earlier versions"
