# SPDX-License-Identifier: GPL-3.0-or-later
"""The characters of a field being typed, in memory that can be overwritten.

UTF-8 in one buffer that is never reallocated behind our back: it grows by copying into a
larger one and zeroing the old, and characters move inside it without a temporary copy.
Positions count characters (code points), as the cursor of a line edit does over bullets.
"""

from strongroom.secret import SecretBytes

LIMIT = 32_000  # bytes; more than any secret may have, so that too long can be said in words
_FIRST = 512
_TOP_BITS = 0xC0
_CONTINUES = 0x80


class SecretCharacters:
    """An editable secret.  ``wipe()`` overwrites it."""

    def __init__(self) -> None:
        self._store = bytearray(_FIRST)
        self._used = 0
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __repr__(self) -> str:
        return "SecretCharacters(…)"

    def insert(self, at: int, text: str) -> bool:
        """Put ``text`` before character ``at``; False, and nothing done, where it is too long.

        Surrogates that stand alone are left out: they are no characters.
        """
        data = bytearray(text.encode("utf-8", "ignore"))
        size = len(data)
        if self._used + size > LIMIT:
            _zero(data)
            return False
        self._make_room(self._used + size)
        start = self._offset(at)
        with memoryview(self._store) as view:
            view[start + size : self._used + size] = view[start : self._used]
            view[start : start + size] = data
        self._used += size
        self._count += _characters(data)
        _zero(data)
        return True

    def remove(self, start: int, end: int) -> None:
        """Take out the characters from ``start`` up to, not including, ``end``."""
        first, last = self._offset(start), self._offset(end)
        with memoryview(self._store) as view:
            left = self._used - (last - first)
            view[first:left] = view[last : self._used]
            view[left : self._used] = bytes(last - first)
        self._used = left
        self._count -= end - start

    def character(self, at: int) -> str:
        """Return one character, to be painted."""
        first, last = self._offset(at), self._offset(at + 1)
        return self._store[first:last].decode()

    def secret(self, start: int = 0, end: int | None = None) -> SecretBytes:
        """Return a copy of the characters, which the caller closes."""
        first = self._offset(start)
        last = self._used if end is None else self._offset(end)
        with memoryview(self._store) as view:
            return SecretBytes(view[first:last])

    def wipe(self) -> None:
        """Overwrite and forget all."""
        _zero(self._store)
        self._used = self._count = 0

    def _offset(self, at: int) -> int:
        seen = -1
        for index in range(self._used):
            if self._store[index] & _TOP_BITS != _CONTINUES:
                seen += 1
                if seen == at:
                    return index
        return self._used

    def _make_room(self, size: int) -> None:
        if size <= len(self._store):
            return
        old, self._store = self._store, bytearray(max(size, 2 * len(self._store)))
        with memoryview(self._store) as new, memoryview(old) as before:
            new[: self._used] = before[: self._used]
        _zero(old)


def _zero(buffer: bytearray) -> None:
    buffer[:] = bytes(len(buffer))


def _characters(data: bytearray) -> int:
    return sum(byte & _TOP_BITS != _CONTINUES for byte in data)
