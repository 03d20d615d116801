# SPDX-License-Identifier: GPL-3.0-or-later
from contextlib import closing

import pytest
from tests.app.worlds import World, login

from strongroom.app.attachments import Attachments
from strongroom.app.importing import Choice, Choices, Fate, Given, Importing
from strongroom.app.items import Items
from strongroom.app.merging import Merging
from strongroom.app.taking_in import TakingIn
from strongroom.errors import CannotImport
from strongroom.exchange.format import Format
from strongroom.exchange.reading import Attached, Entry, Reading, no_step
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Version, first_value, folder_path

KEYS = (b"a", b"b", b"c")


class Origin:
    """An origin that reads what it was given."""

    name = "invented"

    def __init__(self, *entries: Entry, folders: tuple[tuple[str, ...], ...] = ()) -> None:
        self._reading = Reading(entries, folders=folders)

    def recognised(self):
        return Format("invented", "Invented", lambda _source: True, lambda *_all: self._reading)

    def read(self, kind, given, step):
        return kind.read(None, given, step)

    def close(self):
        pass


@pytest.fixture
def importing(session):
    return Importing(session)


@pytest.fixture
def look(importing):
    def look(*entries: Entry, folders: tuple[tuple[str, ...], ...] = ()):
        return importing.look(Origin(*entries, folders=folders), given=Given())

    return look


def paths(items) -> dict[str, tuple[str, ...]]:
    folders = items.folders()
    return {o.title: folder_path(folders, o.folder) for o in items.overviews().values()}


def file(name: str, data: bytes, order: int = 0, log: list[str] | None = None) -> Attached:
    def chunks():
        if log is not None:
            log.append(name)
        yield from (data[at : at + 3] for at in range(0, len(data), 3))

    return Attached(name, len(data), chunks, order)


def only(done):
    (item_id,) = done.changes.made
    return item_id


def test_folders_are_made_once_and_those_that_are_here_are_used(importing, items, look):
    items.add_folder("Work")
    entries = (
        Entry(login("a"), ("work", "Servers")),
        Entry(login("b", website="https://b.example"), ("Work", "servers")),
        Entry(login("c", website="https://c.example"), ()),
    )
    importing.run(look(*entries, folders=(("Empty", "Deep"),)))
    assert paths(items) == {"a": ("Work", "Servers"), "b": ("Work", "Servers"), "c": ()}
    assert sorted(f.name for f in items.folders().values()) == ["Deep", "Empty", "Servers", "Work"]


def test_all_of_it_goes_under_a_folder(importing, items, look):
    importing.run(look(Entry(login("a"), ("In",)), folders=(("Empty",),)), path=("KeePass",))
    assert paths(items) == {"a": ("KeePass", "In")}
    names = {f.id: f.name for f in items.folders().values()}
    parents = {f.name: names.get(f.parent) for f in items.folders().values()}
    assert parents == {"KeePass": None, "In": "KeePass", "Empty": "KeePass"}


def test_history_comes_as_far_as_the_vault_keeps_any(importing, items, look):
    field = Field(id=1, role=Role.PASSWORD, kind=FieldKind.CONCEALED, value="old")
    past = tuple(Version(id=n, at=n, title="a", fields=(field,)) for n in range(30, 0, -1))
    item = items.item(only(importing.run(look(Entry(login("a"), history=past)))))
    assert item.details.history == past[:20]


def test_what_was_thrown_away_lies_in_the_trash_from_now_on(importing, items, look, world):
    item_id = only(importing.run(look(Entry(login("a"), trashed=5))))
    assert items.overviews()[item_id].trashed == world.clock.now_ms()


def test_files_come_in_the_order_in_which_they_lie(importing, items, look, session):
    read: list[str] = []
    entries = (
        Entry(login("a"), attachments=(file("x", b"1" * 10, 3, read), file("y", b"2", 1, read))),
        Entry(login("b", username="b"), attachments=(file("z", b"", 2, read),)),
    )
    importing.run(look(*entries))
    assert read == ["y", "z", "x"]
    (first,) = (i for i, o in items.overviews().items() if o.title == "a")
    attached = items.item(first).details.attachments
    assert [(one.name, one.size) for one in attached] == [("x", 10), ("y", 1)]
    assert b"".join(session.vault.read_attachment(first, attached[0].id)) == b"1" * 10


