# SPDX-License-Identifier: GPL-3.0-or-later
import sys
from pathlib import Path

import pytest

from strongroom.system import paths

linux = pytest.mark.skipif(sys.platform != "linux", reason="the XDG folders are Linux's")


@linux
def test_the_xdg_variables_are_honoured(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "s"))
    monkeypatch.setenv("XDG_DOCUMENTS_DIR", str(tmp_path / "d"))
    assert paths.config_folder() == tmp_path / "c" / "strongroom"
    assert paths.state_folder() == tmp_path / "s" / "strongroom"
    assert paths.documents_folder() == tmp_path / "d"


@linux
def test_without_them_the_home_folder_is_the_root(monkeypatch, tmp_path):
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DOCUMENTS_DIR"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert paths.config_folder() == tmp_path / ".config" / "strongroom"
    assert paths.state_folder() == tmp_path / ".local" / "state" / "strongroom"
    assert paths.documents_folder() == tmp_path / "Documents"


@linux
def test_the_documents_folder_may_have_a_translated_name(monkeypatch, tmp_path):
    monkeypatch.delenv("XDG_DOCUMENTS_DIR", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "user-dirs.dirs").write_text('XDG_DOCUMENTS_DIR="$HOME/Dokumente"\n')
    assert paths.documents_folder() == tmp_path / "Dokumente"


def test_asking_for_a_folder_does_not_make_it(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "s"))
    folders = (paths.config_folder(), paths.state_folder(), paths.documents_folder())
    assert all(isinstance(folder, Path) for folder in folders)
    assert list(tmp_path.iterdir()) == []


@linux
def test_the_runtime_folder_is_the_one_that_logging_out_empties(monkeypatch, tmp_path):
    tmp_path.chmod(0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert paths.runtime_folder() == tmp_path / "strongroom"


@linux
def test_a_runtime_folder_that_others_can_enter_is_none(monkeypatch, tmp_path):
    tmp_path.chmod(0o755)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert paths.runtime_folder() is None
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "missing"))
    assert paths.runtime_folder() is None
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert paths.runtime_folder() is None
