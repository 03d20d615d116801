# SPDX-License-Identifier: GPL-3.0-or-later
"""README says of every format how it is tested, and says it as the program does."""

import re
from pathlib import Path

from strongroom.app.importing import FORMATS

README = Path(__file__).parents[2] / "README.md"


def test_every_format_stands_in_the_table_with_how_it_is_tested():
    section = README.read_text("utf-8").partition("## What comes in")[2].partition("\n## ")[0]
    rows = [line.split("|") for line in section.splitlines() if line.startswith("|")][2:]
    told = {
        name: tested.strip() == "yes"
        for _start, _program, formats, tested, _end in rows
        for name in re.findall(r"`([^`]+)`", formats)
    }
    assert told == {one.name: one.real for one in FORMATS}
