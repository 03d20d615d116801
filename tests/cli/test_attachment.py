# SPDX-License-Identifier: GPL-3.0-or-later
import json
import os
import stat

import pytest
from tests.cli.conftest import PASSWORD

from strongroom.cli.terminal import Terminal
from strongroom.vault import shrinking

LARGE = bytes(range(256)) * 20_000


def build(world):
    world.make_vault()
    world.run("add", "Passport")
    world.run("add", "Other")


@pytest.fixture
def item(world, prepare):
    """A machine with two items."""
    return prepare(world, build)


@pytest.fixture
def given(item):
    def made(name, data=b"data"):
        path = item.root / "mine" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return path

    return made


@pytest.fixture
def out(item):
    folder = item.root / "out"
    folder.mkdir()
    return folder


def listed(world, *options):
    done = world.run("attachment", "list", "Passport", *options, "--json")
    assert done.code == 0
    return json.loads(done.out)


def test_in_and_out_again(item, given, out):
    scan = given("scan.pdf", b"%PDF-1.7\n" + LARGE)
    done = item.run("attachment", "add", "passport", scan, given("note.txt", b"words"))
    added = "Added 2 files to “Passport”: “scan.pdf”, “note.txt”."
    assert (done.code, done.out, done.err) == (0, f"{added}\n", "")
    done = item.run("attachment", "list", "Passport")
    assert done.out == "scan.pdf\t4.9 MiB, PDF document\nnote.txt\t5 bytes, text\n"
    done = item.run("attachment", "save", "Passport", "SCAN.PDF", "--to", out)
    saved = out / "scan.pdf"
    assert (done.code, done.out) == (0, f"{saved}\n")
    assert saved.read_bytes() == scan.read_bytes()
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    done = item.run("attachment", "save", "Passport", "scan.pdf", "--to", saved, "--json")
    assert json.loads(done.out)["path"] == str(out / "scan (2).pdf")


def test_what_is_saved_out_is_in_the_log_and_an_item_shows_its_files(item, given, out):
    item.run("attachment", "add", "Passport", given("a.txt"), given("b.txt"))
    item.run("attachment", "save", "Passport", "a.txt", "--to", out)
    (entry,) = [
        one for one in json.loads(item.run("log", "--json").out) if one["action"] == "exported"
    ]
    assert entry["field"] == "a.txt"
    assert "Passport · “a.txt” exported · terminal" in item.run("log").out
    shown = item.run("show", "Passport").out
    assert "attachments" in shown
    assert "b.txt" in shown
    files = json.loads(item.run("show", "Passport", "--json").out)["attachments"]
    assert [one["name"] for one in files] == ["a.txt", "b.txt"]


def test_what_a_file_is_called_there_is_said_and_its_own_name_finds_it(item, given, out):
    odd = given(" a\n b.txt ")
    item.run("attachment", "add", "Passport", given("a.txt"))
    done = item.run("attachment", "add", "Passport", odd, given("a.txt"))
    assert done.out == "Added 2 files to “Passport”: “a b.txt”, “a (2).txt”.\n"
    assert "is called “a b.txt” there." in done.err
    assert "The file “a.txt” is called “a (2).txt” there." in done.err
    assert item.run("attachment", "save", "Passport", odd.name, "--to", out).code == 0
    assert (out / "a b.txt").exists()
    assert item.run("attachment", "save", "Passport", " no such \n", "--to", out).code == 4


def test_a_file_goes_to_standard_output_only_where_that_is_no_terminal(item, given, sit):
    item.run("attachment", "add", "Passport", given("a.txt", b"secret words"))
    done = item.script("attachment", "save", "Passport", "a.txt", "--to", "-")
    assert (done.code, done.out) == (0, "secret words"), done.err
    done = item.run("attachment", "save", "Passport", "a.txt", "--to", "-", "--json")
    assert done.code == 2
    assert "“a.txt” exported" in item.script("log").out
    at = sit("attachment", "save", "Passport", "a.txt", "--to", "-")
    at.expect("Standard output is a terminal")


