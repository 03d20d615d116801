# SPDX-License-Identifier: GPL-3.0-or-later
"""What this machine notes on a vault by itself: uses, who looked at what, half-typed edits.

Reading never writes the vault, so what reading leaves behind lies in the state folder, in
one file sealed as a row of the vault is, under a key of its own.  Losing it loses no item.
Two programs may have the vault open: a note is taken over what the file then holds.

The file is named for the vault's id, and every copy of the vault bears the same one.  A
copy whose keys do not open the file must not take the notes of the vault in force away: it
has none, and leaves the file alone.
"""

import hmac
import secrets
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

import msgspec

from strongroom.crypto.sealing import OVERHEAD, SealBroken, Sealer
from strongroom.errors import CannotOpen, CannotSave, NotWritable, ReadOnlyVault
from strongroom.model.item import Content
from strongroom.secret import SecretBytes
from strongroom.texts import _
from strongroom.vault import accesses, locking, padding
from strongroom.vault.accesses import Access
from strongroom.vault.failures import when_saving
from strongroom.vault.places import VaultPlaces, own_folder, write_atomically
from strongroom.vault.quick_slot import QuickChoice
from strongroom.vault.regular import NotOurs, read_regular

_AD = b"strongroom/1/local"
_FRAME = OVERHEAD + padding.LENGTH_BYTES
MOST_USED = 20_000
_DIGEST_KEY_BYTES = 32
_MOST_ASIDE = 2  # files that nothing can read; a third is one too many to keep


class Usage(msgspec.Struct, frozen=True, array_like=True):
    """When an item was last used on this machine, and how often."""

    last_used: int
    times_used: int


class DraftEdit(msgspec.Struct, frozen=True, kw_only=True):
    """An edit that was under way when the vault was locked.

    ``item`` is None for a new item; ``base_version`` is the version that the edit began
    with, so that saving it later finds out whether the item has changed since.  ``base``
    says where the item lay then (folder, tags, favourite); its fields are left out.
    ``files`` are the paths of files that waited to be attached, as the system spells them.
    """

    id: int
    at: int
    content: Content
    item: int | None = None
    base_version: int = 0
    base: Content | None = None
    files: tuple[bytes, ...] = ()

    def __repr__(self) -> str:
        return f"DraftEdit(item={self.item}, at={self.at}, …)"


class _Notes(msgspec.Struct, frozen=True, kw_only=True):
    usage: dict[int, Usage] = {}
    drafts: tuple[DraftEdit, ...] = ()
    quick: QuickChoice | None = None
    digest_key: bytes = b""


_LOG = "log"
_KNOWN = frozenset(field.name for field in msgspec.structs.fields(_Notes)) | {_LOG}


@dataclass(frozen=True, slots=True)
class VaultSide:
    """What notes ask of their vault, each time anew: it may change while they are open.

    ``older_keys`` gives the keys that re-keying has retired, ``refusal`` says why a copy
    that is for looking only has no notes (None where it has), and ``key_in_force`` tells
    whether this machine knows of no later key than the vault's.
    """

    older_keys: Callable[[], Iterable[bytes]]
    refusal: Callable[[], str | None]
    key_in_force: Callable[[], bool]


