# SPDX-License-Identifier: GPL-3.0-or-later
"""Which characters a text may hold, and how long it may be.

Nothing is ever cut or replaced: a text is kept to the character, or refused in a sentence
that names it.  Right-to-left and combining text is left as it was typed.  The sentences
name the text by its label and never quote it, since it may be a secret.
"""

import unicodedata

from strongroom.errors import InvalidInput
from strongroom.texts import _

_LINE_BREAKS = frozenset("\n\r\t")
_BREAKS_IN_DISGUISE = frozenset("\u2028\u2029")
_LOWEST_PRINTABLE = " "
_DELETE = "\x7f"


def check_line(text: str, label: str, limit: int) -> None:
    """Refuse what does not fit on one line of at most ``limit`` characters.

    Raises:
        InvalidInput: too long, a control character or line break, a lone surrogate.
    """
    check_unbroken(text, label)
    if len(text) > limit:
        sentence = _("“{label}” is {count:,} characters long: shorten it to {limit:,} at most.")
        raise InvalidInput(sentence.format(label=label, count=len(text), limit=limit))
    if any(unicodedata.category(c) == "Cc" or c in _BREAKS_IN_DISGUISE for c in text):
        sentence = _("“{label}” holds a line break or a control character: remove it.")
        raise InvalidInput(sentence.format(label=label))


def check_block(text: str, label: str, limit: int) -> None:
    """Refuse what cannot be kept as a text of several lines, ``limit`` UTF-8 bytes long.

    Line breaks and tabs belong to it.  So do the characters U+0080 to U+009F, which other
    password managers put into generated passwords.

    Raises:
        InvalidInput: too long, any other control character, a lone surrogate.
    """
    check_unbroken(text, label)
    length = len(text.encode())
    if length > limit:
        sentence = _("“{label}” is {count:,} bytes long: shorten it to {limit:,} at most.")
        raise InvalidInput(sentence.format(label=label, count=length, limit=limit))
    if any((c < _LOWEST_PRINTABLE and c not in _LINE_BREAKS) or c == _DELETE for c in text):
        sentence = _("“{label}” holds a control character: remove it.")
        raise InvalidInput(sentence.format(label=label))


def check_unbroken(text: str, label: str) -> None:
    """Refuse half of a surrogate pair, which has no UTF-8 form and no meaning.

    Raises:
        InvalidInput: there is one.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        sentence = _("“{label}” holds half a character: remove it and type it again.")
        raise InvalidInput(sentence.format(label=label)) from None
