# SPDX-License-Identifier: GPL-3.0-or-later
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from tests.app.worlds import World, login, new_unlock, with_password
from tests.vault.costly import TWO_GIBIBYTES, asking
from tests.vault.ground import add_file

from strongroom.app import vault_origin
from strongroom.app.importing import Given, Importing
from strongroom.app.items import Items
from strongroom.crypto.kdf import CHEAPEST, DEAREST, GIBIBYTE, Argon2Cost
from strongroom.errors import (
    CannotImport,
    SourceDamaged,
    SourcePasswordNeeded,
    SourceTooCostly,
    SourceWrongPassword,
)
from strongroom.exchange import costs
from strongroom.model.fields import Role
from strongroom.model.item import first_value, folder_path
from strongroom.secret import SecretBytes
from strongroom.vault import copies

OTHER = "another battery staple"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A vault of somebody else's: a folder, an edited item, one in the trash, a file."""
    (tmp_path / "elsewhere").mkdir()
    world = World(tmp_path / "elsewhere", "there")
    session = world.session()
    session.create(world.path, "Other", new_unlock(OTHER))
    items = Items(session)
    items.add_folder("Empty")
    (kept,) = items.add(login("Kept", tags=("a",)), path=("Work", "Servers")).made
    item = items.item(kept)
    newer = login("Kept", password="new", tags=("a",), folder=item.overview.folder)
    items.save(kept, newer, base_version=item.details.version)
    (thrown,) = items.add(login("Thrown", website="https://thrown.example")).made
    items.trash([thrown])
    add_file(session.vault, kept, "key.txt", lambda: iter((b"one", b"two")))
    session.lock()
    return world.path


def given(password: str | None = OTHER) -> Given:
    return Given(None if password is None else SecretBytes.of_text(password))


def test_another_vault_comes_whole(session, items, other):
    importing = Importing(session)
    before, beside = other.read_bytes(), sorted(other.parent.iterdir())
    with closing(importing.open(other)) as origin:
        preview = importing.look(origin, given=given())
        assert preview.format.name == "strongroom"
        assert len(preview.rows) == 2
        importing.run(preview)
    found = {o.title: o for o in items.overviews().values()}
    assert found["Thrown"].trashed is not None
    assert folder_path(items.folders(), found["Kept"].folder) == ("Work", "Servers")
    assert "Empty" in {folder.name for folder in items.folders().values()}
    item = items.item(found["Kept"].id)
    assert first_value(item.fields, Role.PASSWORD) == "new"
    assert [first_value(v.fields, Role.PASSWORD) for v in item.details.history] == ["hunter2"]
    (file,) = item.details.attachments
    assert b"".join(session.vault.read_attachment(item.id, file.id)) == b"onetwo"
    assert other.read_bytes() == before
    assert sorted(other.parent.iterdir()) == beside


def test_its_password_is_asked_for_and_a_wrong_one_told(session, other):
    importing = Importing(session)
    with closing(importing.open(other)) as origin:
        with pytest.raises(SourcePasswordNeeded) as needed:
            importing.look(origin)
        assert not isinstance(needed.value, SourceWrongPassword)
        with pytest.raises(SourceWrongPassword):
            importing.look(origin, given=given("not this one at all"))
        assert importing.look(origin, given=given()).rows


def test_a_copy_of_the_open_vault_is_to_be_merged(session, tmp_path, world):
    copy = tmp_path / "copy.strongroom"
    copy.write_bytes(world.path.read_bytes())
    importing = Importing(session)
    with (
        closing(importing.open(copy)) as origin,
        pytest.raises(CannotImport, match="merge"),
    ):
        importing.look(origin, given=given("correct horse battery"))


def test_the_open_vault_itself_is_not_even_opened(session, tmp_path, monkeypatch):
    link = tmp_path / "link.strongroom"
    link.symlink_to(session.vault.path)
    monkeypatch.setattr("strongroom.app.importing.is_vault", lambda _path: pytest.fail("opened"))
    for path in (session.vault.path, link):
        with pytest.raises(CannotImport, match="the open vault itself"):
            Importing(session).open(path)


def test_an_altered_vault_is_told(session, other):
    with closing(sqlite3.connect(other, isolation_level=None)) as connection:
        connection.execute("DELETE FROM details")
    importing = Importing(session)
    with closing(importing.open(other)) as origin, pytest.raises(SourceDamaged):
        importing.look(origin, given=given())


def lying(other: Path, change) -> None:
    """Let the file's owner write into it what no program of ours would."""
    session = World(other.parent, "there").session()
    session.unlock(other, with_password(OTHER))
    (item_id,) = (i for i, o in session.vault.overviews().items() if o.title == "Kept")

    def work(draft) -> None:
        item = draft.item(item_id)
        attachments = change(item.details.attachments[0])
        draft.put(item.overview, msgspec.structs.replace(item.details, attachments=attachments))

    session.vault.write(work)
    session.lock()


