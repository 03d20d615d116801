# SPDX-License-Identifier: GPL-3.0-or-later
"""A vault leaves as a KeePass database and comes back as it was, whatever is in it."""

import io
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.bitwarden import outgoing_items as made
from tests.exchange.keepass.made import database, entry, read_back, with_files, written

from strongroom.crypto.kdf import Argon2Cost
from strongroom.errors import SourceWrongPassword
from strongroom.exchange.formats import recognise
from strongroom.exchange.keepass import by_folder
from strongroom.exchange.keepass.writing import write
from strongroom.exchange.outgoing import Outgoing, OutgoingItem
from strongroom.exchange.reading import Given, Reading, no_step
from strongroom.exchange.source import Source
from strongroom.model.attachment_names import kept_name
from strongroom.model.fields import Field, ItemKind, template_of
from strongroom.model.item import Details, Overview, Version
from strongroom.secret import SecretBytes

CHEAP = Argon2Cost(memory_kib=1024, passes=1, lanes=1)
OWN = re.compile(rb"<CustomData>.*?</CustomData>", re.DOTALL)
FILES = st.lists(
    st.tuples(made.NAMES, st.sampled_from([b"", b"one", b"two", b"three"])), max_size=4
)


def sealed(vault: Outgoing) -> bytes:
    out = io.BytesIO()
    assert write(out, vault, SecretBytes(b"word"), cost=CHEAP) == ()
    return out.getvalue()


def opened(data: bytes, password: bytes = b"word") -> Reading:
    source = Source(io.BytesIO(data))
    found = recognise(source)
    assert found is not None
    assert found.name == "kdbx"
    return found.read(source, Given(SecretBytes(password)), no_step)


def check(vault: Outgoing, reading: Reading, *, returns: bool = True) -> None:
    assert reading.problems == ()
    assert reading.losses == ()
    assert [entry.losses for entry in reading.entries if entry.losses] == []
    there = sorted(_flat(made.said(item)) for item in vault.items())
    if not returns:
        there = [text.replace("\r\n", "\n") for text in there]
    assert sorted(_flat(made.said_by(entry)) for entry in reading.entries) == there
    kept = {made_path for entry in reading.entries if entry.trashed is None
            for made_path in _above(entry.path)}  # fmt: skip
    kept |= {made_path for path in reading.folders for made_path in _above(path)}
    assert kept == {*vault.folders} | {
        path for item in vault.items() if item.overview.trashed is None
        for path in _above(item.path)
    }  # fmt: skip


def _flat(said: object) -> str:
    """Return it as one text, with the values that no repr shows."""
    if isinstance(said, Field):
        return f"{said.role}|{said.kind!s}|{said.label}|{said.value}"
    if isinstance(said, list | tuple):
        return f"[{' ; '.join(map(_flat, said))}]"
    return str(said)


