# SPDX-License-Identifier: GPL-3.0-or-later
"""Small JSON files of this machine: readable by their owner alone, never half-written.

A file that cannot be understood is moved aside, so that nothing in it is lost, and the
caller is told in a sentence.  It never keeps the program from starting.
"""

import contextlib
import errno
import json
import os
import secrets
from pathlib import Path
from typing import Any

from strongroom.errors import CannotSave, DiskFull, NotWritable
from strongroom.texts import _
from strongroom.vault.regular import TooLong, read_regular

_OWNER_ONLY = 0o600
_OWNER_FOLDER = 0o700


def read_object(path: Path) -> tuple[dict[str, Any], str]:
    """Return the JSON object in ``path``, and a sentence where something was wrong.

    A missing file is an empty object and no sentence.
    """
    try:
        return _object_in(path)
    except OSError:
        text = _("{path} cannot be read, so its defaults are used.")
        return {}, text.format(path=path)


def read_to_change(path: Path) -> tuple[dict[str, Any], str]:
    """Return what :func:`read_object` does, for writing it back with changes.

    Raises:
        NotWritable: it is there and cannot be read, so writing would lose what is in it.
    """
    try:
        return _object_in(path)
    except OSError as error:
        text = _("{path} cannot be read, so it was not changed; check its permissions.")
        raise NotWritable(text.format(path=path)) from error


def write_object(path: Path, content: dict[str, Any]) -> None:
    """Replace ``path`` with ``content`` in one step, mode 0600 from the first byte.

    Raises:
        DiskFull, NotWritable, CannotSave: the old file is still there, untouched.
    """
    text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)
    # Names of files need not be text; JSON is read back in the same way.
    data = text.encode("utf-8", "surrogatepass") + b"\n"
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        path.parent.mkdir(mode=_OWNER_FOLDER, parents=True, exist_ok=True)
        try:
            _write_new(fresh, data)
            fresh.replace(path)
        finally:
            with contextlib.suppress(OSError):
                fresh.unlink(missing_ok=True)
    except OSError as error:
        raise _refusal(path, error) from error


def _object_in(path: Path) -> tuple[dict[str, Any], str]:
    try:
        raw = read_regular(path)
    except FileNotFoundError:
        return {}, ""
    except TooLong:
        return {}, _move_aside(path)
    found = _parse(raw)
    return ({}, _move_aside(path)) if found is None else (found, "")


def _parse(raw: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _move_aside(path: Path) -> str:
    aside = path.with_name(f"{path.name}.broken")
    number = 1
    while os.path.lexists(aside):
        number += 1
        aside = path.with_name(f"{path.name}.broken-{number}")
    try:
        path.rename(aside)
    except OSError:
        text = _("{path} is broken, so its defaults are used.")
        return text.format(path=path)
    text = _("{path} was broken; it was moved to {aside}, and the defaults are used.")
    return text.format(path=path, aside=aside.name)


def _write_new(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, _OWNER_ONLY), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _refusal(path: Path, error: OSError) -> CannotSave:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        text = _("There is no room left on the disk to save {path}; free some and try again.")
        return DiskFull(text.format(path=path))
    text = _("{path} cannot be written; check the permissions of its folder.")
    return NotWritable(text.format(path=path))
