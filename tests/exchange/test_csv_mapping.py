# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of no known program: what is guessed of them, and what comes as it is understood."""

import io

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import CannotImport
from strongroom.exchange import csv_guessing, csv_text
from strongroom.exchange.csv_mapping import guess, is_table, look, read_mapped
from strongroom.exchange.csv_targets import (
    DELIMITERS,
    ENCODINGS,
    TARGET_NAMES,
    Column,
    Dialect,
    Mapping,
    Target,
)
from strongroom.exchange.csv_words import target_named
from strongroom.exchange.formats import format_named, recognise
from strongroom.exchange.reading import Given, no_step
from strongroom.exchange.source import Source
from strongroom.model.fields import KINDS, FieldKind, ItemKind, Role
from strongroom.model.rules import check_content


@pytest.mark.parametrize(
    ("name", "first"), [("csv", "Was,Wer"), ("chrome", "name,url,username,password")]
)
def test_no_entry_is_made_of_a_table_of_too_many_values(monkeypatch, name, first):
    monkeypatch.setattr(csv_text, "MAX_VALUES", 20)
    table = first + "\n" + "a,b,c,d\n" * 10
    with pytest.raises(CannotImport, match="more than 20 values"):
        format_named(name).read(source(table), Given(), _never)


def _never() -> None:
    raise AssertionError


def test_fewer_rows_judge_a_table_of_very_many_columns(monkeypatch):
    monkeypatch.setattr(csv_guessing, "_MOST_SAMPLED", 6)
    assert targets("one,two\nx@a.example,y\nz@a.example,y\n" + "plain,y\n" * 50)[0] == (
        Target.USERNAME
    )
    monkeypatch.undo()
    assert targets("one,two\nx@a.example,y\nz@a.example,y\n" + "plain,y\n" * 50)[0] != (
        Target.USERNAME
    )


def source(text: str | bytes) -> Source:
    return Source(io.BytesIO(text if isinstance(text, bytes) else text.encode()))


def targets(text: str) -> list[Target]:
    return [column.target for column in guess(source(text)).columns]


@pytest.mark.parametrize(
    "header",
    [
        "Titel;Benutzername;Kennwort;Webseite;Notizen",
        "Titre;Nom d'utilisateur;Mot de passe;Site web;Remarques",
        "Título;Usuario;Contraseña;Sitio web;Notas",
        "Titolo;Nome utente;Parola chiave;Sito web;Note",
        "Naam;Gebruikersnaam;Wachtwoord;Webpagina;Opmerkingen",
        "Nome;Utilizador;Palavra-passe;Link;Observações",
        "Nazwa;Użytkownik;Hasło;Strona;Uwagi",
        "Название;Логин;Пароль;Сайт;Заметки",
        "名称;用户名;密码;网址;备注",
        "account_name;userName;LOGIN_PASSWORD;Web Site;COMMENTS",
    ],
)
def test_columns_are_known_by_their_names_in_many_languages(header):
    wanted = [Target.TITLE, Target.USERNAME, Target.PASSWORD, Target.WEBSITE, Target.NOTES]
    mapping = guess(source(f"{header}\na;b;c;https://d.example;e\n"))
    assert [column.target for column in mapping.columns] == wanted
    assert (mapping.header, mapping.kind) == (True, ItemKind.LOGIN)
    assert mapping.dialect.delimiter == ";"


def test_columns_without_names_are_known_by_what_stands_in_them():
    mapping = guess(
        source(
            "Shop,ada@a.example,https://shop.example/x,pA55!word,otpauth://totp/x?secret=AA\n"
            "Bank,bob@b.example,bank.example,S3cret-word,otpauth://totp/y?secret=BB\n"
        )
    )
    assert not mapping.header
    assert [column.name for column in mapping.columns] == [""] * 5
    assert [column.target for column in mapping.columns] == [
        Target.TITLE,
        Target.USERNAME,
        Target.WEBSITE,
        Target.PASSWORD,
        Target.OTP,
    ]


