# SPDX-License-Identifier: GPL-3.0-or-later
"""Someone writes any bytes where a header, a row, a key file or a code is read.

The corpus of ``make fuzz`` through the same targets, without the fuzzer; what the fuzzer once
found lies in it for ever.  The owner sees damage, or is told that it is no key file or code.
"""

from pathlib import Path

import pytest
from tests.attacks.fuzz import run, targets

CORPUS = Path(run.HERE) / "corpus"
FILES = sorted(CORPUS.glob("*/*"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_any_bytes_end_in_a_value_or_a_named_refusal(file):
    targets.TARGETS[file.parent.name](file.read_bytes())


def test_every_target_has_a_corpus_and_a_name_on_the_command_line():
    assert tuple(targets.TARGETS) == run.NAMES
    assert {file.parent.name for file in FILES} == set(run.NAMES)
    assert len(FILES) < 200
    assert sum(file.stat().st_size for file in FILES) < 200_000


@pytest.mark.parametrize("name", run.NAMES)
def test_a_reader_that_raises_anything_else_is_found_out(name, monkeypatch):
    def fail(*_):
        raise RuntimeError

    readers = {
        "header": "Header.parse",
        "overview": "row_json.read_overview",
        "details": "row_json.read_details",
        "json": "strict_json.loads",
        "quick_slot": "QuickSlot.parse",
        "key_file": "key_file.read",
        "recovery_code": "recovery_code.canonical",
        "first_bytes": "check_first_bytes",
        "manifest": "StoredManifest.parse",
        "kdbx_header": "read_header",
        "kdbx_payload": "read_kdbx",
        "import_file": "imports.recognise",
        "csv_table": "imports.csv_mapping.look",
        "xml": "imports.xml_events.tree",
        "keepass_xml": "imports.harmless",
        "zip_list": "imports.ZipFiles",
        "migration": "imports.Parts.tokens",
        "shown_text": "imports.viewing._decoded",
    }
    monkeypatch.setattr(f"tests.attacks.fuzz.targets.{readers[name]}", fail)
    with pytest.raises(RuntimeError):
        targets.TARGETS[name](b"anything")
