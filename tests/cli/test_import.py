# SPDX-License-Identifier: GPL-3.0-or-later
import json

import pytest
from tests.cli.conftest import PASSWORD

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
    assert (done.code, done.err) == (0, "")
    assert done.out == "2 items imported, 0 were here already, 0 could not be read.\n"
    assert home.run("list").out == "a\tu\nb\tu\n"
    done = home.run("import", file)
    assert done.out == "0 items imported, 2 were here already, 0 could not be read.\n"
    assert home.run("list").out == "a\tu\nb\tu\n"


def test_rows_that_cannot_be_read_are_named_and_the_rest_comes(home, write):
    rows = f"a,https://a.example,u,p,\ntoo,few\nb,https://b.example,u,{'x' * 5000},\nc,,,p,\n"
    file = write(CHROME + rows)
    done = home.run("import", file)
    assert done.code == 19
    assert done.out == "2 items imported, 0 were here already, 2 could not be read.\n"
    first, second = done.err.splitlines()
    assert first.startswith("line 3: ")
    assert second.startswith("line 4: ")
    assert "x" * 100 not in done.err


def test_json(home, write):
    file = write(CHROME + "a,https://a.example,u,p,\nbroken\n")
    done = home.run("import", file, "--json", "--format", "Edge")
    assert done.code == 19
    told = json.loads(done.out)
    assert (told["imported"], told["already_here"]) == (1, 0)
    assert [problem["line"] for problem in told["problems"]] == [3]


def test_into_a_folder(home, write):
    home.run("import", write(CHROME + "a,https://a.example,u,p,\n"), "--folder", "From/Chrome")
    (row,) = json.loads(home.run("list", "--json").out)
    assert row["folder"] == "From/Chrome"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02\xff" * 1000,
        b"\xff\xfebroken",
        "no,known,columns\n1,2,3\n",
        CHROME,
        CHROME.encode() + "ä,https://a.example,u,p,".encode("latin-1"),
        CHROME + 'a,"https://a.example,u,p,\nb,x,y,z,\n',
        pytest.param(b"x" * (100 << 20), id="100 MiB on one line"),
    ],
)
def test_a_file_that_is_not_one_writes_nothing(home, write, content):
    before = home.vault.read_bytes()
    done = home.run("import", write(content))
    assert done.code in (18, 19)
    assert done.code == 18 or done.out.startswith("0 items imported")
    assert home.vault.read_bytes() == before
    assert all(len(line) < 300 for line in done.err.splitlines())


def test_the_wrong_format_is_said(home, write):
    done = home.run("import", write(CHROME + "a,b,c,d,\n"), "--format", "firefox")
    assert (done.code, done.out) == (18, "")


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["nothing.csv"], 4, "There is no file “nothing.csv”"),
        (["."], 7, "cannot be read"),
        (["x", "--format", "lotus"], 2, "No format is called “lotus”"),
        ([], 2, "Missing argument"),
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
    assert done.out.startswith("1 item imported")


@pytest.mark.exports
@pytest.mark.parametrize(("name", "count"), [("chrome.csv", 14), ("firefox.csv", 14)])
def test_what_the_browsers_wrote(home, exports, name, count):
    done = home.run("import", exports / name)
    assert done.code in (0, 19)
    assert f"{count} items imported" in done.out
