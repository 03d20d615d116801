# SPDX-License-Identifier: GPL-3.0-or-later
"""What the keyring holds of quick unlock or of a grant: 32 bytes, tries left, and times.

Tries and times lie there and not in a file, because a file can be restored.  The hours are
counted by both clocks, whichever says more: one that was set back gives no time, and
neither does one that stands still while the computer sleeps.

As text: the 32 bytes in hexadecimal, then a JSON object.  The 32 bytes are never in it.
"""

from typing import Annotated, NamedTuple

import msgspec

from strongroom.secret import SecretBytes
from strongroom.texts import _

TRIES = 5
SECRET_BYTES = 32

_DIGITS = b"0123456789abcdef"
_HEX_LENGTH = 2 * SECRET_BYTES
_LONGEST = 1024
# A time server may put a clock right by so much without ending anything.
_SET_BACK_MS = 2 * 60 * 1000


class Moment(NamedTuple):
    """A time by both clocks (``ports.Clock``), and which start of the computer it is of."""

    wall_ms: int
    seconds: float
    boot: str


class Record(msgspec.Struct, frozen=True):
    """``made`` and ``used`` by both clocks; it lasts ``lifetime`` seconds."""

    left: Annotated[int, msgspec.Meta(ge=0, le=TRIES)]
    made_ms: int
    made: float
    used_ms: int
    used: float
    boot: str
    lifetime: Annotated[float, msgspec.Meta(gt=0)]

    @classmethod
    def begin(cls, now: Moment, lifetime: float) -> "Record":
        """Return the record of what is in force from ``now`` on."""
        wall, seconds, boot = now
        return cls(TRIES, wall, seconds, wall, seconds, boot, lifetime)

    def spent(self) -> "Record":
        """Return the record with one try less, as it is kept before that try is made."""
        return msgspec.structs.replace(self, left=max(0, self.left - 1))

    def given_back(self) -> "Record":
        """Return the record with the try that turned out to be none of a wrong PIN."""
        return msgspec.structs.replace(self, left=min(TRIES, self.left + 1))

    def used_at(self, now: Moment) -> "Record":
        """Return the record after a success: all tries are there again."""
        return msgspec.structs.replace(self, left=TRIES, used_ms=now.wall_ms, used=now.seconds)

    def why_over(self, now: Moment, lifetime: float, *, from_use: bool) -> str:
        """Return the sentence that says why it is over, "" where it is in force.

        ``lifetime`` is what the settings allow by now; the shorter one counts, from the
        last use or from the beginning.
        """
        start_ms, start = (self.used_ms, self.used) if from_use else (self.made_ms, self.made)
        passed = max((now.wall_ms - start_ms) / 1000, now.seconds - start)
        if self.boot != now.boot or now.seconds < self.used:
            return _(
                "Quick unlock ended when this computer was restarted; "
                "unlock with the master password."
            )
        if now.wall_ms < self.used_ms - _SET_BACK_MS:
            return _(
                "Quick unlock ended because this computer's clock was set back; "
                "unlock with the master password."
            )
        if passed >= min(self.lifetime, lifetime):
            return _("The time of quick unlock is over; unlock with the master password.")
        if self.left == 0:
            return _(
                "Quick unlock ended after too many wrong PINs; unlock with the master password."
            )
        return ""


def to_text(secret: SecretBytes, record: Record) -> SecretBytes:
    """Return what the keyring is to hold; the caller closes both secrets.

    Raises:
        ValueError: ``secret`` has not 32 bytes.
    """
    if len(secret) != SECRET_BYTES:
        message = "the keyring's half has 32 bytes"
        raise ValueError(message)
    text = bytearray(_HEX_LENGTH)
    for at, byte in enumerate(secret.buffer):
        text[2 * at], text[2 * at + 1] = _DIGITS[byte >> 4], _DIGITS[byte & 15]
    whole = SecretBytes(bytes(_HEX_LENGTH) + msgspec.json.encode(record))
    whole.buffer[:_HEX_LENGTH] = text
    text[:] = bytes(_HEX_LENGTH)
    return whole


def from_text(text: SecretBytes) -> tuple[SecretBytes, Record] | None:
    """Read what a keyring gave; None where it is nothing that was ever put there."""
    if not _HEX_LENGTH < len(text) <= _LONGEST:
        return None
    digits = [_DIGITS.find(byte) for byte in text.buffer[:_HEX_LENGTH]]
    if min(digits) < 0:
        return None
    try:
        record = msgspec.json.decode(text.buffer[_HEX_LENGTH:], type=Record)
    except msgspec.DecodeError:
        return None
    secret = bytearray(16 * high + low for high, low in zip(*[iter(digits)] * 2, strict=True))
    return SecretBytes.adopt(secret), record
