# SPDX-License-Identifier: GPL-3.0-or-later
"""Judges what the program makes of a file that somebody changed: nothing silently wrong.

What is allowed is written down here, and everything else is a ``Wrong``: an error that is
not one of the named ones, content that was never saved, an older state without a word, a
row that is refused where the check finds the vault sound, or a file that was written.
"""

import random
import signal
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from unittest import mock

from tests.attacks.material import Owner, State, World, remember, remember_nothing_of
from tests.vault.ground import Ground, credentials

from strongroom.errors import (
    Altered,
    CannotOpen,
    Damaged,
    MethodMissing,
    NewerVersion,
    NotAVault,
    OtherVault,
    ReadOnlyVault,
    StrongroomError,
    TooCostly,
    WrongKey,
)
from strongroom.model import edits
from strongroom.model.item import Content
from strongroom.vault import opening
from strongroom.vault.core import Core
from strongroom.vault.standing import Standing
from strongroom.vault.transaction import Transaction
from strongroom.vault.vault import Vault

NAMED = (
    Altered,
    Damaged,
    NotAVault,
    NewerVersion,
    WrongKey,
    MethodMissing,
    TooCostly,
    # Where the file became an older one, or another vault's, under an open vault.
    ReadOnlyVault,
    OtherVault,
)
CPU_SECONDS = 20.0


class Wrong(Exception):
    """The program did what it must never do."""


