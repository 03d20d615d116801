# SPDX-License-Identifier: GPL-3.0-or-later
"""What leaves as CSV, read by the csv module alone, and read back by our own presets."""

import csv
import io
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.exchange import csv_lost
from strongroom.exchange.csv_out import CsvShape, write_csv
from strongroom.exchange.csv_values import sites_in
from strongroom.exchange.formats import recognise
from strongroom.exchange.outgoing import Outgoing, OutgoingItem
from strongroom.exchange.reading import Attached, Entry, Given, no_step
from strongroom.exchange.source import Source
from strongroom.model.fields import Field, FieldKind, ItemKind, Role
from strongroom.model.item import Content, Details, Version, overview_of
from strongroom.model.otp import parse_otp
from strongroom.model.rules import check_content

SECRET = "JBSWY3DPEHPK3PXP"
MADE = 1_600_000_000_000

_KINDS: dict[str, FieldKind] = {
    str(Role.WEBSITE): FieldKind.WEBSITE,
    Role.PASSWORD: FieldKind.CONCEALED,
    Role.NOTES: FieldKind.NOTE,
    Role.OTP: FieldKind.OTP,
}


def fields(**values: str | Sequence[str]) -> tuple[Field, ...]:
    made: list[Field] = []
    for name, given_values in values.items():
        role = Role(name) if name in set(Role) else ""
        for value in [given_values] if isinstance(given_values, str) else given_values:
            kind = _KINDS.get(role, FieldKind.TEXT) if role else FieldKind.TEXT
            label = "" if role else name
            made.append(Field(id=len(made) + 1, role=role, kind=kind, label=label, value=value))
    return tuple(made)


def item(
    title: str = "A",
    kind: str = ItemKind.LOGIN,
    path: tuple[str, ...] = (),
    tags: tuple[str, ...] = (),
    *,
    favourite: bool = False,
    history: tuple[Version, ...] = (),
    attachments: tuple[Attached, ...] = (),
    trashed: int | None = None,
    made: tuple[Field, ...] | None = None,
    named: Mapping[str, str] | None = None,
    **values: str | Sequence[str],
) -> OutgoingItem:
    content = Content(
        kind=kind,
        title=title,
        fields=fields(**values, **(named or {})) if made is None else made,
        tags=tags,
        favourite=favourite,
    )
    overview = overview_of(content, item_id=1, created=MADE, modified=MADE + 1000, trashed=trashed)
    details = Details(version=1, fields=content.fields, history=history)
    return OutgoingItem(overview, details, path, attachments)


def written(shape: CsvShape, *items: OutgoingItem) -> tuple[bytes, tuple[str, ...]]:
    out = io.BytesIO()
    outgoing = Outgoing("Personal", (), lambda: iter(items), len(items))
    losses = write_csv(out, outgoing, shape)
    assert all(sentence.endswith(".") for sentence in losses)
    return out.getvalue(), losses


def table(shape: CsvShape, *items: OutgoingItem) -> list[dict[str, str]]:
    text = written(shape, *items)[0].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def back(data: bytes, name: str) -> tuple[Entry, ...]:
    source = Source(io.BytesIO(data))
    kind = recognise(source)
    assert kind is not None
    assert kind.name == name
    reading = kind.read(source, Given(), no_step)
    assert reading.problems == ()
    return reading.entries


LOGIN = item(
    "Shop",
    path=("Work", "Mail"),
    tags=("red",),
    favourite=True,
    username='a "b"',
    password="=cmd|' /C calc'!A0,;\n",
    otp=SECRET,
    website=["https://a.example/", "https://b.example/"],
    notes="two\nlines",
    colour="red",
)
CARD = item(
    "Visa", ItemKind.CARD, made=(Field(id=1, role="card.number", kind="concealed", value="4242"),)
)
NOTE = item("Safe", ItemKind.NOTE, notes="left 3")


def test_chrome_gets_its_five_columns_and_logins_alone():
    (row,) = table(CsvShape.CHROME, LOGIN, CARD, NOTE)
    assert row == {
        "name": "Shop",
        "url": "https://a.example/",
        "username": 'a "b"',
        "password": "=cmd|' /C calc'!A0,;\n",
        "note": "two\nlines",
    }
    losses = written(CsvShape.CHROME, LOGIN, CARD, NOTE)[1]
    assert "2 items are not in the file, for they are no logins: “Visa”, “Safe”." in losses
    lost = "3 fields are not in the file: “one-time password”, “website”, “colour” of “Shop”."
    assert lost in losses
    assert "The folder of 1 item is not in the file." in losses
    assert "The tags of 1 item are not in the file." in losses


