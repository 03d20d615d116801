# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a sealed row is, so that its length tells a class and not a size.

Every plaintext is its length in 4 bytes, the data, and zeros up to the class.  There is
no compression: it would let the length depend on what is repeated (Fábrega et al.,
"Exploiting Leakage in Password Managers via Injection Attacks", USENIX Security 2024).
"""

from strongroom.crypto.sealing import OVERHEAD
from strongroom.errors import Damaged, InvalidInput
from strongroom.texts import _

LENGTH_BYTES = 4
_FRAME = OVERHEAD + LENGTH_BYTES  # what a sealed row has beside its data: 32 bytes

OVERVIEW_STEP = 256
OVERVIEW_MOST = 64 * 1024
DETAILS_LEAST = 480
DETAILS_MOST = 16 * 1024 * 1024 - 32
PART_MOST = 4 * 1024 * 1024

PART_ROOM = PART_MOST - _FRAME
_ATTACHMENT_LEAST = DETAILS_LEAST - _FRAME


def overview_size(length: int) -> int:
    """Return the sealed size of an overview of ``length`` bytes: a multiple of 256.

    Raises:
        InvalidInput: it is more than 64 KiB.
    """
    size = -(-(length + _FRAME) // OVERVIEW_STEP) * OVERVIEW_STEP
    if size > OVERVIEW_MOST:
        raise InvalidInput(
            _("This is too long: shorten the title, the username, the websites or the tags.")
        )
    return size


def details_size(length: int) -> int:
    """Return the sealed size of details of ``length`` bytes: 2^k - 32, from 480.

    The 32 bytes leave room for what SQLite keeps beside a row, so that a class fits its
    pages instead of spilling a few bytes into one more.

    Raises:
        InvalidInput: it is more than 16 MiB.
    """
    size = (1 << (length + _FRAME + 32 - 1).bit_length()) - 32
    if size > DETAILS_MOST:
        raise InvalidInput(
            _("This item is too large: all its fields and its history hold at most 16 MB.")
        )
    return max(size, DETAILS_LEAST)


def part_sizes(size: int) -> list[int]:
    """Return the sealed size of each part of an attachment of ``size`` bytes, in order.

    The attachment as a whole is padded (Padmé: Nikitin et al., "Reducing Metadata Leakage
    from Encrypted Files", PETS 2019), then cut into parts that are full but for the last.
    """
    padded = max(padme(size), _ATTACHMENT_LEAST)
    before_last = -(-padded // PART_ROOM) - 1
    return [PART_MOST] * before_last + [padded - before_last * PART_ROOM + _FRAME]


def padme(length: int) -> int:
    """Round up so that at most 12 % is added and O(log log n) bits of the size are told."""
    if length < 2:  # noqa: PLR2004 - the logarithm of the logarithm begins at 2
        return length
    exponent = length.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (length + mask) & ~mask


def pad(data: bytes, sealed_size: int) -> bytes:
    """Return the plaintext of a row whose sealed form has ``sealed_size`` bytes."""
    plain = len(data).to_bytes(LENGTH_BYTES) + data
    return plain.ljust(sealed_size - OVERHEAD, b"\0")


def unpad(plain: bytes) -> bytes:
    """Return the data of a plaintext; the zeros behind it are not looked at.

    Raises:
        Damaged: it claims more data than there is.
    """
    end = LENGTH_BYTES + int.from_bytes(plain[:LENGTH_BYTES])
    if end > len(plain):
        raise broken_content()
    return plain[LENGTH_BYTES:end]


def broken_content() -> Damaged:
    """Return the error for content that was sealed with the key and still makes no sense."""
    return Damaged(_("A part of this vault cannot be read. Restore it from a backup."))
