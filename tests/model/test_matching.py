# SPDX-License-Identifier: GPL-3.0-or-later
import pytest

from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.matching import details_match
from strongroom.model.query import parse

FIELDS = [
    Field(id=1, role=Role.PASSWORD, kind=FieldKind.CONCEALED, value="hunter2"),
    Field(id=2, role=Role.NOTES, kind=FieldKind.NOTE, value="Ask Émile first\nthen call"),
    Field(id=3, label="Contract", value="AB-77"),
    Field(id=4, label="Nothing", value=""),
    Field(id=5, kind="from-the-future", label="Iris", value="blue"),
]


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("notes:emile", True),
        ("notes:call notes:ask", True),
        ("notes:ab-77", False),
        ("field:ab-77", True),
        ("field:contract", True),
        ("field:emile", True),
        ("field:password", True),
        ("field:hunter2", False),
        ("field:nothing", False),
        ("field:iris", True),
        ("field:blue", False),
        ("-field:contract", False),
        ("-notes:zzz", True),
        ("notes:emile -notes:call", False),
        ("words alone", True),
    ],
)
def test_details_are_matched(query, fits):
    assert details_match(parse(query), FIELDS) is fits


def test_an_item_without_fields_has_no_notes():
    assert not details_match(parse("notes:a"), [])
