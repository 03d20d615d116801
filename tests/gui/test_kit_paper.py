# SPDX-License-Identifier: GPL-3.0-or-later
"""The recovery kit on paper: one page, readable by its owner, with a code a camera reads."""

import stat
from pathlib import Path

import pytest
import segno
from PySide6.QtCore import QLocale
from PySide6.QtGui import QPageSize

from strongroom.app.recovery_kit import RecoveryKit, recovery_kit
from strongroom.errors import NotWritable
from strongroom.gui import kit_paper
from strongroom.secret import SecretBytes
from strongroom.vault import key_file

CODE = "ABCD1234EFGH5678JKMN90PQRSTV"


@pytest.fixture
def kit() -> RecoveryKit:
    with SecretBytes.of_text(CODE) as code:
        path = Path("/home/zoe/Documents/Personal.strongroom")
        return recovery_kit(code, name="Personal", path=path, made_ms=1_700_000_000_000)


def test_it_is_one_page_for_its_owner_alone(kit: RecoveryKit, tmp_path: Path) -> None:
    path = tmp_path / "kit.pdf"
    path.write_text("an older one")
    path.chmod(0o644)
    kit_paper.save_pdf(kit, path)
    data = path.read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.count(b"/Type /Page\n") == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_place_that_cannot_be_written_is_said(kit: RecoveryKit, tmp_path: Path) -> None:
    with pytest.raises(NotWritable, match="no folder"):
        kit_paper.save_pdf(kit, tmp_path / "no" / "kit.pdf")


def test_neither_a_vault_nor_a_key_file_is_replaced(
    kit: RecoveryKit, a_vault: Path, tmp_path: Path
) -> None:
    key = tmp_path / "key"
    key_file.create(key).close()
    for path in (a_vault, key):
        before = path.read_bytes()
        with pytest.raises(NotWritable, match="never replaced"):
            kit_paper.save_pdf(kit, path)
        assert path.read_bytes() == before


def test_a_file_that_was_given_is_replaced_and_nothing_is_left_beside_it(
    kit: RecoveryKit, tmp_path: Path
) -> None:
    kit_paper.save_pdf(kit, tmp_path / "kit.pdf")
    kit_paper.save_pdf(kit, tmp_path / "kit.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["kit.pdf"]


def test_the_code_stands_in_lines_of_two_groups() -> None:
    assert kit_paper._pairs("ABCD-1234-EFGH") == ["ABCD  1234", "EFGH"]
    assert kit_paper._pairs("ABCD 1234") == ["ABCD  1234"]


def test_the_qr_code_holds_the_code_and_nothing_else(
    kit: RecoveryKit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = segno.make

    def make(text: str, *, error: str, micro: bool) -> segno.QRCode:
        asked.append(text)
        return real(text, error=error, micro=micro)

    monkeypatch.setattr(segno, "make", make)
    kit_paper.save_pdf(kit, tmp_path / "kit.pdf")
    assert asked == [CODE]


def test_the_paper_is_the_countrys() -> None:
    assert kit_paper.paper_of(QLocale("en_US")) == QPageSize.PageSizeId.Letter
    assert kit_paper.paper_of(QLocale("de_DE")) == QPageSize.PageSizeId.A4
