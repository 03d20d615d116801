# SPDX-License-Identifier: GPL-3.0-or-later
import sqlite3

import pytest
from tests.vault.ground import add, add_file, add_many

from strongroom.errors import Cancelled
from strongroom.model.item import Folder
from strongroom.vault.check import Report, check_everything, no_progress

READ = {
    "overview": "SELECT sealed FROM overview WHERE id = :a",
    "details": "SELECT sealed FROM details WHERE id = :a",
}
WRITE = {
    "overview": "UPDATE overview SET sealed = :sealed WHERE id = :a",
    "details": "UPDATE details SET sealed = :sealed WHERE id = :a",
}


@pytest.fixture
def filled(ground):
    vault = ground.open()
    item_id = add(vault, "GitHub")
    add_file(vault, item_id, "photo.jpg", lambda: [b"data"])
    vault.write(lambda draft: draft.put_folder(Folder(id=5, name="Work")))
    gone = add(vault, "Gone")
    vault.write(lambda draft: draft.bury(gone))
    return ground, vault, item_id


def test_a_sound_vault_is_counted(filled):
    _ground, vault, _item_id = filled
    assert vault.check() == Report(items=1, folders=1, attachments=1)
    assert vault.check().sound
    assert vault.check().notes == ()
    assert vault.verify_details() == Report(items=1)


def test_details_that_are_missing_are_named(filled):
    ground, vault, _item_id = filled
    ground.sql("DELETE FROM details")
    report = vault.check()
    assert report.problems == (
        "“GitHub”: its details are missing; restore the item from a backup.",
    )
    # Nobody can tell whose the parts of its attachment are.
    assert report.orphans == 1
    assert report.notes == ("1 row in the file belongs to nothing; it is ignored.",)


def flip(ground, table, item_id, at):
    sealed = bytearray(ground.sql(READ[table], a=item_id)[0][0])
    sealed[at] ^= 1
    ground.sql(WRITE[table], sealed=bytes(sealed), a=item_id)


def test_one_bit_behind_a_true_tag_is_found(filled):
    ground, vault, item_id = filled
    flip(ground, "details", item_id, 40)
    assert vault.verify_details().sound
    (problem,) = vault.check().problems
    assert problem.startswith("“GitHub”: its details were changed or damaged")


def test_an_overview_that_cannot_be_read_is_named_by_its_id(filled):
    ground, _vault, item_id = filled
    flip(ground, "overview", item_id, 40)
    (problem,) = ground.open().check().problems
    assert problem.startswith("The entry ")
    assert problem.endswith("cannot be read; restore it from a backup.")


def test_sqlites_own_structure_is_checked(filled):
    ground, vault, _item_id = filled
    add_many(vault, 60)
    vault.write(lambda draft: [draft.bury(row_id) for row_id in list(draft.overviews)])
    (trunk,) = ground.sql("PRAGMA freelist_count")[0]
    assert trunk > 1
    ground.patch(36, (trunk - 1).to_bytes(4))  # the header's count of free pages
    assert ground.open().check().problems == (
        "The file's own structure is damaged; restore the vault from a backup.",
    )


def test_where_sqlite_gives_up_the_report_says_so(filled):
    _ground, vault, _item_id = filled
    core = vault._core
    connection = sqlite3.connect(":memory:")
    report = check_everything(connection, core.standing, core.unlocked.rows, no_progress)
    connection.close()
    assert len(report.problems) == 1


def test_progress_is_told_and_can_end_it(vault):
    add_many(vault, 300)
    told = []
    vault.check(lambda *step: told.append(step))
    assert told == [(0, 601), (256, 601), (512, 601)]

    def stop(_done, _total):
        raise Cancelled

    with pytest.raises(Cancelled):
        vault.check(stop)


def test_a_broken_structure_is_told_once(ground, vault):
    add(vault)
    (root,) = ground.sql("SELECT rootpage FROM sqlite_schema WHERE name = 'details'")[0]
    ground.patch((root - 1) * 4096, bytes(4096))
    problems = vault.check().problems
    assert len(problems) == 1
    assert "structure" in problems[0]


def test_what_lies_behind_the_end_is_told_and_harms_nothing(filled):
    ground, vault, _item_id = filled
    with ground.path.open("ab") as file:
        file.write(bytes(3 * 4096))
    report = vault.check()
    assert report.sound
    assert report.behind == 3 * 4096
    assert report.notes == (
        "12,288 bytes behind the end of the vault belong to nothing; they are ignored.",
    )
