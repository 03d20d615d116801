# SPDX-License-Identifier: GPL-3.0-or-later
"""``unlock``: a grant, with which the verbs ask for nothing until a while after the last.

A keyring that cannot keep it is found out before anybody types a password for nothing.
"""

import contextlib
from collections.abc import Iterator

from strongroom.app.session import Session
from strongroom.app.settings import SettingsFile
from strongroom.cli import options
from strongroom.cli.opening import open_for_grant
from strongroom.cli.options import Opening
from strongroom.cli.program import Program, pass_program
from strongroom.cli.showing import local_moment, moment
from strongroom.cli.verbs import verb
from strongroom.errors import (
    KeyringDismissed,
    KeyringFailed,
    KeyringLocked,
    KeyringSilent,
    NoKeyring,
    StrongroomError,
)
from strongroom.texts import N_, _, ngettext

_MS = 60_000  # milliseconds of a minute

_NOT_OPENED: dict[type[KeyringFailed], str] = {
    NoKeyring: N_(
        "No keyring can be reached on this computer, and without one every verb goes on asking."
    ),
    KeyringLocked: N_("This computer's keyring is locked; every verb goes on asking."),
    KeyringDismissed: N_(
        "The keyring's question was closed without an answer; every verb goes on asking."
    ),
    KeyringSilent: N_("This computer's keyring does not answer; every verb goes on asking."),
    KeyringFailed: N_("This computer's keyring failed; every verb goes on asking."),
}


@verb(
    "unlock",
    _(
        "Let the verbs work on this vault without asking, until ten minutes (or what the "
        "settings say) after the last of them, until “lock”, until the window locks for "
        "whatever reason, or until log-out. With no window to lock, the screen's lock and sleep "
        "do not end it. Any program that runs as you can do the same meanwhile.\n\n"
        "With quick unlock in force its PIN or the master password is asked for, or nothing "
        "if it is by a click; the verbs then do so too. Without a keyring there is no grant, "
        "and the exit code is 23.\n\n"
        "A script may begin with the master password all the same: where nothing is asked "
        "for, that line is recognised and passed over. With a PIN in force the first line is "
        "the PIN or the master password, and the master password is passed over after the PIN "
        "too. If it is mistyped, the answers are off by a line: “add” and “edit” then change "
        "nothing (exit code 3) if a line too many has come when the last answer is read. "
        "--note-stdin takes all lines, so that there only the right master password is told "
        "apart."
    ),
)
@options.opening
@options.as_json
@pass_program
def command(program: Program, *, opening: Opening, as_json: bool) -> None:
    """Make sure of the keyring, open the vault, open the grant, say until when."""
    with _said():
        program.keyring().ends_at_logout()
    with open_for_grant(program, opening) as (session, asked):
        _open_grant(program, session, arm=asked and not opening.recovery_code)
        path, name = session.vault.path, session.vault.settings.name
    minutes = SettingsFile(program.places().settings_file).current.grant_minutes
    until = program.clock().now_ms() + minutes * _MS
    if as_json:
        facts = {"path": str(path), "until": moment(until), "minutes": minutes}
        program.terminal.print_json(facts)
    else:
        sentence = ngettext(
            "“{name}” asks for nothing until {time}, or {minutes} minute after its last use.",
            "“{name}” asks for nothing until {time}, or {minutes} minutes after its last use.",
            minutes,
        )
        text = sentence.format(name=name, time=local_moment(until), minutes=minutes)
        program.terminal.print(text)


def _open_grant(program: Program, session: Session, *, arm: bool) -> None:
    """Open it; and put quick unlock in force again where it was chosen, as the window does."""
    quick = program.quick(session) if arm else None
    grants = program.grants(session)
    key = session.take_key()
    if key is None:  # pragma: no cover - it was kept
        return
    with key:
        opened = grants.open(key)
        armed = quick.arm(key) if quick is not None else None
    with _said():
        opened.finish()
    if armed is not None:
        with contextlib.suppress(StrongroomError):  # the grant is open
            armed.finish()


@contextlib.contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except KeyringFailed as error:
        kind = type(error)
        raise kind(_(_NOT_OPENED[kind])) from None