def test_what_is_not_in_the_file_is_counted_and_the_reason_is_true():
    code = item("Codes", otp=SECRET)
    out, left = io.BytesIO(), []
    outgoing = Outgoing("Personal", (), lambda: iter([LOGIN, CARD, code]), 3)
    losses = write_csv(out, outgoing, CsvShape.CHROME, left_out=lambda: left.append(1))
    assert len(left) == 2
    assert "1 item is not in the file, for it is no login: “Visa”." in losses
    assert losses[1] == (
        "1 item is not in the file, for it has neither address nor username nor password: “Codes”."
    )


def test_of_many_fields_the_labels_are_named_without_their_items():
    items = [item(f"Item {number}", username="ada", colour="red") for number in range(30)]
    losses = written(CsvShape.CHROME, *items)[1]
    assert "30 fields are not in the file: “colour”." in losses


def test_bitwarden_gets_what_its_importer_takes():
    login, card, note = table(CsvShape.BITWARDEN, LOGIN, CARD, NOTE)
    assert login == {
        "folder": "Work/Mail",
        "favorite": "1",
        "type": "login",
        "name": "Shop",
        "notes": "two\nlines",
        "fields": "colour: red\ntags: red",
        "reprompt": "0",
        "login_uri": "https://a.example/,https://b.example/",
        "login_username": 'a "b"',
        "login_password": "=cmd|' /C calc'!A0,;\n",
        "login_totp": SECRET,
    }
    assert (card["type"], card["fields"]) == ("note", "number: 4242")
    assert (note["type"], note["notes"], note["login_password"]) == ("note", "left 3", "")


def test_a_field_that_bitwarden_would_part_elsewhere_stands_in_the_notes():
    sample = item(notes="n", hint="time 12: 30", poem="a\nb")
    (row,) = table(CsvShape.BITWARDEN, sample)
    assert row["fields"] == ""
    assert row["notes"] == "n\nhint: time 12: 30\npoem:\na\nb"
    assert any(
        sentence.startswith("2 fields stand in the notes: “hint”, “poem” of “")
        for sentence in written(CsvShape.BITWARDEN, sample)[1]
    )


@pytest.mark.parametrize(
    ("sites", "cell"),
    [
        (["https://a.example/x;y=1"], '"https://a.example/x;y=1"'),
        (["https://a.example/|"], '"https://a.example/|"'),
        (['https://a.example/?q="1"', "b.example"], '"https://a.example/?q=""1""","b.example"'),
        (["https://a.example/", "https://b.example/1,2"], 'https://a.example/,"https://b.example/1,2"'),
        (["a.example"], "a.example"),
    ],
)  # fmt: skip
def test_an_address_that_bitwarden_would_part_is_quoted_once_more(sites, cell):
    sample = item(website=sites)
    (row,) = table(CsvShape.BITWARDEN, sample)
    assert row["login_uri"] == cell
    (entry,) = back(written(CsvShape.BITWARDEN, sample)[0], "bitwarden-csv")
    assert [f.value for f in entry.content.fields if f.role == "website"] == sites


def test_an_address_that_bitwarden_would_cut_or_not_part_is_a_field():
    long = f"https://a.example/{'x' * 1000}"
    (row,) = table(CsvShape.BITWARDEN, item(website=["https://b.example", long, "localhost"]))
    assert row["login_uri"] == "https://b.example"
    assert row["fields"] == f"website: {long}\nwebsite: localhost"


def test_bitwarden_gets_the_link_of_steam_that_it_knows():
    sample = item(otp=f"otpauth://totp/me?secret={SECRET}&encoder=steam")
    (row,) = table(CsvShape.BITWARDEN, sample)
    assert row["login_totp"] == f"steam://{SECRET}"
    (row,) = table(CsvShape.BITWARDEN, item(otp=f"steam://{SECRET}"))
    assert row["login_totp"] == f"steam://{SECRET}"


