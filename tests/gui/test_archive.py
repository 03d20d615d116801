# SPDX-License-Identifier: GPL-3.0-or-later
"""A file out of an archive is what zipfile says it is, however the archive was written."""

import io
from importlib.resources import files
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from strongroom.gui import archive


def test_lucide_reads_as_zipfile_reads_it() -> None:
    data = (files("lucide") / "lucide.zip").read_bytes()
    with ZipFile(io.BytesIO(data)) as plain:
        for name in [*plain.namelist()[::25], "plus.svg", "x.svg", "key.svg"]:
            assert archive.read(data, name) == plain.read(name), name


def made(method: int, *, streamed: bool = False) -> bytes:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    target = Pipe() if streamed else io.BytesIO()
    with ZipFile(target, "w", method) as zipped:
        zipped.writestr("circle-plus.svg", "of plus.svg, a longer name")
        zipped.writestr("plus.svg", "right " * 50)
        zipped.writestr("other.svg", "names plus.svg in its text")
    return target.getvalue()


@pytest.mark.parametrize("method", [ZIP_STORED, ZIP_DEFLATED, ZIP_BZIP2])
@pytest.mark.parametrize("streamed", [False, True])
def test_a_name_within_another_or_within_a_text_is_not_taken(
    method: int, *, streamed: bool
) -> None:
    data = made(method, streamed=streamed)
    assert archive.read(data, "plus.svg") == b"right " * 50
    assert archive.read(data, "circle-plus.svg") == b"of plus.svg, a longer name"


def test_a_name_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        archive.read(made(ZIP_DEFLATED), "minus.svg")
    with pytest.raises(KeyError):
        archive.read(b"PK" + made(ZIP_DEFLATED), "us.svg")
