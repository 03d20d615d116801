# SPDX-License-Identifier: GPL-3.0-or-later
import csv
import io
import json
import shutil
import stat
import subprocess

import pytest
from tests.cli.conftest import PASSWORD

NEW = "a password for the file"
TWICE = f"{PASSWORD}\n{NEW}\n{NEW}\n"


@pytest.fixture
def filled(home):
    for title, password, *more in (
        ("GitHub", "pw1", "--folder", "Work"),
        ("Bank", "pw2"),
        ("Old", "pw3"),
    ):
        given = f"{PASSWORD}\n{password}\n"
        done = home.run("add", title, "--username", "ada", "--password-prompt", *more, given=given)
        assert done.code == 0, done.err
    home.run("remove", "Old")
    return home


@pytest.fixture
def keepassxc():
    """Ask KeePassXC about a database that opens with the password of the file."""
    tool = shutil.which("keepassxc-cli")
    if tool is None:
        pytest.skip("KeePassXC is not installed")

    def ask(verb, *arguments):
        done = subprocess.run(
            [tool, verb, "-q", *map(str, arguments)],
            input=f"{NEW}\n",
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return ask


def titles(home, path):
    """The titles in another vault, opened with the password of the file."""
    listed = home.run("list", "--vault", path, "--json", given=f"{NEW}\n")
    assert listed.code == 0, listed.err
    return sorted(row["title"] for row in json.loads(listed.out))


def test_a_vault_of_its_own(filled):
    target = filled.root / "Friends.strongroom"
    done = filled.run("export", target, "--format", "strongroom", given=TWICE)
    assert (done.code, done.out) == (0, "2 items exported.\n")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert titles(filled, target) == ["Bank", "GitHub"]
    assert filled.run("list", "--vault", target).code == 6


def test_a_folder_or_items_by_name(filled):
    for name, what, found in (
        ("a", ["--folder", "Work"], ["GitHub"]),
        ("b", ["Bank"], ["Bank"]),
        ("c", ["Work/GitHub", "Old", "--with-trash"], ["GitHub"]),
    ):
        target = filled.root / f"{name}.strongroom"
        done = filled.run("export", target, *what, "--format", "strongroom", given=TWICE)
        assert done.code == 0, done.err
        assert titles(filled, target) == found
    assert filled.run("restore", "Old", "--vault", target, given=f"{NEW}\n").code == 0
    assert titles(filled, target) == ["GitHub", "Old"]


def test_what_is_in_the_trash_is_not_found_without_asking_for_it(filled):
    target = filled.root / "x.strongroom"
    done = filled.run("export", target, "Old", "--format", "strongroom", given=TWICE)
    assert done.code == 4
    assert not target.exists()


def test_the_master_password_is_asked_for_whatever_else_opens_the_vault(filled):
    filled.choose_quick_unlock(None)
    assert filled.run("list", given="").code in {0, 3}
    target = filled.root / "x.strongroom"
    done = filled.run("export", target, "--format", "strongroom", given=f"{NEW}\n{NEW}\n")
    assert done.code == 6
    assert not target.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (f"{PASSWORD}\n\n\n", "The file's password is empty"),
        (f"{PASSWORD}\none\nother\n", "differ"),
        (f"{PASSWORD}\n", "Password for the new file"),
    ],
)
def test_a_password_for_the_file_that_will_not_do(filled, given, said):
    target = filled.root / "x.strongroom"
    done = filled.run("export", target, "--format", "strongroom", given=given)
    assert done.code == 3
    assert said in done.err
    assert not target.exists()


def test_json_tells_what_came(filled):
    target = filled.root / "x.strongroom"
    done = filled.run("export", target, "--format", "strongroom", "--json", given=TWICE)
    assert json.loads(done.out) == {
        "path": str(target),
        "format": "strongroom",
        "encrypted": True,
        "items": 2,
        "left_out": 0,
        "folders": 1,
        "losses": [],
    }