def test_a_file_that_turns_out_broken_brings_nothing(importing, items, look):
    def broken():
        yield b"half"
        sentence = "The file is broken."
        raise CannotImport(sentence)

    preview = look(Entry(login("a"), attachments=(Attached("x", 9, broken),)))
    with pytest.raises(CannotImport):
        importing.run(preview, path=("New",))
    assert items.overviews() == {}
    assert items.folders() == {}


def test_an_entry_with_a_file_more_is_not_here(importing, items, look):
    plain, with_file = Entry(login("a")), Entry(login("a"), attachments=(file("x", b"1"),))
    importing.run(look(plain))
    assert [row.fate for row in look(plain, with_file).rows] == [Fate.HERE, Fate.DIFFERS]
    importing.run(look(with_file), choices=Choices(differs=Choice.NEWER))
    assert [row.fate for row in look(plain, with_file).rows] == [Fate.HERE, Fate.HERE]
    (item_id,) = items.overviews()
    assert [one.name for one in items.item(item_id).details.attachments] == ["x"]


def test_a_file_that_the_item_has_does_not_come_again(importing, items, look, session):
    x, y = file("x", b"1"), file("y", b"2")
    importing.run(look(Entry(login("a"), attachments=(x,))))
    importing.run(
        look(Entry(login("a"), attachments=(x, y))), choices=Choices(differs=Choice.NEWER)
    )
    (item_id,) = items.overviews()
    assert [one.name for one in items.item(item_id).details.attachments] == ["x", "y"]
    report = session.vault.check()
    assert (report.attachments, report.orphans) == (2, 0)


def contents(session, item_id: int) -> dict[str, bytes]:
    attached = session.vault.item(item_id).details.attachments
    return {one.name: b"".join(session.vault.read_attachment(item_id, one.id)) for one in attached}


def test_another_file_of_one_name_and_length_is_another(importing, items, look, session):
    one, two, three = (Entry(login("a"), attachments=(file("id.key", b * 32),)) for b in KEYS)
    importing.run(look(one))
    newer = Choices(differs=Choice.NEWER)
    assert [row.fate for row in look(one, two).rows] == [Fate.HERE, Fate.DIFFERS]
    importing.run(look(two, three, three), choices=newer)
    (item_id,) = items.overviews()
    expected = {"id.key": KEYS[0] * 32, "id (2).key": KEYS[1] * 32, "id (3).key": KEYS[2] * 32}
    assert contents(session, item_id) == expected
    # What is kept under a number is known by its first name when it comes again.
    assert {row.fate for row in look(one, two, three).rows} == {Fate.HERE}
    importing.run(look(two, one), choices=newer)
    importing.run(look(Entry(login("a", notes="more"), attachments=two.attachments)), choices=newer)
    assert contents(session, item_id) == expected
    assert session.vault.check().orphans == 0
    files = Attachments(session)
    named = {one.name: one.id for one in session.vault.item(item_id).details.attachments}
    for name in ("id.key", "id (3).key"):  # nor need those be there that it was told apart from
        files.delete(item_id, named[name])
    assert [row.fate for row in look(two, one).rows] == [Fate.HERE, Fate.DIFFERS]


def test_files_of_one_name_in_a_new_entry_are_told_apart(importing, items, look, session):
    files = tuple(file("id.key", b * 32) for b in (*KEYS, KEYS[0]))
    item_id = only(importing.run(look(Entry(login("a"), attachments=files))))
    expected = {"id.key": KEYS[0] * 32, "id (2).key": KEYS[1] * 32, "id (3).key": KEYS[2] * 32}
    assert contents(session, item_id) == expected
    assert len(items.item(item_id).details.attachments) == len(expected)
    assert [row.fate for row in look(Entry(login("a"), attachments=files)).rows] == [Fate.HERE]


