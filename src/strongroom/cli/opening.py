# SPDX-License-Identifier: GPL-3.0-or-later
"""From the options of a command line to an open vault, and closed again after the verb.

A vault that is not as it was last seen here (older, changed on both sides, locked with a
password that was changed since) is said on standard error, and needs ``--go-on``: a script
must not act on old passwords because nobody read a warning.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from strongroom.app.events import LockReason
from strongroom.app.session import Session
from strongroom.app.state import StateFile
from strongroom.cli.exit_codes import NotAsLastSeen, of_finding
from strongroom.cli.options import Opening
from strongroom.cli.program import Program
from strongroom.errors import NotFound, WrongKey
from strongroom.model.credentials import Credentials
from strongroom.texts import _


@contextlib.contextmanager
def open_vault(program: Program, opening: Opening) -> Iterator[Session]:
    """Ask for what opens the vault, open it, and lock it when the block ends.

    Raises:
        NotFound: no vault was named, and none was opened here before.
        CannotOpen: one of its outcomes.
        NotAsLastSeen: it is open, and would need ``--go-on``.
    """
    with open_keeping(program, opening) as (session, credentials):
        credentials.close()
        yield session


@contextlib.contextmanager
def open_keeping(program: Program, opening: Opening) -> Iterator[tuple[Session, Credentials]]:
    """Do as open_vault does, and keep what opened it until the block ends."""
    path = vault_path(program, opening.path)
    if program.terminal.interactive:
        from strongroom.app.inspecting import public_info  # noqa: PLC0415 - start-up time

        public_info(path)  # nobody shall type a password for what is no vault
    session = program.session()
    finding, credentials = _unlock(program, session, path, opening)
    try:
        _judge(program, session, finding, go_on=opening.go_on)
        yield session, credentials
    finally:
        credentials.close()
        session.lock(LockReason.QUIT)


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

    Raises:
        Cancelled, InvalidInput: there was no answer.
    """
    if recovery_code:
        what = _("Recovery code of {vault}").format(vault=path.stem)
        return Credentials(recovery_code=program.terminal.ask_secret(what))
    what = _("Master password of {vault}").format(vault=path.stem)
    return Credentials(password=program.terminal.ask_secret(what), key_file=key_file)


def _unlock(
    program: Program, session: Session, path: Path, opening: Opening
) -> tuple[Any, Credentials]:
    """Return the finding, or None, and what opened it; a person may mend a wrong password."""
    tries = program.terminal.tries
    while True:
        tries -= 1
        credentials = ask_credentials(
            program, path, key_file=opening.key_file, recovery_code=opening.recovery_code
        )
        try:
            return session.unlock(path, credentials, make_default=False), credentials
        except WrongKey as error:
            credentials.close()
            if not program.terminal.interactive:
                # A person was told in the question; a script may have meant another vault.
                sentence = _("“{name}” ({path}): {sentence}")
                raise WrongKey(
                    sentence.format(name=path.stem, path=path, sentence=error),
                    settings_changed=error.settings_changed,
                ) from None
            if not tries:
                raise
            program.terminal.say(str(error))
        except BaseException:
            credentials.close()
            raise


def _judge(program: Program, session: Session, finding: Any, *, go_on: bool) -> None:
    if finding is None:
        return
    if not go_on:
        if finding.can_go_on:
            advice = _("{sentence} Add --go-on to use it as it is.")
            sentence = advice.format(sentence=finding.sentence)
        else:
            advice = _("{sentence} Add --go-on to look at it all the same.")
            sentence = advice.format(sentence=finding.unopened)
        raise NotAsLastSeen(sentence, of_finding(finding))
    program.terminal.say(finding.sentence)
    if finding.can_go_on:
        session.go_on()
