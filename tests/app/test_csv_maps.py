# SPDX-License-Identifier: GPL-3.0-or-later
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
from strongroom.app.importing import Given, Importing
from strongroom.app.state import TABLE_MAPS, StateFile
from strongroom.errors import InvalidInput
from strongroom.model.fields import ItemKind, Role
from strongroom.model.item import first_value

TABLE = "Sender;Wert 1;Wert 2\nPost;ada;hunter2\nBahn;zoë;hunter3\n"


def mapping(*names: str, target: Target = Target.CONCEALED, header: bool = True) -> Mapping:
    return Mapping(columns=tuple(Column(name, target) for name in names), header=header)


@pytest.fixture
def state(tmp_path):
    return StateFile(tmp_path / "state.json")


def test_a_table_is_known_again_by_its_columns(state):
    maps = TableMaps(state)
    chosen = mapping("A", "B", target=Target.NOTES)
    assert maps.known(chosen) is None
    maps.remember(chosen)
    assert maps.known(mapping(" a ", "b")) == mapping(" a ", "b", target=Target.NOTES)
    assert maps.known(mapping("A")) is None
    assert maps.known(mapping("AB", "")) is None


def test_neither_names_nor_values_are_written(state, tmp_path):
    TableMaps(state).remember(mapping("hunter2", "B"))
    written = (tmp_path / "state.json").read_text()
    assert "hunter2" not in written
    assert "concealed" in written


def test_a_table_without_names_is_not_remembered(state, tmp_path):
    TableMaps(state).remember(mapping("", "", header=False))
    assert not (tmp_path / "state.json").exists()


def test_what_was_remembered_longest_ago_is_forgotten(state):
    maps = TableMaps(state)
    for number in range(TABLE_MAPS + 1):
        maps.remember(mapping(str(number)))
    assert maps.known(mapping("0")) is None
    assert maps.known(mapping("1")) is not None


@pytest.mark.parametrize(
    "kept", [5, {}, {"targets": ["nonsense"]}, {"targets": ["notes"], "kind": "x"}]
)
def test_what_makes_no_sense_is_not_known(state, tmp_path, kept):
    TableMaps(state).remember(mapping("A"))
    content = json.loads((tmp_path / "state.json").read_text())
    content["table_maps"] = [(key, kept) for key, _old in content["table_maps"]]
    (tmp_path / "state.json").write_text(json.dumps(content))
    assert TableMaps(state).known(mapping("A")) is None


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
    importing.look(origin, given=Given(mapping=wanted))
    origin.close()
    file.write_text(TABLE.replace("hunter2", "correct horse"))
    later = Importing(session)
    origin = later.open(file)
    again = later.table(origin)
    assert again is not None
    assert again.mapping == wanted
    done = later.run(later.look(origin))
    origin.close()
    assert done.added == 2
    found = {o.title: items.item(item_id) for item_id, o in items.overviews().items()}
    assert first_value(found["Post"].fields, Role.PASSWORD) == "correct horse"
    assert found["Bahn"].overview.username == "zoë"
    assert found["Bahn"].overview.kind == ItemKind.LOGIN


def test_a_state_that_makes_no_sense_is_none(state, tmp_path):
    (tmp_path / "state.json").write_text('{"table_maps": {"a": 1}}')
    assert state.table_map("a") is None
    state.keep_table_map("a", 2)
    assert state.table_map("a") == 2
