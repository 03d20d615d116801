# SPDX-License-Identifier: GPL-3.0-or-later
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import InvalidInput
from strongroom.model.attachment_names import (
    MAX_FILE_BYTES,
    MAX_NAME,
    clean_name,
    ending_of,
    file_name,
    kept_name,
    numbered,
    shown_name,
    unnumbered,
    unused,
)

NASTY = st.text(
    st.sampled_from('aZ.\\/:*?"<>| \x00\x1f\x7f\u202e\u2066\u200d\ud800\ufeffé漢🔑CONPRNUL1')
    | st.characters(),
    max_size=400,
)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("scan.pdf", "scan.pdf"),
        ("  two\nlines\t.txt ", "two lines .txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("\u2066a\u2069\ufeff\u200b\x00\x7f.txt", "a.txt"),
        ("half\ud800.txt", "half.txt"),
        ("e\u0301.txt", "é.txt"),
        ("👩\u200d💻.png", "👩\u200d💻.png"),
        ("../../a/b.txt", "../../a/b.txt"),
        ("\u202e", ""),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
def test_what_is_kept_is_one_line_without_what_is_not_seen(name, kept):
    assert kept_name(name) == kept
    assert kept_name(kept) == kept
    assert shown_name(name) == (kept or "Unnamed file")


def test_a_name_that_a_person_gives():
    assert clean_name(" a\u202e.txt ") == "a.txt"
    with pytest.raises(InvalidInput, match="needs a name"):
        clean_name(" \u202e ")
    with pytest.raises(InvalidInput, match="255"):
        clean_name("x" * 256)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\\b", " /x "])
def test_no_person_names_a_file_as_a_path(name):
    with pytest.raises(InvalidInput, match="no “/”"):
        clean_name(name)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("scan.pdf", "scan.pdf"),
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("..\\..\\windows\\system.ini", ".._.._windows_system.ini"),
        ("C:\\a.txt", "C__a.txt"),
        ("/etc/passwd", "_etc_passwd"),
        ("a\0b.txt", "ab.txt"),
        ("..", "file"),
        (".", "file"),
        ("", "file"),
        ("...", "file"),
        ("___", "file___"),
        ("/", "file_"),
        (".env", ".env"),
        ("trailing. . ", "trailing"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("NUL.tar.gz", "_NUL.tar.gz"),
        ("aux .txt", "_aux .txt"),
        ("COM¹.txt", "_COM¹.txt"),
        ("LPT9", "_LPT9"),
        ("COM10.txt", "COM10.txt"),
        ("CONSOLE.txt", "CONSOLE.txt"),
        ('a<b>c:d"e|f?g*h.txt', "a_b_c_d_e_f_g_h.txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("漢" * 100 + ".pdf", "漢" * 58 + ".pdf"),
        ("x" * 300, "x" * 180),
    ],
)
def test_what_becomes_a_file_is_one_name_on_any_system(name, file):
    assert file_name(name) == file


@given(NASTY)
def test_any_name_becomes_a_file_s(name):
    file = file_name(name)
    assert file
    assert file == file.strip()
    assert not file.endswith(".")
    assert file not in {".", ".."}
    assert not set(file) & set('<>:"/\\|?*\0')
    assert len(file.encode()) <= MAX_FILE_BYTES + 1
    categories = {unicodedata.category(c) for c in file if c not in "\u200c\u200d"}
    assert not categories & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert file_name(file) == file


@given(NASTY)
def test_any_name_is_kept_once_and_for_all(name):
    kept = kept_name(name)
    assert len(kept) <= MAX_NAME
    assert kept_name(kept) == kept
    assert kept.encode().decode() == kept


def test_numbers_go_before_the_ending():
    assert numbered("scan.pdf", 2) == "scan (2).pdf"
    assert numbered("scan", 3) == "scan (3)"
    assert numbered(".env", 2) == ".env (2)"
    assert numbered("Mr. Smith", 2) == "Mr. Smith (2)"
    assert unused("a.txt", {"b.txt"}) == "a.txt"
    assert unused("a.txt", {"a.txt", "a (2).txt"}) == "a (3).txt"


@pytest.mark.parametrize("name", ["x" * MAX_NAME, "x" * (MAX_NAME - 4) + ".pdf"])
def test_a_numbered_name_is_no_longer_than_what_is_kept(name):
    """It would be cut where it is shown, and look like the one that it is numbered beside."""
    found = unused(name, {name})
    assert len(found) == MAX_NAME
    assert kept_name(found) == found
    assert found.endswith((" (2)", " (2).pdf"))


def test_endings():
    assert [ending_of(name) for name in ("a.PDF", "a", ".env", "a.tar.gz", "a.\u202etxt")] == [
        "pdf",
        "",
        "",
        "gz",
        "txt",
    ]


@pytest.mark.parametrize("name", ["scan.pdf", "no ending", "a.b.c", ".hidden", "x (2).txt"])
def test_a_number_goes_as_it_came(name):
    assert unnumbered(numbered(name, 2)) == name
    assert unnumbered(numbered(name, 1234)) == name


@pytest.mark.parametrize("name", ["scan.pdf", " (2)", "a (0).txt", "a (b).txt", "a(2).txt", ""])
def test_what_is_no_number_stays(name):
    assert unnumbered(name) == name