def test_items_that_the_format_does_not_take_are_not_counted_as_exported(filled):
    filled.run("add", "Safe", "--kind", "note")
    target = filled.root / "out.csv"
    done = filled.run("export", target, "--format", "csv-chrome", "--yes")
    assert "of 3 items exported; what is missing is named above." in done.out
    rows = len(list(csv.DictReader(io.StringIO(target.read_text("utf-8")))))
    assert done.out.startswith(f"{rows} of 3 ")


def test_what_stays_in_the_trash_is_told(filled):
    name = filled.run("list", "--json").out
    filled.run("remove", json.loads(name)[0]["title"], "--yes")
    target = filled.root / "one.json"
    done = filled.run("export", target, "--format", "bitwarden", "--yes")
    left = "2 items that lie in the trash are left out; --with-trash takes them along."
    assert left in done.err
    target = filled.root / "both.json"
    done = filled.run("export", target, "--format", "bitwarden", "--yes", "--with-trash")
    assert "left out" not in done.err
    target = filled.root / "both.csv"
    done = filled.run("export", target, "--format", "csv-bitwarden", "--yes", "--with-trash")
    assert [line for line in done.err.splitlines() if "Trash" in line] == [
        "2 items of the Trash are items like any other there."
    ]


def test_a_file_that_is_there_is_refused_before_anything_is_asked(filled):
    target = filled.root / "x.strongroom"
    target.write_bytes(b"dear")
    done = filled.run("export", target, "--format", "strongroom", given="")
    assert done.code == 15
    assert "exists already" in done.err
    assert "add --replace" in done.err
    assert target.read_bytes() == b"dear"


@pytest.mark.parametrize(
    "arguments",
    [
        ["x.csv"],
        ["--format", "csv-chrome"],
        ["x.csv", "--format", "doc"],
        ["x.pdf", "--format", "page"],
        ["x.csv", "Bank", "--folder", "Work", "--format", "csv-chrome"],
        ["-", "--format", "csv-chrome", "--yes", "--json"],
    ],
)
def test_a_command_line_that_makes_no_sense(filled, arguments):
    assert filled.run("export", *arguments, given="").code == 2


@pytest.mark.parametrize("name", ["Chrome", "csv-chrome", "Edge"])
def test_a_format_may_be_called_as_the_import_calls_it(filled, name):
    target = filled.root / "x.csv"
    done = filled.run("export", target, "--format", name, "--yes")
    assert done.code == 0, done.err
    assert target.read_text().startswith("name,url,username,password,note")


def test_the_formats_are_listed(filled):
    for name in ("doc", "1pux"):
        unknown = filled.run("export", "x", "--format", name, given="").err
        assert f"“{name}”; there are: kdbx, " in unknown
        assert "page" not in unknown
    listed = filled.run("export", "--list-formats", given="")
    assert "csv-spreadsheet\tCSV for spreadsheets. Readable by anyone" in listed.out
    told = json.loads(filled.run("export", "--list-formats", "--json", given="").out)
    assert {row["name"] for row in told if row["encrypted"]} == {
        "kdbx",
        "strongroom",
        "bitwarden-protected",
    }
    assert "page" not in {row["name"] for row in told}


# What anyone can read


def test_plain_text_asks_for_a_yes_and_then_says_to_delete_it(filled):
    target = filled.root / "out.csv"
    refused = filled.run("export", target, "--format", "csv-chrome")
    assert refused.code == 3
    assert "--yes" in refused.err
    assert not target.exists()
    done = filled.run("export", target, "--format", "csv-chrome", "--yes")
    assert done.code == 0, done.err
    assert "Anyone who gets this file" in done.err
    assert "Delete" in done.err
    rows = list(csv.DictReader(io.StringIO(target.read_text())))
    assert {(row["name"], row["password"]) for row in rows} == {("GitHub", "pw1"), ("Bank", "pw2")}
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert "2 items exported" in done.out
    log = filled.run("log")
    assert "Exported" in log.out