def test_nothing_is_saved_beside_a_pipe_or_a_device(item, given, out):
    item.run("attachment", "add", "Passport", given("a.txt"))
    os.mkfifo(out / "pipe")
    (out / "link").symlink_to(given("mine"))
    for place in (out / "pipe", out / "link", "/dev/stdout", "/dev/null"):
        done = item.run("attachment", "save", "Passport", "a.txt", "--to", place)
        assert done.code == 15
        assert "is a link, a pipe or a device" in done.err
    assert {one.name for one in out.iterdir()} == {"pipe", "link"}
    done = item.run("attachment", "add", "Passport", out / "pipe")
    assert done.code == 3
    assert "a pipe or a device" in done.err


def test_a_name_too_long_for_the_disk_is_refused_before_anything_is_asked(item, out):
    long = out / ("x" * 256)
    done = item.run("attachment", "save", "Passport", "scan.pdf", "--to", long, given="")
    assert (done.code, done.out) == (15, "")
    assert "too long for this disk" in done.err


def test_what_is_not_removed_is_not_said_to_be_missing(item, given):
    item.run("attachment", "add", "Passport", given("a.txt"), given("b.txt"), given("c.txt"))

    def restored(name):
        done = item.run("attachment", "restore", "Passport", name)
        assert done.code == 4
        return done.err

    assert "“a.txt” is not removed: the item has it." in restored("a.txt")
    assert "no removed attachment “x”; none was removed" in restored("x")
    item.run("attachment", "remove", "Passport", "b.txt")
    assert "no removed attachment “x”; there are “b.txt”" in restored("x")


def test_without_a_place_it_goes_where_one_is(item, given, out, monkeypatch):
    item.run("attachment", "add", "Passport", given("note.txt"))
    monkeypatch.chdir(out)
    assert item.run("attachment", "save", "Passport", "note.txt").out == f"{out / 'note.txt'}\n"


def test_removed_and_back(item, given):
    item.run("attachment", "add", "Passport", given("a.txt"), given("b.txt"))
    done = item.run("attachment", "remove", "Passport", "a.txt")
    assert (done.code, done.out) == (0, "Removed “a.txt”; “attachment restore” brings it back.\n")
    assert [one["name"] for one in listed(item)] == ["b.txt"]
    (gone,) = listed(item, "--removed")
    assert gone["name"] == "a.txt"
    assert gone["removed"].endswith("Z")
    assert "removed 20" in item.run("attachment", "list", "Passport", "--removed").out
    done = item.run("attachment", "restore", "Passport", "a.txt", "--json")
    assert json.loads(done.out)["id"] == gone["id"]
    assert [one["name"] for one in listed(item)] == ["a.txt", "b.txt"]


def test_for_ever_wants_to_be_confirmed(item, given):
    item.run("attachment", "add", "Passport", given("a.txt"), given("b.txt"))
    item.run("attachment", "remove", "Passport", "b.txt")
    assert item.run("attachment", "remove", "Passport", "a.txt", "--forever").code == 3
    assert len(listed(item)) == 1
    for name in ("a.txt", "b.txt"):
        done = item.run("attachment", "remove", "Passport", name, "--forever", "--yes")
        assert (done.code, done.out) == (0, f"Deleted “{name}” for good.\n")
    assert listed(item) == listed(item, "--removed") == []


def test_another_name(item, given):
    item.run("attachment", "add", "Passport", given("a.txt"), given("b.txt"))
    done = item.run("attachment", "rename", "Passport", "a.txt", "c.txt")
    assert (done.code, done.out) == (0, "It is called “c.txt” now.\n")
    assert item.run("attachment", "rename", "Passport", "c.txt", "b.txt").code == 3
    assert item.run("attachment", "rename", "Passport", "c.txt", " ").code == 3


def test_json(item, given):
    done = item.run("attachment", "add", "Passport", given("a.txt", b"x"), "--json")
    (row,) = json.loads(done.out)
    assert (row["name"], row["size"], len(row["id"])) == ("a.txt", 1, 13)
    assert listed(item) == [row | {"type": "text"}]
    assert "has:attachment" in item.run("search", "--help").out
    done = item.run("search", "has:attachment")
    assert (done.out, done.err) == ("Passport\t\n", "")


