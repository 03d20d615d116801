# SPDX-License-Identifier: GPL-3.0-or-later
import hashlib
import json

import pytest

from strongroom.app.csv_maps import (
    TARGET_NAMES,
    Column,
    Mapping,
    TableMaps,
    Target,
    field_names,
    with_choices,
)
from strongroom.app.importing import Given, Importing, Origin
from strongroom.app.state import TABLE_MAPS, StateFile
from strongroom.errors import CannotSave, InvalidInput
from strongroom.model.fields import ItemKind, Role
from strongroom.model.item import first_value

FULL = "The disk is full."
TABLE = "Name;Wert 1;Kennwort\nPost;ada;hunter2\nBahn;zoë;hunter3\n"


def mapping(*names: str, target: Target = Target.CONCEALED, header: bool = True) -> Mapping:
    return Mapping(columns=tuple(Column(name, target) for name in names), header=header)


@pytest.fixture
def state(session):
    return session.remembered


@pytest.fixture
def maps(session):
    return TableMaps(session)


def state_content(state: StateFile):
    return json.loads(state._path.read_text()).get("table_maps", [])


def mapping_of(importing: Importing, origin: Origin) -> Mapping:
    table = importing.table(origin)
    assert table is not None
    return table.mapping


def test_a_table_is_known_again_by_its_columns(maps):
    chosen = mapping("Name", "B", target=Target.NOTES)
    assert maps.known(chosen) is None
    maps.remember(chosen)
    assert maps.known(mapping(" name ", "b")) == mapping(" name ", "b", target=Target.NOTES)
    assert maps.known(mapping("Name")) is None
    assert maps.known(mapping("NameB", "")) is None


def test_nobody_can_try_names_or_values_on_what_is_written(maps, state, session):
    names = ("name", "zoe", "hunter2")
    maps.remember(mapping(*names))
    ((key, kept),) = state_content(state)
    assert kept["targets"] == ["concealed"] * 3
    joined = "\n".join(f"{len(name)} {name}" for name in names).encode()
    digests = {new(joined).hexdigest() for new in (hashlib.sha256, hashlib.sha512, hashlib.md5)}
    assert key not in digests
    assert key == session.vault.local.digest(joined).hex()


@pytest.mark.parametrize(
    "table",
    [
        mapping("", "", header=False),
        mapping("name", "password", header=False),
        mapping("My bank", "zoe", "hunter2"),
        mapping(*["name"] * 2001),
    ],
)
def test_what_may_be_an_entry_is_not_remembered(maps, state, table):
    maps.remember(table)
    assert state_content(state) == []
    assert maps.known(table) is None


def test_nothing_is_remembered_while_no_vault_is_open(maps, state, session):
    maps.remember(mapping("Name"))
    (before,) = state_content(state)
    session.lock()
    maps.remember(mapping("Password"))
    assert state_content(state) == [before]
    assert maps.known(mapping("Name")) is None


def test_what_was_remembered_longest_ago_is_forgotten(maps):
    for number in range(TABLE_MAPS + 1):
        maps.remember(mapping("Name", str(number)))
    assert maps.known(mapping("Name", "0")) is None
    assert maps.known(mapping("Name", "1")) is not None


@pytest.mark.parametrize(
    "kept", [5, {}, {"targets": ["nonsense"]}, {"targets": ["notes"], "kind": "x"}]
)
def test_what_makes_no_sense_is_not_known(maps, state, kept):
    maps.remember(mapping("Name"))
    ((key, _old),) = state_content(state)
    state.keep_table_map(key, kept)
    assert maps.known(mapping("Name")) is None


def test_columns_are_chosen_by_name_or_number():
    chosen = with_choices(
        mapping("Sender", "Wert 1", "a=b"), ["sender=title", "2=card.number", "a=b=left-out"]
    )
    targets = [column.target for column in chosen.columns]
    assert targets == [Target.TITLE, Target.CARD_NUMBER, Target.LEFT_OUT]
    assert with_choices(mapping("1", "x"), ["1=url"]).columns[0].target is Target.WEBSITE


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ("Sender", "COLUMN=FIELD"),
        ("nowhere=title", "no column “nowhere”"),
        ("0=title", "no column"),
        ("9=title", "no column"),
        ("Sender=colour", "no field “colour”; there are: title, "),
        ("Twice=title", "Several columns"),
    ],
)
def test_a_choice_that_cannot_be_is_told(choice, told):
    with pytest.raises(InvalidInput, match=told):
        with_choices(mapping("Sender", "Twice", "twice"), [choice])


def test_every_field_has_a_name_for_the_terminal_and_for_people():
    assert len(set(field_names())) == len(TARGET_NAMES) == len(Target)
    for name in field_names():
        assert with_choices(mapping("a"), [f"a={name}"]).columns[0].target in Target


def test_what_a_person_said_of_a_table_holds_for_the_next_one(session, items, tmp_path):
    file = tmp_path / "table.csv"
    file.write_text(TABLE)
    importing = Importing(session)
    origin = importing.open(file)
    table = importing.table(origin)
    assert table is not None
    assert (table.count, table.broken) == (2, 0)
    wanted = with_choices(table.mapping, ["1=title", "2=username", "3=password"])
    preview = importing.look(origin, given=Given(mapping=wanted))
    assert mapping_of(importing, origin) != wanted  # nothing has come in yet
    importing.run(preview)
    origin.close()
    later_table = TABLE.replace("Post", "Porto").replace("hunter2", "correct horse")
    file.write_text(later_table.replace("Bahn", "Tram"))
    later = Importing(session)
    origin = later.open(file)
    again = later.table(origin)
    assert again is not None
    assert again.mapping == wanted
    done = later.run(later.look(origin))
    origin.close()
    assert done.added == 2
    found = {o.title: items.item(item_id) for item_id, o in items.overviews().items()}
    assert first_value(found["Porto"].fields, Role.PASSWORD) == "correct horse"
    assert found["Tram"].overview.username == "zoë"
    assert found["Tram"].overview.kind == ItemKind.LOGIN


def test_an_import_that_fails_remembers_nothing(session, tmp_path, monkeypatch):
    def full(*_what: object, **_more: object):
        raise CannotSave(FULL)

    file = tmp_path / "table.csv"
    file.write_text(TABLE)
    importing = Importing(session)
    origin = importing.open(file)
    wanted = with_choices(mapping_of(importing, origin), ["1=title", "2=username"])
    preview = importing.look(origin, given=Given(mapping=wanted))
    with monkeypatch.context() as patched:
        patched.setattr(session, "write", full)
        with pytest.raises(CannotSave):
            importing.run(preview)
    assert mapping_of(importing, origin) != wanted
    importing.run(preview)
    assert mapping_of(importing, origin) == wanted
    origin.close()


def test_a_state_that_makes_no_sense_is_none(tmp_path):
    state = StateFile(tmp_path / "state.json")
    (tmp_path / "state.json").write_text('{"table_maps": {"a": 1}}')
    assert state.table_map("a") is None
    state.keep_table_map("a", 2)
    assert state.table_map("a") == 2