def test_plain_text_in_a_shared_place_wants_a_second_yes(filled):
    folder = filled.root / "Dropbox"
    folder.mkdir()
    target = folder / "out.csv"
    refused = filled.run("export", target, "--format", "csv-chrome", "--yes", given="")
    assert refused.code == 3
    assert "synchronised by Dropbox" in refused.err
    assert "--allow-shared-place" in refused.err
    assert list(folder.iterdir()) == []
    done = filled.run("export", target, "--format", "csv-chrome", "--yes", "--allow-shared-place")
    assert done.code == 0, done.err
    assert target.exists()


@pytest.mark.parametrize(
    ("kind", "length"), [("kdbx", 256), ("csv-chrome", 256), ("strongroom", 250)]
)
def test_a_name_too_long_for_the_disk_is_refused_before_anything_is_asked(filled, kind, length):
    target = filled.root / ("x" * length)
    done = filled.run("export", target, "--format", kind, "--yes", given="")
    assert (done.code, done.out) == (15, "")
    assert done.err == (
        "strongroom-cli: The file's name is too long for this disk; choose a shorter one.\n"
    )


def test_a_device_is_refused_with_what_does_it(filled):
    done = filled.run("export", "/dev/null", "--format", "csv-chrome", "--yes", given="")
    assert done.code == 15
    assert "give “-” and a pipe" in done.err
    for other in ("/", "/none/x.csv", filled.vault):
        arguments = ("export", other, "--format", "csv-chrome", "--yes", "--replace")
        done = filled.run(*arguments, given="")
        assert done.code == 15
        assert "and a pipe" not in done.err


def test_to_standard_output_where_a_program_reads_it(filled):
    done = filled.script("export", "-", "--format", "csv-chrome", "--yes")
    assert done.code == 0, done.err
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert {row["name"] for row in rows} == {"GitHub", "Bank"}
    assert "2 items exported" in done.err


def test_a_vault_cannot_be_streamed(filled):
    done = filled.script("export", "-", "--format", "strongroom", given=TWICE)
    assert done.code == 15
    assert "a file of its own" in done.err


@pytest.mark.usefixtures("filled")
def test_never_to_a_terminal(sit):
    at = sit("export", "-", "--format", "csv-chrome", "--yes")
    at.expect("Standard output is a terminal")
    assert at.finish() == 3


@pytest.mark.usefixtures("filled")
def test_at_a_terminal_the_files_password_is_typed_unseen_and_twice(filled, sit):
    target = filled.root / "x.strongroom"
    at = sit("export", target, "--format", "strongroom")
    at.expect("Master password of Personal: ")
    at.type(PASSWORD + "\n")
    for prompt in ("Password for the new file: ", "The same again: "):
        at.expect(prompt)
        at.type(NEW + "\n")
    at.expect("2 items exported")
    assert at.finish() == 0
    assert NEW not in at.transcript
    assert titles(filled, target) == ["Bank", "GitHub"]


WEAK = f"{PASSWORD}\nhello\nhello\n"


def test_a_weak_password_for_the_file_wants_a_second_yes(filled):
    target = filled.root / "x.kdbx"
    done = filled.run("export", target, "--format", "kdbx", given=WEAK)
    assert done.code == 3
    assert "rated" in done.err
    assert "add --yes" in done.err
    assert not target.exists()
    done = filled.run("export", target, "--format", "kdbx", "--yes", given=WEAK)
    assert done.code == 0, done.err
    assert target.exists()


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(("answer", "code"), [("n", 21), ("y", 0)])
def test_at_a_terminal_a_weak_password_for_the_file_is_asked_about(filled, sit, answer, code):
    target = filled.root / "x.kdbx"
    at = sit("export", target, "--format", "kdbx")
    at.expect("Master password of Personal: ")
    at.type(PASSWORD + "\n")
    for prompt in ("Password for the new file: ", "The same again: "):
        at.expect(prompt)
        at.type("hello\n")
    at.expect("Use this password all the same? [y/N] ")
    at.type(f"{answer}\n")
    assert at.finish() == code
    assert target.exists() == (code == 0)


