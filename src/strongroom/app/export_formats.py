# SPDX-License-Identifier: GPL-3.0-or-later
"""As what items can leave: each format with what it keeps, said honestly in one sentence.

A table and nothing more: what writes a format is loaded when it is used.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

import msgspec

from strongroom.app.ports import Cost
from strongroom.errors import NotFound
from strongroom.exchange.outgoing import Outgoing
from strongroom.exchange.reading import Step, no_step
from strongroom.secret import SecretBytes
from strongroom.texts import N_, _

if TYPE_CHECKING:
    from strongroom.crypto.kdf import Argon2Cost

_KEEPASS_KIB = 64 << 10  # what KeePassXC takes, and other programs of the kind expect at most


@dataclass(frozen=True, slots=True)
class Writing:
    """What a writer is given: what leaves, and under which password where it asks for one.

    It calls ``left_out`` for each item that is not in its file at all.
    """

    outgoing: Outgoing
    password: SecretBytes | None
    cost: Cost
    step: Step
    left_out: Step = no_step

    def __repr__(self) -> str:
        return "Writing(…)"


Write: TypeAlias = Callable[[BinaryIO, Writing], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """One format.  ``title`` and ``sentence`` are marked, and translated when shown.

    ``sentence`` says who can read the file, what it keeps and what not.  ``encrypted`` ones
    ask for a password of their own.  ``write`` is None where no file is written through a
    stream: our own copy is a database, and a page is painted.  ``rounds`` are how often its
    writer goes through all items, so that whoever waits sees one percentage rise, and once.
    """

    name: str
    title: str
    sentence: str
    ending: str
    encrypted: bool = False
    keeps_trash: bool = False
    tells_trash: bool = False  # its writer says what became of what lay in the trash
    rounds: int = 1
    write: Write | None = None


def _kdbx(out: BinaryIO, writing: Writing) -> tuple[str, ...]:
    from strongroom.exchange.keepass import writing as keepass  # noqa: PLC0415 - when it is used

    cost = _with_less_memory(writing.cost())
    return keepass.write(out, writing.outgoing, writing.password, cost=cost, step=writing.step)


def _with_less_memory(cost: "Argon2Cost") -> "Argon2Cost":
    """Return what takes an attacker as long in the memory that a phone has for KeePass too."""
    memory = min(cost.memory_kib, _KEEPASS_KIB)
    passes = max(cost.passes, cost.memory_kib * cost.passes // memory)
    return msgspec.structs.replace(cost, memory_kib=memory, passes=passes)


def _bitwarden(out: BinaryIO, writing: Writing) -> tuple[str, ...]:
    from strongroom.exchange.bitwarden import protection  # noqa: PLC0415 - as above
    from strongroom.exchange.bitwarden.writing import write_json  # noqa: PLC0415 - as above

    if writing.password is None:
        return write_json(out, writing.outgoing, step=writing.step)
    cost = protection.near(writing.cost())
    return write_json(out, writing.outgoing, writing.password, writing.step, cost=cost)


def _csv(shape: str) -> Write:
    def write(out: BinaryIO, writing: Writing) -> tuple[str, ...]:
        from strongroom.exchange.csv_out import CsvShape, write_csv  # noqa: PLC0415 - as above

        shaped = CsvShape[shape]
        return write_csv(out, writing.outgoing, shaped, writing.step, left_out=writing.left_out)

    return write


COPY = ExportFormat(
    "strongroom",
    N_("Strongroom vault"),
    N_(
        "Encrypted under a password of its own: a vault that keeps everything, attachments and "
        "history too."
    ),
    ".strongroom",
    encrypted=True,
    keeps_trash=True,
)
PAGE = ExportFormat(
    "page",
    N_("Printed page or PDF"),
    N_(
        "Readable by anyone: every field on paper or in a PDF, without attachments and earlier "
        "versions. No program brings it back in."
    ),
    ".pdf",
)

FORMATS: tuple[ExportFormat, ...] = (
    ExportFormat(
        "kdbx",
        N_("KeePass database (KDBX 4)"),
        N_(
            "Encrypted: KeePass, KeePassXC and many others open it. It keeps folders, fields, "
            "one-time passwords, attachments, history and dates."
        ),
        ".kdbx",
        encrypted=True,
        keeps_trash=True,
        rounds=3,  # a first look, gathering by folder, and writing what was gathered
        write=_kdbx,
    ),
    COPY,
    ExportFormat(
        "bitwarden-protected",
        N_("Bitwarden, with a password (JSON)"),
        N_(
            "Encrypted: Bitwarden's import asks for its password. It keeps folders, fields and "
            "one-time passwords, but no attachments."
        ),
        ".json",
        encrypted=True,
        keeps_trash=True,
        write=_bitwarden,
    ),
    ExportFormat(
        "bitwarden",
        N_("Bitwarden (JSON)"),
        N_(
            "Readable by anyone who gets the file. It keeps folders, fields and one-time "
            "passwords, but no attachments."
        ),
        ".json",
        keeps_trash=True,
        write=_bitwarden,
    ),
    ExportFormat(
        "csv-chrome",
        N_("CSV for Chrome, Edge, Brave and other browsers"),
        N_(
            "Readable by anyone who gets the file. Logins alone, with name, address, username, "
            "password and note; every character stays as it is."
        ),
        ".csv",
        tells_trash=True,
        write=_csv("CHROME"),
    ),
    ExportFormat(
        "csv-bitwarden",
        N_("CSV for Bitwarden"),
        N_(
            "Readable by anyone who gets the file. Logins and notes with folders, custom fields "
            "and one-time passwords; every character stays as it is."
        ),
        ".csv",
        tells_trash=True,
        write=_csv("BITWARDEN"),
    ),
    ExportFormat(
        "csv-keepassxc",
        N_("CSV for KeePassXC"),
        N_(
            "Readable by anyone who gets the file. Groups, logins, notes and one-time passwords; "
            "every character stays as it is."
        ),
        ".csv",
        tells_trash=True,
        write=_csv("KEEPASSXC"),
    ),
    ExportFormat(
        "csv-spreadsheet",
        N_("CSV for spreadsheets"),
        N_(
            "Readable by anyone who gets the file. What a spreadsheet would take for a formula is "
            "escaped, so characters change: do not import it into a password manager."
        ),
        ".csv",
        tells_trash=True,
        rounds=2,  # a first look for the columns
        write=_csv("SPREADSHEET"),
    ),
    PAGE,
)


def export_format(name: str) -> ExportFormat:
    """Return the format of a name as people type it, in either case.

    Raises:
        NotFound: no format has that name; the sentence lists those of files.
    """
    wanted = name.strip().casefold()
    for one in FORMATS:
        if one.name == wanted:
            return one
    sentence = _("No format is called “{name}”; there are: {known}.")
    known = ", ".join(one.name for one in FORMATS if one is not PAGE)
    raise NotFound(sentence.format(name=name, known=known))
