# SPDX-License-Identifier: GPL-3.0-or-later
import json

import pytest
from tests.cli.conftest import PASSWORD

OTHER = "another battery staple"
CHROME = "name,url,username,password,note\n"


@pytest.fixture
def write(home):
    """Return a function that writes a file to import."""

    def to_file(content):
        path = home.root / "export.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return to_file


def test_counts_and_then_all_are_here_already(home, write):
    file = write(CHROME + "a,https://a.example,u,p,\nb,https://b.example,u,p,note\n")
    done = home.run("import", file)
    assert done.code == 0
    assert done.err.startswith(f"“{file}” still holds all of it, readable by anyone")
    assert done.out == "2 items were imported.\n"
    assert home.run("list").out == "a\tu\nb\tu\n"
    done = home.run("import", file)
    assert done.out == (
        "0 items were imported.\n"
        "2 entries were left out, as chosen or because they were here already.\n"
    )
    assert home.run("list").out == "a\tu\nb\tu\n"


def test_rows_that_cannot_be_read_are_named_and_the_rest_comes(home, write):
    rows = f"a,https://a.example,u,p,\ntoo,few\nb,https://b.example,u,{'x' * 5000},\nc,,,p,\n"
    file = write(CHROME + rows)
    done = home.run("import", file)
    assert done.code == 19
    assert done.out.startswith("3 items were imported.\n1 entry could not be read")
    first, second, _reminder = done.err.splitlines()
    assert first.startswith("Line 3: ")
    assert second.startswith("b: “password” is kept as a field of its own")
    assert "x" * 100 not in done.err


def test_json(home, write):
    file = write(CHROME + "a,https://a.example,u,p,\nbroken\n")
    done = home.run("import", file, "--json", "--format", "Edge")
    assert done.code == 19
    told = json.loads(done.out)
    assert (told["imported"], told["skipped"], told["format"]) == (1, 0, "chrome")
    assert told["plain_file"] == str(file)
    assert told["items"] == [row["id"] for row in json.loads(home.run("list", "--json").out)]
    assert [problem["line"] for problem in told["problems"]] == [3]


def test_into_a_folder(home, write):
    home.run("import", write(CHROME + "a,https://a.example,u,p,\n"), "--into", "From/Chrome")
    (row,) = json.loads(home.run("list", "--json").out)
    assert row["folder"] == "From/Chrome"


def test_a_look_says_where_it_would_go(home, write):
    file = write(CHROME + "a,https://a.example,u,p,\n")
    look = ("import", file, "--into", "From/Chrome", "--dry-run")
    assert home.run(*look).out.startswith("From/Chrome/a\tnew\n")
    (row,) = json.loads(home.run(*look, "--json").out)["items"]
    assert row["folder"] == "From/Chrome"


def test_at_a_terminal_it_is_seen_how_far_it_is(write, sit):
    at = sit("import", write(CHROME + "a,https://a.example,u,p,\n"))
    at.expect("Master password of Personal: ")
    at.type(PASSWORD + "\n")
    for said in ("Reading…", "Compared 100 %", "Imported 100 %", "1 item was imported."):
        at.expect(said)
    assert at.finish() == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\x00\x01\x02" * 1000,
        b"\xff\xfebroken",
        "no,known,columns\n1,2,3\n",
        CHROME,
        pytest.param(b"x" * (100 << 20), id="100 MiB on one line"),
    ],
)
def test_a_file_that_is_not_one_writes_nothing(home, write, content):
    before = home.vault.read_bytes()
    done = home.run("import", write(content))
    assert done.code in (18, 19)
    assert done.code == 18 or done.out.startswith("0 items were imported")
    assert home.vault.read_bytes() == before
    assert all(len(line) < 300 for line in done.err.splitlines())


def test_the_wrong_format_is_said(home, write):
    done = home.run("import", write(CHROME + "a,b,c,d,\n"), "--format", "firefox")
    assert (done.code, done.out) == (18, "")


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["nothing.csv"], 4, "There is no file “nothing.csv”"),
        (["."], 18, "no password store"),
        (["x", "--format", "lotus"], 2, "No format is called “lotus”"),
        ([], 2, "Name a file to import"),
        (["x", "--keyring"], 2, "Name a file to import"),
        (["x", "--source-key-file", "nothing.key"], 4, "There is no key file “nothing.key”"),
    ],
)
def test_what_is_no_file(home, monkeypatch, arguments, code, sentence):
    monkeypatch.chdir(home.root)
    done = home.run("import", *arguments)
    assert (done.code, done.out) == (code, "")
    assert sentence in done.err


def test_a_file_from_a_pipe(home):
    done = home.shell(
        f"CLI import <(printf '{CHROME.strip()}\\na,https://a.example,u,p,\\n')",
        given=f"{PASSWORD}\n",
    )
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("1 item was imported")


@pytest.mark.exports
@pytest.mark.parametrize(("name", "count"), [("chrome.csv", 14), ("firefox.csv", 14)])
def test_what_the_browsers_wrote(home, exports, name, count):
    done = home.run("import", exports / name)
    assert done.code in (0, 19)
    assert f"{count} items were imported" in done.out


