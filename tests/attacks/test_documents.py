# SPDX-License-Identifier: GPL-3.0-or-later
"""SECURITY.md names a test for every attack and promise, and each of them is a test."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from strongroom.vault import vault

TESTS = Path(__file__).parents[1]
DOCUMENTS = Path(vault.__file__).parent
SECURITY = (DOCUMENTS / "SECURITY.md").read_text("utf-8")
FORMAT = (DOCUMENTS / "FORMAT.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`([a-z_/]+\.py)::(\w+)`", SECURITY)))
ROWS = [line for line in SECURITY.split("\n") if line.startswith("| ")]


@cache
def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("file", "name"), NAMED, ids="::".join)
def test_every_test_that_is_named_is_one(file, name):
    assert name.startswith("test_")
    assert name in names_in(TESTS / file)


def test_every_row_names_a_test():
    rows = [row for row in ROWS if not row.startswith(("| what ", "| promise "))]
    assert len(rows) > 50
    assert [row for row in rows if "::test_" not in row] == []


def attacks_of_the_format():
    section = FORMAT.split("## 17 Attacks and answers")[1].split("\n## 18")[0]
    cells = [line.split(" | ")[0][2:] for line in section.split("\n") if line.startswith("| ")]
    return cells[1:]


def test_every_attack_of_the_format_has_its_row():
    named = {row.split(" | ")[0][2:] for row in ROWS}
    attacks = attacks_of_the_format()
    assert len(attacks) > 20
    assert [attack for attack in attacks if attack not in named] == []


def test_every_file_of_attacks_is_named():
    files = {path.name for path in Path(__file__).parent.glob("test_*.py")}
    named = {Path(file).name for file, _name in NAMED if file.startswith("attacks/")}
    assert files - named == {"test_documents.py"}


def test_links_between_the_documents_lead_somewhere():
    assert "[SECURITY.md](SECURITY.md)" in FORMAT
    titles = re.findall(r"^#+ (.+)$", FORMAT, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", title).lower().replace(" ", "-") for title in titles}
    links = re.findall(r"\(FORMAT\.md#([^)]+)\)", SECURITY)
    assert links
    assert set(links) <= anchors