def test_a_part_that_is_of_many_files_is_refused(session, other):
    lying(other, lambda one: [msgspec.structs.replace(one, id=n, size=0) for n in range(1, 21)])
    importing = Importing(session)
    with closing(importing.open(other)) as origin, pytest.raises(SourceDamaged, match="share"):
        importing.look(origin, given=given())


@pytest.mark.parametrize("size", [0, 5, 7])
def test_a_file_that_is_not_as_long_as_it_says_brings_nothing(session, items, other, size):
    lying(other, lambda one: [msgspec.structs.replace(one, size=size)])
    importing = Importing(session)
    with closing(importing.open(other)) as origin:
        preview = importing.look(origin, given=given())
        with pytest.raises(CannotImport, match="as long as"):
            importing.run(preview)
    assert items.overviews() == {}


def test_a_files_name_is_looked_at(session, items, other):
    lying(other, lambda one: [msgspec.structs.replace(one, name="photo\u202egpj.exe")])
    importing = Importing(session)
    with closing(importing.open(other)) as origin:
        importing.run(importing.look(origin, given=given()))
    names = [
        one.name for item_id in items.overviews() for one in items.item(item_id).details.attachments
    ]
    assert names == ["photogpj.exe"]


def test_removed_attachments_stay_there_and_are_counted(session, items, other):
    lying(other, lambda one: [msgspec.structs.replace(one, removed=1, changed=1)])
    importing = Importing(session)
    with closing(importing.open(other)) as origin:
        preview = importing.look(origin, given=given())
        assert preview.losses == ("1 attachment that was removed in the other vault stays there.",)
        importing.run(preview)
    assert not any(items.item(one).details.attachments for one in items.overviews())


# What a file asks for that was made to do harm


@pytest.fixture
def derived(monkeypatch):
    """Which keys were derived; none of them is."""
    asked: list[Argon2Cost] = []

    def derive(_password: SecretBytes, _salt: bytes, cost: Argon2Cost) -> SecretBytes:
        asked.append(cost)
        return SecretBytes(bytes(32))

    monkeypatch.setattr("strongroom.vault.factors.argon2id", derive)
    monkeypatch.setattr(costs, "machine_memory_kib", lambda: 16 * GIBIBYTE)
    return asked


@pytest.mark.parametrize("wanted", [(TWO_GIBIBYTES,), (CHEAPEST, TWO_GIBIBYTES), (DEAREST,) * 5])
def test_a_key_that_is_dearer_than_ours_is_derived_only_when_allowed(
    session, other, derived, wanted
):
    asking(other, *wanted)
    importing = Importing(session)
    with closing(importing.open(other)) as origin:
        with pytest.raises(SourceTooCostly, match="allow it"):
            importing.look(origin, given=given())
        assert derived == []
        with pytest.raises(SourceWrongPassword):
            importing.look(origin, given=Given(SecretBytes.of_text(OTHER), costly=True))
        assert derived == list(wanted)


def test_what_would_take_most_of_the_memory_is_derived_never(session, other, derived, monkeypatch):
    monkeypatch.setattr(costs, "machine_memory_kib", lambda: GIBIBYTE)
    asking(other, DEAREST)
    importing = Importing(session)
    with closing(importing.open(other)) as origin, pytest.raises(CannotImport, match="computer"):
        importing.look(origin, given=Given(SecretBytes.of_text(OTHER), costly=True))
    assert derived == []


def test_what_our_own_vaults_ask_for_is_derived_unasked(session, other, derived):
    asking(other, *(DEAREST,) * 4)
    importing = Importing(session)
    with closing(importing.open(other)) as origin, pytest.raises(SourceWrongPassword):
        importing.look(origin, given=given())
    assert derived == [DEAREST] * 4


def test_more_fields_than_memory_holds_are_refused(session, other, monkeypatch):
    monkeypatch.setattr(vault_origin, "MOST_VALUES", 3)
    importing = Importing(session)
    with closing(importing.open(other)) as origin, pytest.raises(CannotImport, match="than 3 fiel"):
        importing.look(origin, given=given())


def test_more_items_than_memory_holds_are_refused_before_one_is_read(session, other, monkeypatch):
    monkeypatch.setattr(vault_origin, "MOST_ROWS", 1000)
    monkeypatch.setattr(copies, "find_key", lambda *_: pytest.fail("derived"))
    importing = Importing(session)
    with closing(importing.open(other)) as origin, pytest.raises(CannotImport, match="in parts"):
        importing.look(origin, given=given())