@pytest.mark.parametrize(
    ("kind", "values", "wanted"),
    [
        (ItemKind.LOGIN, {}, "login"),
        (ItemKind.WIFI, {"ssid": "net"}, "login"),
        (ItemKind.DOCUMENT, {"notes": "n"}, "note"),
        (ItemKind.IDENTITY, {"username": "ada"}, "login"),
        (ItemKind.IDENTITY, {"email": "a@b.c"}, "note"),
    ],
)
def test_what_fills_in_a_page_is_a_login_to_bitwarden(kind, values, wanted):
    (row,) = table(CsvShape.BITWARDEN, item("It", kind, **values))
    assert row["type"] == wanted


def test_a_backslash_that_parts_a_folder_there_is_told():
    losses = written(CsvShape.BITWARDEN, item("It", path=("C\\D",)), LOGIN)[1]
    assert "A “\\” in the folders of 1 item parts them into two." in losses
    assert "1 item has its tags in a field, for the file knows none." in losses


def test_keepassxc_gets_the_columns_that_it_writes_itself():
    data, losses = written(CsvShape.KEEPASSXC, LOGIN)
    first, *_rest = data.decode().split("\n")
    columns = "Group Title Username Password URL Notes TOTP Icon Last_Modified Created"
    assert first == ",".join(f'"{name}"' for name in columns.split()).replace("_", " ")
    (row,) = table(CsvShape.KEEPASSXC, LOGIN)
    assert row["Group"] == "Root/Work/Mail"
    assert row["TOTP"].startswith("otpauth://totp/Shop?secret=JBSWY3DPEHPK3PXP")
    assert row["Last Modified"] == "2020-09-13T12:26:41Z"
    assert row["Notes"] == "two\nlines\nwebsite: https://b.example/\ncolour: red"
    assert "2 fields stand in the notes: “website”, “colour” of “Shop”." in losses


def test_a_spreadsheet_gets_every_field_and_no_formula():
    sheet = written(CsvShape.SPREADSHEET, LOGIN, CARD)[0]
    assert sheet.startswith(b"\xef\xbb\xbf")
    assert sheet.count(b"\r\n") == 3
    login, card = table(CsvShape.SPREADSHEET, LOGIN, CARD)
    assert login["website"] == "https://a.example/\nhttps://b.example/"
    assert login["password"] == "'=cmd|' /C calc'!A0,;\n"
    assert login["Folder"] == "Work / Mail"
    assert card["number"] == "4242"
    assert card["colour"] == ""


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_what_would_be_a_formula_is_guarded_everywhere(first):
    sample = item(
        f"{first}title", path=(f"{first}f",), username=f"{first}1+1", named={f"{first}l": "v"}
    )
    rows = list(
        csv.reader(
            io.StringIO(written(CsvShape.SPREADSHEET, sample)[0].decode("utf-8-sig"), newline="")
        )
    )
    cells = [cell for row in rows for cell in row]
    assert not any(cell[:1] == first for cell in cells)
    assert f"'{first}1+1" in cells
    assert f"'{first}l" in rows[0]


def test_a_spreadsheet_has_an_end_to_its_columns():
    many = item(named={f"field {n}": str(n) for n in range(250)})
    (row,) = table(CsvShape.SPREADSHEET, many)
    assert len(row) == 7 + 200 + 1
    assert row["more fields"].startswith("field 200: 200\n")


@pytest.mark.parametrize("shape", CsvShape)
def test_what_no_table_holds_is_told(shape):
    sample = item(
        username="u",
        history=(Version(id=1, at=1, title="a"),),
        attachments=(Attached("a.txt", 1, lambda: iter((b"x",))),),
        trashed=5,
    )
    losses = written(shape, sample)[1]
    assert "1 attachment is not in the file: “a.txt” of “A”." in losses
    assert "Earlier versions of 1 item are not in the file." in losses
    assert "1 item of the Trash is an item like any other there." in losses


@pytest.mark.parametrize("shape", CsvShape)
def test_no_loss_quotes_a_value(shape):
    sample = item(username="hunter2", password="hunter2", hint="hunter2: x", otp=SECRET)
    assert "hunter2" not in " ".join(written(shape, sample)[1])


@pytest.mark.parametrize("shape", CsvShape)
def test_each_item_is_a_step_and_can_end_it(shape):
    class StoppedError(Exception):
        pass

    def stop() -> None:
        raise StoppedError

    outgoing = Outgoing("Personal", (), lambda: iter([LOGIN]), 1)
    with pytest.raises(StoppedError):
        write_csv(io.BytesIO(), outgoing, shape, stop)