@pytest.mark.parametrize(
    "rows",
    [
        "My bank,zoe,hunter2\nMy shop,zoe,swordfish1\n",
        "My bank,zoe,hunter2\nMy shop,ada,swordfish1\n",
        "My bank,zoe,hunter\nMy shop,ada,123456\n",
        "My bank,zoe,hunter\nMy shop,ada@a.example,Sw0rd-fish\n",
        "My bank,zoe,hunter2\namazon.example,ada,swordfish1\n",
        "Email,zoe,hunter2\nMy shop,ada,swordfish1\n",
        "Wifi,admin,password\nMy shop,admin,swordfish1\n",
        "My bank,zoe,\nMy shop,ada,https://a.example\n",
        "My bank,zoe,zoe\nMy shop,ada,https://a.example\n",
    ],
)
def test_a_first_row_that_may_be_an_entry_is_one(rows):
    reading = read_mapped(source(rows))
    assert len(reading.entries) == 2
    words = {word for line in rows.splitlines() for word in line.split(",") if word}
    for entry in reading.entries:
        assert not words & {field.label for field in entry.content.fields}
    assert reading.losses == ()


def test_a_doubt_about_the_first_row_is_told_where_it_can_be_settled():
    rows = "My bank,zoe,hunter2\nMy shop,ada,swordfish1\n"
    shown = look(source(rows))
    assert (shown.mapping.header, shown.count) == (False, 2)
    assert shown.notice.startswith("The first row is taken for an entry")
    other = look(source(rows), msgspec.structs.replace(shown.mapping, header=True))
    assert other.notice.startswith("The first row is taken for the names")
    assert look(source("My bank,zoe,hunter2\nMy shop,zoe,a\n")).notice == ""
    assert look(source("Name,Colour,Password\nMy shop,zoe,a\n")).notice == ""


@pytest.mark.parametrize(
    ("rows", "sure"),
    [
        ("Name,Colour\nA,b\n", True),
        ("Name,User,Password,Colour,Door,Wall,2024\na,b,c,d,e,f,g\n", True),
        ("User,Password\npassword,password\n", True),
        ("Name,User,Colour,Colour\na,b,c,d\n", True),
        ("Name,Password,Colour,Door,Wall,Roof\na,b,c,d,e,f\n", False),
        ("Sender,Place,Since\nA,https://a.example,b\n", False),
        ("Sender,Place,Since\nA,b,2024-01-02\n", False),
    ],
)
def test_names_that_are_none_for_sure_are_told_among_the_losses(rows, sure):
    shown = look(source(rows))
    assert shown.mapping.header
    reading = read_mapped(source(rows))
    assert len(reading.entries) == 1
    assert [loss.startswith("The first row was taken") for loss in reading.losses] == (
        [] if sure else [True]
    )
    assert bool(shown.notice) != sure
    if not sure:
        # A person who says so loses nothing.
        bare = msgspec.structs.replace(shown.mapping, header=False)
        assert len(read_mapped(source(rows), bare).entries) == 2


def test_what_means_nothing_is_concealed_unless_it_is_plain():
    assert targets("Title,Colour of the door,Valid from\nA,x1!y,2024-01-02\n") == [
        Target.TITLE,
        Target.CONCEALED,
        Target.SHOWN,
    ]
    assert targets("Title,Password hint,\nA,no,\n")[1:] == [Target.CONCEALED, Target.CONCEALED]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Müller GmbH", True),
        ("12 Main Street, Springfield", True),
        ("note", True),
        ("7", True),
        ("1234", False),
        ("s3cr3t", False),
        ("Pa-ss/word1", False),
        ("correct horse battery staple", False),
        ("x" * 300, False),
    ],
)
def test_words_are_shown_where_another_column_is_the_password(value, shown):
    rows = f'Title,Username,Word,Hue,Password\nA,b,"{value}",x1!y,q\n'
    wanted = Target.SHOWN if shown else Target.CONCEALED
    assert targets(rows)[2:4] == [wanted, Target.CONCEALED]
    one_more = f"{rows}A,b,1234x,c,q\n"
    assert targets(one_more)[2] is Target.CONCEALED  # all of it is plain, or none
    assert targets(rows.replace("Word", "Old PIN", 1))[2] is Target.CONCEALED
    unknown = rows.replace("Password", "Geheimnisvolles")
    assert Target.SHOWN not in targets(unknown)


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        (
            "github.com;anna;hunter22;https://github.com\ngitlab.com;anna;hunter23;https://gitlab.com\n",
            [Target.TITLE, Target.USERNAME, Target.PASSWORD, Target.WEBSITE],
        ),
        (
            "My bank;zoe;hunter2;\nMy shop;ada;swordfish1;\n",
            [Target.TITLE, Target.USERNAME, Target.PASSWORD, Target.CONCEALED],
        ),
        (
            "https://a.example;zoe;hunter2\nhttps://b.example;ada;swordfish1\n",
            [Target.WEBSITE, Target.USERNAME, Target.PASSWORD],
        ),
        ("My bank;hunter2\nMy shop;swordfish1\n", [Target.TITLE, Target.PASSWORD]),
    ],
)
def test_without_names_the_user_stands_before_the_password(rows, wanted):
    assert targets(rows) == wanted


