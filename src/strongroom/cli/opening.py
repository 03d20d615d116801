# SPDX-License-Identifier: GPL-3.0-or-later
"""From the options of a command line to an open vault, and closed again after the verb.

A vault that was unlocked before is come back to in the way that asks for least; an option
that names what opens it (a key file, the recovery code) is taken at its word.

A vault that is not as it was last seen here (older, changed on both sides, locked with a
password that was changed since) is said on standard error, and needs ``--go-on``: a script
must not act on old passwords because nobody read a warning.
"""

import contextlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from strongroom.app.events import BackupFailed, Event, LockReason
from strongroom.app.session import Session
from strongroom.app.shrinking import Shrinking
from strongroom.app.state import StateFile
from strongroom.cli.options import CopyOpening, Opening
from strongroom.cli.percent import Percent
from strongroom.cli.program import Program
from strongroom.errors import CopyTooCostly, NotAVault, NotFound, OtherKey, WrongKey, WrongPin
from strongroom.model.credentials import Credentials
from strongroom.texts import _

if TYPE_CHECKING:
    from strongroom.app.backups import VaultCopy
    from strongroom.app.findings import Finding
    from strongroom.cli.returning import Returning

_Opened = TypeVar("_Opened")


@contextlib.contextmanager
def open_vault(program: Program, opening: Opening, *, merges: bool = False) -> Iterator[Session]:
    """Open the vault, asking for no more than is needed, and lock it when the block ends.

    Where it is older, or changed as another copy did too, ``merges`` leaves it to the verb to
    go on once it knows what to merge.

    Raises:
        NotFound: no vault was named, and none was opened here before.
        CannotOpen: one of its outcomes.
        NotAsLastSeen: it is open, and would need ``--go-on``.
    """
    with open_for_grant(program, opening, keep_key=False, merges=merges) as (session, _asked):
        yield session


@contextlib.contextmanager
def open_for_grant(
    program: Program, opening: Opening, *, keep_key: bool = True, merges: bool = False
) -> Iterator[tuple[Session, bool]]:
    """Do as open_vault does, and keep the vault key for whoever takes it from the session.

    The second that is given tells whether what always opens the vault was asked for.
    """
    path = _path(program, opening)
    with _session(program) as session:
        with wiped_told(program, path):
            asked = not _come_back(program, session, path, opening, keep_key=keep_key)
            if asked:
                _ask_and_unlock(program, session, path, opening, keep_key=keep_key).close()
        with _judged(program, session, go_on=opening.go_on, merges=merges):
            yield session, asked


@contextlib.contextmanager
def open_keeping(program: Program, opening: Opening) -> Iterator[tuple[Session, Credentials]]:
    """Ask for what opens the vault, whatever else would, and keep it until the block ends.

    A grant and quick unlock end with the keys that they open.  Raises as open_vault.
    """
    path = _path(program, opening)
    with _session(program) as session:
        if program.unlocked_before():
            program.grants(session)
            program.quick(session)
        with wiped_told(program, path):
            credentials = _ask_and_unlock(program, session, path, opening, keep_key=False)
        try:
            with _judged(program, session, go_on=opening.go_on):
                yield session, credentials
        finally:
            credentials.close()


def vault_path(program: Program, path: Path | None) -> Path:
    """Return the vault that is meant: named, in the environment, or the last one opened.

    Raises:
        NotFound: there is none of these.
    """
    if path is not None:
        return path
    named = program.environment.get("STRONGROOM_VAULT")
    if named:
        return Path(named)
    last = StateFile(program.places().state_file).default_vault()
    if last is None:
        raise NotFound(
            _("No vault has been opened here yet: name one with --vault, or create one.")
        )
    return last


def ask_credentials(
    program: Program, path: Path, *, key_file: Path | None, recovery_code: bool
) -> Credentials:
    """Ask for the master password, or the recovery code; the caller closes the result.

    An empty answer beside a key file stands for none: the file may open the vault alone.

    Raises:
        Cancelled, InvalidInput: there was no answer.
    """
    if recovery_code:
        what = _("Recovery code of {vault}").format(vault=path.stem)
        return Credentials(recovery_code=program.terminal.ask_secret(what))
    what = _("Master password of {vault}").format(vault=path.stem)
    password = program.terminal.ask_secret(what)
    if key_file is not None and not password:
        return Credentials(key_file=key_file)
    return Credentials(password=password, key_file=key_file)


def _path(program: Program, opening: Opening) -> Path:
    """Return the vault that is meant; nobody shall type a password for what is none."""
    path = vault_path(program, opening.path)
    if program.terminal.interactive:
        from strongroom.app.inspecting import public_info  # noqa: PLC0415 - start-up time

        with wiped_told(program, path):
            public_info(path)
    return path


@contextlib.contextmanager
def _session(program: Program) -> Iterator[Session]:
    session = program.session()
    session.emit = partial(_hear, program)
    try:
        yield session
        _give_back(program, session)
    finally:
        program.terminal.pass_over(None)
        session.lock(LockReason.QUIT)


