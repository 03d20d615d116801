# SPDX-License-Identifier: GPL-3.0-or-later
"""Which characters a text may hold, and how long it may be.

Nothing is ever cut or replaced: a text is kept to the character, or refused in a sentence
that names it.  Right-to-left and combining text is left as it was typed.  The sentences
name the text by its label and never quote it, since it may be a secret.
"""

import re

from strongroom.errors import InvalidInput
from strongroom.texts import _

# Half of a surrogate pair has no UTF-8 form and no meaning.
_HALF = re.compile(r"[\ud800-\udfff]")
# Unicode's control characters (Cc), with the two line breaks that it does not count to them.
_NOT_ON_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_NOT_IN_A_BLOCK = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def fits_line(text: str, limit: int) -> bool:
    """Tell whether a text can be kept on one line of at most ``limit`` characters."""
    return len(text) <= limit and (text.isprintable() or not _NOT_ON_A_LINE.search(text))


def fits_block(text: str, limit: int) -> bool:
    """Tell whether a text of several lines can be kept, at most ``limit`` UTF-8 bytes long.

    Line breaks and tabs belong to it.  So do the characters U+0080 to U+009F, which other
    password managers put into generated passwords.
    """
    if text.isprintable() and 4 * len(text) <= limit:
        return True  # as nearly all texts are, and told fastest
    return not _NOT_IN_A_BLOCK.search(text) and len(text.encode()) <= limit


def check_line(text: str, label: str, limit: int) -> None:
    """Refuse what :func:`fits_line` does not let through.

    Raises:
        InvalidInput: too long, a control character or line break, half a character.
    """
    if fits_line(text, limit):
        return
    check_unbroken(text, label)
    if len(text) > limit:
        sentence = _("“{label}” is {count:,} characters long: shorten it to {limit:,} at most.")
        raise InvalidInput(sentence.format(label=label, count=len(text), limit=limit))
    sentence = _("“{label}” holds a line break or a control character: remove it.")
    raise InvalidInput(sentence.format(label=label))


def check_block(text: str, label: str, limit: int) -> None:
    """Refuse what :func:`fits_block` does not let through.

    Raises:
        InvalidInput: too long, a control character, half a character.
    """
    if fits_block(text, limit):
        return
    check_unbroken(text, label)
    length = len(text.encode())
    if length > limit:
        sentence = _("“{label}” is {count:,} bytes long: shorten it to {limit:,} at most.")
        raise InvalidInput(sentence.format(label=label, count=length, limit=limit))
    sentence = _("“{label}” holds a control character: remove it.")
    raise InvalidInput(sentence.format(label=label))


def check_unbroken(text: str, label: str) -> None:
    """Refuse half of a surrogate pair.

    Raises:
        InvalidInput: there is one.
    """
    if _HALF.search(text):
        sentence = _("“{label}” holds half a character: remove it and type it again.")
        raise InvalidInput(sentence.format(label=label))