def test_a_full_disk_leaves_nothing(filled):
    target = filled.root / "out.json"
    filled.fill(400)
    done = filled.script("export", target, "--format", "bitwarden", "--yes", limit=1)
    assert done.code == 15
    assert "full" in done.err
    assert [file for file in filled.root.iterdir() if "out.json" in file.name] == []


# What other programs take


def test_keepassxc_opens_the_database_with_everything_in_it(filled, keepassxc):
    target = filled.root / "out.kdbx"
    done = filled.script("export", target, "--format", "kdbx", "--with-trash", given=TWICE)
    assert done.code == 0, done.err
    listed = keepassxc("ls", "-R", "-f", target).splitlines()
    assert sorted(listed) == ["Bank", "Recycle Bin/", "Recycle Bin/Old", "Work/", "Work/GitHub"]
    assert keepassxc("show", "-s", "-a", "Password", target, "Work/GitHub") == "pw1\n"
    again = filled.run("export", target, "--format", "kdbx", "--replace", given=TWICE)
    assert again.code == 0, again.err
    assert "Old" not in keepassxc("ls", "-R", "-f", target)


def test_bitwarden_plain_and_protected(filled):
    target = filled.root / "out.json"
    done = filled.run("export", target, "--format", "bitwarden", "--yes")
    assert done.code == 0, done.err
    told = json.loads(target.read_text())
    assert {one["name"]: one["login"]["password"] for one in told["items"]} == {
        "GitHub": "pw1",
        "Bank": "pw2",
    }
    protected = filled.root / "protected.json"
    done = filled.run("export", protected, "--format", "bitwarden-protected", given=TWICE)
    assert done.code == 0, done.err
    told = json.loads(protected.read_text())
    assert told["encrypted"] is True
    assert told["passwordProtected"] is True
    assert "pw1" not in protected.read_text()


@pytest.mark.parametrize(
    ("name", "title", "secret"),
    [
        ("csv-chrome", "name", "password"),
        ("csv-bitwarden", "name", "login_password"),
        ("csv-keepassxc", "Title", "Password"),
    ],
)
def test_csv_for_other_managers_keeps_every_character(filled, name, title, secret):
    value = '=1+1,"quoted"; \u20ac'
    given = f"{PASSWORD}\n{value}\n"
    filled.run("add", "@Sheet", "--username", "-ada", "--password-prompt", given=given)
    target = filled.root / "out.csv"
    done = filled.run("export", target, "--format", name, "--yes")
    assert done.code == 0, done.err
    rows = {row[title]: row for row in csv.DictReader(io.StringIO(target.read_text("utf-8-sig")))}
    assert rows["@Sheet"][secret] == value
    assert set(rows) == {"@Sheet", "Bank", "GitHub"}


def test_csv_for_spreadsheets_runs_no_formula_and_says_so(filled):
    given = f"{PASSWORD}\n=1+1\n"
    filled.run("add", "@Sheet", "--username", "-ada", "--password-prompt", given=given)
    target = filled.root / "out.csv"
    done = filled.run("export", target, "--format", "csv-spreadsheet", "--yes")
    assert done.code == 0, done.err
    text = target.read_bytes().decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
    assert any("=1+1" in cell for cell in cells)
    assert "but for what is named above" in done.out


def test_a_csv_comes_in_again_as_it_left(filled):
    target = filled.root / "out.csv"
    filled.run("export", target, "--format", "csv-bitwarden", "--yes")
    there = filled.root / "There.strongroom"
    filled.run("create", there, given=f"{NEW}\n{NEW}\n")
    done = filled.run("import", target, "--vault", there, given=f"{NEW}\n")
    assert done.code == 0, done.err
    assert titles(filled, there) == ["Bank", "GitHub"]
    field = ("--field", "password", "--reveal")
    shown = filled.run("show", "GitHub", *field, "--vault", there, given=f"{NEW}\n")
    assert shown.out == "pw1\n"
