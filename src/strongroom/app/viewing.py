# SPDX-License-Identifier: GPL-3.0-or-later
"""What of an attachment is read to be looked at: a picture or PDF whole, of a text the beginning.

It is in memory as long as it is looked at, and never on the disk.
"""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable
from dataclasses import dataclass, field

from strongroom.app.session import Session
from strongroom.errors import InvalidInput
from strongroom.model.file_types import HEAD, FileType, Sort, type_of
from strongroom.model.item import Attachment
from strongroom.texts import _

__all__ = ["MOST_LINES", "MOST_TEXT", "MOST_WHOLE", "FileType", "Seen", "Sort", "look"]

MOST_WHOLE = 64 << 20  # bytes of a picture or PDF
MOST_TEXT = 1 << 20  # bytes of a text; more is said to be there
MOST_LINES = 20_000  # of a text: what has more is no prose, and takes a window seconds


@dataclass(frozen=True, slots=True)
class Seen:
    r"""What was read: ``data`` of a picture or PDF, else ``text``, which may be ``cut``.

    Its lines end in ``\n``, whatever they end in in the file.
    """

    type: FileType
    data: bytes = field(default=b"", repr=False)
    text: str = field(default="", repr=False)
    cut: bool = False


def look(session: Session, item_id: int, attachment: Attachment, step: Callable[[], None]) -> Seen:
    """Read what can be shown of an attachment; what ``step`` raises ends it.

    Raises:
        NotFound: it is gone.
        Altered: it is not the one that was saved.
        InvalidInput: it is too large, or of a kind that is not shown; the sentence says so.
    """
    data = bytearray()
    kind: FileType | None = None
    most = HEAD
    for chunk in session.vault.read_attachment(item_id, attachment.id):
        step()
        data += chunk
        if kind is None:
            kind = type_of(attachment.name, bytes(data[:HEAD]))
            most = _most(kind, attachment.size)
        if len(data) >= most:
            break
    kind = kind or type_of(attachment.name, b"")
    if kind.sort is Sort.TEXT or not data:
        text, cut = _beginning(_decoded(bytes(data[:MOST_TEXT])))
        return Seen(kind, text=text, cut=cut or attachment.size > MOST_TEXT)
    return Seen(kind, data=bytes(data))


def _most(kind: FileType, size: int) -> int:
    if kind.sort is Sort.TEXT:
        return MOST_TEXT
    if kind.sort is Sort.OTHER:
        sentence = _(
            "A file of this kind ({kind}) is not shown here: save it and open it elsewhere."
        )
        raise InvalidInput(sentence.format(kind=kind.label))
    if size > MOST_WHOLE:
        sentence = _("The file is larger than {limit} MiB: save it and open it elsewhere.")
        raise InvalidInput(sentence.format(limit=MOST_WHOLE >> 20))
    return MOST_WHOLE


def _beginning(text: str) -> tuple[str, bool]:
    """Return as many lines as are shown, and whether there are more."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    *lines, rest = text.split("\n", MOST_LINES)
    cut = len(lines) == MOST_LINES and bool(rest)
    return "\n".join(lines) if cut else text, cut


def _decoded(data: bytes) -> str:
    """Decode the beginning of a text; what the cut went through is left out."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        half = error.reason == "unexpected end of data"
        if half and len(data) == MOST_TEXT:  # the cut went through a character
            return data[: error.start].decode("utf-8-sig")
    return data.decode("cp1252", "replace")
