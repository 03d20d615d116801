# SPDX-License-Identifier: GPL-3.0-or-later
import json
import stat

import pytest

from strongroom.app.settings import Generate, Settings, SettingsFile, Theme, check_value
from strongroom.errors import InvalidInput, NotWritable
from strongroom.model.generator import PassphraseRecipe, PasswordRecipe


@pytest.fixture
def path(tmp_path):
    return tmp_path / "config" / "settings.json"


def written(path, content):
    path.parent.mkdir(exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return SettingsFile(path)


def test_a_first_start_has_every_default_and_writes_nothing(path):
    settings = SettingsFile(path)
    assert settings.current == Settings(
        lock_after_minutes=10,
        lock_on_minimise=False,
        clear_clipboard_seconds=30,
        hide_revealed_seconds=30,
        theme=Theme.SYSTEM,
        generate=Generate.PASSWORD,
        password=PasswordRecipe(length=20, lookalikes=False),
        passphrase=PassphraseRecipe(words=6, separator="-"),
    )
    assert settings.notices == ()
    assert not path.parent.exists()


def test_a_change_is_in_force_and_lasts(path):
    settings = SettingsFile(path)
    after = settings.change(lock_after_minutes=None, theme=Theme.DARK)
    assert after == settings.current == SettingsFile(path).current
    assert after.lock_after_minutes is None
    assert after.theme is Theme.DARK
    assert after.clear_clipboard_seconds == 30


def test_recipes_last(path):
    recipe = PasswordRecipe(length=32, symbols=False, exclude="x")
    SettingsFile(path).change(password=recipe, generate=Generate.PASSPHRASE)
    again = SettingsFile(path)
    assert again.current.password == recipe
    assert again.current.generate is Generate.PASSPHRASE
    assert again.notices == ()


def test_the_file_is_its_owners_alone(path):
    SettingsFile(path).change(lock_on_minimise=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.json"]


def test_keys_of_a_newer_version_are_kept(path):
    settings = written(path, {"tray": True, "lock_on_minimise": True})
    assert settings.notices == ()
    settings.change(lock_on_minimise=False)
    assert json.loads(path.read_text()) == {"tray": True, "lock_on_minimise": False}


def test_another_programs_change_to_another_setting_is_kept(path):
    ours, theirs = SettingsFile(path), SettingsFile(path)
    theirs.change(clear_clipboard_seconds=60)
    after = ours.change(theme="dark")
    assert after.clear_clipboard_seconds == 60
    assert after.theme is Theme.DARK


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lock_after_minutes", 0),
        ("lock_after_minutes", -5),
        ("lock_after_minutes", 1441),
        ("lock_after_minutes", 2.5),
        ("lock_after_minutes", True),
        ("lock_after_minutes", "10"),
        ("lock_on_minimise", 1),
        ("lock_on_minimise", None),
        ("clear_clipboard_seconds", 0),
        ("clear_clipboard_seconds", 3601),
        ("hide_revealed_seconds", 0),
        ("hide_revealed_seconds", 3601),
        ("theme", "pink"),
        ("theme", None),
        ("generate", "poem"),
        ("password", {"length": "long"}),
        ("password", {"length": 3}),
        ("passphrase", {"words": 1}),
        ("passphrase", object()),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_and_changes_nothing(path, name, value):
    settings = SettingsFile(path)
    settings.change(lock_after_minutes=7)
    before = path.read_bytes()
    with pytest.raises(InvalidInput) as refused:
        settings.change(**{"lock_on_minimise": True, name: value})
    assert str(refused.value).endswith(".")
    assert "{" not in str(refused.value)
    assert path.read_bytes() == before
    assert settings.current == Settings(lock_after_minutes=7)


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("lock_after_minutes", 1, 1440),
        ("clear_clipboard_seconds", 1, 3600),
        ("hide_revealed_seconds", 1, 3600),
    ],
)
def test_the_bounds_themselves_are_taken(name, least, most):
    assert [check_value(name, value) for value in (least, most, None)] == [least, most, None]


def test_an_unknown_setting_is_refused():
    with pytest.raises(InvalidInput, match="nonsense"):
        check_value("nonsense", 1)


def test_one_bad_value_in_the_file_costs_only_itself(path):
    settings = written(path, {"lock_after_minutes": -1, "theme": "dark"})
    assert settings.current == Settings(theme=Theme.DARK)
    assert settings.notices == ("Lock after 1 to 1440 minutes, or never.",)
    assert path.exists()


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", '"text"', "\x00\xff", "[" * 100_000, " " * (5 << 20)]
)
def test_a_broken_file_is_moved_aside_and_said(path, content):
    settings = written(path, content)
    assert settings.current == Settings()
    assert len(settings.notices) == 1
    assert "settings.json.broken" in settings.notices[0]
    assert not path.exists()
    assert path.with_name("settings.json.broken").read_text() == content
    settings.change(theme="dark")
    assert SettingsFile(path).notices == ()


def test_a_second_broken_file_does_not_take_the_place_of_the_first(path):
    written(path, "first")
    written(path, "second")
    assert path.with_name("settings.json.broken").read_text() == "first"
    assert path.with_name("settings.json.broken-2").read_text() == "second"


def test_a_broken_file_that_cannot_be_moved_is_said_too(path, monkeypatch):
    def refuse(*_args):
        raise PermissionError

    monkeypatch.setattr("pathlib.Path.rename", refuse)
    settings = written(path, "{")
    assert settings.notices == (f"{path} is broken, so its defaults are used.",)


def test_a_path_that_cannot_be_read_is_said(path):
    path.mkdir(parents=True)
    settings = SettingsFile(path)
    assert settings.current == Settings()
    assert settings.notices == (f"{path} cannot be read, so its defaults are used.",)


def test_a_file_that_cannot_be_read_just_now_is_not_overwritten(path, monkeypatch):
    settings = written(path, {"lock_after_minutes": 1, "tray": True})
    before = path.read_bytes()

    def refuse(*_args, **_options):
        raise PermissionError

    with monkeypatch.context() as held:
        held.setattr("strongroom.app.private_files.read_regular", refuse)
        with pytest.raises(NotWritable, match="not changed"):
            settings.change(theme="dark")
    assert path.read_bytes() == before
    assert settings.current == Settings(lock_after_minutes=1)


def test_a_folder_that_cannot_be_written_is_said_and_changes_nothing(tmp_path):
    (tmp_path / "file").write_text("in the way")
    settings = SettingsFile(tmp_path / "file" / "settings.json")
    with pytest.raises(NotWritable, match=r"settings\.json"):
        settings.change(theme="dark")
    assert settings.current == Settings()
