# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of attachments: as they are kept and shown, and as files on a disk may be called.

A name comes from another program's file, another computer or a person, and is believed in
nothing.  What is kept is one line without characters that are not seen or that turn the
text around, so that “exe.gpj” cannot pass for a picture.  What becomes a file is besides one
name in one folder on any system: no separator, no name that means a device to Windows, none
too long for a disk.
"""

import re
import unicodedata
from collections.abc import Callable, Container

from strongroom.errors import InvalidInput
from strongroom.texts import _

MAX_NAME = 255  # characters, as kept
MAX_FILE_BYTES = 180  # of UTF-8: disks take 255, and a file that grows has a longer name
_MAX_ENDING = 24  # characters of an ending that is kept where a name is shortened
_JOINERS = frozenset("\u200c\u200d")  # in words of some scripts, and in emoji
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_SEPARATORS = frozenset("/\\")
_NOT_IN_A_FILE = re.compile(r'[<>:"/\\|?*]')
_NUMBER = re.compile(r"(?<=.) \([1-9][0-9]{0,8}\)\Z", re.DOTALL)
_DEVICE = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])", re.IGNORECASE)


def kept_name(name: str) -> str:
    """Return a name as it is kept, "" where nothing is left of it."""
    seen = unicodedata.normalize("NFC", "".join(map(_seen, name)))
    return _shortened(" ".join(seen.split()), MAX_NAME, len)


def clean_name(name: str) -> str:
    """Return a name that a person gave, as it is kept.

    Raises:
        InvalidInput: nothing is left of it, it is too long, or it looks like a path.
    """
    kept = kept_name(name)
    if _SEPARATORS & set(kept):
        raise InvalidInput(_("A file's name has no “/” and no “\\”: take another character."))
    if not kept:
        raise InvalidInput(_("The attachment needs a name."))
    if len(kept) < len(name.strip()) and len(name.strip()) > MAX_NAME:
        sentence = _("The name is too long: shorten it to {limit} characters.")
        raise InvalidInput(sentence.format(limit=MAX_NAME))
    return kept


def shown_name(name: str) -> str:
    """Return a name as it is shown, whatever is kept: one line, and never nothing."""
    return kept_name(name) or _("Unnamed file")


def file_name(name: str) -> str:
    """Return what a file of that name is called on a disk, of any system."""
    plain = _NOT_IN_A_FILE.sub("_", kept_name(name))
    plain = _trimmed(_shortened(_trimmed(plain), MAX_FILE_BYTES, _bytes))
    if not plain.strip("._ "):
        return f"{_('file')}{plain.lstrip('. ')}"
    stem = plain.partition(".")[0].rstrip(" ")
    return f"_{plain}" if _DEVICE.fullmatch(stem) else plain


def numbered(name: str, number: int) -> str:
    """Return a file's name with a number before its ending, “scan (2).pdf”: none too long."""
    stem, ending = _split(name)
    end = f" ({number}){ending}"
    return f"{stem[: MAX_NAME - len(end)]}{end}"


def unnumbered(name: str) -> str:
    """Return a name without the number that :func:`numbered` gave it, if it has one."""
    stem, ending = _split(name)
    return f"{_NUMBER.sub('', stem)}{ending}"


def unused(name: str, taken: Container[str]) -> str:
    """Return the name, with the first number that makes it none of ``taken``."""
    found, number = name, 1
    while found in taken:
        number += 1
        found = numbered(name, number)
    return found


def ending_of(name: str) -> str:
    """Return a name's ending in lower case without its dot, "" where it has none."""
    return _split(kept_name(name))[1].lower().lstrip(".")


def _seen(character: str) -> str:
    if character in _JOINERS:
        return character
    if character in "\t\n\r\v\f\x85\u2028\u2029":
        return " "
    return "" if unicodedata.category(character) in _UNSEEN else character


def _trimmed(name: str) -> str:
    """Return a name without what Windows takes off its end, and a person overlooks."""
    return name.strip(" ").rstrip(". ")


def _split(name: str) -> tuple[str, str]:
    at = name.rfind(".")
    ending = name[at:]
    if at <= 0 or len(ending) > _MAX_ENDING or " " in ending:
        return name, ""
    return name[:at], ending


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _shortened(name: str, most: int, measure: Callable[[str], int]) -> str:
    """Return a name that has at most that length; what goes is before its ending."""
    if measure(name) <= most:
        return name
    stem, ending = _split(name)
    room = most - measure(ending)
    while measure(stem) > room:
        stem = stem[: min(len(stem) - 1, room)]
    return f"{stem.rstrip(' ')}{ending}"
