# SPDX-License-Identifier: GPL-3.0-or-later
"""What reads other programs' files, each as a function of any bytes.

Whatever is asked for by a file's key derivation is the cheapest here, or refused, so that a
fuzzer does not spend its time on that.
"""

import base64
import contextlib
import io
from collections.abc import Iterator
from functools import partial
from unittest import mock

from tests.exchange.files import harmless

from strongroom.app import viewing
from strongroom.errors import CannotImport, StrongroomError
from strongroom.exchange import costs, csv_mapping, xml_events
from strongroom.exchange.authenticators.migration import Parts
from strongroom.exchange.format import Format
from strongroom.exchange.formats import FORMATS, recognise
from strongroom.exchange.kdbx import derivation
from strongroom.exchange.reading import Given, Reading, no_step
from strongroom.exchange.source import Source
from strongroom.exchange.zip_files import ZipFiles
from strongroom.secret import SecretBytes

PASSWORD = b"p"
GIVEN = (Given(), Given(password=SecretBytes(PASSWORD)))


@contextlib.contextmanager
def cheaply() -> Iterator[None]:
    """Let no key derivation take long."""
    with (
        mock.patch.object(costs, "UNASKED_ROUNDS", 2),
        mock.patch.object(costs, "UNASKED_KIB", 128),
        mock.patch.object(costs, "UNASKED_WORK_KIB", 64),
        mock.patch.object(derivation, "ROUNDS_UNASKED", 20),
        mock.patch.object(derivation, "WORK_UNASKED", 128),
    ):
        yield


def import_file(data: bytes) -> None:
    """Read a file as what it is taken for; with a first byte, as a format that it is not."""
    with cheaply():
        source = Source(io.BytesIO(data), "file")
        found = None
        with contextlib.suppress(StrongroomError):
            found = recognise(source)
        for given in GIVEN if found else ():
            assert found is not None
            harmless(partial(found.read, source, given, no_step))
        if data:
            asked = FORMATS[data[0] % len(FORMATS)]
            for given in GIVEN:
                rest = Source(io.BytesIO(data[1:]), "file")
                harmless(partial(_as, asked, rest, given))


def _as(asked: Format, source: Source, given: Given) -> Reading:
    """Read as somebody who names a format does; a reader may rely on ``fits`` having said yes."""
    asked.fits(source)
    return asked.read(source, given, no_step)


def csv_table(data: bytes) -> None:
    """Look at a table, and read it as it was understood; both see the same columns."""
    source = Source(io.BytesIO(data), "file")
    try:
        look = csv_mapping.look(source)
    except CannotImport:
        return
    harmless(lambda: csv_mapping.read_mapped(source, look.mapping))
    assert csv_mapping.look(source, look.mapping).mapping == look.mapping


def xml(data: bytes) -> None:
    """Read any XML: whole, in passing, and its root's name."""
    xml_events.root_name(data[:512])
    with contextlib.suppress(CannotImport):
        whole = xml_events.tree(io.BytesIO(data))
        passed: list[xml_events.Element] = []
        root = xml_events.walk(io.BytesIO(data), {"Entry": lambda one, _around: passed.append(one)})
        assert whole.name == root.name


def keepass_xml(data: bytes) -> None:
    """Read what lies in a KeePass database, as a file of its own."""
    kind = next(one for one in FORMATS if one.name == "keepass-xml")
    harmless(lambda: kind.read(Source(io.BytesIO(data), "file"), Given(), no_step))


def zip_list(data: bytes) -> None:
    """Read any zip; no file of it has more bytes than it says."""
    with contextlib.suppress(CannotImport):
        files = ZipFiles(io.BytesIO(data))
        for name in files.names[:50]:
            with contextlib.suppress(CannotImport):
                assert sum(map(len, files.chunks(name))) <= files.size(name)


def migration(data: bytes) -> None:
    """Read the message of a link of Google Authenticator's."""
    parts = Parts()
    parts.tokens("otpauth-migration://offline?data=" + base64.b64encode(data).decode())
    list(parts.losses())
    harmless(
        lambda: next(one for one in FORMATS if one.name == "google-authenticator").read(
            Source(
                io.BytesIO(b"otpauth-migration://offline?data=" + base64.b64encode(data)), "file"
            ),
            Given(),
            no_step,
        )
    )


def shown_text(data: bytes) -> None:
    """Decode a text that is shown in the window."""
    assert isinstance(viewing._decoded(data), str)
