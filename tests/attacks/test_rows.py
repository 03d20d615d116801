# SPDX-License-Identifier: GPL-3.0-or-later
"""Someone who can write the vault's file, and knows no key, moves genuine rows about.

The owner is told that the vault, or the item, was altered; nothing of it is used.
"""

import msgspec
import pytest
from tests.attacks.ground import refused
from tests.vault.ground import add, add_file, delete_file, lines, login, password_of, save, titles

from strongroom.errors import Altered
from strongroom.model import edits


def test_two_overviews_swapped(two):
    """They exchange two items' overviews; the owner is told the vault was altered."""
    ground, (a, b) = two
    ground.sql(
        "UPDATE overview SET id = 1 WHERE id = :a",
        "UPDATE overview SET id = :a WHERE id = :b",
        "UPDATE overview SET id = :b WHERE id = 1",
        a=a,
        b=b,
    )
    refused(ground)


def test_two_details_swapped(two):
    """They exchange two items' details; each is refused as altered, the check names both."""
    ground, (a, b) = two
    ground.sql(
        "UPDATE details SET id = 1 WHERE id = :a",
        "UPDATE details SET id = :a WHERE id = :b",
        "UPDATE details SET id = :b WHERE id = 1",
        a=a,
        b=b,
    )
    vault = ground.open()
    for item_id in (a, b):
        with pytest.raises(Altered):
            vault.item(item_id)
    assert len(vault.verify_details().problems) == 2
    assert len(vault.check().problems) == 2


def test_an_overview_in_place_of_details(two):
    """They put a genuine row of one table into another; the item is altered."""
    ground, (a, _b) = two
    ground.sql("UPDATE details SET sealed = (SELECT sealed FROM overview WHERE id = :a)", a=a)
    vault = ground.open()
    with pytest.raises(Altered):
        vault.item(a)


def test_details_in_place_of_an_overview(two):
    """They do it the other way round; the owner is told the vault was altered."""
    ground, (a, _b) = two
    ground.sql(
        "UPDATE overview SET sealed = (SELECT sealed FROM details WHERE id = :a) WHERE id = :a", a=a
    )
    refused(ground)


def test_an_overview_deleted(two):
    """They take an item out of the list; the owner is told the vault was altered."""
    ground, (a, _b) = two
    ground.sql("DELETE FROM overview WHERE id = :a", a=a)
    refused(ground)


def test_an_overview_under_a_second_id(two):
    """They put an item in twice; the owner is told the vault was altered."""
    ground, (a, _b) = two
    ground.sql("INSERT INTO overview SELECT 1, sealed FROM overview WHERE id = :a", a=a)
    refused(ground)


def test_a_deleted_item_put_in_again(two):
    """They bring back an item that was deleted for good; the vault is altered."""
    ground, (a, _b) = two
    rows = ground.sql("SELECT sealed FROM overview WHERE id = :a", a=a)
    vault = ground.open()
    vault.write(lambda draft: draft.bury(a))
    ground.sql("UPDATE overview SET sealed = :sealed WHERE id = :a", sealed=rows[0][0], a=a)
    refused(ground)


def test_details_deleted(two):
    """They remove an item's details; that item is refused as altered, the others are read."""
    ground, (a, b) = two
    ground.sql("DELETE FROM details WHERE id = :a", a=a)
    vault = ground.open()
    assert password_of(vault.item(b))
    with pytest.raises(Altered):
        vault.item(a)
    with pytest.raises(Altered):
        list(vault.details([b, a]))
    assert len(vault.verify_details().problems) == 1


def test_a_pair_rolled_back(two):
    """They put an item's earlier overview and details back, both genuine; altered."""
    ground, (a, _b) = two
    overview = ground.sql("SELECT sealed FROM overview WHERE id = :a", a=a)[0][0]
    details = ground.sql("SELECT sealed FROM details WHERE id = :a", a=a)[0][0]
    vault = ground.open()
    save(vault, a, password="a changed password")
    vault.close()
    ground.sql("UPDATE overview SET sealed = :sealed WHERE id = :a", sealed=overview, a=a)
    ground.sql("UPDATE details SET sealed = :sealed WHERE id = :a", sealed=details, a=a)
    refused(ground)


def test_details_alone_rolled_back(two):
    """They put earlier details back, with an old password; that item is altered."""
    ground, (a, _b) = two
    details = ground.sql("SELECT sealed FROM details WHERE id = :a", a=a)[0][0]
    vault = ground.open()
    save(vault, a, password="a changed password")
    ground.sql("UPDATE details SET sealed = :sealed WHERE id = :a", sealed=details, a=a)
    with pytest.raises(Altered):
        vault.item(a)
    vault = ground.open()
    with pytest.raises(Altered):
        vault.item(a)
    title = vault.overviews()[a].title
    assert vault.verify_details().problems == (
        f"“{title}”: its details were changed or damaged; restore the item from a backup.",
    )


