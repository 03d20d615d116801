# SPDX-License-Identifier: GPL-3.0-or-later
"""Real databases, field by field, against what pykeepass reads in them."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pytest
from pykeepass import PyKeePass
from pykeepass.entry import Entry as TheirEntry
from tests.exchange.files import bytes_of

from strongroom.exchange.formats import recognise
from strongroom.exchange.reading import Entry, Given, no_step
from strongroom.exchange.source import Source
from strongroom.model.fields import Field, Role
from strongroom.model.item import first_value
from strongroom.secret import SecretBytes

pytestmark = pytest.mark.exports

DATABASES = {
    "format300.kdbx": ("a", None),
    "format400.kdbx": ("t", None),
    "pykeepass-test4.kdbx": ("password", "pykeepass-test4.key"),
}
_REFERENCE = "{REF:"
# Where a one-time password lies in both: there it is one field, whatever it is called.
_OTP = frozenset({"otp", "TimeOtp-Secret-Base32", "TOTP Seed", "TOTP Settings"})


def theirs(exports: Path, name: str) -> list[TheirEntry]:
    password, key = DATABASES[name]
    opened = PyKeePass(exports / name, password, exports / key if key else None)
    return list(opened.entries)


def ours(exports: Path, name: str) -> list[tuple[Entry, dict[str, bytes]]]:
    """Return the entries, and of each its attachments, which are read while the file is open."""
    password, key = DATABASES[name]
    given = Given(SecretBytes.of_text(password), (exports / key).read_bytes() if key else None)
    with (exports / name).open("rb") as file:
        source = Source(file, name)
        found = recognise(source)
        assert found is not None
        reading = found.read(source, given, no_step)
        assert reading.problems == ()
        return [
            (entry, {one.name: bytes_of(one) for one in entry.attachments})
            for entry in reading.entries
        ]


def milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def standard(entry: TheirEntry) -> tuple[str, ...]:
    """Return what every entry has, with references looked up as far as pykeepass does."""
    return tuple(
        (getattr(entry, key) if _REFERENCE not in (getattr(entry, key) or "") else "*") or ""
        for key in ("username", "password", "url", "notes")
    )


def standard_of_fields(fields: Iterable[Field], like: tuple[str, ...]) -> tuple[str, ...]:
    kept = tuple(fields)
    values = (
        first_value(kept, role) or ""
        for role in (Role.USERNAME, Role.PASSWORD, Role.WEBSITE, Role.NOTES)
    )
    return tuple(
        "*" if wanted == "*" and value and _REFERENCE not in value else value
        for wanted, value in zip(like, values, strict=True)
    )


@pytest.mark.parametrize("name", DATABASES)
def test_every_entry_is_what_pykeepass_reads(exports: Path, name: str) -> None:
    left = ours(exports, name)
    for entry in theirs(exports, name):
        wanted = standard(entry)
        found = [
            one
            for one in left
            if one[0].content.created == milliseconds(entry.ctime)
            and one[0].path == tuple((entry.path or [])[:-1])
            and one[0].content.title == (entry.title or one[0].content.title)
            and standard_of_fields(one[0].content.fields, wanted) == wanted
        ]
        assert found, (entry.title, wanted)
        mine, files = found[0]
        left.remove(found[0])
        content = mine.content
        assert content.modified == milliseconds(entry.mtime)
        assert set(content.tags) == set(entry.tags or ())
        assert files == {file.filename: file.binary for file in entry.attachments}
        shown = Counter((field.label, field.value) for field in content.fields if not field.role)
        custom = {k: v or "" for k, v in entry.custom_properties.items() if k not in _OTP}
        for label, value in custom.items():
            if value:
                assert shown[label, value] == 1, label
        concealed = {f.label for f in content.fields if str(f.kind) == "concealed"}
        assert {k for k in custom if entry.is_custom_property_protected(k)} <= concealed
        assert bool(entry.otp) == bool(first_value(content.fields, Role.OTP))
        assert len(mine.history) == len(entry.history)
        for version, old in zip(
            sorted(mine.history, key=lambda one: one.at),
            sorted(entry.history, key=lambda one: one.mtime),
            strict=True,
        ):
            before = standard(old)
            assert standard_of_fields(version.fields, before) == before
    # What is left are notes of groups, which are no entries there.
    assert all(one.content.title.startswith("Notes") for one, _files in left)
