# SPDX-License-Identifier: GPL-3.0-or-later
import json

import pytest
from tests.cli.conftest import PASSWORD


def shown(world, name, *options):
    done = world.run("show", name, "--json", "--reveal", *options)
    assert done.code == 0, done.err
    return json.loads(done.out)


def values(item):
    return {field["label"]: field["value"] for field in item["fields"]}


def test_a_login_with_everything(home):
    done = home.run(
        "add",
        "GitHub",
        *("--username", "alice", "--url", "https://github.com", "--url", "https://gist.github.com"),
        *("--tag", "dev", "--tag", "work", "--folder", "Work/Code", "--favourite"),
        *("--field", "team=core=1", "--concealed-field", "backup code"),
        *("--password-prompt", "--otp-prompt", "--note-stdin"),
        given=f"{PASSWORD}\nhunter2\ncode 1\nJBSWY3DPEHPK3PXP\nfirst line\nsecond line\n",
    )
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Added “GitHub” (")
    item = shown(home, "GitHub")
    assert item["kind"] == "login"
    assert item["urls"] == ["https://github.com", "https://gist.github.com"]
    assert item["tags"] == ["dev", "work"]
    assert item["folder"] == "Work/Code"
    assert item["favourite"] is True
    assert [(f["label"], f["value"]) for f in item["fields"]] == [
        ("username", "alice"),
        ("password", "hunter2"),
        ("one-time password", "JBSWY3DPEHPK3PXP"),
        ("website", "https://github.com"),
        ("website", "https://gist.github.com"),
        ("notes", "first line\nsecond line"),
        ("team", "core=1"),
        ("backup code", "code 1"),
    ]
    assert [f["concealed"] for f in item["fields"]][-2:] == [False, True]


def test_prompts_stand_in_the_order_of_their_options(home):
    done = home.run(
        "add",
        "X",
        *("--concealed-field", "one", "--otp-prompt", "--concealed-field", "two"),
        "--password-prompt",
        given=f"{PASSWORD}\npw\nfirst\nJBSWY3DPEHPK3PXP\nsecond\n",
    )
    assert done.code == 0, done.err
    assert values(shown(home, "X")) == {
        "password": "pw",
        "one-time password": "JBSWY3DPEHPK3PXP",
        "one": "first",
        "two": "second",
    }


def test_a_password_made_up(home):
    assert home.run("add", "X", "--generate").code == 0
    assert len(values(shown(home, "X"))["password"]) == 20


def test_json_is_the_new_item_and_no_secret(home):
    done = home.run("add", "X", "--password-prompt", "--json", given=f"{PASSWORD}\nhunter2\n")
    added = json.loads(done.out)
    assert added["title"] == "X"
    assert len(added["id"]) == 13
    assert "hunter2" not in done.out + done.err


@pytest.mark.parametrize(
    ("kind", "options", "answers", "fields"),
    [
        ("note", ["--note-stdin"], "text", {"notes": "text"}),
        (
            "card",
            ["--concealed-field", "number", "--field", "valid until=2031-05"],
            "4111\n",
            {"number": "4111", "valid until": "2031-05"},
        ),
        (
            "wifi",
            ["--field", "network name=Attic", "--password-prompt"],
            "pw\n",
            {"network name": "Attic", "password": "pw"},
        ),
        ("ssh_key", ["--field", "host=h", "--username", "u"], "", {"host": "h", "username": "u"}),
        ("api_key", ["--concealed-field", "key"], "k\n", {"key": "k"}),
        ("identity", ["--field", "email=a@b.example"], "", {"email": "a@b.example"}),
        ("password", ["--password-prompt"], "pw\n", {"password": "pw"}),
        ("login", ["--field", "expires=2031-05-09"], "", {"expires": "2031-05-09"}),
        ("login", ["--field", "notes=in one line"], "", {"notes": "in one line"}),
        ("login", ["--field", "password_hint=x"], "", {"password_hint": "x"}),
    ],
)
def test_every_kind_by_the_labels_of_its_fields(home, kind, options, answers, fields):
    done = home.run("add", "X", "--kind", kind, *options, given=f"{PASSWORD}\n{answers}")
    assert done.code == 0, done.err
    item = shown(home, "X")
    assert (item["kind"], values(item)) == (kind, fields)


def test_labels_of_the_template_get_their_role(home):
    options = ["--concealed-field", "Security Code", "--field", "NAME ON CARD=A. Lice"]
    home.run("add", "X", "--kind", "card", *options, given=f"{PASSWORD}\n123\n")
    roles = [field["role"] for field in shown(home, "X")["fields"]]
    assert roles == ["card.holder", "card.code"]


@pytest.mark.parametrize(
    ("options", "answers", "code", "sentence"),
    [
        (["--field", "password=x"], "", 3, "“password” is concealed"),
        (["--kind", "card", "--field", "PIN=1"], "", 3, "“PIN” is concealed"),
        (["--concealed-field", "website"], "x\n", 3, "“website” is not concealed"),
        (["--field", "no equals"], "", 2, "“label=value”."),
        (["--field", "=x"], "", 2, "“label=value”."),
        (["--generate", "--password-prompt"], "", 2, "Choose one of"),
        (["--password-prompt"], "\n", 3, "left empty: Password"),
        (["--password-prompt"], "", 3, "where this was to come: Password"),
        (["--concealed-field", "x"], "", 3, "where this was to come: x"),
        (["--otp-prompt"], "not base32!\n", 3, "no one-time password secret"),
        (["--password-prompt"], b"\xff\xfe\n", 3, "not UTF-8 text: Password"),
        (["--password-prompt"], "x" * 4097 + "\n", 3, "4,097 bytes long"),
        (["--password-prompt"], "x" * 70_000 + "\n", 3, "too long for one line"),
        (["--note-stdin"], b"\xff", 3, "note is not UTF-8"),
        (["--field", "expires=soon"], "", 3, "is no date"),
        (["--tag", "x" * 101], "", 3, "“tag” is 101 characters long"),
    ],
)
def test_what_is_refused_adds_nothing(home, options, answers, code, sentence):
    before = home.vault.read_bytes()
    answers = answers if isinstance(answers, bytes) else answers.encode()
    done = home.run("add", "X", *options, given=PASSWORD.encode() + b"\n" + answers)
    assert (done.code, done.out) == (code, "")
    assert sentence in done.err
    assert done.err.count("\n") == 1
    assert home.vault.read_bytes() == before


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("", "is empty"),
        ("  ", "is empty"),
        ("x" * 1025, "1,025 characters long"),
        ("a\nb", "control character"),
        ("a\x1b[31mb", "control character"),
        ("half \udcff", "half a character"),
    ],
)
def test_titles_that_cannot_be(home, title, sentence):
    done = home.run("add", title)
    assert (done.code, done.out) == (3, "")
    assert sentence in done.err


