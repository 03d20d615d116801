# SPDX-License-Identifier: GPL-3.0-or-later
"""An edit that is crossed by another: joined, refused, or settled, and nothing is lost."""

from dataclasses import replace

import msgspec
import pytest

from strongroom.app.items import Items
from strongroom.app.revising import Met, began_with, join_edit
from strongroom.errors import ChangedSince, NotFound
from strongroom.model.fields import Role
from strongroom.model.item import Content, Item, first_value


def with_value(content: Content, role: str, value: str) -> Content:
    fields = (
        msgspec.structs.replace(f, value=value) if f.role == role else f for f in content.fields
    )
    return msgspec.structs.replace(content, fields=tuple(fields))


def value(item: Item, role: str) -> str:
    return first_value(item.fields, role)


def save(items: Items, before: Item, content: Content, **more: object) -> list[Met]:
    met: list[Met] = []
    items.save(
        before.id,
        content,
        base_version=before.details.version,
        base=before.content(),
        met=met.append,
        **more,  # type: ignore[arg-type]
    )
    return met


@pytest.fixture
def item(items, add):
    return items.item(add(password="old"))


def test_edits_of_different_fields_are_joined_and_both_are_in_the_history(items, item):
    base = item.content()
    assert save(items, item, with_value(base, Role.PASSWORD, "theirs")) == [Met()]
    assert save(items, item, with_value(base, Role.USERNAME, "mine")) == [Met(joined=True)]
    after = items.item(item.id)
    assert (value(after, Role.USERNAME), value(after, Role.PASSWORD)) == ("mine", "theirs")
    history = [first_value(v.fields, Role.PASSWORD) for v in after.details.history]
    assert history == ["theirs", "old"]


def test_edits_of_the_same_field_are_refused(items, item):
    base = item.content()
    save(items, item, with_value(base, Role.PASSWORD, "theirs"))
    with pytest.raises(ChangedSince, match="elsewhere"):
        save(items, item, with_value(base, Role.PASSWORD, "mine"))
    assert value(items.item(item.id), Role.PASSWORD) == "theirs"


def test_an_edit_without_a_base_joins_nothing(items, item):
    save(items, item, with_value(item.content(), Role.PASSWORD, "theirs"))
    mine = with_value(item.content(), Role.USERNAME, "mine")
    with pytest.raises(ChangedSince):
        items.save(item.id, mine, base_version=item.details.version)


def test_the_base_is_found_where_nothing_is_kept_of_the_past(items, item):
    items.set_vault_rules(replace(items.vault_rules, history_length=0))
    save(items, item, with_value(item.content(), Role.PASSWORD, "theirs"))
    assert save(items, item, with_value(item.content(), Role.USERNAME, "mine")) == [
        Met(joined=True)
    ]
    now = items.item(item.id)
    places = msgspec.structs.replace(item.content(), fields=())
    assert began_with(now, item.details.version, places) is None
    assert began_with(now, item.details.version, None) is None
    assert began_with(now, now.details.version, None) == now.content()


def test_an_edit_takes_its_item_out_of_the_trash(items, item):
    items.trash([item.id])
    mine = with_value(item.content(), Role.USERNAME, "mine")
    assert save(items, item, mine, was_live=True) == [Met(revived=True)]
    assert items.item(item.id).overview.trashed is None


def test_an_edit_in_the_trash_stays_there(items, item):
    items.trash([item.id])
    assert save(items, item, with_value(item.content(), Role.USERNAME, "mine")) == [Met()]
    assert items.item(item.id).overview.trashed is not None


def contradicted(items: Items, item: Item) -> tuple[Item, Content]:
    """Let both change the password, and mine the username besides."""
    save(items, item, with_value(item.content(), Role.PASSWORD, "theirs"))
    mine = with_value(with_value(item.content(), Role.PASSWORD, "mine"), Role.USERNAME, "me")
    return items.item(item.id), mine


def passwords(item: Item) -> list[str]:
    return [first_value(v.fields, Role.PASSWORD) for v in item.details.history]


def test_mine_is_settled_on_and_theirs_goes_into_the_history(items, item):
    theirs, mine = contradicted(items, item)
    joined = join_edit(theirs, mine, item.details.version, item.content())
    assert len(joined.clashes) == 1
    items.settle(
        item.id,
        joined.content(),
        mine,
        base_version=theirs.details.version,
        base=theirs.content(),
    )
    after = items.item(item.id)
    assert (value(after, Role.PASSWORD), value(after, Role.USERNAME)) == ("mine", "me")
    assert passwords(after) == ["theirs", "old"]


def test_theirs_is_settled_on_and_mine_goes_into_the_history(items, item):
    (work,) = items.add_folder("Work").folders
    theirs, mine = contradicted(items, item)
    items.trash([item.id])
    mine = msgspec.structs.replace(mine, folder=work)
    items.settle(
        item.id,
        theirs.content(),
        mine,
        base_version=theirs.details.version,
        base=theirs.content(),
    )
    after = items.item(item.id)
    assert after.content() == theirs.content()
    assert after.overview.trashed is None
    assert passwords(after) == ["mine", "theirs", "old"]


def test_what_changed_once_more_is_not_settled(items, item):
    theirs, mine = contradicted(items, item)
    save(items, theirs, with_value(theirs.content(), Role.PASSWORD, "again"))
    with pytest.raises(ChangedSince):
        items.settle(
            item.id, mine, mine, base_version=theirs.details.version, base=theirs.content()
        )
    assert value(items.item(item.id), Role.PASSWORD) == "again"


def test_what_is_gone_is_neither_saved_nor_settled(items, item):
    items.delete_forever([item.id])
    with pytest.raises(NotFound):
        save(items, item, with_value(item.content(), Role.USERNAME, "mine"))
    with pytest.raises(NotFound):
        items.settle(
            item.id,
            item.content(),
            item.content(),
            base_version=item.details.version,
            base=item.content(),
        )
