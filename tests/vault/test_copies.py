# SPDX-License-Identifier: GPL-3.0-or-later
"""Another file of the open vault, looked at without touching anything."""

from contextlib import closing

import pytest
from tests.vault.costly import TWO_GIBIBYTES, asking
from tests.vault.ground import (
    PASSWORD,
    add,
    add_file,
    add_many,
    credentials,
    delete_file,
    find_key_once,
    json_of,
    lines,
    new_unlock,
    password_of,
    put_unknown_keys,
    save,
    titles,
)

from strongroom.crypto.kdf import CHEAPEST, DEAREST
from strongroom.errors import (
    Altered,
    CopyTooCostly,
    Damaged,
    NotAVault,
    NotFound,
    OtherKey,
    OtherVault,
    Unreadable,
    WrongKey,
)
from strongroom.model.credentials import Credentials
from strongroom.model.item import Folder
from strongroom.secret import SecretBytes
from strongroom.vault import copies


@pytest.fixture(autouse=True)
def keys_once(monkeypatch):
    monkeypatch.setattr(copies, "find_key", find_key_once)


@pytest.fixture
def parted(vault, ground):
    """A vault whose item was changed after a copy was put aside; item and copy's path."""
    item_id = add(vault, password="first")
    path = ground.copy("Copy.strongroom")
    save(vault, item_id, password="second")
    return item_id, path


def rekeyed(vault, password="another long password"):
    with closing(new_unlock(password)) as new:
        vault.change_unlock(new, cost=CHEAPEST).finish()


def take(vault, copy, item_id):
    item = copy.item(item_id)
    return vault.write(lambda draft: draft.put(item.overview, item.details, copy))


# Looking


def test_a_copy_tells_what_it_holds(vault, parted):
    item_id, path = parted
    vault.write(lambda draft: draft.put_folder(Folder(id=7, name="Work")))
    copy = vault.open_copy(path)
    assert copy.same_key
    assert copy.name == "Personal"
    assert copy.vault_id == vault.vault_id
    assert copy.key_id == vault._core.unlocked.keys.key_id
    assert copy.generation < vault.generation
    assert copy.writers == copy.settings.writers
    assert list(copy.overviews()) == [item_id]
    assert copy.folders() == {}
    assert password_of(copy.item(item_id)) == "first"
    assert password_of(vault.item(item_id)) == "second"
    ((found, details),) = copy.details([item_id])
    assert found == item_id
    assert details == copy.item(item_id).details
    assert copy.details_tags() != vault.details_tags()
    assert copy.check().sound
    copy.close()
    assert titles(vault) == ["GitHub"]  # the keys are the vault's, and it keeps them


def test_looking_touches_nothing(vault, ground, parted):
    _item, path = parted
    before = ground.everything()
    remembered = vault._core._memory.read_bytes()
    copy = vault.open_copy(path)
    copy.check()
    copy.close()
    assert ground.everything() == before
    assert vault._core._memory.read_bytes() == remembered
    assert vault.finding is None


def test_many_details_come_a_few_at_a_time(vault, ground):
    ids = add_many(vault, 300)
    copy = vault.open_copy(ground.copy("Copy.strongroom"))
    assert [item_id for item_id, _details in copy.details(ids)] == ids


def test_an_item_that_is_not_there(vault, parted):
    copy = vault.open_copy(parted[1])
    with pytest.raises(NotFound):
        copy.item(99)


def test_what_was_deleted_for_good(vault, ground):
    item_id = add(vault)
    vault.write(lambda draft: draft.bury(item_id))
    copy = vault.open_copy(ground.copy("Copy.strongroom"))
    assert copy.tombstones() == vault.tombstones() == {item_id: ground.clock.now_ms()}


def test_a_copy_that_changes_under_the_look(vault, ground, parted):
    item_id, path = parted
    copy = vault.open_copy(path)
    path.write_bytes(ground.path.read_bytes())
    with pytest.raises(Altered):
        copy.item(item_id)


# What is none


def test_a_copy_that_is_replaced_after_the_look_gives_nothing_more(vault, ground):
    """Both states are genuine, and the item that is asked for is the same in both."""
    item_id = add(vault, "Same")
    with closing(vault.open_copy(ground.copy("old"))) as copy:
        assert copy.item(item_id).overview.title == "Same"
        add(vault, "Later")
        ground.copy("new").replace(copy.path)
        for look in (copy.item, lambda one: list(copy.details([one])), copy.details_json):
            with pytest.raises(Altered):
                look(item_id)


def test_its_first_bytes_are_looked_at_before_each_reading(vault, parted):
    item_id, path = parted
    with closing(vault.open_copy(path)) as copy:
        with path.open("rb+") as file:
            file.seek(18)
            file.write(b"\x02\x02")  # the mark of a write-ahead log
        with pytest.raises(Damaged):
            copy.item(item_id)