class Oracle:
    """Lays mutants before the program, on the machine of an owner who has seen the vault."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        vaults = folder / "vaults"
        vaults.mkdir(parents=True)
        self.ground = Ground(vaults)
        self._by_manifest = {state.manifest: state for state in (*world.states, *world.strangers)}
        self._owner = world.owners[0]
        # Off, the vault's own check is run only where a row was refused: half the time.
        self.checks_all = True

    def outcome(self, mutant: bytes, owner: Owner | None = None) -> str:
        """Return in a word what the owner is told of a file.

        Raises:
            Wrong: what no file may bring about.
        """
        self._lay(mutant, owner or self.world.owners[0])
        told = self._judged(self._told)
        self._check_untouched(mutant)
        return told

    def beside(self, file: bytes, journal: bytes) -> str:
        """Return what the owner is told of a file with a journal beside it.

        Raises:
            Wrong: as ever; and a finished save was taken back.
        """
        self._lay(file, self.world.owners[0])
        self.ground.journal.write_bytes(journal)
        told = self._judged(self._told)
        if file == self.world.latest.file and self.ground.path.read_bytes() != file:
            message = "a journal changed a file that was sound"
            raise Wrong(message)
        for found in self.ground.folder.iterdir():
            if not found.name.startswith(self.ground.path.name):
                message = f"a file called “{found.name}” was made"
                raise Wrong(message)
            found.unlink()
        return told

    def under_an_open_vault(self, mutant: bytes) -> str:
        """Return what the owner is told who has the vault open, looks again and saves.

        Raises:
            Wrong: as ever; and what was acknowledged is not there, or reads otherwise.
        """
        self._lay(self.world.latest.file, self.world.owners[0])
        return self._judged(lambda: self._looked_and_saved(mutant))

    def _lay(self, file: bytes, owner: Owner) -> None:
        self._owner = owner
        self.ground.path.write_bytes(file)
        remember(owner.memory, self.ground)

    def _judged(self, told: Callable[[], str]) -> str:
        """Run what may end in a named outcome and in nothing else."""
        with mock.patch.object(opening, "find_key", self.world.find_key), _in_time():
            try:
                return told()
            except Wrong:
                raise
            except Exception as error:
                message = f"{type(error).__name__} instead of a named outcome"
                raise Wrong(message) from error

    def _open(self) -> Vault:
        return Vault.open(
            self.ground.path,
            credentials(self._owner.password),
            places=self.ground.places(),
            clock=self.ground.clock,
        )

    def _looked_and_saved(self, mutant: bytes) -> str:
        state = self.world.latest
        item = edits.new_item(Content(kind="login", title="saved over it"), 1)
        with closing(self._open()) as vault:
            vault.overviews()
            self.ground.path.write_bytes(mutant)
            try:
                vault.refresh()
                vault._core.read(lambda c, s: _compared(vault._core, c, s, self._state_of(vault)))
                vault.write(lambda draft: draft.put(item.overview, item.details))
            except (CannotOpen, ReadOnlyVault) as error:
                return f"open: {_named(error)}"
        remember_nothing_of(self.ground)
        try:
            after = self._open()
        except CannotOpen as error:
            return f"open, saved: {_named(error)}"
        with closing(after):
            return f"open, saved: {self._read_after(after, state, item.id)}"

    def _read_after(self, vault: Vault, state: State, added: int) -> str:
        try:
            overviews = dict(vault.overviews())
            folders = dict(vault.folders())
        except CannotOpen as error:
            return _named(error)
        if overviews.pop(added, None) is None:
            message = "what was acknowledged is not there"
            raise Wrong(message)
        if (overviews, folders) != (state.held.overviews, state.held.folders):
            message = "overviews or folders were never saved"
            raise Wrong(message)
        return f"as it was saved{self._read_below(vault, state)}"

    def _told(self) -> str:
        try:
            vault = self._open()
        except CannotOpen as error:
            return _named(error)
        with closing(vault):
            return self._read(vault)

    def _read(self, vault: Vault) -> str:
        state = self._state_of(vault)
        word = "as it was saved" if vault.finding is None else type(vault.finding).__name__
        if (vault.finding is None) != (state is self._owner.quiet):
            message = f"the state “{state.name}” opens with the word “{word}”"
            raise Wrong(message)
        try:
            overviews = dict(vault.overviews())
            folders = dict(vault.folders())
        except CannotOpen as error:
            return f"{word}, then {_named(error)}"
        held = state.held
        if (overviews, folders, vault.settings) != (held.overviews, held.folders, held.settings):
            message = "overviews, folders or settings were never saved"
            raise Wrong(message)
        return f"{word}{self._read_below(vault, state)}"

    def _state_of(self, vault: Vault) -> State:
        state = self._by_manifest.get(vault._core.standing.manifest_bytes)
        if state is None:
            message = "a manifest opens that nobody saved"
            raise Wrong(message)
        return state

    def _read_below(self, vault: Vault, state: State) -> str:
        try:
            refused = vault._core.read(lambda c, s: _compared(vault._core, c, s, state))
            refused += _attachments_compared(vault, state)
            if not refused and not self.checks_all:
                return ""
            report = vault.check()
            tags = vault.verify_details()
        except CannotOpen as error:
            # SQLite gives up half-way, or the file is found to be another one.
            return f", then {_named(error)}"
        if report.sound and (refused or not tags.sound):
            message = f"the check finds it sound, and {refused} rows are refused"
            raise Wrong(message)
        if report.sound:
            return " (rows that nothing vouches for)" if report.orphans else ""
        return ", then Altered" if refused else ", then only the check"

    def _check_untouched(self, mutant: bytes) -> None:
        if self.ground.path.read_bytes() != mutant:
            message = "the file was written"
            raise Wrong(message)
        if [file.name for file in self.ground.folder.iterdir()] != [self.ground.path.name]:
            message = "a file was made beside it"
            raise Wrong(message)
        if self._owner.quiet is not None and self._owner.quiet.name == "rekeyed":
            return  # which this machine may not have seen yet, and remembers from then on
        for name, data in self._owner.memory.items():
            if (self.ground.places().state / name).read_bytes() != data:
                message = "what this machine remembers was changed"
                raise Wrong(message)


def _named(error: StrongroomError) -> str:
    if not isinstance(error, NAMED):
        message = f"{type(error).__name__}: {error}"
        raise Wrong(message)
    return type(error).__name__


def _compared(core: Core, connection: object, standing: Standing, state: State) -> int:
    """Read every item's details in one transaction; return how many were refused."""
    seen = Transaction(connection, standing, core.unlocked.rows, 0)  # type: ignore[arg-type]
    refused = 0
    for item_id, details in state.held.details.items():
        try:
            if seen.details(item_id) != details:
                message = "details open that were never saved"
                raise Wrong(message)
        except CannotOpen as error:
            _named(error)
            refused += 1
    return refused


def _attachments_compared(vault: Vault, state: State) -> int:
    refused = 0
    for (item_id, attachment_id), data in state.held.attached.items():
        try:
            if b"".join(vault.read_attachment(item_id, attachment_id)) != data:
                message = "an attachment opens that was never saved"
                raise Wrong(message)
        except CannotOpen as error:
            _named(error)
            refused += 1
    return refused


@contextmanager
def _in_time() -> Iterator[None]:
    """End what computes for longer than any file may make it, as a hang."""

    def hang(*_: object) -> None:
        message = f"still computing after {CPU_SECONDS} seconds"
        raise Wrong(message)

    before = signal.signal(signal.SIGPROF, hang)
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def generator(seed: int, number: int) -> random.Random:
    """Return the generator of one mutant, which so can be made again by itself."""
    return random.Random(f"{seed}/{number}")  # noqa: S311 - for tests, and repeatable