class LocalNotes:
    """The notes of one open vault; every change is on the disk when it returns.

    Accesses alone wait for the next change, for :meth:`flush` or for the end: looking at one
    item after the other is not to write the disk each time.  ``spoiled`` tells that there were
    notes which nothing can read any more; the next change puts them aside.
    """

    def __init__(
        self,
        places: VaultPlaces,
        vault_id: bytes,
        key: SecretBytes,
        side: VaultSide,
    ) -> None:
        """Read the notes; there are none where the vault is for looking only.

        Raises:
            OSError: the state folder cannot be made.
        """
        self._file = places.notes(vault_id)
        self._lock = places.lock_of(self._file)
        self._ad = _AD + vault_id
        self._sealer = Sealer(key)
        self._side = side
        self._others: dict[str, msgspec.Raw] = {}
        self._log: list[msgspec.Raw] = []
        self._waiting: list[msgspec.Raw] = []
        readable = side.refusal() is None
        found = self._read() if readable else None
        self._notes = _Notes() if found is None else found
        # Under another key than that in force they may be those of a later state.
        self.spoiled = readable and found is None and side.key_in_force()

    @property
    def usage(self) -> Mapping[int, Usage]:
        """When and how often each item was used; items that are gone may be among them."""
        return MappingProxyType(self._notes.usage)

    @property
    def drafts(self) -> tuple[DraftEdit, ...]:
        """The edits that were left unfinished, oldest first."""
        return self._notes.drafts

    @property
    def quick(self) -> QuickChoice | None:
        """How the person chose to come back to this vault on this machine, if at all."""
        return self._notes.quick

    def digest(self, data: bytes) -> bytes | None:
        """Return a digest that can be kept outside of the vault: nobody can try data on it.

        None while there is no key for that.
        """
        key = self._notes.digest_key
        return hmac.digest(key, data, "sha256") if key else None

    def make_digest_key(self) -> None:
        """Make the key of :meth:`digest` where there is none.

        Raises:
            CannotSave: it cannot be written.
        """
        if not self._notes.digest_key:
            self._change(_with_digest_key)

    def choose_quick(self, choice: QuickChoice | None) -> None:
        """Note that quick unlock is armed at every unlock from now on, or no more.

        Raises:
            CannotSave: it cannot be written, and what was chosen before stands.
        """
        self._change(lambda notes: msgspec.structs.replace(notes, quick=choice))

    def record_use(self, item_id: int, now: int) -> None:
        """Count one use.  That it cannot be written is no reason to refuse the use."""

        def used(notes: _Notes) -> _Notes:
            before = notes.usage.get(item_id, Usage(now, 0))
            usage = notes.usage | {item_id: Usage(now, before.times_used + 1)}
            return msgspec.structs.replace(notes, usage=_bounded(usage))

        with suppress(CannotSave):
            self._change(used)

    @property
    def accesses(self) -> tuple[Access, ...]:
        """What was done with which item, oldest first, those that wait for the disk too."""
        return accesses.understood([*self._log, *self._waiting])

    @property
    def latest_access(self) -> Access | None:
        """The entry that was noted last, None where there is none."""
        latest = accesses.understood((self._waiting or self._log)[-1:])
        return latest[-1] if latest else None

    def note_access(self, access: Access) -> None:
        """Note that something was done with an item; it is on the disk a little later."""
        self._waiting = [*self._waiting, accesses.written(access)][-accesses.MOST :]

    def flush(self, *, wait: bool = True) -> None:
        """Write the accesses that wait; nothing is written where there are none.

        Without ``wait`` another program that is at the notes is not waited for.

        Raises:
            CannotSave: it cannot be written, and they wait on.
        """
        if self._waiting:
            self._change(lambda notes: notes, wait=wait)

    def clear_accesses(self, item_id: int | None = None) -> None:
        """Forget what was done with an item, or with all of them for None.

        Notes that were set aside because nothing could read them any more go with it: what
        they say of the item cannot be taken out of them.

        Raises:
            CannotSave: it cannot be written; they are still there.
        """

        def cleared(notes: _Notes) -> _Notes:
            self._log = accesses.without(self._log, item_id)
            return notes

        self._change(cleared)
        with when_saving(self._file), locking.exclusive(self._lock):
            self._keep_aside(0)

    def put_draft(self, draft: DraftEdit) -> None:
        """Keep an unfinished edit, instead of the one of the same id.

        Raises:
            CannotSave: it cannot be written.
        """
        self._change(lambda notes: _with_drafts(notes, draft.id, draft))

    def drop_draft(self, draft_id: int) -> None:
        """Keep an unfinished edit no longer; one that is not there is no error.

        Raises:
            CannotSave: the file cannot be written; the draft is still kept.
        """
        self._change(lambda notes: _with_drafts(notes, draft_id))

    def close(self) -> None:
        """Write what waits, let go of the key, and forget what was read."""
        # A lock waits for nobody; what cannot be written now is lost, and is no secret.
        with suppress(CannotSave):
            self.flush(wait=False)
        self._sealer.close()
        self._notes, self._log, self._waiting = _Notes(), [], []

    def rekey(self, key: SecretBytes) -> None:
        """Seal everything under a new key from now on.

        Raises:
            CannotSave: it cannot be written; the old key is retired, and still reads it.
        """
        self._sealer.close()
        self._sealer = Sealer(key)
        self._change(lambda notes: notes)

    def _change(self, change: Callable[[_Notes], _Notes], *, wait: bool = True) -> None:
        refusal = self._side.refusal()
        if refusal is not None:
            raise ReadOnlyVault(refusal)
        with when_saving(self._file), locking.exclusive(self._lock, wait=wait):
            found = self._read()
            if found is None:
                self._put_aside()
                found = self._notes
            before = self._log
            try:
                self._log = [*before, *self._waiting][-accesses.MOST :]
                notes = change(found)
                self._store(notes)
            except BaseException:
                self._log = before
                raise
            self._notes, self._waiting = notes, []

    def _read(self) -> _Notes | None:
        """Return what the file holds, None where none of our keys makes sense of it."""
        try:
            sealed = read_regular(self._file)
        except FileNotFoundError:
            self._log = []
            return _Notes()
        except NotOurs:
            return None
        try:
            data = self._opened(sealed)
            everything = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
            notes = msgspec.json.decode(data, type=_Notes)
        except (SealBroken, CannotOpen, msgspec.DecodeError):
            return None
        self._others = {key: value for key, value in everything.items() if key not in _KNOWN}
        self._log = accesses.read_list(everything.get(_LOG))
        return notes

    def _put_aside(self) -> None:
        """Keep a file that is broken, where it can be nothing else, and make room.

        Under the key in force every file that we ever wrote can be read.  Under any other
        key it may be the notes of a later state of the vault, and is left where it is.
        """
        if not self._side.key_in_force():
            raise _sealed_anew()
        self._keep_aside(_MOST_ASIDE - 1)
        self._file.rename(self._file.with_name(f"{self._aside}{secrets.token_hex(4)}"))

    @property
    def _aside(self) -> str:
        """How the names begin of files that were put aside."""
        return f"{self._file.name}.unreadable-"

    def _keep_aside(self, most: int) -> None:
        """Delete all but the latest of the files that were put aside."""
        found = [file for file in self._file.parent.iterdir() if file.name.startswith(self._aside)]
        found.sort(key=lambda file: file.lstat().st_mtime_ns)
        for file in found[: len(found) - most]:
            file.unlink()

    def _opened(self, sealed: bytes) -> bytes:
        older = (Sealer(SecretBytes(key)) for key in self._side.older_keys())
        for sealer in chain([self._sealer], older):
            with suppress(SealBroken):
                return padding.unpad(sealer.open(sealed, self._ad))
        raise SealBroken

    def _store(self, notes: _Notes) -> None:
        known = msgspec.json.decode(msgspec.json.encode(notes), type=dict[str, msgspec.Raw])
        if self._log:
            known[_LOG] = accesses.write_list(self._log)
        data = msgspec.json.encode(known | self._others)
        size = 1 << (len(data) + _FRAME).bit_length()
        sealed = self._sealer.seal(padding.pad(data, size), self._ad)
        own_folder(self._file.parent)
        write_atomically(self._file, sealed)


def _sealed_anew() -> NotWritable:
    return NotWritable(
        _(
            "What this computer noted on the vault was sealed under another key; "
            "lock the vault and unlock it again."
        )
    )


def _bounded(usage: dict[int, Usage]) -> dict[int, Usage]:
    """Forget what was used longest ago, so that the file stays small."""
    if len(usage) <= MOST_USED:
        return usage
    latest = sorted(usage.items(), key=lambda entry: -entry[1].last_used)
    return dict(latest[:MOST_USED])


def _with_digest_key(notes: _Notes) -> _Notes:
    """Make the key, unless another program has made it meanwhile."""
    key = notes.digest_key or secrets.token_bytes(_DIGEST_KEY_BYTES)
    return msgspec.structs.replace(notes, digest_key=key)


def _with_drafts(notes: _Notes, draft_id: int, *more: DraftEdit) -> _Notes:
    others = (draft for draft in notes.drafts if draft.id != draft_id)
    return msgspec.structs.replace(notes, drafts=(*others, *more))
