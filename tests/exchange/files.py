# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of other programs, made and read in memory, as the tests of the readers need them."""

import contextlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping

from hypothesis import strategies as st

from strongroom.errors import StrongroomError
from strongroom.exchange.formats import format_named, recognise
from strongroom.exchange.reading import Attached, Entry, Given, Reading, no_step
from strongroom.exchange.source import Source
from strongroom.model.item import Version
from strongroom.model.rules import check_content

# What may stand in the place of any value of JSON.
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


def source_of(data: bytes) -> Source:
    return Source(io.BytesIO(data), "file")


def json_file(value: object) -> bytes:
    return json.dumps(value).encode()


def zip_file(files: Mapping[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in files.items():
            zipped.writestr(name, data)
    return whole.getvalue()


def read(data: bytes, name: str) -> Reading:
    """Read a file that must be recognised as the format of that name."""
    source = source_of(data)
    found = recognise(source)
    assert found is not None
    assert found.name == name
    return found.read(source, Given(), no_step)


def read_as(data: bytes, name: str) -> Reading:
    return format_named(name).read(source_of(data), Given(), no_step)


def entry(reading: Reading, title: str) -> Entry:
    (found,) = [one for one in reading.entries if one.content.title == title]
    return found


def roles(entry: Entry | Version) -> dict[str, str]:
    """Return what has a role; a role is there once, but for websites."""
    fields = entry.fields if isinstance(entry, Version) else entry.content.fields
    named = [field for field in fields if field.role]
    found = {field.role: field.value for field in named}
    assert all(len([f for f in named if f.role == r]) == 1 for r in found if r != "website")
    return found


def custom(entry: Entry) -> dict[str, tuple[str, str]]:
    """Return what has no role: label → kind and value."""
    fields = [field for field in entry.content.fields if not field.role]
    found = {field.label: (str(field.kind), field.value) for field in fields}
    assert len(found) == len(fields)
    return found


def websites(entry: Entry) -> list[str]:
    return [field.value for field in entry.content.fields if field.kind == "website"]


def bytes_of(attached: Attached) -> bytes:
    data = b"".join(attached.chunks())
    assert len(data) == attached.size
    return data


def harmless(reader: Callable[[], Reading]) -> None:
    """A hostile file is refused in a sentence, or gives what can be handed out."""
    with contextlib.suppress(StrongroomError):
        for one in reader().entries:
            check_content(one.content)
            for attached in one.attachments:
                with contextlib.suppress(StrongroomError):
                    bytes_of(attached)
