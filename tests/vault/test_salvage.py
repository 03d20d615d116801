# SPDX-License-Identifier: GPL-3.0-or-later
"""Broken vaults and what a salvage makes of them: all that is whole, and nothing joined."""

import errno
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import msgspec
import pytest
from tests.vault.ground import (
    PASSWORD,
    Ground,
    add,
    add_file,
    add_many,
    credentials,
    cut_short,
    find_key_once,
    journal_of,
    lines,
    new_unlock,
    password_of,
    put_unknown_keys,
    save,
    titles,
)

from strongroom.crypto.kdf import CHEAPEST
from strongroom.errors import (
    AlreadyExists,
    Cancelled,
    Damaged,
    MethodMissing,
    NotWritable,
    Unreadable,
    WrongKey,
)
from strongroom.model import edits
from strongroom.model.credentials import Credentials
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Content, Folder, new_id
from strongroom.secret import SecretBytes
from strongroom.vault.journal import MAGIC
from strongroom.vault.salvage import finding as salvage_finding
from strongroom.vault.salvage import image as image_module
from strongroom.vault.salvage import methods as salvage_methods
from strongroom.vault.salvage import salvaging
from strongroom.vault.salvage.cells import cells, local_size, number
from strongroom.vault.salvage.image import Image
from strongroom.vault.salvage.report import LostAttachment, SalvageReport
from strongroom.vault.salvage.salvaging import salvage
from strongroom.vault.vault import Vault

PAGE = 4096
INCOMPLETE = "Salvaged, incomplete"

SHARES = 3  # of the pages, so that several workers go through them


@pytest.fixture(autouse=True)
def _one_derivation(monkeypatch):
    monkeypatch.setattr(salvage_methods, "find_key", find_key_once)


class Rescue:
    """A salvage of a ground's vault, and the new vault opened."""

    def __init__(self, ground: Ground, **more):
        self.ground = ground
        self.path = ground.folder.parent / f"Saved {new_id()}.strongroom"
        with closing(more.pop("given", None) or credentials()) as given:
            self.report = salvage(
                more.pop("source", ground.path),
                self.path,
                given,
                places=ground.places(more.pop("machine", "here")),
                clock=ground.clock,
                cost=CHEAPEST,
                **more,
            )

    def open(self) -> Vault:
        return self.ground.open("rescuer", path=self.path)


def passwords(vault: Vault) -> dict[str, str]:
    return {vault.item(i).overview.title: password_of(vault.item(i)) for i in vault.overviews()}


def everything(vault: Vault) -> dict[int, object]:
    return {i: vault.item(i).details.fields for i in vault.overviews()}


def folder_of(vault: Vault, title: str) -> str | None:
    (one,) = [o for o in vault.overviews().values() if o.title == title]
    return None if one.folder is None else vault.folders()[one.folder].name


def note(text: str, title: str) -> Content:
    fields = (Field(id=new_id(), role=Role.NOTES, kind=FieldKind.NOTE, value=text),)
    return Content(kind="note", title=title, fields=fields)


def site(title: str, website: str, password: str) -> Content:
    return Content(
        kind="login",
        title=title,
        fields=(
            Field(id=new_id(), role=Role.USERNAME, value="ada"),
            Field(id=new_id(), role=Role.PASSWORD, kind=FieldKind.CONCEALED, value=password),
            Field(id=new_id(), role=Role.WEBSITE, kind=FieldKind.WEBSITE, value=website),
        ),
    )


def put(vault: Vault, content: Content) -> int:
    item = edits.new_item(content, 1)
    vault.write(lambda draft: draft.put(item.overview, item.details))
    return item.id


def zero(path: Path, page: int) -> None:
    with path.open("rb+") as file:
        file.seek((page - 1) * PAGE)
        file.write(bytes(PAGE))


# A vault that is whole


def test_of_a_whole_vault_everything_is_saved(ground, vault):
    ids = add_many(vault, 3)
    save(vault, ids[0], password="newer")
    folder = Folder(id=new_id(), name="Work")
    vault.write(lambda draft: draft.put_folder(folder))
    vault.write(lambda draft: draft.bury(ids[2]))
    add_file(vault, ids[1], "a.bin", lambda: iter([b"attached" * 1000]))
    before = ground.everything()
    rescue = Rescue(ground)
    assert ground.everything() == before
    report = rescue.report
    assert (report.items, report.folders, report.attachments, report.versions) == (2, 1, 1, 1)
    assert report.complete
    assert report.sentences == ("The vault's own list of contents is whole: nothing is missing.",)
    assert report.details == ()
    assert rescue.path.stat().st_mode & 0o777 == 0o600
    saved = rescue.open()
    assert everything(saved) == everything(vault)
    assert saved.folders() == vault.folders()
    assert saved.tombstones() == vault.tombstones()
    (attached,) = saved.item(ids[1]).details.attachments
    assert lines(saved.read_attachment(ids[1], attached.id)) == b"attached" * 1000
    assert saved.check().sound
    assert saved.finding is None
    assert saved.name == "Personal, salvaged"
    assert saved.vault_id != vault.vault_id
    assert saved.settings.writers == {}
    assert [file.name for file in rescue.path.parent.glob("Saved*")] == [rescue.path.name]


