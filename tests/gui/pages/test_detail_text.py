# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person reads of an item, and which addresses a browser may open."""

import pytest

from strongroom.gui.pages.detail_text import (
    cards_of,
    grouped_code,
    history_text,
    sentence_label,
    shown_value,
    subtitle,
    times_text,
    trashed_text,
)
from strongroom.gui.pages.web_address import shown_website, web_address
from strongroom.gui.words import moment_text, moment_texts
from strongroom.model.fields import Field
from strongroom.model.item import Folder, Overview

DAY = 86_400_000
NOON = 1_700_000_000_000


def field(role: str = "", kind: str = "text", value: str = "x", label: str = "") -> Field:
    return Field(id=1, role=role, kind=kind, value=value, label=label)


def overview(created: int = NOON, modified: int = NOON, folder: int | None = None) -> Overview:
    return Overview(kind="login", title="T", created=created, modified=modified, folder=folder)


def test_what_the_kind_is_about_stands_in_the_first_card() -> None:
    username, password = field("username"), field("password", "concealed")
    website, custom, notes = field("website", "website"), field(""), field("notes", "note")
    cards = cards_of([username, password, website, custom, notes])
    assert cards == [[username, password], [website, custom, notes]]


def test_the_person_s_order_is_kept() -> None:
    website, username = field("website", "website"), field("username")
    assert cards_of([website, username]) == [[website, username]]
    assert cards_of([]) == []


def test_a_folder_that_is_nested_is_named_whole() -> None:
    folders = {1: Folder(id=1, name="Work"), 2: Folder(id=2, name="Servers", parent=1)}
    assert subtitle(overview(folder=2), folders) == "Login · Work / Servers"
    assert subtitle(overview(folder=9), folders) == "Login"


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("date", "2031-05-09", "9 May 2031"),
        ("date", "2031-02-30", "2031-02-30"),
        ("date", "someday", "someday"),
        ("month", "2028-09", "09 / 2028"),
        ("month", "soon", "soon"),
        ("text", "2031-05-09", "2031-05-09"),
    ],
)
def test_dates_are_shown_in_words_where_they_are_dates(kind: str, value: str, shown: str) -> None:
    assert shown_value(field(kind=kind, value=value)) == shown


def test_the_foot_tells_the_creation_coarser_when_it_is_long_ago() -> None:
    assert times_text(overview()) == "Created 14 November 2023"
    changed = times_text(overview(created=NOON - 3 * DAY))
    assert changed == "Changed 14 November 2023 · created 11 November 2023"
    assert times_text(overview(created=NOON - 1500 * DAY)).endswith("· created 2019")


def test_what_lies_in_the_trash_says_until_when() -> None:
    item = Overview(kind="login", title="T", created=NOON, modified=NOON, trashed=NOON)
    said = "In Trash since 14 November 2023 · deleted for good on 14 December 2023"
    assert trashed_text(item, 30) == said
    assert trashed_text(item, 0).endswith("kept until you delete it")


def test_moments_that_would_read_alike_show_seconds() -> None:
    texts = moment_texts([NOON, NOON + 7000, NOON + DAY])
    assert len(set(texts.values())) == 3
    assert texts[NOON + DAY] == moment_text(NOON + DAY)
    assert texts[NOON + 7000] != moment_text(NOON + 7000)


def test_a_moment_is_told_with_its_time() -> None:
    assert moment_text(NOON).startswith("14 November 2023, ")


def test_earlier_versions_are_counted() -> None:
    assert history_text(1) == "1 earlier version"
    assert history_text(4) == "4 earlier versions"


@pytest.mark.parametrize(
    ("code", "grouped"),
    [
        ("492018", "492 018"),
        ("1234567", "123 4567"),
        ("12345678", "1234 5678"),
        ("R5B2C", "R5B2C"),
    ],
)
def test_codes_are_grouped(code: str, grouped: str) -> None:
    assert grouped_code(code) == grouped


def test_a_label_begins_a_sentence() -> None:
    assert sentence_label(field("password")) == "Password"
    assert sentence_label(field("card.pin")) == "PIN"
    assert sentence_label(field(label="mother's name")) == "Mother's name"


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://a.org/b?c=1", "https://a.org/b?c=1"),
        ("HTTP://a.org", "http://a.org"),
        (" a.org/x ", "https://a.org/x"),
        ("a.org:8443", "https://a.org:8443"),
        ("mailto:a@b.org", None),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("data:text/html,x", None),
        ("ftp://a.org/x", None),
        ("smb://host/share", None),
        ("file://host/etc/passwd", None),
        ("https://", None),
        ("", None),
        ("a b", None),
        ("https://a b/", None),
    ],
)
def test_a_browser_opens_websites_and_nothing_else(text: str, url: str | None) -> None:
    found = web_address(text)
    assert (found.toString() if found else None) == url


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://github.com/login", "github.com/login"),
        ("https://a.org/", "a.org"),
        ("http://a.org", "http://a.org"),
        ("https://", "https://"),
    ],
)
def test_what_goes_without_saying_is_left_out(text: str, shown: str) -> None:
    assert shown_website(text) == shown