def test_two_rows_that_join_one_item_lose_no_file(importing, add, look, session):
    item_id = add("a", notes="mine")
    rows = (Entry(login("a"), attachments=(file("id.key", b * 32),)) for b in KEYS)
    importing.run(look(*rows), choices=Choices(differs=Choice.NEWER))
    assert sorted(contents(session, item_id).values()) == [b * 32 for b in KEYS]
    assert set(contents(session, item_id)) == {"id.key", "id (2).key", "id (3).key"}


def test_entries_of_one_file_whose_files_differ_both_come(importing, look):
    one, two = (Entry(login("a"), attachments=(file("id.key", b * 32),)) for b in KEYS[:2])
    assert importing.run(look(one, two, one)).added == 2


def test_content_is_read_only_where_name_and_length_meet(importing, look):
    read: list[str] = []
    importing.run(look(Entry(login("a"), attachments=(file("x", b"1"),))))
    look(Entry(login("a"), attachments=(file("x", b"22", 0, read), file("y", b"1", 0, read))))
    assert read == []
    assert (
        look(Entry(login("a"), attachments=(file("x", b"1", 0, read),))).rows[0].fate is Fate.HERE
    )
    assert read == ["x"]


def test_a_file_that_breaks_as_it_is_compared_is_not_here(importing, look):
    def broken():
        sentence = "The file is broken."
        raise CannotImport(sentence)

    importing.run(look(Entry(login("a"), attachments=(file("x", b"1"),))))
    preview = look(Entry(login("a"), attachments=(Attached("x", 1, broken),)))
    assert preview.rows[0].fate is Fate.DIFFERS
    with pytest.raises(CannotImport, match="broken"):
        importing.run(preview, choices=Choices(differs=Choice.NEWER))
    two = (Entry(login("b"), attachments=(Attached("y", 1, broken),)) for _ in range(2))
    assert [row.fate for row in look(*two).rows] == [Fate.DIFFERS, Fate.DIFFERS]


@pytest.mark.parametrize("choice", [Choice.BOTH, Choice.NEWER])
def test_a_file_that_goes_on_beyond_its_size_ends_it(importing, items, add, look, choice):
    add("a", notes="mine")
    endless = Attached("x", 5, lambda: iter([b"abc"] * 1000))
    preview = look(Entry(login("a"), attachments=(endless,)))
    with pytest.raises(CannotImport, match="longer"):
        importing.run(preview, choices=Choices(differs=choice))
    assert len(items.overviews()) == 1


def test_a_name_that_turns_the_text_around_is_kept_plain(importing, items, look):
    entry = Entry(login("a"), attachments=(file("photo\u202egpj.exe", b"1"), file("\u202e", b"2")))
    item = items.item(only(importing.run(look(entry))))
    assert [one.name for one in item.details.attachments] == ["photogpj.exe", "file"]
    assert look(entry).rows[0].fate is Fate.HERE


@pytest.mark.parametrize("states", [(1 << 47, "new", "old"), (5, "old", "new")])
def test_what_differs_can_be_joined_with_the_item(importing, items, add, look, states):
    at, stands, past = states
    item_id = add("GitHub", password="old")
    entry = Entry(login("GitHub", password="new", modified=at))
    preview = look(entry)
    assert (preview.rows[0].fate, preview.rows[0].twin) == (Fate.DIFFERS, item_id)
    done = importing.run(preview, choices=Choices(each={0: Choice.NEWER}))
    assert (done.added, done.updated, done.skipped) == (0, 1, 0)
    item = items.item(item_id)
    assert first_value(item.fields, Role.PASSWORD) == stands
    assert [first_value(v.fields, Role.PASSWORD) for v in item.details.history] == [past]


def test_what_differs_comes_beside_it_or_not_at_all(importing, items, add, look):
    add("GitHub", password="old")
    entry = Entry(login("GitHub", password="new"), losses=("Something was left out.",))
    done = importing.run(look(entry), choices=Choices(differs=Choice.SKIP))
    assert (done.added, done.updated, done.skipped, done.losses) == (0, 0, 1, ())
    done = importing.run(look(entry))
    assert (done.added, done.updated, done.skipped) == (1, 0, 0)
    assert done.losses == (("GitHub", "Something was left out."),)
    assert len(items.overviews()) == 2


