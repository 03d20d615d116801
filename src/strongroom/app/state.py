# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program remembers by itself: ``state.json``, and nobody else touches it.

Nothing here is secret or chosen by hand: which vaults were opened on this machine and,
where that is wanted, with which key file, which of them the terminal takes when none is
named, where the window stood, what the columns of a table became.  A vault's own name is
sealed inside it and never written here; its file's name stands for it.
"""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from strongroom.app.private_files import read_object, read_to_change, write_object

RECENT = 10
TABLE_MAPS = 50


class RecentVault(msgspec.Struct, frozen=True):
    """A vault opened here before; ``opened`` in milliseconds since 1970-01-01T00:00Z.

    ``key_file`` is where its key file was the last time, if it had one and that is kept.
    """

    path: Path
    opened: int = 0
    key_file: Path | None = None

    @property
    def name(self) -> str:
        """What to call it while it is locked."""
        return self.path.stem


class _Recent(msgspec.Struct):
    path: str
    opened: int = 0
    key_file: str = ""


class StateFile:
    """Reads the file at every question, and again before every change.

    So two programs keep what the other has changed before.  Of two changes in the same
    moment the later one is kept: there is no lock, for nothing here is worth a wait.
    A change raises ``CannotSave`` where the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.notice = ""

    def recent(self) -> tuple[RecentVault, ...]:
        """Return the vaults opened here, the last one first; their files may be gone."""
        return tuple(
            RecentVault(Path(e.path), e.opened, Path(e.key_file) if e.key_file else None)
            for e in _recent(self._read())
        )

    def default_vault(self) -> Path | None:
        """Return the vault that the terminal takes when none is named."""
        path = self._read().get("default_vault")
        return Path(path) if isinstance(path, str) and path else None

    def opened(self, path: Path, now_ms: int, *, make_default: bool = True) -> None:
        """Remember that the vault at ``path`` was opened, as the default if so wished.

        Without ``make_default`` it was only visited, by a command of the terminal: that
        leaves no trace and writes nothing, unless no vault is known here at all.
        """
        content = self._read_to_change()
        if not make_default and "default_vault" in content:
            return
        resolved = str(path.absolute())
        known = _recent(content)
        others = [entry for entry in known if entry.path != resolved]
        key_file = next((entry.key_file for entry in known if entry.path == resolved), "")
        _keep(content, [_Recent(resolved, now_ms, key_file), *others][:RECENT])
        content["default_vault"] = resolved
        write_object(self._path, content)

    def key_file(self, path: Path) -> Path | None:
        """Return where the key file of the vault at ``path`` was, if that is kept."""
        asked = path.absolute()
        return next((vault.key_file for vault in self.recent() if vault.path == asked), None)

    def keep_key_file(self, path: Path, key_file: Path | None) -> None:
        """Keep where the key file of the vault at ``path`` is, or that it needs none."""
        wanted = "" if key_file is None else str(key_file.absolute())

        def keep(entry: _Recent) -> None:
            if entry.path == str(path.absolute()):
                entry.key_file = wanted

        self._change_recent(keep)

    def move_key_file(self, source: Path, target: Path) -> None:
        """Follow a key file to its new place, for every vault that was opened with it."""

        def follow(entry: _Recent) -> None:
            if entry.key_file == str(source.absolute()):
                entry.key_file = str(target.absolute())

        self._change_recent(follow)

    def forget_key_files(self) -> None:
        """Forget where every vault's key file was."""

        def forget(entry: _Recent) -> None:
            entry.key_file = ""

        self._change_recent(forget)

    def forget(self, path: Path) -> None:
        """Take the vault at ``path`` off the list; its file is not touched."""
        content = self._read_to_change()
        gone = str(path.absolute())
        left = [entry for entry in _recent(content) if entry.path != gone]
        _keep(content, left)
        if content.get("default_vault") == gone:
            content["default_vault"] = left[0].path if left else ""
        write_object(self._path, content)

    def geometry(self, key: str) -> bytes | None:
        """Return what was kept under ``key`` (a window, a splitter), None if nothing."""
        kept = self._read().get("geometry")
        text = kept.get(key) if isinstance(kept, dict) else None
        try:
            return b64decode(text, validate=True) if isinstance(text, str) else None
        except binascii.Error:
            return None

    def keep_geometry(self, **parts: bytes) -> None:
        """Keep the given parts of the window's geometry, all in one write."""
        content = self._read_to_change()
        kept = content.get("geometry")
        kept = dict(kept) if isinstance(kept, dict) else {}
        kept.update({key: b64encode(part).decode() for key, part in parts.items()})
        content["geometry"] = kept
        write_object(self._path, content)

    def table_map(self, key: str) -> object:
        """Return what was kept of a table of that key, None if nothing."""
        return dict(_table_maps(self._read())).get(key)

    def keep_table_map(self, key: str, value: object) -> None:
        """Keep how a table was understood; those that were kept longest ago are forgotten."""
        content = self._read_to_change()
        others = [kept for kept in _table_maps(content) if kept[0] != key]
        content["table_maps"] = [*others, (key, value)][-TABLE_MAPS:]
        write_object(self._path, content)

    def _change_recent(self, change: Callable[[_Recent], None]) -> None:
        """Write only where that changes something: nobody waits for a disk in vain."""
        content = self._read_to_change()
        entries, before = _recent(content), _recent(content)
        for entry in entries:
            change(entry)
        if entries != before:
            _keep(content, entries)
            write_object(self._path, content)

    def _read(self) -> dict[str, Any]:
        return self._noted(read_object(self._path))

    def _read_to_change(self) -> dict[str, Any]:
        return self._noted(read_to_change(self._path))

    def _noted(self, found: tuple[dict[str, Any], str]) -> dict[str, Any]:
        content, notice = found
        self.notice = notice or self.notice
        return content


def _recent(content: dict[str, Any]) -> list[_Recent]:
    entries = content.get("recent_vaults")
    found = []
    for entry in entries if isinstance(entries, list) else ():
        try:
            found.append(msgspec.convert(entry, _Recent))
        except msgspec.ValidationError:
            continue
    return found


def _table_maps(content: dict[str, Any]) -> list[tuple[str, Any]]:
    try:
        return msgspec.convert(content.get("table_maps", []), list[tuple[str, Any]])
    except msgspec.ValidationError:
        return []


def _keep(content: dict[str, Any], entries: list[_Recent]) -> None:
    content["recent_vaults"] = msgspec.to_builtins(entries)