def test_two_that_answer_to_one_name_are_listed(item, given):
    item.run("attachment", "add", "Passport", given("Scan.txt"), given("scan.txt"))
    done = item.run("attachment", "save", "Passport", "SCAN.TXT")
    assert done.code == 5
    assert "2 attachments answer to “SCAN.TXT”" in done.err
    ids = {one["name"]: one["id"] for one in listed(item)}
    assert all(number in done.err for number in ids.values())
    assert item.run("attachment", "remove", "Passport", "scan.txt").code == 0
    assert item.run("attachment", "remove", "Passport", ids["Scan.txt"]).code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["add", "Passport"], 2, "FILE"),
        (["add", "Passport", "none.txt"], 4, "There is no file “none.txt”"),
        (["add", "Passport", "/"], 3, "“/” is a folder; put it into a ZIP archive"),
        (["add", "Nothing", "/dev/null"], 4, "No item is called “Nothing”"),
        (["list", "Nothing"], 4, "No item is called “Nothing”"),
        (["save", "Passport", "none"], 4, "There is no attachment “none”; there are “a.txt”"),
        (["save", "Other", "none"], 4, "the item has none"),
        (["save", "Passport", "a.txt", "--to", "/none/at/all"], 15, "There is no folder"),
        (["save", "Passport", "a.txt", "--to", "/none/"], 4, "There is no folder “/none/”"),
        (["remove", "Passport", "none", "--forever", "--yes"], 4, "no attachment “none”"),
        (["restore", "Passport", "a.txt"], 4, "“a.txt” is not removed"),
        (["rename", "Passport", "none", "x"], 4, "no attachment “none”"),
        ([], 2, "attachment --help"),
    ],
)
def test_what_cannot_be_done_says_why(item, given, arguments, code, sentence):
    item.run("attachment", "add", "Passport", given("a.txt"))
    before = item.vault.read_bytes()
    done = item.run("attachment", *arguments)
    assert done.code == code
    assert sentence in done.err
    assert item.vault.read_bytes() == before


def test_a_script_that_saves_a_large_one(item, given, out):
    big = given("big.bin", os.urandom(9_000_000))
    assert item.script("attachment", "add", "Passport", big).code == 0
    done = item.script("attachment", "save", "Passport", "big.bin", "--to", out)
    assert (done.code, done.err) == (0, "")
    assert (out / "big.bin").read_bytes() == big.read_bytes()


def test_no_room_leaves_nothing(item, given, out):
    big = given("big.bin", bytes(9_000_000))
    item.run("attachment", "add", "Passport", big)
    done = item.script("attachment", "save", "Passport", "big.bin", "--to", out, limit=1000)
    assert done.code == 15
    assert "full" in done.err
    assert list(out.iterdir()) == []
    assert PASSWORD not in done.err


def test_the_file_is_small_again_once_a_large_one_is_gone_for_good(item, given, monkeypatch):
    large = given("large.bin", bytes(9 * 1024 * 1024))
    item.run("attachment", "add", "Passport", large)
    item.run("attachment", "remove", "Passport", "large.bin")
    assert item.vault.stat().st_size > large.stat().st_size
    said = []
    monkeypatch.setattr(Terminal, "flush", lambda terminal: said.append(terminal._out.getvalue()))
    done = item.run("attachment", "remove", "Passport", "large.bin", "--forever", "--yes")
    assert (done.code, done.out, done.err) == (0, "Deleted “large.bin” for good.\n", "")
    assert item.vault.stat().st_size < 1024 * 1024
    assert said[0] == done.out  # before the file is written anew
    assert listed(item, "--removed") == []


def test_whoever_interrupts_that_has_deleted_it_all_the_same(item, given, monkeypatch):
    large = given("large.bin", bytes(9 * 1024 * 1024))
    item.run("attachment", "add", "Passport", large)

    def interrupt(*_given):
        raise KeyboardInterrupt

    monkeypatch.setattr(shrinking, "_take_rights", interrupt)
    done = item.run("attachment", "remove", "Passport", "large.bin", "--forever", "--yes")
    assert (done.code, done.out) == (0, "Deleted “large.bin” for good.\n")
    assert item.vault.stat().st_size > large.stat().st_size
    assert not list(item.root.glob("*.new"))
    assert listed(item, "--removed") == []