def test_what_is_here_may_come_once_more(importing, items, add, look):
    add("GitHub")
    entry = Entry(login("GitHub"))
    assert look(entry).rows[0].fate is Fate.HERE
    assert importing.run(look(entry), choices=Choices(here=Choice.BOTH)).added == 1
    assert len(items.overviews()) == 2


def test_versions_beyond_what_the_vault_keeps_are_told(importing, look):
    field = Field(id=1, role=Role.PASSWORD, kind=FieldKind.CONCEALED, value="old")
    past = tuple(Version(id=n, at=n, title="a", fields=(field,)) for n in range(25, 0, -1))
    done = importing.run(look(Entry(login("a"), history=past)))
    ((title, sentence),) = done.losses
    assert title == ""
    assert sentence.startswith("5 earlier versions")


def test_what_is_left_out_is_counted_once_however_often_a_save_begins_again(session):
    past = tuple(Version(id=n, at=n, title="a", fields=()) for n in range(25, 0, -1))
    taking = TakingIn([Entry(login("a"), history=past)], [], None, ())
    for _attempt in range(2):
        session.write(lambda draft: taking.run(draft, no_step))
    assert taking.versions_left == 5


def test_files_that_would_fill_the_disk_are_refused(look):
    huge = Attached("x", 5 << 30, lambda: iter(()))
    with pytest.raises(CannotImport, match="8 GiB"):
        look(Entry(login("a"), attachments=(huge,)), Entry(login("b"), attachments=(huge,)))


def test_what_lies_in_a_trash_is_known_again_by_the_trash_of_the_vault(importing, items, look):
    thrown = Entry(login("a"), trashed=5)
    assert importing.run(look(thrown)).added == 1
    assert [row.fate for row in look(thrown, Entry(login("a"))).rows] == [Fate.HERE, Fate.NEW]
    other = Entry(login("a", password="other"), trashed=5)
    items.add(login("b", website="https://b.example"))
    live_twin = Entry(login("b", website="https://b.example", password="x"), trashed=5)
    assert [(row.fate, row.twin) for row in look(other, live_twin).rows] == [(Fate.NEW, None)] * 2


def test_what_an_entry_that_is_here_says_beside_its_fields_is_told(importing, add, look):
    add("GitHub")
    plain, past = Entry(login("GitHub")), (Version(id=1, at=1, title="a", fields=()),)
    assert importing.run(look(plain)).losses == ()
    for more in (
        Entry(login("GitHub"), ("Work",)),
        Entry(login("GitHub", tags=("work",))),
        Entry(login("GitHub", favourite=True)),
        Entry(login("GitHub"), history=past),
    ):
        ((title, sentence),) = importing.run(look(more)).losses
        assert title == ""
        assert sentence.startswith("1 entry that is here already was left out with its folder")


def test_that_the_days_in_the_trash_begin_anew_is_told(importing, look):
    ((_title, sentence),) = importing.run(look(Entry(login("a"), trashed=5))).losses
    assert "trash" in sentence
    unknown = Entry(login("b", username="b"), trashed=0)
    assert importing.run(look(unknown)).losses == ()


def test_what_another_program_dates_in_the_future_stays_deleted(
    importing, items, look, session, world
):
    """Later than every deletion, it would come back from each other machine."""
    content = login("a", created=1, modified=world.clock.now_ms() + 10**12)
    future = Version(id=1, at=content.modified or 0, title="a", fields=content.fields)
    item_id = only(importing.run(look(Entry(content, history=(future,)))))
    now = world.clock.now_ms()
    item = items.item(item_id)
    assert (item.overview.modified, [one.at for one in item.details.history]) == (now, [now])
    copy = world.path.with_name("copy.strongroom")
    copy.write_bytes(session.vault.path.read_bytes())
    there = World(copy.parent, "there").opened(path=copy)
    Items(there).add(login("b"))
    there.lock()
    world.clock.forward(seconds=60)
    items.trash([item_id])
    items.delete_forever([item_id])
    with closing(session.vault.open_copy(copy)) as other:
        Merging(session).run(other)
    assert [one.title for one in items.overviews().values()] == ["b"]
