# SPDX-License-Identifier: GPL-3.0-or-later
"""The two halves of a quick slot: its file, and its entry in the keyring.

Quick unlock and the terminal's grants are made of the same two halves and differ in their
rules alone.  Both halves are needed, so whoever takes one away ends it.  What is read from
the keyring, counted, and put back is so under a lock that every program of this machine
takes; the count is in the keyring before the try is made.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from strongroom.app.places import Places
from strongroom.app.ports import Clock, Keyring
from strongroom.app.quick_files import Glimpse, QuickFiles, real
from strongroom.app.quick_record import SECRET_BYTES, Moment, Record, from_text, to_text
from strongroom.app.quick_sentences import (
    NOT_UNLOCKED,
    Sentences,
    nothing_there,
    other_bytes,
    saying,
)
from strongroom.errors import (
    Cancelled,
    CannotSave,
    KeyringFailed,
    NotWritable,
    QuickUnlockOver,
)
from strongroom.secret import SecretBytes
from strongroom.system.login import LogIn

if TYPE_CHECKING:  # the cryptography is loaded when it is used: a window stands without it
    from strongroom.vault.quick_slot import PinFactor, QuickSlot


class Rules(NamedTuple):
    """``lifetime`` in seconds, from the last use or from the beginning."""

    lifetime: float
    from_use: bool


class Taken(NamedTuple):
    """The keyring's half, which the taker closes, and the tries left after this one."""

    secret: SecretBytes
    left: int


