# SPDX-License-Identifier: GPL-3.0-or-later
"""The key file: 32 random bytes in a text file that says what it is and checks itself.

::

    strongroom-key-file 1
    <64 hexadecimal digits: the key>
    <8 hexadecimal digits: the first 4 bytes of SHA-256("strongroom/1/key-file" + key)>

Between the digits white space is skipped, and they may be in either case, for such
files are carried about by mail and by hand.
"""

import hmac
import os
import stat
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from strongroom.crypto.kdf import KEY_BYTES
from strongroom.errors import AlreadyExists, InvalidInput, NotWritable, Unreadable
from strongroom.secret import SecretBytes
from strongroom.texts import _
from strongroom.vault.failures import when_saving
from strongroom.vault.places import create_private, sync_folder
from strongroom.vault.regular import LOOK

_FIRST_LINE = b"strongroom-key-file 1"
_LABEL = b"strongroom/1/key-file"
_CHECK_BYTES = 4
_MOST_BYTES = 1024
_SPACE = b" \t\r\n"
_DIGITS = b"0123456789abcdef"
_VALUES = {digit: n for digits in (_DIGITS, _DIGITS.upper()) for n, digit in enumerate(digits)}


def create(path: Path) -> SecretBytes:
    """Write a new key file, readable by its owner alone, and return its 32 bytes.

    Raises:
        AlreadyExists: there is a file of that name.
        CannotSave: it cannot be written.
    """
    key = SecretBytes.random(KEY_BYTES)
    try:
        _write(path, key)
    except BaseException:
        key.close()
        raise
    return key


def _write(path: Path, key: SecretBytes) -> None:
    with when_saving(path):
        try:
            file = create_private(path)
        except FileExistsError:
            raise AlreadyExists(
                _("There is a file “{name}” already; choose another name.").format(name=path.name)
            ) from None
        except (FileNotFoundError, NotADirectoryError):
            raise NotWritable(
                _("There is no folder “{folder}”; choose another for the key file.").format(
                    folder=path.parent
                )
            ) from None
        try:
            with file:
                _fill(file, key)
        except BaseException:
            path.unlink(missing_ok=True)  # half a key file would be taken for a whole one
            raise
        sync_folder(path.parent)


def _fill(file: BinaryIO, key: SecretBytes) -> None:
    check = bytearray(_check_of(key.buffer))
    for line in (bytearray(_FIRST_LINE), _hex(key.buffer), _hex(check)):
        line.append(ord("\n"))
        file.write(line)
        line[:] = bytes(len(line))
    file.flush()
    os.fsync(file.fileno())


def read(path: Path) -> SecretBytes:
    """Return the 32 bytes of a key file.

    Raises:
        Unreadable: there is no such file, or it may not be read.
        InvalidInput: it is no key file, or a damaged one.
    """
    with SecretBytes(bytes(_MOST_BYTES)) as content:
        try:
            with path.open("rb", buffering=0) as file:
                length = file.readinto(content.buffer)
        except OSError as error:
            raise Unreadable(
                _("The key file “{path}” cannot be read ({reason}).").format(
                    path=path, reason=error.strerror
                )
            ) from None
        return _parse(memoryview(content.buffer)[:length], path)


def is_key_file(path: Path) -> bool:
    """Tell by its first line whether a file is a key file, be it damaged."""
    try:
        descriptor = os.open(path, LOOK)
        try:
            regular = stat.S_ISREG(os.fstat(descriptor).st_mode)
            return regular and os.read(descriptor, len(_FIRST_LINE)) == _FIRST_LINE
        finally:
            os.close(descriptor)
    except OSError:
        return False


def move(source: Path, target: Path) -> None:
    """Bring a key file to a new place: written, read back, and only then gone from the old one.

    Raises:
        Unreadable, InvalidInput: ``source`` cannot be read, or is no key file.
        AlreadyExists: there is a file of that name.
        CannotSave: it cannot be written there, or not removed here; nothing was moved.
    """
    source = source.resolve()  # of a link, the file itself: it is what nobody shall find
    with read(source) as key:
        _write(target, key)
        try:
            _take_away(source, key, target)
        except BaseException:
            with suppress(OSError):  # where it cannot be seen, two are better than none
                if source.exists():  # or the new one is the only one by now
                    target.unlink(missing_ok=True)
            raise
    sync_folder(source.parent)


def _take_away(source: Path, key: SecretBytes, target: Path) -> None:
    with read(target) as written:
        moved = written == key
    try:
        if moved:
            source.unlink()
    except OSError:
        moved = False
    if not moved:
        raise NotWritable(
            _(
                "The key file “{path}” cannot be removed from its old place; nothing was moved."
            ).format(path=source)
        )


def same(one: Path, other: Path) -> bool:
    """Tell whether two key files hold the same key; raises as :func:`read`."""
    with read(one) as first, read(other) as second:
        return first == second


def _parse(content: memoryview, path: Path) -> SecretBytes:
    if content[: len(_FIRST_LINE)] != _FIRST_LINE:
        raise InvalidInput(
            _("“{name}” is not a key file made by Strongroom.").format(name=path.name)
        )
    with SecretBytes.adopt(_unhex(content[len(_FIRST_LINE) :])) as found:
        key = SecretBytes.adopt(found.buffer[:KEY_BYTES])
        if len(found) == KEY_BYTES + _CHECK_BYTES and hmac.compare_digest(
            found.buffer[KEY_BYTES:], _check_of(key.buffer)
        ):
            return key
    key.close()
    raise InvalidInput(
        _("The key file “{name}” is damaged; use another copy of it.").format(name=path.name)
    )


def _check_of(key: bytearray) -> bytes:
    digest = sha256(_LABEL)
    digest.update(key)
    return digest.digest()[:_CHECK_BYTES]


def _hex(data: bytearray) -> bytearray:
    """Return lower-case digits, in a buffer that can be zeroed as ``hex()`` cannot."""
    return bytearray(_DIGITS[half] for byte in data for half in (byte >> 4, byte & 15))


def _unhex(digits: memoryview) -> bytearray:
    """Return the bytes; shorter than they should be where something is no digit."""
    halves = SecretBytes.adopt(bytearray(_VALUES.get(d, 16) for d in digits if d not in _SPACE))
    with halves:
        if len(halves) % 2 or 16 in halves.buffer:  # noqa: PLR2004 - no digit has this value
            return bytearray()
        pairs = zip(halves.buffer[::2], halves.buffer[1::2], strict=True)
        return bytearray(high << 4 | low for high, low in pairs)