@pytest.mark.parametrize("title", ["שלום עולם", "e\u0301a\u0308", "日本語", "x" * 1024, "👩‍👩‍👧"])
def test_titles_of_the_world(home, title):
    assert home.run("add", title).code == 0
    assert home.run("show", title, "--json").code == 0


def test_an_item_may_bear_a_title_that_is_taken(home):
    assert home.run("add", "X").code == 0
    assert home.run("add", "X").code == 0
    assert home.run("list").out == "X\t\nX\t\n"


def test_the_secret_is_in_no_error(home):
    done = home.run("add", "X", "--otp-prompt", given=f"{PASSWORD}\nhunter-xyzzy!\n")
    assert "hunter" not in done.err
    assert PASSWORD not in done.err


@pytest.mark.parametrize("folder", ["", "/", "//"])
@pytest.mark.parametrize("arguments", [["add", "X", "--folder"], ["import", "none.csv", "--into"]])
def test_a_folder_without_a_name_is_refused_before_anything_is_asked(home, arguments, folder):
    done = home.run(*arguments, folder, given="")
    assert (done.code, done.out) == (3, "")
    assert f"“{folder}” names no folder" in done.err


@pytest.mark.parametrize("folder", ["..//a/", "a//b", "/a//b", "a//"])
def test_so_is_one_with_an_empty_name_in_it(home, folder):
    done = home.run("add", "X", "--folder", folder, given="")
    assert (done.code, done.out) == (3, "")
    assert f"“{folder}” has an empty name in it" in done.err


def test_a_slash_in_front_or_at_the_end_is_no_name(home):
    assert home.run("add", "X", "--folder", "/a/b/").code == 0
    assert home.run("list", "--folder", "a/b").out == "X\t\n"


@pytest.mark.parametrize("tag", ["", " "])
def test_so_is_an_empty_tag(home, tag):
    done = home.run("add", "X", "--tag", "home", "--tag", tag, given="")
    assert (done.code, done.out) == (3, "")
    assert "A tag is empty" in done.err
