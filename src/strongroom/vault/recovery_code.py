# SPDX-License-Identifier: GPL-3.0-or-later
"""The recovery code: 130 random bits that a person can write down and type back.

26 characters of Crockford's base32 (https://www.crockford.com/base32.html) and 2 that
check them, in seven groups of four.  Either case, spaces and dashes anywhere, O for 0,
I and L for 1 are forgiven; a typing error is told before a key is derived.  All work is
done on bytes in buffers of ours.
"""

from hashlib import sha256

from strongroom.crypto.kdf import KEY_BYTES, hkdf_sha256
from strongroom.errors import InvalidInput
from strongroom.secret import SecretBytes
from strongroom.texts import _

_ALPHABET = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FORGIVEN = bytes.maketrans(
    b"abcdefghijklmnopqrstuvwxyzOILoil", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ011011"
)
_SEPARATORS = b" -\t\r\n"

RANDOM_CHARACTERS = 26
CHECK_CHARACTERS = 2
GROUP = 4
_INFO = b"strongroom/1/recovery"


def generate() -> SecretBytes:
    """Return a new code as it is shown: seven groups of four, with dashes between."""
    with SecretBytes.random(RANDOM_CHARACTERS) as random:
        # 256 is a multiple of 32: the low five bits of a random byte are unbiased.
        code = bytearray(_ALPHABET[byte & 31] for byte in random.buffer)
    code += _check_of(code)
    shown = bytearray()
    for at in range(0, len(code), GROUP):
        shown += code[at : at + GROUP] + b"-"
    del shown[-1]
    code[:] = bytes(len(code))
    return SecretBytes.adopt(shown)


def canonical(typed: SecretBytes) -> SecretBytes:
    """Return the 26 characters that are hashed, from a code as a person typed it.

    Raises:
        InvalidInput: it is no recovery code, or has a typing error.
    """
    code = typed.buffer.translate(_FORGIVEN, _SEPARATORS)
    random = SecretBytes.adopt(code[:RANDOM_CHARACTERS])
    check = code[RANDOM_CHARACTERS:]
    complete = len(code) == RANDOM_CHARACTERS + CHECK_CHARACTERS
    typo = complete and (bool(code.translate(None, _ALPHABET)) or check != _check_of(random.buffer))
    code[:] = bytes(len(code))
    if complete and not typo:
        return random
    random.close()
    if typo:
        raise InvalidInput(_("The recovery code has a typing error; compare it with your copy."))
    raise InvalidInput(
        _("A recovery code has {count} letters and digits; compare it with your copy.").format(
            count=RANDOM_CHARACTERS + CHECK_CHARACTERS
        )
    )


def factor(typed: SecretBytes) -> SecretBytes:
    """Return the 32 bytes that a typed code stands for; raises as ``canonical``."""
    with canonical(typed) as random:
        return hkdf_sha256(random, salt=b"", info=_INFO, length=KEY_BYTES)


def _check_of(random: bytearray) -> bytes:
    """Return the first 10 bits of SHA-256 as two characters."""
    bits = int.from_bytes(sha256(random).digest()[:2]) >> 6
    return bytes((_ALPHABET[bits >> 5], _ALPHABET[bits & 31]))