def _above(path: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [path[:length] for length in range(1, len(path) + 1)]


@given(made.vaults())
def test_the_xml_comes_back_equal_and_without_our_own_data_every_value_is_still_there(vault):
    """Two laws of one vault: making one up takes far longer than looking at what is written."""
    xml, binaries = written(vault)
    check(vault, read_back(xml, binaries))
    check_visible_without_our_own(vault, read_back(OWN.sub(b"", xml), binaries))


@settings(max_examples=20)
@given(made.vaults())
def test_the_sealed_database_comes_back_equal(vault):
    check(vault, opened(sealed(vault)))


@settings(max_examples=30)
@given(made.items(()), FILES)
def test_attachments_come_back_in_order_under_their_names(item, files):
    whole = with_files(item, files)
    (entry,) = read_back(*written(Outgoing("v", (), lambda: iter([whole]), 1))).entries
    kept = [(kept_name(name) or "file", data) for name, data in files]
    assert [(a.name, b"".join(a.chunks())) for a in entry.attachments] == kept


def test_attachments_that_another_program_sorted_come_back_in_their_order():
    item = with_files(_login(1), [("b.txt", b"2"), ("a.txt", b"1")])
    xml, binaries = written(Outgoing("v", (), lambda: iter([item]), 1))
    second, first = re.findall(rb"<Binary>.*?</Binary>", xml, re.DOTALL)
    assert b"b.txt" in second
    swapped = xml.replace(second, b"(x)").replace(first, second).replace(b"(x)", first)
    (entry,) = read_back(swapped, binaries).entries
    assert [(a.name, b"".join(a.chunks())) for a in entry.attachments] == [
        ("b.txt", b"2"),
        ("a.txt", b"1"),
    ]


def check_visible_without_our_own(vault: Outgoing, reading: Reading) -> None:
    """What another program shows are the strings alone."""
    assert len(reading.entries) == vault.count
    titles = {item.overview.title: item for item in vault.items()}
    for found in reading.entries:
        item = titles[found.content.title]
        if len(titles) < vault.count:
            continue
        told = "\n".join(field.value for field in found.content.fields)
        for field in item.details.fields:
            if field.kind != "otp":
                assert field.value.replace("\r\n", "\n") in told.replace("\r\n", "\n")
        assert found.content.favourite == item.overview.favourite


def _login(number: int, path: tuple[str, ...] = ()) -> OutgoingItem:
    fields = (Field(id=1, role="username", value="me"), Field(id=2, role="notes", value="n" * 99))
    overview = Overview(id=number, kind="login", title=str(number), created=1000, modified=2000)
    return OutgoingItem(overview, Details(version=1, fields=fields), path)


def test_a_login_as_keepass_has_them_bears_no_trace_of_us():
    fields = (
        Field(id=1, role="username", value="me"),
        Field(id=2, role="password", kind="concealed", value="secret"),
        Field(id=3, role="website", kind="website", value="https://example.org"),
        Field(id=4, role="website", kind="website", value="https://example.com"),
        Field(id=5, role="website", kind="website", value="androidapp://org.example"),
        Field(id=6, role="notes", kind="note", value="a note"),
        Field(id=7, role="expires", kind="date", value="2031-05-09"),
        Field(id=8, label="pin", kind="concealed", value="1234"),
    )
    overview = Overview(id=7, kind="login", title="Site", created=1000, modified=2000)
    item = OutgoingItem(overview, Details(version=1, fields=fields))
    xml, _binaries = written(Outgoing("v", (), lambda: iter([item]), 1))
    assert b"CustomData" not in xml
    text = xml.decode()
    assert "<Key>KP2A_URL</Key>\n<Value>https://example.com</Value>" in text
    assert "<Key>AndroidApp</Key>\n<Value>org.example</Value>" in text
    assert "<Expires>True</Expires>" in text


def test_what_is_attached_twice_is_written_once():
    one = with_files(_login(1), [("a.txt", b"same"), ("b.txt", b"same"), ("c.txt", b"else")])
    two = with_files(_login(2), [("d.txt", b"same")])
    vault = Outgoing("v", (), lambda: iter([one, two]), 2)
    xml, binaries = written(vault)
    assert sorted(b"".join(binary.chunks()) for binary in binaries) == [b"else", b"same"]
    reading = read_back(xml, binaries)
    assert [[a.name for a in entry.attachments] for entry in reading.entries] == [
        ["a.txt", "b.txt", "c.txt"],
        ["d.txt"],
    ]


def test_what_changed_over_there_wins_over_our_own_data():
    fields = (
        Field(id=1, role="card.holder", value="Me"),
        Field(id=2, role="card.number", kind="concealed", value="4111"),
        Field(id=3, role="otp", kind="otp", value="jbsw y3dp ehpk 3pxp"),
    )
    overview = Overview(
        id=7, kind="card", title="Card", created=1001, modified=2002, tags=("a, b", "c")
    )
    item = OutgoingItem(overview, Details(version=1, fields=fields))
    xml, _binaries = written(Outgoing("v", (), lambda: iter([item]), 1))
    kept = read_back(xml).entries[0].content
    assert kept.fields[2].value == "jbsw y3dp ehpk 3pxp"
    assert kept.tags == ("a, b", "c")
    changed = re.sub(rb"<Tags>[^<]*", b"<Tags>d", xml)
    changed = changed.replace(b"<Value>Me</Value>", b"<Value>You</Value>")
    changed = changed.replace(
        b"<AutoType>", b"<String><Key>new</Key><Value>here</Value></String><AutoType>"
    )
    content = read_back(changed).entries[0].content
    assert content.kind == "card"
    assert content.tags == ("d",)
    assert [(f.role, f.label, f.value) for f in content.fields] == [
        ("card.holder", "", "You"),
        ("card.number", "", "4111"),
        ("otp", "", "jbsw y3dp ehpk 3pxp"),
        ("", "new", "here"),
    ]


def test_folders_without_room_are_written_one_after_the_other(monkeypatch):
    monkeypatch.setattr(by_folder, "MOST_HELD", 3000)
    found = [_login(n, (f"f{n % 3}",)) for n in range(1, 8)]
    looks = []

    def items():
        looks.append(1)
        return iter(found)

    vault = Outgoing("v", (("f0",), ("f1",), ("f2",)), items, 7)
    reading = read_back(written(vault)[0])
    assert len(looks) > 2
    assert Counter((e.content.title, e.path) for e in reading.entries) == Counter(
        (item.overview.title, item.path) for item in found
    )


def test_a_wrong_password_opens_nothing():
    with pytest.raises(SourceWrongPassword):
        opened(sealed(Outgoing("v", (), lambda: iter([_login(1)]), 1)), b"other")


def test_more_versions_than_keepass_keeps_are_not_thrown_away_by_it():
    history = tuple(
        Version(id=n, at=1000 * n, title="t", fields=(Field(id=1, role="username", value=str(n)),))
        for n in range(30, 0, -1)
    )
    item = _login(1)
    whole = OutgoingItem(item.overview, Details(version=1, fields=(), history=history))
    xml, _binaries = written(Outgoing("v", (), lambda: iter([whole]), 1))
    assert b"<HistoryMaxItems>30</HistoryMaxItems>" in xml
    (entry,) = read_back(xml).entries
    assert [version.at for version in entry.history] == [1000 * n for n in range(30, 0, -1)]


def test_a_thousand_mixed_items_there_and_back():
    kinds = [*ItemKind]
    found = []
    for n in range(1, 1001):
        kind = kinds[n % len(kinds)]
        fields = tuple(
            Field(id=place + 1, role=role.role, kind=role.kind, value=_value(role.kind, n))
            for place, role in enumerate(template_of(kind).roles)
        )
        versions = tuple(
            Version(id=at, at=n * 1000 + at, title=f"before {at}", fields=fields)
            for at in range(n % 4, 0, -1)
        )
        overview = Overview(
            id=n,
            kind=kind,
            title=f"item {n}",
            tags=(f"tag {n % 7}", "all"),
            favourite=n % 5 == 0,
            created=n,
            modified=n * 1000 + 7,
            trashed=n * 2000 if n % 50 == 0 else None,
        )
        details = Details(version=n, fields=fields, history=versions)
        item = OutgoingItem(overview, details, (f"folder {n % 12}", "inner")[: n % 3])
        found.append(with_files(item, [(f"{n}.txt", b"x" * n)] if n % 10 == 0 else []))
    folders: tuple[tuple[str, ...], ...] = tuple((f"folder {n}",) for n in range(12))
    folders += tuple((f"folder {n}", "inner") for n in range(12))
    vault = Outgoing("thousand", folders, lambda: iter(found), len(found))
    reading = opened(sealed(vault))
    check(vault, reading)
    sizes = {e.content.title: [a.size for a in e.attachments] for e in reading.entries}
    assert sizes == {i.overview.title: [a.size for a in i.attachments] for i in found}


def _value(kind: str, n: int) -> str:
    known = {"otp": "JBSWY3DPEHPK3PXP", "date": "2031-05-09", "month": "2031-05"}
    return known.get(kind, f"value {n} of {kind}")


def test_keys_are_wiped_when_the_file_is_closed_and_attachments_are_no_more():
    item = with_files(_login(1), [("a.txt", b"attached")])
    source = Source(io.BytesIO(sealed(Outgoing("v", (), lambda: iter([item]), 1))))
    found = recognise(source)
    assert found is not None
    (entry,) = found.read(source, Given(SecretBytes(b"word")), no_step).entries
    (attached,) = entry.attachments
    assert b"".join(attached.chunks()) == b"attached"
    source.close()
    source.close()
    with pytest.raises(Exception):  # noqa: B017, PT011 - a use after the end is a bug of ours
        b"".join(attached.chunks())


def test_an_entry_that_must_not_be_typed_stays_so():
    typing = "<AutoType><Enabled>False</Enabled></AutoType>"
    content = read_back(database(entry(typing, Title="t"))).entries[0].content
    ((role, value),) = ((field.role, field.value) for field in content.fields)
    assert (role, value) == ("keepass.no_typing", "false")
    overview = Overview(id=7, kind="login", title="t", created=1000, modified=2000)
    item = OutgoingItem(overview, Details(version=1, fields=content.fields))
    xml, _binaries = written(Outgoing("v", (), lambda: iter([item]), 1))
    assert b"<Enabled>False</Enabled>" in xml
    assert b"no_typing" not in xml
    again = read_back(xml).entries[0].content
    assert [(f.role, f.value) for f in again.fields] == [("keepass.no_typing", "false")]
