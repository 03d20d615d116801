# SPDX-License-Identifier: GPL-3.0-or-later
import json

import pytest
from tests.cli.conftest import PASSWORD
from tests.fakes import FakeClipboard, FakeClock

from strongroom.app.items import Items
from strongroom.errors import NoClipboard
from strongroom.model.credentials import Credentials
from strongroom.model.edits import new_item
from strongroom.model.fields import Field, FieldKind
from strongroom.model.item import Content
from strongroom.secret import SecretBytes

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238's, in Base32


def build(world):
    world.make_vault()
    done = world.run(
        "add",
        "GitHub",
        *("--username", "alice", "--url", "https://github.com", "--url", "https://b.example"),
        *("--tag", "dev", "--folder", "Work/Code", "--field", "team=core", "--otp-prompt"),
        *("--concealed-field", "backup", "--password-prompt", "--note-stdin"),
        given=f"{PASSWORD}\nhunter2\n{SECRET}\ncode 1\nfirst\nsecond",
    )
    assert done.code == 0, done.err


@pytest.fixture
def item(world, prepare):
    """A machine with one full item."""
    return prepare(world, build)


def usage(world):
    session = world.session()
    session.unlock(world.vault, Credentials(password=SecretBytes.of_text(PASSWORD)))
    used = dict(Items(session).usage())
    session.lock()
    return [use.times_used for use in used.values()]


def test_the_whole_item_with_what_is_concealed_as_bullets(item):
    done = item.run("show", "github")
    assert (done.code, done.err) == (0, "")
    lines = done.out.split("\n")
    assert lines[:3] == ["GitHub", "Login", ""]
    assert "  username           alice" in lines
    assert "  password           ••••••••••" in lines
    assert "  backup             ••••••••••" in lines
    assert "  notes              first" in lines
    assert "                     second" in lines
    assert "  folder             Work/Code" in lines
    for secret in ("hunter2", "code 1", SECRET):
        assert secret not in done.out
    assert usage(item) == []


def test_reveal(item):
    done = item.run("show", "GitHub", "--reveal")
    for secret in ("hunter2", "code 1", SECRET):
        assert secret in done.out
    assert usage(item) == [1]


def test_json_conceals_too(item):
    done = item.run("show", "GitHub", "--json")
    fields = {f["label"]: f for f in json.loads(done.out)["fields"]}
    assert fields["password"]["value"] is None
    assert fields["password"]["concealed"] is True
    assert fields["username"]["value"] == "alice"
    assert "hunter2" not in done.out


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("password", "hunter2\n"),
        ("PASSWORD", "hunter2\n"),
        ("username", "alice\n"),
        ("website", "https://github.com\nhttps://b.example\n"),
        ("notes", "first\nsecond\n"),
        ("team", "core\n"),
        ("backup", "code 1\n"),
        ("otp", SECRET + "\n"),
        ("one-time password", SECRET + "\n"),
    ],
)
def test_a_field_alone_is_its_bare_value(item, name, printed):
    done = item.run("show", "GitHub", "--field", name)
    assert (done.code, done.out, done.err) == (0, printed, "")


def test_a_field_alone_as_json(item):
    done = item.run("show", "GitHub", "--field", "password", "--json")
    assert json.loads(done.out) == {"label": "password", "value": "hunter2"}


def test_a_field_that_is_not_there(item):
    done = item.run("show", "GitHub", "--field", "pin")
    assert (done.code, done.out) == (4, "")
    assert "has no field “pin”; it has username, password" in done.err
    item.run("add", "Empty")
    assert "all its fields are empty" in item.run("show", "Empty", "--field", "x").err


@pytest.mark.parametrize("name", ["GitHub", "github", "Work/Code/GitHub", "work/code/github"])
def test_names(item, name):
    assert item.run("show", name).code == 0


def test_by_id(item):
    (row,) = json.loads(item.run("list", "--json").out)
    assert item.run("show", row["id"].lower()).out.startswith("GitHub\n")


def test_a_name_that_several_items_bear_lists_them(item):
    item.run("add", "GITHUB", "--folder", "Home")
    ids = {row["folder"]: row["id"] for row in json.loads(item.run("list", "--json").out)}
    done = item.run("show", "gitHub")
    assert (done.code, done.out) == (5, "")
    first, *others = done.err.splitlines()
    assert first.startswith("strongroom-cli: 2 items answer to “gitHub”")
    assert others == [f"  {ids['Home']}  Home/GITHUB", f"  {ids['Work/Code']}  Work/Code/GitHub"]
    assert item.run("show", "Home/github").code == 0
    assert item.run("show", ids["Home"]).code == 0


def test_a_slash_in_a_title(home):
    home.run("add", "a/b")
    assert home.run("show", r"a\/b").code == 0
    assert home.run("show", "a/b").code == 0


def test_an_item_in_the_trash_is_shown_as_such(item):
    item.run("remove", "GitHub")
    assert "in the trash since" in item.run("show", "GitHub").out


