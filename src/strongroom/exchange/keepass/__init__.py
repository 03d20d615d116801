# SPDX-License-Identifier: GPL-3.0-or-later
"""KeePass databases, sealed and as XML: how they are known, and what they mean to us.

KDBX is told by its first eight bytes, the XML by its root.  KeePass 1 wrote another
format with almost the same first bytes: it is known, and refused.  What reads and writes is loaded
when it is needed.
"""

from strongroom.exchange.format import Format
from strongroom.exchange.kdbx.signature import is_kdbx
from strongroom.exchange.reading import Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.texts import N_


def _is_kdbx(source: Source) -> bool:
    return is_kdbx(source.head)


def _is_xml(source: Source) -> bool:
    if b"KeePassFile" not in source.head.replace(b"\0", b""):
        return False
    from strongroom.exchange.xml_events import root_name  # noqa: PLC0415 - start-up time

    return root_name(source.head) == "KeePassFile"


def _read_kdbx(source: Source, given: Given, step: Step) -> Reading:
    from strongroom.exchange.keepass import reading  # noqa: PLC0415 - start-up time

    return reading.read_database(source, given, step)


def _read_xml(source: Source, given: Given, step: Step) -> Reading:
    from strongroom.exchange.keepass import reading  # noqa: PLC0415 - start-up time

    return reading.read_xml(source, given, step)


FORMATS: tuple[Format, ...] = (
    Format(
        name="kdbx",
        title=N_("KeePass database (KDBX)"),
        fits=_is_kdbx,
        read=_read_kdbx,
        endings=("kdbx", "kdb"),
        aliases=("keepass", "keepassxc"),
        plain=False,
        real=True,
        marked=True,
    ),
    Format(
        name="keepass-xml",
        title=N_("KeePass XML"),
        fits=_is_xml,
        read=_read_xml,
        endings=("xml",),
        real=True,
    ),
)