# Out and in again

LINE = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=20
)
BLOCK = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), include_characters="\n\t"),
    max_size=40,
)
TITLE = LINE.filter(lambda text: text.strip() != "")
SITE = st.sampled_from(["https://a.example/", "https://b.example/x?y=1,2", "http://c.example:80"])
NAME = LINE.map(lambda text: text.replace("/", "").replace("\\", "").strip()).filter(bool)
LABEL = LINE.map(lambda text: text.replace(":", "").strip()).filter(
    lambda text: bool(text) and text not in {"field", "type", *Role}
)


@st.composite
def items(draw: st.DrawFn, *, sites: int, custom: bool) -> OutgoingItem:
    values: dict[str, str | Sequence[str]] = {
        "username": draw(LINE),
        "password": draw(LINE),
        "otp": draw(st.sampled_from(["", SECRET, f"otpauth://totp/x?secret={SECRET}"])),
        "website": draw(st.lists(SITE, min_size=1, max_size=sites, unique=True)),
        "notes": draw(BLOCK),
    }
    made = fields(**values)
    if custom:
        labels = draw(st.lists(LABEL, max_size=3, unique=True))
        value = LINE.map(str.strip).filter(lambda text: bool(text) and ": " not in text)
        made += fields(**{label: draw(value) for label in labels if label not in values})
    title, path = draw(TITLE), tuple(draw(st.lists(NAME, max_size=3)))
    sample = item(title.strip(), path=path, favourite=draw(st.booleans()), made=made)
    check_content(Content(kind=ItemKind.LOGIN, title=sample.overview.title, fields=made))
    return sample


def said(some: Sequence[Field]) -> list[tuple[str, str, str]]:
    return sorted((f.role, f.label, f.value) for f in some if f.value)


@given(st.lists(items(sites=1, custom=False), min_size=1, max_size=4))
def test_what_leaves_as_chromes_comes_back(sample):
    came = back(written(CsvShape.CHROME, *sample)[0], "chrome")
    for entry, left in zip(came, sample, strict=True):
        kept = [f for f in left.details.fields if f.kind != FieldKind.OTP]
        assert entry.content.title == left.overview.title
        assert said(entry.content.fields) == said(kept)


@given(st.lists(items(sites=3, custom=True), min_size=1, max_size=4))
def test_what_leaves_as_bitwardens_comes_back(sample):
    came = back(written(CsvShape.BITWARDEN, *sample)[0], "bitwarden-csv")
    for entry, left in zip(came, sample, strict=True):
        assert entry.content.title == left.overview.title
        assert entry.content.favourite is left.overview.favourite
        assert entry.path == left.path
        assert said(entry.content.fields) == said(left.details.fields)


@given(st.lists(items(sites=1, custom=False), min_size=1, max_size=4))
def test_what_leaves_as_keepassxcs_comes_back(sample):
    came = back(written(CsvShape.KEEPASSXC, *sample)[0], "keepassxc-csv")
    for entry, left in zip(came, sample, strict=True):
        assert entry.content.title == left.overview.title
        assert entry.path == left.path
        assert (entry.content.created, entry.content.modified) == (MADE, MADE + 1000)
        otps = [
            [f.value for f in some if f.kind == FieldKind.OTP and f.value]
            for some in (entry.content.fields, left.details.fields)
        ]
        assert [parse_otp(value).secret for value in otps[0]] == [
            parse_otp(value).secret for value in otps[1]
        ]
        came_fields, left_fields = (
            [f for f in some if f.kind != FieldKind.OTP]
            for some in (entry.content.fields, left.details.fields)
        )
        assert said(came_fields) == said(left_fields)


@pytest.mark.parametrize("text", ['"a', '"a.b"\rc', '"localhost"', 'a.b,"'])
def test_quotes_that_are_no_row_of_addresses_stay(text):
    assert sites_in(text) == [text]


def test_each_loss_has_its_sentence_for_one_and_for_many():
    for lost in csv_lost.Lost:
        for count in (1, 2):
            losses = csv_lost.Losses()
            losses.note(lost, count)
            (sentence,) = losses.sentences()
            assert "{" not in sentence
