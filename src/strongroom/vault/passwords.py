# SPDX-License-Identifier: GPL-3.0-or-later
"""A master password as bytes, the same whatever keyboard and system it was typed on.

Unicode's NFKC makes one form of what looks alike.  It is stable only for characters that
are assigned, and control characters come from accidents of pasting, so a new password has
neither.  An ASCII password is its own NFKC and never becomes a string here, of which
Python would keep a copy that nothing can overwrite.
"""

import unicodedata

from strongroom.errors import InvalidInput
from strongroom.secret import SecretBytes
from strongroom.texts import _

MOST_BYTES = 4096
_DELETE = 0x7F
_FIRST_PRINTED = 0x20


def normalised(password: SecretBytes) -> SecretBytes:
    """Return the bytes that are hashed; the caller closes both.

    Raises:
        InvalidInput: it is empty, too long or not text.
    """
    if not password:
        raise InvalidInput(_("Type the master password."))
    if len(password) > MOST_BYTES:
        raise InvalidInput(
            _("This master password is longer than {count} bytes; use a shorter one.").format(
                count=MOST_BYTES
            )
        )
    if password.buffer.isascii():
        return password.copy()
    return SecretBytes.adopt(bytearray(unicodedata.normalize("NFKC", _text(password)), "utf-8"))


def for_new(password: SecretBytes) -> SecretBytes:
    """Return the bytes that are hashed for a password that is being chosen.

    Raises:
        InvalidInput: as ``normalised``, or it has characters that may not come out the
            same on another computer.
    """
    chosen = normalised(password)
    if chosen.buffer.isascii():
        odd = any(byte < _FIRST_PRINTED or byte == _DELETE for byte in chosen.buffer)
    else:
        odd = any(unicodedata.category(character) in {"Cc", "Cn"} for character in _text(chosen))
    if odd:
        chosen.close()
        raise InvalidInput(
            _(
                "This master password has a character that cannot be typed the same way "
                "everywhere; leave it out."
            )
        )
    return chosen


def _text(password: SecretBytes) -> str:
    try:
        return password.text()
    except UnicodeDecodeError:
        # The cause carries the password.
        raise InvalidInput(_("The master password is not text in UTF-8.")) from None
