# SPDX-License-Identifier: GPL-3.0-or-later
import sys
from pathlib import Path

import pytest

from strongroom.system import login
from strongroom.system.login import UNKNOWN, this_login


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(login, "_BOOT", tmp_path / "boot")
    monkeypatch.setattr(login, "_AUDIT_SESSION", tmp_path / "session")
    return tmp_path


@pytest.mark.skipif(sys.platform != "linux", reason="Linux names its start there")
def test_this_computer_names_its_start():
    first = this_login()
    assert first == this_login()
    assert len(first.boot) == 36


def test_what_the_system_does_not_name_is_unknown(files):
    assert this_login() == (UNKNOWN, UNKNOWN)
    (files / "boot").write_bytes(b"\xff\xfe")
    assert this_login().boot == UNKNOWN


def test_a_log_in_is_named_by_the_audit_or_by_its_session(files, monkeypatch):
    monkeypatch.setenv("XDG_SESSION_ID", "c7")
    (files / "session").write_text("4294967295")
    assert this_login().session == "c7"
    (files / "session").write_text("12\n")
    assert this_login().session == "12"


@pytest.mark.usefixtures("files")
def test_a_name_is_one_short_word(monkeypatch):
    monkeypatch.setenv("XDG_SESSION_ID", "a b\n" + "c" * 500)
    found = this_login().session
    assert " " not in found
    assert len(found) <= 100