class Halves:
    """Makes, takes and ends the slots of one kind."""

    def __init__(
        self,
        kind: str,
        places: Places,
        keyring: Keyring,
        clock: Clock,
        login: Callable[[], LogIn],
        *,
        not_armed: Sentences,
    ) -> None:
        self._not_armed = not_armed
        self.files = QuickFiles(kind, places, login)
        self._keyring = keyring
        self._clock = clock
        self._login = login
        self._arming: Arming | None = None
        self._handing = threading.Lock()  # of ``_arming``, from one thread to another

    def glimpse(self, path: Path) -> Glimpse | None:
        """Look whether there is a slot, as far as its file tells; quick and never raises."""
        return self.files.glimpse(path, self._clock.now_ms())

    def find(self, path: Path) -> "QuickSlot | None":
        """Return the slot in force as far as its file tells, without asking the keyring."""
        return self.files.find(path, self._clock.now_ms())

    def prepare(
        self,
        path: Path,
        vault_key: SecretBytes,
        vault_id: bytes,
        *,
        pin: "PinFactor | None",
        lifetime: float,
        shown_lifetime: float,
    ) -> "Arming":
        """Make both halves; ``finish()`` puts them in their places.

        The file says ``shown_lifetime``, the keyring's record ``lifetime``.

        Raises:
            InvalidInput: the vault's path is too long.
        """
        from strongroom.vault.quick_slot import make_quick_slot  # noqa: PLC0415 - as above

        self.abandon()
        now = self._now()
        with SecretBytes.random(SECRET_BYTES) as secret:
            slot = make_quick_slot(
                vault_key,
                vault_id,
                path=real(path),
                secret=secret,
                pin=pin,
                login=self.files.login_text(),
                made_ms=now.wall_ms,
                until_ms=now.wall_ms + round(shown_lifetime * 1000),
            )
            text = to_text(secret, Record.begin(now, lifetime))
        beside: Path | None = None
        with suppress(NotWritable):  # ``finish()`` says so, where there is no place
            beside = self.files.begin(slot)
        arming = Arming(self, slot, text, beside)
        with self._handing:
            self._arming = arming
        return arming

    def take(self, path: Path, slot: "QuickSlot", rules: Rules) -> Taken:
        """Return the keyring's half for one try, which is counted by then.

        Raises:
            QuickUnlockOver: it is over, and both halves are gone.
            KeyringFailed, Cancelled: nothing was counted.
            NotWritable: there is no place for the lock.
        """
        name = self.files.name(path)
        with self.files.alone(), saying(NOT_UNLOCKED):
            secret, record = self._read(name, path)
            with _closing_on_error(secret):
                if not slot.fits(secret):
                    raise self._ended(path, other_bytes())
                sentence = record.why_over(self._now(), rules.lifetime, from_use=rules.from_use)
                if sentence:
                    raise self._ended(path, sentence)
                counted = record.used_at(self._now()) if rules.from_use else record.spent()
                if slot.by_pin or rules.from_use:
                    self._write(name, secret, counted)
                if not self.files.there(path):  # it was ended meanwhile, by whomever
                    raise self._ended(path, nothing_there())
                return Taken(secret, counted.left)

    def succeeded(self, path: Path, secret: SecretBytes) -> None:
        """Count the tries anew.  That the keyring fails then is no reason to lock again."""
        self._revise(path, secret, lambda record: record.used_at(self._now()))

    def not_tried(self, path: Path, secret: SecretBytes) -> None:
        """Give the try back: what failed was not the PIN."""
        self._revise(path, secret, Record.given_back)

    def end(self, path: Path) -> None:
        """Take both halves away, the file first; a keyring that fails is passed over.

        Safe on any thread, and never raises; it waits for the keyring alone.
        """
        self.end_file(path)
        self._drop(self.files.name(path))

    def end_all(self) -> None:
        """Take both halves of every vault's slot away."""
        self.drop(self.end_files())

    def end_file(self, path: Path) -> list[str]:
        """Take the file away, and return what :meth:`drop` is to drop; waits for nothing."""
        self.abandon()
        return self.files.remove(path)

    def end_files(self) -> list[str]:
        """Do :meth:`end_file` for every vault."""
        self.abandon()
        return self.files.remove_all()

    def drop(self, names: Iterable[str]) -> None:
        """Have the keyring drop its half of what has ended, and still has; never raises.

        It may wait for the keyring, on whatever thread.  What it could not drop, the next
        arming of any vault drops.
        """
        for name in self.files.orphans(names):
            self._drop(name)

    def abandon(self) -> None:
        """See that what is being armed just now comes to nothing; from any thread."""
        with self._handing:
            arming, self._arming = self._arming, None
        if arming is not None:
            arming.abandon()

    def put_in_place(
        self,
        slot: "QuickSlot",
        text: SecretBytes,
        beside: Path | None,
        wanted: Callable[[], bool],
    ) -> None:
        """Keep both halves, the keyring's first; only as long as they are ``wanted``."""
        path = Path(slot.path)
        name = self.files.name(path)
        with self.files.alone(), saying(self._not_armed):
            if beside is None:
                beside = self.files.begin(slot)
            if wanted() and beside.exists():
                self._keyring.put(name, text)
                if not (wanted() and self.files.put_in_place(beside, slot)):
                    self._drop(name)
            self.drop(self.files.sweep(self._clock.now_ms()))
        if not wanted():
            self.end(path)

    def _read(self, name: str, path: Path) -> tuple[SecretBytes, Record]:
        text = self._keyring.get(name)
        if text is None:
            raise self._ended(path, nothing_there())
        with text:
            found = from_text(text)
        if found is None:
            raise self._ended(path, other_bytes())
        return found

    def _write(self, name: str, secret: SecretBytes, record: Record) -> None:
        with to_text(secret, record) as text:
            self._keyring.put(name, text)

    def _revise(self, path: Path, secret: SecretBytes, change: Callable[[Record], Record]) -> None:
        name = self.files.name(path)
        with suppress(KeyringFailed, CannotSave, Cancelled), self.files.alone():
            text = self._keyring.get(name)
            if text is None:  # it was ended meanwhile, and stays so
                return
            with text:
                found = from_text(text)
            if found is None:
                return
            with found[0] as kept:
                if kept == secret:
                    self._write(name, kept, change(found[1]))
            if not self.files.there(path):  # it was ended meanwhile, by whomever
                self._drop(name)

    def _ended(self, path: Path, sentence: str) -> QuickUnlockOver:
        self.end(path)
        return QuickUnlockOver(sentence)

    def _drop(self, name: str) -> None:
        with suppress(KeyringFailed, Cancelled):
            self._keyring.drop(name)
            self.files.dropped(name)

    def _now(self) -> Moment:
        return Moment(self._clock.now_ms(), self._clock.monotonic(), self._login().boot)


class Arming:
    """Both halves, made and not yet in their places.

    ``finish()`` may wait for the keyring, so it runs on a side thread: nothing of it
    touches the vault, whose key is not in it.
    """

    def __init__(
        self, halves: Halves, slot: "QuickSlot", text: SecretBytes, beside: Path | None
    ) -> None:
        self._halves = halves
        self._beside = beside
        self._slot = slot
        self._text = text
        self._turn = threading.Lock()
        self._begun = False
        self._abandoned = False

    def finish(self) -> None:
        """Put both halves in their places; once.

        Raises:
            KeyringFailed, NotWritable, Cancelled: quick unlock is not in force.
        """
        with self._turn:
            if self._begun or self._abandoned:
                return
            self._begun = True
        try:
            with self._text:
                self._halves.put_in_place(
                    self._slot, self._text, self._beside, lambda: not self._abandoned
                )
        finally:
            self._clear()

    def abandon(self) -> None:
        """Let nothing come of it, even where ``finish()`` is under way; from any thread."""
        with self._turn:
            self._abandoned = True
            if not self._begun:
                self._text.close()
        self._clear()

    def _clear(self) -> None:
        if self._beside is not None:
            with suppress(OSError):
                self._beside.unlink(missing_ok=True)


@contextmanager
def _closing_on_error(secret: SecretBytes) -> Iterator[None]:
    try:
        yield
    except BaseException:
        secret.close()
        raise