def test_a_second_column_of_a_name_is_a_field_of_its_own():
    assert targets(
        "title,username,user,password,pwd,url,link\na,b,c,d,e,f.example,g.example\n"
    ) == [
        Target.TITLE,
        Target.USERNAME,
        Target.SHOWN,
        Target.PASSWORD,
        Target.CONCEALED,
        Target.WEBSITE,
        Target.WEBSITE,
    ]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("name,card number,cvv,expiry", ItemKind.CARD),
        ("name,ssid,password", ItemKind.WIFI),
        ("title,notes", ItemKind.NOTE),
        ("full name,street,city,phone", ItemKind.IDENTITY),
        ("name,api key", ItemKind.API_KEY),
        ("name,password", ItemKind.LOGIN),
    ],
)
def test_the_kind_is_guessed_from_the_columns(header, kind):
    assert guess(source(f"{header}\n{','.join('a' * (header.count(',') + 1))}\n")).kind == kind


def test_a_table_is_read_as_it_is_understood():
    text = (
        "Name;Mail;Secret;Folder;Tag;Star;Made;Door;Junk\n"
        "Shop;ada@a.example;pw;Work/Mail;red,blue;yes;2024-01-02;blue;x\n"
    )
    mapping = guess(source(text))
    columns = list(mapping.columns)
    columns[2] = Column("Secret", Target.PASSWORD)
    columns[6] = Column("Made", Target.CREATED)
    columns[7] = Column("Door", Target.SHOWN)
    columns[8] = Column("Junk", Target.LEFT_OUT)
    mapping = msgspec.structs.replace(mapping, columns=tuple(columns))
    reading = read_mapped(source(text), mapping)
    (entry,) = reading.entries
    content = entry.content
    assert (content.title, entry.path, content.tags) == ("Shop", ("Work", "Mail"), ("red", "blue"))
    assert content.favourite
    assert content.created == 1704153600000
    assert [(f.role or f.label, f.value) for f in content.fields] == [
        (Role.USERNAME, "ada@a.example"),
        (Role.PASSWORD, "pw"),
        ("Door", "blue"),
    ]


def test_the_mapping_that_was_given_is_the_one_that_is_used():
    text = "a,b\n1,2\n"
    mapping = Mapping(columns=(Column("a", Target.TITLE), Column("b", Target.NOTES)))
    kind = recognise(source(text))
    assert kind is not None
    assert kind.name == "csv"
    (entry,) = kind.read(source(text), Given(mapping=mapping), no_step).entries
    assert entry.content.title == "1"
    assert [(field.role, field.value) for field in entry.content.fields] == [(Role.NOTES, "2")]


def test_tags_also_as_1password_for_the_mac_writes_them():
    table = (
        'Title,Password,Tags\nA,pw,"{(\n    \\""Work\\"",\n    \\""Two words\\""\n)}"\nB,pw,{()}\n'
    )
    first, second = read_mapped(source(table)).entries
    assert first.content.tags == ("Work", "Two words")
    assert second.content.tags == ()


def test_a_date_that_is_none_stays_a_field():
    mapping = Mapping(columns=(Column("a", Target.TITLE), Column("b", Target.CREATED)))
    (entry,) = read_mapped(source("a,b\nx,3/4/2024\n"), mapping).entries
    assert entry.content.created is None
    (field,) = entry.content.fields
    assert (field.label, field.value, field.kind) == ("b", "3/4/2024", FieldKind.TEXT)


