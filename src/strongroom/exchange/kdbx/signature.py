# SPDX-License-Identifier: GPL-3.0-or-later
"""The first eight bytes of KeePass databases (https://keepass.info/help/kb/kdbx.html).

They stand alone so that a file is known without loading what reads it.
"""

SIGNATURE = bytes.fromhex("03d9a29a67fb4bb5")
SIGNATURE_OF_1 = bytes.fromhex("03d9a29a65fb4bb5")  # KeePass 1, a format of its own
_BEFORE_2 = bytes.fromhex("03d9a29a66fb4bb5")  # what KeePass 2 wrote before it was released


def is_kdbx(head: bytes) -> bool:
    """Tell whether a file that begins so is a KeePass database, also one that is not read."""
    return head.startswith((SIGNATURE, SIGNATURE_OF_1, _BEFORE_2))
