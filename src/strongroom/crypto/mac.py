# SPDX-License-Identifier: GPL-3.0-or-later
"""HMAC-SHA256, RFC 2104, over as many pieces as there are and without joining them."""

import hmac

from strongroom.secret import SecretBytes

MAC_BYTES = 32


def hmac_sha256(key: SecretBytes, *pieces: bytes | bytearray | memoryview) -> bytes:
    """Return 32 bytes that only a holder of ``key`` can make for these bytes.

    Where one piece ends and the next begins is not part of it: callers use fixed lengths.
    """
    code = hmac.new(key.buffer, digestmod="sha256")
    for piece in pieces:
        code.update(piece)
    return code.digest()