def test_shifted_and_empty_rows_are_told_and_short_ones_come():
    mapping = Mapping(columns=(Column("a", Target.TITLE), Column("b", Target.NOTES)))
    reading = read_mapped(source('a,b\nx,y,z\n,\nonly\nx,y,\n"broken"x,1\n'), mapping)
    assert [entry.content.title for entry in reading.entries] == ["only", "x"]
    assert [problem.line for problem in reading.problems] == [2, 3, 6]


def test_a_look_shows_the_first_rows_and_counts_all():
    shown = look(source("name,b\n" + "1,2\n" * 100 + '"x"y,2\n'), shown=3)
    assert (len(shown.rows), shown.count, shown.broken) == (3, 100, 1)
    assert "1" not in repr(shown).replace("100", "").replace("broken=1", "")


def test_another_delimiter_or_encoding_gives_other_columns():
    text = "Name;Straße\nA;b,c\n".encode("cp1252")
    first = look(source(text))
    assert [column.name for column in first.mapping.columns] == ["Name", "Straße"]
    assert "Windows" in first.notice
    comma = msgspec.structs.replace(first.mapping, dialect=Dialect(delimiter=","))
    assert len(look(source(text), comma).mapping.columns) == 1
    dos = look(source(text), msgspec.structs.replace(first.mapping, encoding="cp850"))
    assert dos.mapping.columns[1].name != "Straße"
    bare = look(source(text), msgspec.structs.replace(first.mapping, header=False))
    assert bare.rows[0] == ("Name", "Straße")
    assert [c.target for c in bare.mapping.columns] == [c.target for c in first.mapping.columns]


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("a,b\n1,2\n", True),
        ("a;b\n1;2\n", True),
        ("a,b\n", False),
        ("Title,Username,Password,Comment\nA,ada,pw\n", True),
        ("a,b,c,d\nA,ada,pw\n", False),
        ("one\ntwo\n", False),
        ("Dear all, hello,\nthis is no table.\nYours, me, and you\n", False),
        ("x" * 900_000, False),
        ("<a>,b\n1,2\n", False),
        ('{"a": 1}', False),
        (b"\x00\x01\x02", False),
    ],
)
def test_what_is_a_table(text, table):
    assert is_table(source(text)) is table


def test_a_table_of_nothing_is_told():
    mapping = Mapping(columns=(Column("a", Target.TITLE), Column("b", Target.NOTES)))
    with pytest.raises(CannotImport, match="nothing below"):
        read_mapped(source("a,b\n"), mapping)


def test_every_target_has_a_name_and_words_lead_to_targets():
    assert set(TARGET_NAMES) == set(Target)
    assert target_named("Password hint") is None
    assert target_named("my web-site") is Target.WEBSITE
    assert target_named("x" * 1000) is None
    assert target_named("—") is None


CELL = st.text(max_size=12) | st.sampled_from(["https://a.example", "a@b.example", "1", "", "\n"])
MAPPINGS = st.builds(
    Mapping,
    columns=st.lists(
        st.builds(Column, st.text(max_size=4), st.sampled_from(Target)), max_size=5
    ).map(tuple),
    kind=st.sampled_from(sorted(KINDS)),
    header=st.booleans(),
    dialect=st.builds(
        Dialect,
        delimiter=st.sampled_from(DELIMITERS),
        quote=st.sampled_from(['"', "'", ""]),
        escape=st.booleans(),
    ),
    encoding=st.sampled_from(["", *ENCODINGS]),
)


@given(
    st.binary(max_size=200)
    | st.lists(st.lists(CELL, max_size=4), max_size=5).map(
        lambda rows: "\n".join(",".join(row) for row in rows).encode("utf-8", "replace")
    ),
    st.none() | MAPPINGS,
)
def test_any_bytes_by_any_mapping_are_entries_problems_or_refused_in_words(data, mapping):
    try:
        shown = look(source(data), mapping)
        assert shown.count + shown.broken >= len(shown.rows)
        reading = read_mapped(source(data), mapping)
    except CannotImport as error:
        assert str(error).endswith(".")  # noqa: PT017 - either outcome is right
        return
    assert all(check_content(entry.content) == entry.content for entry in reading.entries)
    assert msgspec.json.decode(msgspec.json.encode(shown.mapping), type=Mapping) == shown.mapping