def test_a_look_changes_nothing(home, write):
    home.run("import", write(CHROME + "a,https://a.example,u,p,\n"))
    file = write(
        CHROME + "a,https://a.example,u,p,\na,https://a.example,u,q,\nb,https://b.example,u,p,\n"
    )
    before = home.vault.read_bytes()
    done = home.run("import", file, "--dry-run")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1].endswith(
        "1 new, 1 here already, 1 that differ, 0 that cannot be read. Nothing was changed."
    )
    told = json.loads(home.run("import", file, "--dry-run", "--json").out)
    assert [row["fate"] for row in told["items"]] == ["here", "differs", "new"]
    assert told["items"][1]["item"] == json.loads(home.run("list", "--json").out)[0]["id"]
    assert home.vault.read_bytes() == before


@pytest.mark.parametrize(
    ("choice", "counts"), [("both", (2, 0, 0)), ("skip", (1, 0, 1)), ("newer", (1, 1, 0))]
)
def test_what_differs_is_up_to_an_option(home, write, choice, counts):
    home.run("import", write(CHROME + "a,https://a.example,u,p,\n"))
    file = write(CHROME + "a,https://a.example,u,q,\nb,https://b.example,u,p,\n")
    told = json.loads(home.run("import", file, "--differs", choice, "--json").out)
    assert (told["imported"], told["updated"], told["skipped"]) == counts


def test_an_encrypted_file_asks_for_its_password_after_the_vaults(home):
    other = home.root / "Other.strongroom"
    secrets = f"{OTHER}\n{OTHER}\n"
    assert home.shell(f"CLI create {other}", given=secrets).code == 0
    given = f"{OTHER}\npw\n"
    added = home.shell(f"CLI add Inside --password-prompt --vault {other}", given=given)
    assert added.code == 0, added.err
    wrong = home.shell(f"CLI import {other}", given=f"{PASSWORD}\nnot this one\n")
    assert (wrong.code, wrong.out) == (6, "")
    assert "asks for its own password" not in wrong.err
    nothing = home.shell(f"CLI import {other}", given=f"{PASSWORD}\n")
    assert (nothing.code, nothing.out) == (3, "")
    assert nothing.err.startswith("This vault asks for its own password.\n")
    done = home.shell(f"CLI import {other}", given=f"{PASSWORD}\n{OTHER}\n")
    assert done.code == 0, done.err
    assert (done.out, done.err) == ("1 item was imported.\n", "")
    assert home.run("show", "Inside", "--field", "password").out == "pw\n"


@pytest.mark.parametrize("kind", ["kdbx", "1pux", "strongroom", "bitwarden"])
def test_a_file_of_another_format_than_the_one_named(home, write, kind):
    file = write(CHROME + "a,https://a.example,u,p,\n")
    done = home.run("import", file, "--format", kind)
    assert (done.code, done.out) == (18, "")
    assert "it looks like “Chrome" in done.err
    assert "damaged" not in done.err


def test_the_formats_are_listed_with_how_they_are_tested(home):
    listed = home.run("import", "--list-formats").out.splitlines()
    assert any(line.startswith("firefox") and line.endswith("real files") for line in listed)
    told = json.loads(home.run("import", "--list-formats", "--json").out)
    assert len(told) == len(listed)
    names = [name for one in told for name in (one["name"], *one["aliases"])]
    assert len(names) == len(set(names))
    assert {"strongroom", "pass", "keyring"} <= set(names)


def test_the_columns_of_any_table_can_be_named(home, write):
    file = write("Was;Wer;Geheim;Mehr\nBank;ada;1234;x\n")
    done = home.run(
        *("import", file, "--map", "Was=title", "--map", "2=username", "--map"),
        *("geheim=password", "--map", "Mehr=skip"),
    )
    assert done.code == 0, done.err
    assert home.run("list").out == "Bank\tada\n"
    assert home.run("show", "Bank", "--field", "password").out == "1234\n"


def test_a_look_says_what_the_columns_of_any_table_become(home, write):
    file = write("Seite;Benutzer;Passwort\nhttps://a.example;ada;pw1\n")
    done = home.run("import", file, "--map", "Benutzer=email", "--dry-run")
    assert done.err.splitlines() == [
        "The column “Seite” becomes: website.",
        "The column “Benutzer” becomes: email.",
        "The column “Passwort” becomes: password.",
    ]
    told = json.loads(home.run("import", file, "--dry-run", "--json").out)
    assert told["columns"][1] == {"name": "Benutzer", "field": "username"}
    done = home.run("import", write("GitHub,ada,Sup3r!pw\nX,bob,Sup4r!pw\n"), "--dry-run")
    assert "The column “Column 3” becomes: password." in done.err
    assert "The first row is taken for an entry" in done.err
    assert "Sup3r" not in done.err + done.out


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("Was", "COLUMN=FIELD"),
        ("Nichts=title", "no column “Nichts”"),
        ("Was=lotus", "no field “lotus”"),
    ],
)
def test_a_column_that_is_named_wrongly_is_said(home, write, given, sentence):
    done = home.run("import", write("Was;Wer\nBank;ada\n"), "--map", given)
    assert (done.code, done.out) == (3, "")
    assert sentence in done.err


def test_only_a_table_has_columns(home):
    done = home.run("import", home.root, "--map", "1=title")
    assert done.code == 18
