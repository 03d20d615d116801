# SPDX-License-Identifier: GPL-3.0-or-later
"""A buffer that can be zeroed, and that never shows what it holds.

Python strings and bytes cannot be overwritten, so keys and typed passwords live here from
the moment they are read until :meth:`SecretBytes.close`.  No repr, no pickling, no copy,
comparison in constant time.
"""

import hmac
import os
from types import TracebackType
from typing import NoReturn, Self


class SecretBytes:
    """Owned secret bytes; ``close()`` overwrites them, and is safe to call twice."""

    __slots__ = ("_buffer",)

    def __init__(self, data: bytes | bytearray | memoryview = b"") -> None:
        """Copy ``data``; the caller still owns, and should zero, what it passed."""
        self._buffer = bytearray(data)

    @classmethod
    def random(cls, length: int) -> Self:
        """Return ``length`` bytes from the operating system's generator."""
        return cls(os.urandom(length))

    @classmethod
    def adopt(cls, buffer: bytearray) -> Self:
        """Take over ``buffer`` without copying it; it is zeroed on close."""
        secret = cls()
        secret._buffer = buffer
        return secret

    @classmethod
    def of_text(cls, text: str) -> Self:
        """Hold the UTF-8 form of ``text``.  The string itself cannot be overwritten."""
        return cls(text.encode("utf-8"))

    @property
    def buffer(self) -> bytearray:
        """The live buffer, for functions that read it in place."""
        return self._buffer

    def text(self) -> str:
        """Return the bytes as a string, which cannot be zeroed: use it and drop it.

        Raises:
            UnicodeDecodeError: the bytes are not UTF-8.
        """
        return self._buffer.decode("utf-8")

    def copy(self) -> "SecretBytes":
        """Return a second owner of the same bytes."""
        return SecretBytes(self._buffer)

    def close(self) -> None:
        """Overwrite the bytes with zeros, then forget them."""
        self._buffer[:] = bytes(len(self._buffer))
        # A new, empty buffer: the old one cannot be resized while a view of it is alive.
        self._buffer = bytearray()

    def __len__(self) -> int:
        return len(self._buffer)

    def __bool__(self) -> bool:
        return bool(self._buffer)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SecretBytes):
            return NotImplemented
        return hmac.compare_digest(self._buffer, other._buffer)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "SecretBytes(…)"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __reduce__(self) -> NoReturn:
        message = "a secret is never pickled or deep-copied"
        raise TypeError(message)