def test_unknown_keys_and_rows_of_a_newer_version_come_along(ground, vault):
    item_id = add(vault)
    put_unknown_keys(ground, vault, item_id)
    rows = vault._core.unlocked.rows
    later = new_id()
    sealed = rows.seal_overview_json(later, b'{"t":"later","what":1}')
    ground.sql("INSERT INTO overview VALUES (:a, :b)", a=later, b=sealed)
    rescue = Rescue(ground)
    assert rescue.report.items == 1
    saved = rescue.open()
    mine = Ground(rescue.path.parent)
    with closing(sqlite3.connect(rescue.path)) as connection:
        found = dict(connection.execute("SELECT id, sealed FROM overview").fetchall())
        ((details,),) = connection.execute("SELECT sealed FROM details").fetchall()
    assert mine.folder == rescue.path.parent
    theirs = saved._core.unlocked.rows
    assert b'"colour":"green"' in theirs.overview_json(item_id, found[item_id])
    assert b'"later"' in theirs.details_json(item_id, details)
    assert theirs.overview_json(later, found[later]) == b'{"t":"later","what":1}'


# Breakage, systematically


def mixed(ground: Ground, vault: Vault) -> dict[int, set[int]]:
    """Fill a vault with rows small and large; return the pages on which each item's rows lie."""
    add_many(vault, 40)
    for count, size in enumerate((3000, 9000, 40_000)):
        put(vault, note("long " * (size // 5), f"Long {count}"))
    item_id = put(vault, note("x", "With a file"))
    add_file(vault, item_id, "f.bin", lambda: iter([os.urandom(30_000)]))
    vault.overviews()
    data = ground.path.read_bytes()
    pages: dict[int, set[int]] = {}
    for table in ("overview", "details"):
        for row_id, sealed in ground.sql(f"SELECT id, sealed FROM {table}"):  # noqa: S608
            places = (data.find(sealed[at : at + 16]) for at in range(0, len(sealed) - 16, 64))
            found = {place // PAGE + 1 for place in places if place >= 0}
            pages.setdefault(row_id, set()).update(found)
    return {row_id: pages[row_id] for row_id in vault.overviews()}


def assert_law(rescue: Rescue, whole: dict[int, object], untouched: set[int]) -> None:
    """Everything that was not touched is there as it was, and nothing else is made up."""
    saved = rescue.open()
    found = everything(saved)
    assert untouched <= found.keys()
    for row_id in untouched:
        assert found[row_id] == whole[row_id]
    for row_id in found.keys() - whole.keys():
        assert folder_of_id(saved, row_id) == INCOMPLETE
    saved.close()


def folder_of_id(vault: Vault, row_id: int) -> str | None:
    folder = vault.overviews()[row_id].folder
    return None if folder is None else vault.folders()[folder].name


@pytest.mark.parametrize("share", range(SHARES))
def test_whichever_page_is_lost_every_item_on_others_is_saved(ground, vault, share):
    pages = mixed(ground, vault)
    whole, copy = everything(vault), ground.copy("copy")
    count = copy.stat().st_size // PAGE
    assert count > 30
    for page in range(1 + share, count + 1, SHARES):
        ground.replace_by(copy)
        zero(ground.path, page)
        rescue = Rescue(ground, methods_from=copy)
        assert_law(rescue, whole, {row for row, own in pages.items() if page not in own})
        rescue.path.unlink()


def test_wherever_the_file_is_cut_off_what_came_before_is_saved(ground, vault):
    pages = mixed(ground, vault)
    whole, copy = everything(vault), ground.copy("copy")
    count = copy.stat().st_size // PAGE
    for kept in range(5, count, 3):
        ground.replace_by(copy)
        with ground.path.open("rb+") as file:
            file.truncate(kept * PAGE + 100)
        untouched = {row for row, own in pages.items() if max(own) <= kept}
        try:
            rescue = Rescue(ground, methods_from=copy)
        except Damaged:
            assert not untouched
            continue
        assert_law(rescue, whole, untouched)
        rescue.path.unlink()


def test_a_file_with_nothing_of_ours_gives_no_vault(ground, vault):
    add(vault)
    copy = ground.copy("copy")
    ground.path.write_bytes(os.urandom(10 * PAGE))
    with pytest.raises(Damaged, match="unlock methods"):
        Rescue(ground)
    with pytest.raises(Damaged, match="Nothing in"):
        Rescue(ground, methods_from=copy)
    ground.path.write_bytes(b"")
    with pytest.raises(Damaged, match="unlock methods"):
        Rescue(ground)
    assert not list(ground.folder.parent.glob("Saved*"))


# Tampering


def test_a_foreign_schema_is_neither_run_nor_missed(ground, vault):
    add_many(vault, 3)
    ground.sql(
        "CREATE TABLE evil (x)",
        "CREATE TRIGGER boom AFTER INSERT ON overview BEGIN DELETE FROM details; END",
        "PRAGMA user_version = 99",
        "PRAGMA application_id = 1",
    )
    report = Rescue(ground).report
    assert (report.items, report.complete) == (3, True)


def test_without_a_manifest_that_fits_nothing_is_called_complete(ground, vault):
    add_many(vault, 3)
    ground.sql("UPDATE vault SET manifest = zeroblob(48)")
    report = Rescue(ground).report
    assert (report.items, report.vouched, report.complete) == (3, False, False)
    assert "cannot be trusted" in report.sentences[0]
    ground.sql("UPDATE vault SET manifest = zeroblob(47)")
    assert Rescue(ground).report.items == 3


def test_a_header_whose_checksum_is_wrong_still_opens(ground, vault):
    add(vault)
    ((header,),) = ground.sql("SELECT header FROM vault")
    ground.sql("UPDATE vault SET header = :h", h=bytes(32) + header[32:])
    assert Rescue(ground).report.items == 1
    # And of one that is broken in the middle the slots that can be read are taken.
    broken = header.replace(b'"slots"', b'"sl\0ts"')
    ground.sql("UPDATE vault SET header = :h", h=broken)
    assert Rescue(ground).report.items == 1


@pytest.mark.parametrize("table", ["overview", "details"])
def test_half_an_item_is_kept_apart_under_another_id(ground, vault, table):
    kept, lost = add(vault, "Kept"), put(vault, site("Bank", "https://bank.example", "pw"))
    ground.sql(f"DELETE FROM {table} WHERE id = :a", a=lost)  # noqa: S608
    rescue = Rescue(ground)
    saved = rescue.open()
    assert kept in saved.overviews()
    assert lost not in saved.overviews()
    (half,) = [o for o in saved.overviews().values() if o.id != kept]
    assert folder_of(saved, half.title) == INCOMPLETE
    assert half.websites == ()
    report = rescue.report
    fields = saved.item(half.id).fields
    assert {f.value for f in fields} >= {"ada", "https://bank.example"}
    assert all(f.kind != FieldKind.WEBSITE and f.role != Role.WEBSITE for f in fields)
    if table == "details":
        assert (report.without_details, report.vouched) == (("Bank",), True)
        assert half.title == "Bank (its details are lost)"
        assert "Bank" in report.text()
        assert "nothing is missing but what is named" in report.sentences[0]
    else:
        assert (report.without_overview, report.vouched) == ((half.title,), False)
        assert half.title == "Item without its title (found apart)"
        assert half.kind == "login"
    assert f"1 item is incomplete; what is left of it lies in the folder “{INCOMPLETE}”." in (
        report.sentences
    )


def test_an_old_overview_and_new_details_are_never_joined(ground, vault):
    """The old website with the new password would send the one to the other."""
    item_id = put(vault, site("Bank", "https://attacker.example", "old password"))
    ((old,),) = ground.sql("SELECT sealed FROM overview WHERE id = :a", a=item_id)

    def edit(draft):
        item = draft.item(item_id)
        content = site("Bank", "https://bank.example", "new password")
        draft.put(*_parts(edits.revised(item, content, draft.now, 20)))

    vault.write(edit)
    ground.sql("UPDATE overview SET sealed = :s WHERE id = :a", s=old, a=item_id)
    rescue = Rescue(ground)
    saved = rescue.open()
    assert rescue.report.items == 0
    assert rescue.report.mismatched == ("Bank",)
    assert item_id not in saved.overviews()
    assert sorted(titles(saved)) == ["Bank (found apart)", "Bank (its details are lost)"]
    for one in saved.overviews().values():
        assert one.websites == ()
        values = {field.value for field in saved.item(one.id).fields}
        assert not {"https://attacker.example", "new password"} <= values
        assert folder_of(saved, one.title) == INCOMPLETE


def _parts(item):
    return item.overview, item.details


def test_swapped_rows_are_no_rows(ground, vault):
    ids = add_many(vault, 2)
    sealed = dict(ground.sql("SELECT id, sealed FROM details"))
    for here, there in (ids, ids[::-1]):
        ground.sql("UPDATE details SET sealed = :s WHERE id = :a", s=sealed[there], a=here)
    rescue = Rescue(ground)
    assert rescue.report.items == 0
    assert len(rescue.report.without_details) == 2
    assert rescue.report.broken_rows == 2
    assert "2 rows could not be read any more." in rescue.report.sentences


def test_details_that_the_present_ones_have_in_their_history_are_nothing_new(ground, vault):
    item_id = add(vault, password="old")
    ((old,),) = ground.sql("SELECT sealed FROM details WHERE id = :a", a=item_id)
    save(vault, item_id, password="new")
    # An attacker, or a page that was not zeroed, leaves the old row in another table.
    ground.sql("UPDATE vault SET manifest = zeroblob(48)")
    ground.sql("INSERT INTO attachment VALUES (:a, :s)", a=item_id, s=old)
    rescue = Rescue(ground)
    assert passwords(rescue.open()) == {"GitHub": "new"}
    assert rescue.report.without_overview == ()


def test_a_later_overview_without_its_details_stands_beside_the_pair_that_is_whole(ground, vault):
    item_id = add(vault, "Old title", "old")
    rows = {"old": ground.sql("SELECT sealed FROM details WHERE id = :a", a=item_id)[0][0]}
    (rows["overview"],) = ground.sql("SELECT sealed FROM overview WHERE id = :a", a=item_id)[0]
    ground.clock.forward(days=1)
    save(vault, item_id, title="New title", password="new")
    ground.sql("UPDATE details SET sealed = :s WHERE id = :a", s=rows["old"], a=item_id)
    ground.sql("UPDATE vault SET manifest = zeroblob(48)")
    ground.sql("INSERT INTO attachment VALUES (:a, :s)", a=item_id, s=rows["overview"])
    rescue = Rescue(ground)
    saved = rescue.open()
    assert passwords_of_whole(saved) == {"Old title": "old"}
    assert rescue.report.without_details == ("New title",)
    assert titles(saved) == ["New title (its details are lost)", "Old title"]


def passwords_of_whole(vault: Vault) -> dict[str, str]:
    whole = [i for i in vault.overviews() if folder_of_id(vault, i) != INCOMPLETE]
    return {vault.item(i).overview.title: password_of(vault.item(i)) for i in whole}


def test_what_was_deleted_for_good_stays_so(ground, vault):
    item_id = add(vault)
    ((old,),) = ground.sql("SELECT sealed FROM overview WHERE id = :a", a=item_id)
    ((details,),) = ground.sql("SELECT sealed FROM details WHERE id = :a", a=item_id)
    ground.clock.forward(days=1)
    vault.write(lambda draft: draft.bury(item_id))
    ground.sql("UPDATE vault SET manifest = zeroblob(48)")
    ground.sql("INSERT INTO attachment VALUES (:a, :s)", a=item_id, s=old)
    ground.sql("INSERT INTO details VALUES (:a, :s)", a=item_id, s=details)
    saved = Rescue(ground).open()
    assert titles(saved) == []
    assert item_id in saved.tombstones()


def test_settings_that_are_lost_are_the_usual_ones(ground, vault):
    add(vault)
    row = vault._core.unlocked.keys.settings_row
    ground.sql("DELETE FROM overview WHERE id = :a", a=row)
    rescue = Rescue(ground)
    assert rescue.report.settings_lost
    assert "settings were lost" in " ".join(rescue.report.sentences)
    assert rescue.open().name == "Personal, salvaged"


def test_settings_under_another_id_are_nobodys(ground, vault):
    rows = vault._core.unlocked.rows
    other = new_id()
    sealed = rows.seal_overview(other, vault.settings)
    ground.sql("INSERT INTO overview VALUES (:a, :s)", a=other, s=sealed)
    saved = Rescue(ground).open()
    assert len(saved._core.standing.manifest) == 1


def test_what_opens_and_makes_no_sense_is_counted_and_left(ground, vault):
    add(vault)
    rows = vault._core.unlocked.rows
    other = new_id()
    sealed = rows._overview.seal(other, b"[" * 100, 256)
    ground.sql("INSERT INTO overview VALUES (:a, :s)", a=other, s=sealed)
    report = Rescue(ground).report
    assert (report.items, report.broken_rows) == (1, 1)


def test_an_item_that_says_it_has_no_details_is_whole(ground, vault):
    from strongroom.vault.row_types import ItemRow  # noqa: PLC0415 - here alone

    item_id = add(vault)
    row = ItemRow(overview=vault.item(item_id).overview, details=None)
    sealed = vault._core.unlocked.rows.seal_overview(item_id, row)
    ground.sql("UPDATE overview SET sealed = :s", s=sealed)
    ground.sql("DELETE FROM details")
    report = Rescue(ground).report
    assert (report.items, report.without_details) == (1, ())


# Attachments


def test_an_attachment_that_misses_a_part_is_left_out_and_named(ground, vault):
    item_id = add(vault, "Contract")
    for name, size in (("big.pdf", 5_000_000), ("small.txt", 10)):
        add_file(vault, item_id, name, partial(list, [b"x" * size]))
    part = vault.item(item_id).details.attachments[0].parts[0][0]
    ground.sql("DELETE FROM attachment WHERE id = :a", a=part)
    rescue = Rescue(ground)
    saved = rescue.open()
    assert rescue.report.lost_attachments == (LostAttachment("Contract", "big.pdf"),)
    assert "1 attachment was incomplete and is left out." in rescue.report.sentences
    assert "Contract: big.pdf" in rescue.report.text()
    (kept,) = saved.item(item_id).details.attachments
    assert kept.name == "small.txt"
    assert saved.check().sound


def test_an_attachment_whose_parts_are_not_as_long_as_it_is_left_out(ground, vault):
    item_id = add(vault, "Contract")
    add_file(vault, item_id, "paper.pdf", lambda: iter([b"x" * 1000]))
    item = vault.item(item_id)
    (one,) = item.details.attachments
    for size in (999, 1001):
        wrong = msgspec.structs.replace(
            item.details, attachments=(msgspec.structs.replace(one, size=size),)
        )
        vault.write(lambda draft, wrong=wrong: draft.put(item.overview, wrong))
        assert not vault.check().sound
        rescue = Rescue(ground)
        assert rescue.report.lost_attachments == (LostAttachment("Contract", "paper.pdf"),)
        assert rescue.report.items == 1
        assert not rescue.report.complete


def test_details_alone_keep_their_attachments(ground, vault):
    item_id = add(vault, "Contract")
    save(vault, item_id, password="newer")
    add_file(vault, item_id, "a.txt", lambda: iter([b"hello"]))
    ground.sql("DELETE FROM overview WHERE id = :a", a=item_id)
    rescue = Rescue(ground)
    saved = rescue.open()
    ((half_id, half),) = saved.overviews().items()
    assert half.title == "Contract (found apart)"
    (attached,) = saved.item(half_id).details.attachments
    assert lines(saved.read_attachment(half_id, attached.id)) == b"hello"
    assert rescue.report.versions == 1


# Journals


def test_the_pages_of_a_hot_journal_are_read_too(ground, vault):
    add_many(vault, 30)
    whole = everything(vault)
    torn, journal = cut_short(ground)
    ground.path.write_bytes(torn)
    ground.journal.write_bytes(journal)
    rescue = Rescue(ground)
    assert rescue.report.complete
    assert everything(rescue.open()) == whole
    assert ground.path.read_bytes() == torn
    assert ground.journal.read_bytes() == journal


def test_large_rows_come_out_of_a_journal_as_well(ground, vault):
    put(vault, note("long " * 4000, "Long"))
    whole = everything(vault)
    torn, journal = cut_short(ground)
    ground.path.write_bytes(torn)
    ground.journal.write_bytes(journal)
    assert everything(Rescue(ground).open()) == whole


def test_an_old_state_in_a_journal_does_not_take_later_rows_back(ground, vault):
    item_id = add(vault, password="old")
    before = ground.path.read_bytes()
    ground.clock.forward(days=1)
    save(vault, item_id, password="new")
    add(vault, "Second")
    whole = passwords(vault)
    ground.journal.write_bytes(journal_of(before))
    rescue = Rescue(ground)
    assert (rescue.report.complete, passwords(rescue.open())) == (True, whole)
    # The list of the file is broken, that of the journal is whole, and older.
    zero_manifest(ground)
    rescue = Rescue(ground)
    assert (rescue.report.vouched, passwords(rescue.open())) == (False, whole)


def zero_manifest(ground: Ground) -> None:
    data = bytearray(ground.path.read_bytes())
    aside = ground.journal.rename(ground.folder / "aside")
    ((manifest,),) = ground.sql("SELECT manifest FROM vault")
    at = data.find(manifest)
    data[at : at + 48] = bytes(48)
    ground.path.write_bytes(data)
    aside.rename(ground.journal)


def test_what_is_no_journal_is_nothing(ground, vault):
    add(vault)
    ground.journal.write_bytes(os.urandom(9000))
    assert Rescue(ground).report.items == 1
    ground.journal.unlink()
    os.mkfifo(ground.journal)
    assert Rescue(ground).report.items == 1


# Hostile files


def plant(ground: Ground, page: bytes, count: int = 1) -> None:
    with ground.path.open("ab") as file:
        for _number in range(count):
            file.write(page.ljust(PAGE, b"\0")[:PAGE])


def cell(size: int, row_id: bytes = b"\x81" * 8 + b"\x01") -> bytes:
    """Return the beginning of a cell that claims ``size`` sealed bytes."""
    serial = number(12 + 2 * size)
    head = bytes((2 + len(serial), 0)) + serial
    return number(len(head) + size) + row_id + head


def ring(size: int, page: int) -> bytes:
    """Return a page with a cell of ``size`` bytes that goes on in ``page``."""
    begun = cell(size)
    head = len(begun) - begun.rfind(b"\0")  # from the NULL on, and the byte before it
    local = local_size(size + head + 1)
    return begun + bytes(local - head - 1) + page.to_bytes(4)


def test_overflow_chains_that_go_round_end(ground, vault, monkeypatch):
    add(vault)
    here = ground.path.stat().st_size // PAGE + 1
    plant(ground, here.to_bytes(4) + bytes(PAGE - 4))
    plant(ground, ring(10_000_000, here))
    plant(ground, ring(100_000, 1 << 31))
    report = Rescue(ground).report
    assert report.items == 1
    assert report.broken_rows == 0  # no leaf page of SQLite's counts them among its rows
    # And many of them use up what the search may cost.
    monkeypatch.setattr(salvage_finding, "_AT_LEAST", 1_000_000)
    monkeypatch.setattr(salvage_finding, "_ALLOWANCE", 0)
    report = Rescue(ground).report
    assert report.given_up
    assert "false rows" in " ".join(report.sentences)


def test_a_whole_vault_of_many_large_items_reports_no_row_that_could_not_be_read(ground, vault):
    """Large details fill pages of random bytes, in which the shape of a row turns up by chance."""
    many = [edits.new_item(note("x" * 8000, f"Item {number}"), 1) for number in range(1500)]

    def put_all(draft):
        for item in many:
            draft.put(item.overview, item.details)

    vault.write(put_all)
    rescue = Rescue(ground)
    assert (rescue.report.items, rescue.report.complete) == (1500, True)
    assert rescue.report.broken_rows == 0
    assert not any("could not be read" in sentence for sentence in rescue.report.sentences)


def test_a_row_that_is_there_twice_is_one(ground, vault):
    item_id = add(vault)
    for table in ("overview", "details"):
        ((sealed,),) = ground.sql(f"SELECT sealed FROM {table} WHERE id = :a", a=item_id)  # noqa: S608
        plant(ground, cell(len(sealed), bytes(_varint9(item_id))) + sealed)
    report = Rescue(ground).report
    assert (report.items, report.complete, report.broken_rows) == (1, True, 0)


def _varint9(value: int) -> list[int]:
    top = [value >> (8 + 7 * shift) & 0x7F | 0x80 for shift in range(7, -1, -1)]
    return [*top, value & 0xFF]


def test_a_header_that_goes_on_where_nothing_is_tells_nothing(ground, vault):
    add(vault)
    size = number(12 + 2 * 9000)
    head = bytes((3 + len(size), 0)) + size + number(12 + 2 * 48)
    payload = len(head) + 9000 + 48
    begun = number(payload) + b"\x01" + head + b'"vault"'
    plant(ground, begun.ljust(local_size(payload) + 4, b"\0") + (1 << 30).to_bytes(4))
    assert Rescue(ground).report.complete


def test_ids_of_every_length_are_found_and_no_others():
    for row_id in (1, 127, 128, 16383, 1 << 55, (1 << 56) - 1, (1 << 63) - 1):
        text = bytes(_varint9(row_id)) if row_id >> 56 else number(row_id)
        page = b"\0" * 9 + cell(300, text) + bytes(400)
        assert [found.row_id for found in cells(page)] == [row_id]
    for text in (b"\x80" * 8 + b"\0", b"\0", b"\xff" * 9, b"\x81", b"\x01\x01"):
        assert not list(cells(b"\0" * 9 + cell(300, text) + bytes(400)))
    # A length that stands where it should, before what is no number.
    odd = cell(300, b"\x01\x81")
    assert not list(cells(b"\0" * 9 + odd + bytes(400)))


@pytest.mark.parametrize("size", [1 << 32, 1 << 62, 20_000_000, 27, 0])
def test_claims_beyond_all_bounds_are_no_rows(ground, vault, size):
    add(vault)
    plant(ground, cell(size) + bytes(2000))
    assert Rescue(ground).report.items == 1


def test_pages_of_nothing_but_heads_of_rows_cost_no_more_than_they_may(ground, vault, monkeypatch):
    add(vault)
    plant(ground, cell(300) * 200, 50)
    plant(ground, bytes.fromhex("0400840c") * 1024, 50)
    plant(ground, b"\xff" * PAGE, 5)
    plant(ground, b"\x01\x05\x00\x84\x0c\x6c" * 600 + b'"vault"', 5)
    plant(ground, b'{"factors":' * 300, 5)
    plant(ground, b'{"factors":1,"id":"' + b"[" * 3000, 5)
    report = Rescue(ground).report
    assert report.items == 1
    monkeypatch.setattr(salvage_finding, "_AT_LEAST", 100_000)
    monkeypatch.setattr(salvage_finding, "_ALLOWANCE", 0)
    assert Rescue(ground).report.given_up


def test_a_file_that_states_a_length_and_holds_nothing_costs_nothing(ground, vault, monkeypatch):
    add(vault)
    with ground.path.open("rb+") as file:
        file.truncate(1 << 40)
    with Image(ground.path) as image:
        if image.page_count > 1000:
            pytest.skip("this disk has no sparse files")
        assert len(list(image.pages())) <= 256
    told: list[int] = []
    assert Rescue(ground, progress=lambda done, _total: told.append(done)).report.items == 1
    assert told == sorted(told)
    # A disk that cannot tell, and a system that has no such question, have all of it read.
    with ground.path.open("rb+") as file:
        file.truncate(1 << 22)
    real = os.lseek

    def cannot_tell(descriptor, position, how):
        if how == image_module._SEEK_DATA:
            raise OSError(22, "Invalid argument")
        return real(descriptor, position, how)

    with monkeypatch.context() as patch, Image(ground.path) as image:
        patch.setattr(os, "lseek", cannot_tell)
        assert len(list(image.pages())) == 1024
    monkeypatch.setattr(image_module, "_SEEK_DATA", None)
    with Image(ground.path) as image:
        assert len(list(image.pages())) == 1024


def test_a_journal_longer_than_any_save_leaves_is_none(ground, vault):
    add(vault)
    with ground.journal.open("wb") as file:
        file.write(MAGIC + bytes(504) + (1).to_bytes(4) + bytes(PAGE + 4))
    with Image(ground.path) as image:
        assert image.differs
    with ground.journal.open("rb+") as file:
        file.truncate(1 << 32)
    with Image(ground.path) as image:
        assert not image.differs
    assert Rescue(ground).report.items == 1


def test_what_was_never_written_of_a_journal_is_passed_over(ground, vault):
    add_many(vault, 400)
    add(vault, "GitHub")
    far = 512 + 60 * (PAGE + 8)
    with ground.journal.open("wb") as file:
        file.write(MAGIC + bytes(504) + (1).to_bytes(4) + bytes(PAGE + 4))
        file.seek(far)
        file.write((2).to_bytes(4) + bytes(PAGE + 4))
    told: list[tuple[int, int]] = []
    with Image(ground.path, lambda done, total: told.append((done, total))) as image:
        assert image.size == ground.path.stat().st_size + 2 * PAGE
    assert told
    with pytest.raises(Cancelled):
        Rescue(ground, progress=_cancel)


def _cancel(_done: int, _total: int) -> None:
    raise Cancelled


def test_false_heads_are_not_all_followed(ground, vault, monkeypatch):
    add(vault)
    with closing(Image(ground.path)._opened), monkeypatch.context() as patch:
        patch.setattr(salvage_finding, "_AT_LEAST", 0)
        patch.setattr(salvage_finding, "_ALLOWANCE", 0)
        with Image(ground.path) as image:
            assert salvage_finding.find_methods(image, salvage_methods.Methods()) == []


def test_many_false_slots_and_ids_are_not_all_tried(ground, vault):
    add(vault)
    ids = b"".join(b'"vault":"%032x"' % number for number in range(100))
    plant(ground, ids)
    assert Rescue(ground).report.items == 1


def test_a_pipe_in_place_of_the_file_is_not_waited_for(ground):
    ground.path.unlink()
    os.mkfifo(ground.path)
    with pytest.raises(Damaged):
        Rescue(ground)


# What opens it


def test_a_wrong_password_is_told_apart(ground, vault):
    add(vault)
    with pytest.raises(WrongKey):
        Rescue(ground, given=credentials("another"))


def test_a_right_password_at_broken_unlock_settings_is_not_called_wrong_alone(ground, vault):
    add(vault)
    copy = ground.copy("copy")
    ((header,),) = ground.sql("SELECT header FROM vault")
    at = header.find(b'"salt":"') + 8
    broken = header[:at] + (b"0" if header[at : at + 1] != b"0" else b"1") + header[at + 1 :]
    ground.sql("UPDATE vault SET header = :h", h=broken)
    with pytest.raises(WrongKey, match="unlock settings are damaged"):
        Rescue(ground)
    assert Rescue(ground, methods_from=copy).report.items == 1


def test_a_vault_that_wants_a_key_file_says_so_and_gives_one_that_does(bare, monkeypatch):
    monkeypatch.undo()
    key = bare.folder / "k.key"
    add(bare.create(key_file=key))
    with pytest.raises(MethodMissing):
        Rescue(bare)
    given = credentials()
    given.key_file = key
    rescue = Rescue(bare, given=given)
    with pytest.raises(MethodMissing):
        rescue.open()
    with closing(credentials()) as both:
        both.key_file = key
        opened = Vault.open(rescue.path, both, places=bare.places("r"), clock=bare.clock)
    assert titles(opened) == ["GitHub"]
    opened.close()


def test_the_recovery_code_opens_the_new_vault_too(bare, monkeypatch):
    monkeypatch.undo()
    vault, code = Vault.create(
        bare.path,
        name="Personal",
        unlock=new_unlock(recovery=True),
        cost=CHEAPEST,
        places=bare.places(),
        clock=bare.clock,
    )
    assert code is not None
    add(vault)
    vault.close()
    with code:
        rescue = Rescue(bare, given=Credentials(recovery_code=code.copy()))
        with closing(Credentials(recovery_code=code.copy())) as given:
            opened = Vault.open(rescue.path, given, places=bare.places("r"), clock=bare.clock)
    assert titles(opened) == ["GitHub"]
    opened.close()


def test_a_header_that_is_lost_comes_from_a_copy(ground, vault):
    add(vault)
    copy = ground.copy("copy")
    ground.sql("UPDATE vault SET header = zeroblob(500)")
    with pytest.raises(Damaged, match="unlock methods"):
        Rescue(ground)
    assert Rescue(ground, methods_from=copy).report.items == 1


def test_a_copy_of_another_vault_has_no_methods_for_this_one(ground, vault, tmp_path):
    add(vault)
    folder = tmp_path / "other"
    folder.mkdir()
    other = Ground(folder)
    other.create("elsewhere").close()
    ground.sql("UPDATE vault SET header = zeroblob(500)")
    with pytest.raises(Damaged, match="Nothing in"):
        Rescue(ground, methods_from=other.path)


def test_this_machine_says_what_it_remembers(ground, vault):
    ids = add_many(vault, 3)
    vault.overviews()
    old = ground.copy("old")
    ground.sql("DELETE FROM overview WHERE id = :id", id=ids[0])
    report = Rescue(ground).report
    assert report.items_then == 3
    assert "items may be as they once were" in " ".join(report.sentences)
    assert "it held 3 items" in " ".join(report.sentences)
    ground.replace_by(old)
    rekey = ground.open().change_unlock(new_unlock("a wholly new password"), cost=CHEAPEST)
    rekey.finish()
    ground.replace_by(old)
    report = Rescue(ground).report
    assert report.retired == ground.clock.now_ms()
    assert "changed since" in report.sentences[0]
    assert report.vouched
    assert not report.complete
    assert "of the state that it is in, nothing is missing" in " ".join(report.sentences)


def test_an_older_file_is_said_to_be_older_before_anything_else(ground, vault):
    item_id = add(vault, "Bank", "old password")
    old = ground.copy("old")
    save(vault, item_id, password="new password")
    add(vault, "Later")
    vault.overviews()
    ground.close_all()
    ground.replace_by(old)
    ground.patch(100, b"\xff" * 4)
    with pytest.raises(Damaged):
        ground.open()
    rescue = Rescue(ground)
    report = rescue.report
    assert passwords(rescue.open()) == {"Bank": "old password"}
    assert (report.judged, report.saves_missing) == ("older", 2)
    assert report.vouched
    assert not report.complete
    assert "is older than the vault that was last seen here" in report.sentences[0]
    assert "2 saves are missing" in report.sentences[1]
    assert "nothing is missing." not in report.text()


def test_an_older_state_that_nothing_vouches_for_is_found_out_by_its_settings(ground, vault):
    add(vault, "Bank")
    old = ground.copy("old")
    add(vault, "Later")
    ground.close_all()
    ground.replace_by(old)
    ground.sql("UPDATE vault SET manifest = zeroblob(length(manifest))")
    report = Rescue(ground).report
    assert (report.vouched, report.judged, report.saves_missing) == (False, "older", 1)


def test_a_state_that_was_saved_on_both_sides_is_said_to_be_so(ground, vault):
    add(vault, "Bank")
    old = ground.copy("old")
    add(vault, "Here")
    add(vault, "Here too")
    ground.close_all()
    ground.replace_by(old)
    add(ground.open("elsewhere"), "There")
    ground.close_all()
    report = Rescue(ground).report
    assert (report.judged, report.saves_missing) == ("both changed", 2)
    assert not report.complete
    assert "both changed" in report.sentences[0]


def test_one_that_does_not_follow_the_remembered_one_may_be_anybodys(ground, vault):
    add(vault, "Bank")
    old = ground.copy("old")
    vault.change_unlock(new_unlock("a wholly new password"), cost=CHEAPEST).finish()
    ground.close_all()
    memory = next((ground.places().state / "seen").glob("*.json"))
    known = json.loads(memory.read_bytes())
    memory.write_text(json.dumps(known | {"retired": {}}))
    ground.replace_by(old)
    report = Rescue(ground).report
    assert report.judged == "unrelated"
    assert not report.complete
    assert "somebody else may have written it" in report.sentences[0]


def test_a_machine_that_knows_nothing_says_nothing(ground, vault):
    add(vault)
    report = Rescue(ground, machine="another").report
    assert (report.items_then, report.retired) == (None, None)


# The new file


def test_a_cancel_leaves_nothing(ground, vault):
    add_many(vault, 600)

    nothing = ""

    def after(steps: int) -> Callable[[int, int], None]:
        def progress(done: int, total: int) -> None:
            assert 0 <= done <= total
            if done >= steps:
                raise Cancelled(nothing)

        return progress

    for steps in (0, 600, 700, 1000):
        with pytest.raises(Cancelled):
            Rescue(ground, progress=after(steps))
        assert not list(ground.folder.parent.glob("Saved*"))


def test_nothing_is_written_over(ground, vault):
    add(vault)
    with closing(credentials()) as given:
        everything_else = {
            "places": ground.places(),
            "clock": ground.clock,
            "cost": CHEAPEST,
        }
        with pytest.raises(AlreadyExists):
            salvage(ground.path, ground.path, given, **everything_else)
        beside = ground.folder / "new.strongroom"
        beside.with_name("new.strongroom-journal").write_bytes(b"x")
        with pytest.raises(AlreadyExists):
            salvage(ground.path, beside, given, **everything_else)
        with pytest.raises(NotWritable, match="no folder"):
            salvage(ground.path, ground.folder / "none" / "x", given, **everything_else)
        with pytest.raises(Unreadable):
            salvage(ground.folder / "none", ground.folder / "x", given, **everything_else)


def test_a_new_vault_that_does_not_verify_is_not_kept(ground, vault, monkeypatch):
    from strongroom.vault.journal import Soundness  # noqa: PLC0415 - here alone

    add(vault)
    monkeypatch.setattr(salvaging, "examine", lambda _file, _unlock: Soundness.BROKEN)
    with pytest.raises(Damaged):
        Rescue(ground)
    assert not list(ground.folder.parent.glob("Saved*"))


def test_a_new_vault_that_the_disk_does_not_give_back_is_not_called_damaged(
    ground, vault, monkeypatch, fail_at
):
    from strongroom.vault.journal import Soundness  # noqa: PLC0415 - here alone

    def examine(file: Path, _unlock: object) -> Soundness:
        fail_at(file, errno.EIO)
        return Soundness.BROKEN

    add(vault)
    monkeypatch.setattr(salvaging, "examine", examine)
    with pytest.raises(NotWritable, match="disk reports an error"):
        Rescue(ground)
    assert not list(ground.folder.parent.glob("Saved*"))


def test_a_file_that_changes_meanwhile_is_read_again_by_its_person(ground, vault):
    add_many(vault, 300)

    def progress(done: int, _total: int) -> None:
        if done >= 600:
            ground.path.write_bytes(b"")

    with pytest.raises(Unreadable, match="changed while"):
        Rescue(ground, progress=progress)


def test_pages_that_the_disk_does_not_give_are_passed_over(ground, vault, monkeypatch):
    mixed(ground, vault)
    real = Image.__init__

    def failing(self, path, *more):
        real(self, path, *more)
        file = self._files[0]
        read = file.read

        def sometimes(length):
            if length > PAGE or file.tell() == 20 * PAGE:
                raise OSError(5, "Input/output error")
            return read(length)

        file.read = sometimes

    monkeypatch.setattr(Image, "__init__", failing)
    assert Rescue(ground).report.items >= 30


# The report


def test_a_report_names_things_on_one_line_each():
    report = SalvageReport(
        items=1,
        without_details=("evil\n\x1b[31mtitle", "x"),
        folder=INCOMPLETE,
        items_then=1,
    )
    text = report.text(("Heading",))
    assert text.startswith("Heading\nSaved: 1 item, 0 folders")
    assert "  - evil [31mtitle\n" in text
    assert "2 items are incomplete" in text
    assert not report.complete


def test_a_copied_file_is_salvaged_like_the_file(ground, vault, tmp_path):
    add(vault)
    link = tmp_path / "link.strongroom"
    link.symlink_to(ground.path)
    shutil.copyfile(ground.path, tmp_path / "plain.strongroom")
    for source in (link, tmp_path / "plain.strongroom"):
        assert Rescue(ground, source=source).report.complete
    assert PASSWORD.encode() not in SecretBytes(b"").buffer
