# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of settings has every setting once, and each is found by its name."""

from collections import Counter
from typing import Any

import msgspec
import pytest

from strongroom.app.settings import Settings, check_value
from strongroom.app.vault_rules import VaultRules
from strongroom.gui.amounts import Amount
from strongroom.gui.icons import icon
from strongroom.gui.settings_table import BY_ID, DEFAULTS, ROWS, OneOf, Page, Row, found, rows_of

ELSEWHERE = {
    "generate": "the generator keeps what was chosen in it last",
    "password": "the same",
    "passphrase": "the same",
}
FIELDS = [field.name for field in msgspec.structs.fields(Settings)]


def ids(text: str) -> set[str]:
    return set(found(text))


def test_every_setting_is_reached_exactly_once() -> None:
    rows = Counter(row.id for row in ROWS)
    assert all(count == 1 for count in rows.values())
    assert [name for name in FIELDS if name not in rows] == list(ELSEWHERE)
    assert {"trash_days", "history_length"} <= rows.keys()


def test_every_page_has_rows_and_an_icon() -> None:
    for page in Page:
        assert rows_of(page)
        icon(page.icon)
    assert [row for page in Page for row in rows_of(page)] == list(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_each_is_found_by_its_name(row: Row) -> None:
    assert row.id in ids(row.name)
    assert row.id in ids(row.name.upper())
    assert row.id in ids(" ".join(reversed(row.name.split())))
    assert row.id in ids(row.page.title)


@pytest.mark.parametrize(
    ("words", "row"),
    [
        ("dark mode", "theme"),
        ("screensaver", "lock_on_screen_lock"),
        ("hibernate", "lock_on_suspend"),
        ("timeout clip", "clear_clipboard_seconds"),
        ("cli", "grant_minutes"),
        ("argon2", "argon2"),
        ("rename", "vault_name"),
        ("core dump", "dumps"),
        ("sandbox", "confined"),
        ("laptop", "lock_on_lid"),
        ("minimize", "lock_on_minimise"),
    ],
)
def test_other_words_find_it_too(words: str, row: str) -> None:
    assert row in ids(words)


def test_every_word_must_be_there() -> None:
    assert ids("lock lid") == {"lock_on_lid"}
    assert ids("lock zzz") == set()


def test_what_a_row_stands_under_is_a_row_before_it() -> None:
    order = [row.id for row in ROWS]
    for row in ROWS:
        assert not row.under or order.index(row.under) < order.index(row.id)


def test_defaults_are_the_settings_own() -> None:
    for name, value in DEFAULTS.items():
        owner: Any = Settings() if name in FIELDS else VaultRules()
        assert getattr(owner, name) == value


def test_whatever_is_offered_may_be_set() -> None:
    for row in ROWS:
        match row.control:
            case Amount(offered=values) if row.id in FIELDS:
                assert all(check_value(row.id, value) == value for value in values)
                assert DEFAULTS[row.id] in values
            case Amount(offered=values):
                for value in values:
                    VaultRules(**{row.id: value}).check()  # type: ignore[arg-type]
            case OneOf(choices):
                assert all(check_value(row.id, value) == value for value, _text in choices)
            case _:
                pass


def test_an_amount_without_an_end_is_one_that_may_have_none() -> None:
    for name in FIELDS:
        row = BY_ID.get(name)
        if row is not None and isinstance(row.control, Amount):
            assert bool(row.control.never_text) == (None in row.control.offered)