def test_another_vault(vault, ground):
    other = ground.folder / "Other.strongroom"
    type(vault).create(
        other,
        name="Other",
        unlock=new_unlock(),
        cost=CHEAPEST,
        places=ground.places(),
        clock=ground.clock,
    )[0].close()
    with pytest.raises(OtherVault):
        vault.open_copy(other)


def test_a_file_that_is_no_vault(vault, ground):
    rubbish = ground.folder / "Rubbish.strongroom"
    rubbish.write_bytes(b"nothing of it")
    with pytest.raises(NotAVault):
        vault.open_copy(rubbish)
    with pytest.raises(Unreadable):
        vault.open_copy(ground.folder / "missing")


def test_an_altered_copy_is_told_with_the_vaults_own_password(vault, ground, parted):
    _item, path = parted
    ground.sql("DELETE FROM overview")
    ground.path.replace(path)
    with pytest.raises(OtherKey):
        vault.open_copy(path)  # nobody can tell without a password
    with credentials_of(PASSWORD) as given, pytest.raises(Altered):
        vault.open_copy(path, given)


# Any vault


def test_any_vault_can_be_looked_at_with_what_opens_it(vault, ground):
    item_id = add(vault, password="first")
    before = ground.everything()
    with credentials_of(PASSWORD) as given:
        copy = copies.open_stranger(ground.path, given)
    assert not copy.same_key
    assert password_of(copy.item(item_id)) == "first"
    copy.close()
    assert ground.everything() == before
    with credentials_of("not this one") as given, pytest.raises(WrongKey):
        copies.open_stranger(ground.path, given)


def test_what_a_file_claims_is_told_before_a_key_is_derived(vault, ground, monkeypatch):
    add(vault)
    both = ("SELECT sealed FROM overview", "SELECT sealed FROM details")
    size = sum(len(row[0]) for rows in map(ground.sql, both) for row in rows)
    monkeypatch.setattr(copies, "find_key", lambda *_: pytest.fail("derived"))

    def refuse(claims):
        assert claims == ((CHEAPEST,), size)
        raise KeyboardInterrupt

    with credentials_of(PASSWORD) as given, pytest.raises(KeyboardInterrupt):
        copies.open_stranger(ground.path, given, refuse)


def test_any_vault_that_was_altered_or_is_none(vault, ground):
    add(vault)
    ground.sql("DELETE FROM overview")
    with credentials_of(PASSWORD) as given:
        with pytest.raises(Altered):
            copies.open_stranger(ground.path, given)
        ground.path.write_bytes(b"nothing of it")
        with pytest.raises(NotAVault):
            copies.open_stranger(ground.path, given)


# Another key


class credentials_of:  # noqa: N801 - reads as what it is
    def __init__(self, password):
        self._given = credentials(password)

    def __enter__(self):
        return self._given

    def __exit__(self, *_error):
        self._given.close()


def test_a_copy_from_before_a_change_of_the_password(vault, parted):
    item_id, path = parted
    rekeyed(vault)
    with pytest.raises(OtherKey):
        vault.open_copy(path)
    with credentials_of("not this one") as given, pytest.raises(WrongKey):
        vault.open_copy(path, given)
    with credentials_of(PASSWORD) as given:
        copy = vault.open_copy(path, given)
    assert not copy.same_key
    assert password_of(copy.item(item_id)) == "first"
    copy.close()
    copy.close()
    assert password_of(vault.item(item_id)) == "second"


def test_a_copy_under_another_key_that_was_altered(vault, ground, parted):
    _item, path = parted
    rekeyed(vault)
    here = ground.path
    spare = ground.copy("spare")
    path.replace(here)
    ground.sql("DELETE FROM overview")
    here.replace(path)
    spare.replace(here)
    with credentials_of(PASSWORD) as given, pytest.raises(Altered):
        vault.open_copy(path, given)


def test_a_copy_whose_key_somebody_made_dear_derives_none_unasked(vault, parted, monkeypatch):
    _item, path = parted
    asking(path, TWO_GIBIBYTES)
    rekeyed(vault)
    derived = []

    def derive(header, _credentials):
        derived.append(header)
        raise WrongKey(header.vault_id.hex())

    monkeypatch.setattr(copies, "find_key", derive)
    with pytest.raises(OtherKey) as told:
        vault.open_copy(path)
    assert "2048 MiB" in told.value.costly
    with credentials_of(PASSWORD) as given:
        with pytest.raises(CopyTooCostly, match="2048 MiB"):
            vault.open_copy(path, given)
        assert derived == []
        with pytest.raises(WrongKey):
            vault.open_copy(path, given, costly=True)
    assert len(derived) == 1
    with pytest.raises(OtherKey) as told:
        vault.open_copy(path, costly=True)
    assert told.value.costly == ""
    # A recovery code costs nothing to try.
    code = Credentials(recovery_code=SecretBytes.of_text("none"))
    with closing(code), pytest.raises(WrongKey):
        vault.open_copy(path, code)
    assert len(derived) == 2