def _give_back(program: Program, session: Session) -> None:
    """Give free space back where much was deleted; the verb is done by then, and has said so.

    Whoever interrupts it leaves the file as large as it is.
    """
    shrinking = Shrinking(session)
    if not shrinking.is_due:
        return
    program.terminal.flush()
    sentence = _("Giving back free space: {percent} %")
    with contextlib.suppress(KeyboardInterrupt), Percent(program.terminal, sentence) as progress:
        while shrinking.step(progress):
            pass


def _hear(program: Program, event: Event) -> None:
    if isinstance(event, BackupFailed):
        program.terminal.say(event.sentence)


def open_copy(program: Program, session: Session, path: Path, opening: CopyOpening) -> "VaultCopy":
    """Open a copy of the open vault; where it is locked with another password, ask for that.

    Raises:
        OtherVault, WrongKey, CopyTooCostly, CannotOpen: as ``Session.open_copy``.
        Cancelled, InvalidInput: there was no answer.
    """
    try:
        return session.open_copy(path, costly=opening.costly)
    except OtherKey as error:
        if error.costly and not opening.recovery_code:  # before a password is asked for
            sentence = _("{sentence} Give --allow-costly to let it.")
            raise CopyTooCostly(sentence.format(sentence=error.costly)) from None
        program.terminal.say(str(error))

    def attempt() -> "VaultCopy":
        credentials = ask_credentials(
            program, path, key_file=opening.key_file, recovery_code=opening.recovery_code
        )
        with contextlib.closing(credentials):
            return session.open_copy(path, credentials, costly=opening.costly)

    return _tried(program, path, attempt)


def _come_back(
    program: Program, session: Session, path: Path, opening: Opening, *, keep_key: bool
) -> bool:
    """Open a vault that was unlocked before; False where only what always opens it will do."""
    if opening.key_file is not None or opening.recovery_code:
        return False
    if not program.unlocked_before():
        return False
    from strongroom.cli.returning import Returning  # noqa: PLC0415 - start-up time

    back = Returning(program, session, path, keep_key=keep_key)
    return back.silently() or _come_back_by_pin(program, path, back)


def _come_back_by_pin(program: Program, path: Path, back: "Returning") -> bool:
    """Ask for the PIN as long as it will do."""
    what = _("PIN of {vault}").format(vault=path.stem)

    def attempt() -> bool:
        if not back.by_pin:
            return False
        with program.terminal.ask_secret(what) as answer:
            return back.answer(answer)

    return _tried(program, path, attempt)


def _ask_and_unlock(
    program: Program, session: Session, path: Path, opening: Opening, *, keep_key: bool
) -> Credentials:
    """Ask for what always opens the vault, open it, and return what did."""

    def attempt() -> Credentials:
        credentials = ask_credentials(
            program, path, key_file=opening.key_file, recovery_code=opening.recovery_code
        )
        try:
            session.unlock(path, credentials, make_default=False, keep_key=keep_key)
        except BaseException:
            credentials.close()
            raise
        return credentials

    return _tried(program, path, attempt)


def _tried(program: Program, path: Path, attempt: Callable[[], _Opened]) -> _Opened:
    """Return what ``attempt`` does; a person may mend a wrong answer."""
    tries = program.terminal.tries
    while True:
        tries -= 1
        try:
            return attempt()
        except WrongKey as error:
            if not program.terminal.interactive:
                raise _naming(path, error) from None
            if not tries:
                raise
            program.terminal.say(str(error))


def _naming(path: Path, error: WrongKey) -> WrongKey:
    """Return ``error`` with the vault in it.

    A person was told in the question; a script may have meant another vault.
    """
    sentence = _("“{name}” ({path}): {sentence}").format(name=path.stem, path=path, sentence=error)
    if isinstance(error, WrongPin):
        return WrongPin(sentence, left=error.left)
    return WrongKey(sentence, settings_changed=error.settings_changed)


@contextlib.contextmanager
def _judged(
    program: Program, session: Session, *, go_on: bool, merges: bool = False
) -> Iterator[None]:
    """Refuse a vault that is not as last seen here, or say so; and keep what a verb has done."""
    vault = session.vault
    path, before, finding = vault.path, vault.generation, vault.finding
    for sentence in session.notices:
        program.terminal.say(sentence)
    if finding is not None:
        _judge(program, session, finding, go_on=go_on, merges=merges)
    try:
        yield
    finally:
        saved = session.is_open and session.vault.generation != before
        if saved:
            program.terminal.done_at(path)
    if finding is not None and not saved and session.is_open and session.vault.finding is None:
        sentence = _(
            "Only a save ends this: until then it is said each time, and asks for --go-on."
        )
        program.terminal.say(sentence)


def _judge(
    program: Program, session: Session, finding: "Finding", *, go_on: bool, merges: bool
) -> None:
    from strongroom.cli import advice  # noqa: PLC0415 - start-up time

    merges = merges and finding.can_go_on
    if not go_on and not merges:
        raise advice.refused(finding, session.vault.path)
    program.terminal.say(advice.told(finding))
    if finding.can_go_on and not merges:
        session.go_on()


@contextlib.contextmanager
def wiped_told(program: Program, path: Path) -> Iterator[None]:
    """Say what can be done where a file is no vault any more.

    Raises:
        NotAVault: it is none.
    """
    try:
        yield
    except NotAVault as error:
        from strongroom.cli import advice  # noqa: PLC0415 - start-up time

        raise advice.of_wiped(program, path, error) from None