def test_an_edit_never_builds_on_details_that_were_changed(two):
    """They change details before the owner's edit; it is refused, nothing is saved."""
    ground, (a, _b) = two
    vault = ground.open()
    ground.sql("UPDATE details SET sealed = randomblob(480) WHERE id = :a", a=a)
    before = ground.path.read_bytes()
    with pytest.raises(Altered):
        save(vault, a, password="new")
    assert ground.path.read_bytes() == before


def test_an_overview_changed_under_an_open_vault_stops_a_save(two):
    """They change an overview while the vault is open; the save is refused as altered."""
    ground, (a, _b) = two
    vault = ground.open()
    ground.sql("UPDATE overview SET sealed = randomblob(256) WHERE id = :a", a=a)
    with pytest.raises(Altered):
        save(vault, a, title="new")
    assert titles(vault) == ["GitHub", "GitLab"]


PUT_OVERVIEW = "UPDATE overview SET sealed = :value WHERE id = :a"


def test_a_body_changed_behind_a_true_tag(two):
    """They change a row and leave its tag; the list is refused as altered."""
    ground, (a, _b) = two
    ((sealed,),) = ground.sql("SELECT sealed FROM overview WHERE id = :a", a=a)
    # Flipped, not set: what is set may be what stood there, once in 256 times.
    changed = sealed[:40] + bytes([sealed[40] ^ 1]) + sealed[41:]
    ground.sql(PUT_OVERVIEW, value=changed, a=a)
    vault = ground.open()
    with pytest.raises(Altered):
        vault.overviews()
    with pytest.raises(Altered):
        save(vault, a, title="new")


def test_rows_that_nothing_vouches_for_are_ignored_and_named(two):
    """They add rows; nothing of it is read, and the check counts them."""
    ground, (a, _b) = two
    ground.sql(
        "INSERT INTO details SELECT 1, sealed FROM details WHERE id = :a",
        "INSERT INTO attachment VALUES (1, zeroblob(480))",
        a=a,
    )
    vault = ground.open()
    assert titles(vault) == ["GitHub", "GitLab"]
    report = vault.check()
    assert report.sound
    assert report.orphans == 2
    assert report.notes == ("2 rows in the file belong to nothing; they are ignored.",)


@pytest.fixture
def attached(two):
    """The first of two items has an attachment; its ids, and a part's row of before."""
    ground, (a, _b) = two
    vault = ground.open()
    add_file(vault, a, "photo.jpg", lambda: [b"the first"])
    (one,) = vault.item(a).details.attachments
    vault.close()
    return ground, a, one.id


def refused_as_an_attachment(ground, item_id, attachment_id):
    vault = ground.open()
    vault.item(item_id)
    with pytest.raises(Altered):
        lines(vault.read_attachment(item_id, attachment_id))
    assert not vault.check().sound


def test_a_part_of_an_attachment_exchanged_for_another(attached):
    """They put another attachment's part in this one's place; it is refused as altered."""
    ground, a, attachment_id = attached
    ((mine,),) = ground.sql("SELECT id FROM attachment")
    vault = ground.open()
    add_file(vault, add(vault, "Bank"), "photo.jpg", lambda: [b"the other"])
    vault.close()
    ground.sql(
        "UPDATE attachment SET sealed = (SELECT sealed FROM attachment WHERE id != :mine)"
        " WHERE id = :mine",
        mine=mine,
    )
    refused_as_an_attachment(ground, a, attachment_id)


def test_a_part_of_an_attachment_rolled_back(attached):
    """They put a part back that the owner has replaced; the attachment is not to be had."""
    ground, a, attachment_id = attached
    ((part_id, old),) = ground.sql("SELECT id, sealed FROM attachment")
    vault = ground.open()
    delete_file(vault, a, attachment_id)
    add_file(vault, a, "photo.jpg", lambda: [b"the second"])
    (fresh,) = vault.item(a).details.attachments
    vault.close()
    ground.sql("UPDATE attachment SET sealed = :old, id = :id", old=old, id=part_id)
    refused_as_an_attachment(ground, a, fresh.id)


def test_details_as_a_part_of_an_attachment(attached):
    """They have an item's details given out as an attachment; it is refused as altered."""
    ground, a, attachment_id = attached
    ground.sql("UPDATE attachment SET sealed = (SELECT sealed FROM details WHERE id = :a)", a=a)
    refused_as_an_attachment(ground, a, attachment_id)


def test_a_row_of_another_vault_under_the_same_id(two, bare):
    """They put a row of another vault of the owner's in; the vault is altered."""
    ground, (a, _b) = two
    mine = ground.copy("mine")
    ground.path.unlink()
    other = bare.create("there")
    row = edits.new_item(login("theirs"), 1)
    overview = msgspec.structs.replace(row.overview, id=a)
    other.write(lambda draft: draft.put(overview, row.details))
    rows = ground.sql("SELECT sealed FROM overview WHERE id = :a", a=a)
    ground.replace_by(mine)
    ground.sql("UPDATE overview SET sealed = :sealed WHERE id = :a", sealed=rows[0][0], a=a)
    refused(ground)
