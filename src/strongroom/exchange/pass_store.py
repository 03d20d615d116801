# SPDX-License-Identifier: GPL-3.0-or-later
"""One entry of a ``pass`` or ``gopass`` store, once it is decrypted.

The first line is the password, and what follows is up to its owner: lines of ``key: value``,
``otpauth:`` links, free text (passwordstore.org, "Organization").  ``gopass`` adds a YAML
document behind ``---``, and an older form of its own with headers (gopass,
``docs/secrets.md``).  An entry that is no text is a file that somebody put into the store.
"""

from collections.abc import Callable

from strongroom.exchange.builder import EntryBuilder
from strongroom.exchange.encoded import strictly64
from strongroom.exchange.reading import Entry
from strongroom.model.fields import FieldKind, ItemKind, Role

_ROLES = {
    "user": Role.USERNAME,
    "username": Role.USERNAME,
    "login": Role.USERNAME,
    "url": Role.WEBSITE,
    "uri": Role.WEBSITE,
    "website": Role.WEBSITE,
    "link": Role.WEBSITE,
    "otp": Role.OTP,
    "totp": Role.OTP,
    "otpauth": Role.OTP,
    "expires": Role.EXPIRES,
}
_OLD_HEAD = "GOPASS-SECRET-1.0"
_SECRET_WORDS = ("pass", "pin", "secret", "token", "key", "code", "answer", "recovery")
_LONGEST_KEY = 60  # characters before a colon: more is a sentence
_BINARY_HEAD = "Content-Transfer-Encoding: Base64"


def entry_of(
    names: tuple[str, ...], data: bytes, modified: int | None, again: Callable[[], bytes]
) -> Entry:
    """Return the entry at ``names``, its folders and its own name.

    ``modified`` is in milliseconds.  ``again`` decrypts it once more, so that a file in the
    store is not held in memory until it comes.

    Raises:
        InvalidInput: it cannot be kept, above all because it is too large.
    """
    text = _text(data)
    file = _encoded_file(text) if text is not None else data
    if text is None:
        return _document(names, len(data), modified, again)
    if file is not None:
        return _document(names, len(file), modified, lambda: _file_in(again()))
    builder = EntryBuilder(names[-1], ItemKind.LOGIN, names[:-1])
    builder.modified = modified
    _Lines(builder).take(text)
    return builder.entry()


class _Lines:
    """Takes the lines of one entry, each where it belongs."""

    def __init__(self, builder: EntryBuilder) -> None:
        self._builder = builder
        self._rest: list[str] = []
        self._taken: set[str] = set()

    def take(self, text: str) -> None:
        lines = text.split("\n")
        if lines[0].strip() == _OLD_HEAD:
            self._take_old(lines[1:])
        else:
            self._password(lines[0].removesuffix("\r"))
            self._take_lines(lines[1:])
        notes = "\n".join(self._rest).strip("\n")
        self._builder.role(Role.NOTES, notes)

    def _take_old(self, lines: list[str]) -> None:
        """Headers, an empty line, and the body, whose lines are free text."""
        end = lines.index("") if "" in lines else len(lines)
        for line in lines[:end]:
            key, _colon, value = line.partition(":")
            if key.strip().lower() == "password":
                self._password(value.strip())
            else:
                self._pair(key.strip(), value.strip())
        self._take_lines(lines[end + 1 :])

    def _take_lines(self, lines: list[str]) -> None:
        for raw in lines:
            line = raw.removesuffix("\r")
            key, colon, value = line.partition(":")
            if line.strip().lower().startswith("otpauth:"):
                self._builder.role(Role.OTP, line.strip())
            elif line.strip() == "---":
                continue
            elif colon and self._is_key(key, value):
                self._pair(key.strip(), value.strip())
            else:
                self._rest.append(line)

    @staticmethod
    def _is_key(key: str, value: str) -> bool:
        name = key.strip()
        indented = key[:1].isspace()  # a part of something that has several lines
        address = value.startswith("//")
        return bool(name and value.strip()) and not (
            indented or address or len(name) > _LONGEST_KEY or name.startswith(("-", "#", "*"))
        )

    def _password(self, value: str) -> None:
        self._builder.role(Role.PASSWORD, value)

    def _pair(self, key: str, value: str) -> None:
        role = _ROLES.get(key.casefold(), "")
        if role and (role not in self._taken or role == Role.WEBSITE):
            self._taken.add(role)
            self._builder.role(role, value)
        elif any(word in key.casefold() for word in _SECRET_WORDS):
            self._builder.concealed(key, value)
        else:
            self._builder.add(FieldKind.TEXT, value, label=key)


def _text(data: bytes) -> str | None:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _encoded_file(text: str) -> bytes | None:
    """Return the file that ``gopass fscopy`` put into an entry, None where it is none."""
    head, _empty, body = text.partition("\n\n")
    if _BINARY_HEAD not in head:
        return None
    return strictly64("".join(body.split()))


def _file_in(data: bytes) -> bytes:
    return _encoded_file(data.decode("utf-8", "replace")) or b""


def _document(
    names: tuple[str, ...], size: int, modified: int | None, data: Callable[[], bytes]
) -> Entry:
    builder = EntryBuilder(names[-1], ItemKind.DOCUMENT, names[:-1])
    builder.modified = modified
    builder.attach(names[-1], size, lambda: iter((data(),)))
    return builder.entry()