def test_escape_sequences_are_shown_and_not_sent(home):
    """Another program's file may hold what ours refuses to take."""
    session = home.session()
    session.unlock(home.vault, Credentials(password=SecretBytes.of_text(PASSWORD)))
    field = Field(id=1, kind=FieldKind.TEXT, label="a\x1bb", value="c\x1b[2Jd")
    content = Content(kind="login", title="t\x1b]0;x\x07", fields=(field,))

    def change(draft):
        made = new_item(content, draft.now)
        draft.put(made.overview, made.details)

    session.vault.write(change)
    session.lock()
    for arguments in (["list"], ["show", "t\x1b]0;x\x07"], ["list", "--json"]):
        done = home.run(*arguments)
        assert done.code == 0, done.err
        assert "\x1b" not in done.out
        assert "\x07" not in done.out
    missing = home.run("show", "\x1b[31mno")
    assert "\x1b" not in missing.err
    assert "␛[31mno" in missing.err
    # For a program the bare value is exact.
    assert home.run("show", "t\x1b]0;x\x07", "--field", "a\x1bb").out == "c\x1b[2Jd\n"


def test_the_code_of_the_moment(item):
    item.clock = FakeClock(59_000)
    done = item.run("otp", "GitHub")
    assert (done.code, done.out, done.err) == (0, "287082\n", "")
    assert json.loads(item.run("otp", "GitHub", "--json").out) == {
        "code": "287082",
        "seconds_left": 1,
        "period": 30,
    }
    assert usage(item) == [2]


def test_an_item_without_one(home):
    home.run("add", "X")
    done = home.run("otp", "X")
    assert done.code == 4
    assert "edit --otp-prompt" in done.err


@pytest.mark.parametrize(
    ("options", "label", "copied"),
    [
        (["show", "GitHub", "--copy"], "Password", "hunter2"),
        (["show", "GitHub", "--field", "username", "--copy"], "Username", "alice"),
        (["show", "GitHub", "--field", "website", "--copy"], "Website", "https://github.com"),
        (["otp", "GitHub", "--copy"], "One-time password", "287082"),
    ],
)
def test_copy_prints_nothing_and_clears(item, options, label, copied):
    item.clock = FakeClock(59_000)
    seen = []

    def pause(_seconds):
        seen.append(item.clipboard.text)
        item.clock.forward(seconds=30)

    item.pause = pause
    done = item.run(*options)
    assert (done.code, done.out) == (0, "")
    assert seen == [copied]
    assert done.err.startswith(f"{label} copied · clears in 30 seconds\n")
    assert item.clipboard.text is None
    assert copied not in done.err or label == "Username"


def test_copy_leaves_alone_what_was_copied_since(item):
    item.clock = FakeClock()

    def pause(_seconds):
        item.clipboard.text = "something else"
        item.clock.forward(seconds=30)

    item.pause = pause
    done = item.run("show", "GitHub", "--copy")
    assert item.clipboard.text == "something else"
    assert done.err.endswith("left alone, because something else was copied.\n")


def test_ctrl_c_clears_at_once(item):
    item.clock = FakeClock()

    def pause(_seconds):
        raise KeyboardInterrupt

    item.pause = pause
    done = item.run("show", "GitHub", "--copy")
    assert (done.code, item.clipboard.text) == (0, None)
    assert done.err.endswith("The clipboard was cleared.\n")


class Unreadable(FakeClipboard):
    """Fails so many times to tell what it holds."""

    def __init__(self, failures):
        super().__init__()
        self.failures = failures

    def read(self):
        if self.failures:
            self.failures -= 1
            raise NoClipboard
        return super().read()


@pytest.mark.parametrize("failures", [2, 1000])
def test_a_clipboard_that_cannot_be_read_is_cleared_all_the_same(item, failures):
    item.clock = FakeClock()
    item.clipboard = Unreadable(failures)
    done = item.run("show", "GitHub", "--copy")
    assert (done.code, item.clipboard.text) == (0, None)
    assert done.err.endswith("The clipboard was cleared.\n")


def test_one_failure_to_read_does_not_cost_what_was_copied_since(item):
    item.clock = FakeClock()
    item.clipboard = Unreadable(1)

    def pause(_seconds):
        item.clipboard.text = "something else"
        item.clock.forward(seconds=30)

    item.pause = pause
    item.run("show", "GitHub", "--copy")
    assert item.clipboard.text == "something else"


def test_a_clipboard_that_cannot_be_cleared_is_said(item):
    class Dead(Unreadable):
        def clear(self):
            raise NoClipboard

    item.clock = FakeClock()
    item.clipboard = Dead(1000)
    done = item.run("show", "GitHub", "--copy")
    assert done.code != 0
    assert "The clipboard could not be cleared." in done.err


def test_the_time_is_the_persons_choice(item):
    item.clock = FakeClock()
    item.places.config.mkdir()
    item.places.settings_file.write_text('{"clear_clipboard_seconds": 5}')
    item.run("show", "GitHub", "--copy")
    assert item.pauses == [5.0]
    item.places.settings_file.write_text('{"clear_clipboard_seconds": null}')
    done = item.run("show", "GitHub", "--copy")
    assert "stays until you copy something else" in done.err
    assert item.clipboard.text == "hunter2"


@pytest.mark.parametrize("option", ["--json", "--reveal"])
def test_copy_beside_what_prints(item, option):
    done = item.run("show", "GitHub", "--copy", option)
    assert done.code == 2
    assert option in done.err


def test_copy_of_an_item_without_a_password(home):
    home.run("add", "X")
    done = home.run("show", "X", "--copy")
    assert done.code == 4
    assert "“X” has no password" in done.err