def test_a_copy_as_dear_as_ever_was_made_here_is_opened_unasked(vault, parted, monkeypatch):
    _item, path = parted
    asking(path, DEAREST)
    rekeyed(vault)
    monkeypatch.setattr(copies, "find_key", lambda *_: pytest.fail("derived"))
    with pytest.raises(OtherKey) as told:
        vault.open_copy(path)
    assert told.value.costly == ""


# Taking an item over


def test_an_item_comes_back_over_its_tombstone(vault, ground):
    item_id = add(vault, password="kept")
    copy = vault.open_copy(ground.copy("Copy.strongroom"))
    vault.write(lambda draft: draft.bury(item_id))
    changes = take(vault, copy, item_id)
    assert password_of(vault.item(item_id)) == "kept"
    vault.put_back(changes.rows)
    assert vault.overviews() == {}


@pytest.mark.parametrize("other_key", [False, True])
def test_attachments_come_along(vault, ground, other_key):
    item_id = add(vault)
    data = bytes(range(256)) * 64
    changes = add_file(vault, item_id, "key.pem", lambda: [data])
    path = ground.copy("Copy.strongroom")
    attachment = vault.item(item_id).details.attachments[0].id
    delete_file(vault, item_id, attachment)
    given = credentials(PASSWORD)
    if other_key:
        rekeyed(vault)
    copy = vault.open_copy(path, given if other_key else None)
    take(vault, copy, item_id)
    assert lines(vault.read_attachment(item_id, attachment)) == data
    report = vault.check()
    assert report.sound
    assert report.attachments == 1
    assert not report.orphans
    again = take(vault, copy, item_id)
    assert changes is not again
    assert vault.check().sound
    given.close()
    copy.close()


def test_a_parts_id_that_is_taken_here_is_given_up(vault, ground):
    item_id = add(vault)
    add_file(vault, item_id, "key.pem", lambda: [b"data"])
    path = ground.copy("Copy.strongroom")
    attachment = vault.item(item_id).details.attachments[0]
    delete_file(vault, item_id, attachment.id)
    ground.sql("INSERT INTO attachment VALUES (:a, x'00')", a=attachment.parts[0][0])
    take(vault, vault.open_copy(path), item_id)
    assert lines(vault.read_attachment(item_id, attachment.id)) == b"data"
    assert vault.item(item_id).details.attachments[0].parts[0][0] != attachment.parts[0][0]


def test_an_attachment_that_the_copy_lacks(vault, ground):
    item_id = add(vault)
    add_file(vault, item_id, "key.pem", lambda: [b"data"])
    ground.sql("DELETE FROM attachment")
    copy = vault.open_copy(ground.copy("Copy.strongroom"))
    item = copy.item(item_id)
    with pytest.raises(Altered):
        vault.write(lambda draft: draft.put(item.overview, item.details, copy))


def test_taking_undone_takes_the_attachments_away_again(vault, ground):
    item_id = add(vault)
    add_file(vault, item_id, "key.pem", lambda: [b"data"])
    copy = vault.open_copy(ground.copy("Copy.strongroom"))
    vault.write(lambda draft: draft.bury(item_id))
    changes = take(vault, copy, item_id)
    vault.put_back(changes.rows)
    assert ground.sql("SELECT count(*) FROM attachment") == [(0,)]


def test_what_a_newer_version_wrote_comes_along(vault, ground):
    item_id = add(vault)
    put_unknown_keys(ground, vault, item_id)
    copy = vault.open_copy(ground.copy("Copy.strongroom"))
    vault.write(lambda draft: draft.bury(item_id))
    take(vault, copy, item_id)
    overview, details = json_of(ground, vault, item_id)
    assert overview["overview"]["colour"] == "green"
    assert details["later"] == [1, 2]


def test_an_item_without_details_in_the_copy(vault, ground):
    item_id = add(vault)
    copy = vault.open_copy(ground.copy("Copy.strongroom"))
    item = copy.item(item_id)
    vault.write(lambda draft: draft.bury(item_id))
    copy._standing.contents._tags[item_id] = None
    assert copy.details_json(item_id) is None
    vault.write(lambda draft: draft.put(item.overview, item.details, copy))
    assert password_of(vault.item(item_id)) == "s3cret"


def test_a_later_put_of_one_change_keeps_its_source(vault, ground):
    item_id = add(vault)
    add_file(vault, item_id, "key.pem", lambda: [b"data"])
    copy = vault.open_copy(ground.copy("Copy.strongroom"))
    item = copy.item(item_id)
    vault.write(lambda draft: draft.bury(item_id))

    def change(draft):
        draft.put(item.overview, item.details, copy)
        draft.put(item.overview)

    vault.write(change)
    attachment = vault.item(item_id).details.attachments[0].id
    assert lines(vault.read_attachment(item_id, attachment)) == b"data"
