# SPDX-License-Identifier: GPL-3.0-or-later
"""``methods``: what opens a vault, listed, added to and taken away from.

On standard input come, in this order: what opens the vault now; the new password twice, or
the passwords of the methods to keep; the last group of the recovery code that was printed.
"""

from pathlib import Path
from typing import Any

import click

from strongroom.app import inspecting
from strongroom.app.quick_unlock import QuickOffer
from strongroom.app.unlock_methods import (
    UnlockMethod,
    UnlockMethods,
    about,
    about_quick,
    after_removal,
    create_key_file,
    find,
)
from strongroom.cli import options
from strongroom.cli.new_methods import finish
from strongroom.cli.new_password import ask_new_password
from strongroom.cli.opening import open_keeping, vault_path
from strongroom.cli.options import Opening
from strongroom.cli.program import Program, pass_program
from strongroom.cli.verbs import group
from strongroom.errors import InvalidInput
from strongroom.model.credentials import Credentials, NewMethod
from strongroom.texts import _

_KINDS = _CODE, _PASSWORD, _KEY_FILE = "recovery-code", "password", "key-file"


command = group(
    "methods",
    _(
        "List, add and remove what opens a vault: master passwords, key files, a recovery "
        "code.\n\n"
        "Each opens the vault by itself; a password and a key file can also be needed together. "
        "There are at most 16."
    ),
)


@command.command("list", help=_("List what opens the vault. No password is needed."))
@options.vault_path
@options.as_json
@pass_program
def list_them(program: Program, *, path: Path | None, as_json: bool) -> None:
    """Read the file, and this computer's own slot."""
    vault = vault_path(program, path)
    methods = inspecting.public_info(vault).methods
    offer = program.quick(program.session()).offer(vault) if program.unlocked_before() else None
    if as_json:
        here = [] if offer is None else [_quick_json(offer)]
        program.terminal.print_json([_json(method) for method in methods] + here)
        return
    rows = [(method.name, about(method)) for method in methods]
    if offer is not None:
        rows.append((_("quick unlock"), about_quick(by_pin=offer.by_pin)))
    program.terminal.print_pairs(rows)


@command.command(
    "add",
    help=_(
        "Add one more way to open the vault. Its key, and all else that opens it, stay.\n\n"
        "KIND is recovery-code, password or key-file. A recovery code is printed, and its last "
        "group is asked for. A password is asked for twice; with FILE it opens only together "
        "with that key file. A key-file FILE opens the vault alone, without any password: "
        "whoever has both files can read it. A FILE that is not there is made."
    ),
)
@click.argument("kind", metavar="KIND", type=click.Choice(_KINDS))
@click.argument("file", metavar="[FILE]", required=False, type=options.FilePath())
@options.opening
@options.as_json
@pass_program
def add(program: Program, *, kind: str, file: Path | None, opening: Opening, as_json: bool) -> None:
    """Open, ask for what is new, prepare, have the code typed back, finish."""
    _check_file(kind, file)
    terminal = program.terminal
    with open_keeping(program, opening) as (session, current):
        methods = UnlockMethods(session)
        new = NewMethod(key_file=file, recovery=kind == _CODE)
        if kind == _PASSWORD:
            new.password = ask_new_password(terminal)
        try:
            pending = methods.begin_add(current, new)
        finally:
            new.close()
        finish(pending, terminal, as_json=as_json)
        added = methods.list()[-1]
    if not as_json:
        terminal.print(_("Added: {name}.").format(name=added.name))


@command.command(
    "remove",
    help=_(
        "Remove one of the ways to open the vault. NAME is as listed, or the beginning of an id "
        "(8 characters or more, as --json shows them).\n\n"
        "Every row is sealed afresh, so that what is removed opens no later save. Other methods "
        "stay if what they need is given: this verb asks for it for each --keep, after what "
        "opens the vault; a key file that was given stays, and a recovery code is replaced by "
        "a new one, which is printed and its last group asked for. All others are gone too, "
        "which has to be confirmed."
    ),
)
@click.argument("name", metavar="NAME")
@click.option(
    "--keep",
    metavar=_("NAME"),
    multiple=True,
    help=_("Keep this method too; its password is asked for."),
)
@options.yes
@options.opening
@options.as_json
@pass_program
def remove(
    program: Program,
    *,
    name: str,
    keep: tuple[str, ...],
    yes: bool,
    opening: Opening,
    as_json: bool,
) -> None:
    """Open, ask for what is to stay, prepare, confirm, have the code typed back, finish."""
    terminal = program.terminal
    with open_keeping(program, opening) as (session, current):
        methods = UnlockMethods(session)
        gone = methods.find(name)
        given = [current, *_ask_for(program, methods, keep, opening.key_file)]
        try:
            pending = methods.begin_change(given, removed=[gone.id])
        finally:
            for credentials in given[1:]:
                credentials.close()
        _confirm(program, gone, pending.dropped, yes=yes)
        more = {"removed": [gone.name], "dropped": pending.dropped}
        finish(pending, terminal, as_json=as_json, more=more)
    if not as_json:
        terminal.print(_("Removed: {name}.").format(name=gone.name))
        terminal.say(after_removal())


@command.command("create-key-file", help=_("Make a new key file, which opens nothing so far."))
@click.argument("file", metavar="FILE", type=options.FilePath())
@options.as_json
@pass_program
def create(program: Program, *, file: Path, as_json: bool) -> None:
    """Make it, and tell where."""
    create_key_file(file)
    program.terminal.done_at(file)
    if as_json:
        program.terminal.print_json({"key_file": str(file)})
    else:
        program.terminal.print(_("Made the key file {path}").format(path=file))


@command.command(
    "move-key-file",
    help=_(
        "Bring a key file to another place, such as a stick. It is written there, read back, and "
        "only then removed here; nothing is overwritten."
    ),
)
@click.argument("source", metavar="FROM", type=options.FilePath())
@click.argument("target", metavar="TO", type=options.FilePath())
@options.as_json
@pass_program
def move(program: Program, *, source: Path, target: Path, as_json: bool) -> None:
    """Move it, and tell where it is."""
    if target.is_dir():
        target /= source.name
    UnlockMethods(program.session()).move_key_file(source, target)
    program.terminal.done_at(target)
    if as_json:
        program.terminal.print_json({"key_file": str(target)})
    else:
        program.terminal.print(_("Moved the key file to {path}").format(path=target))


def _check_file(kind: str, file: Path | None) -> None:
    if kind == _KEY_FILE and file is None:
        raise InvalidInput(_("Name the key file: methods add key-file FILE."))
    if kind == _CODE and file is not None:
        raise InvalidInput(_("A recovery code goes with no file: methods add recovery-code."))


def _ask_for(
    program: Program, methods: UnlockMethods, names: tuple[str, ...], key_file: Path | None
) -> list[Credentials]:
    """Ask for the password of each method that is to stay; all are found before any is asked."""
    kept = [find(methods.list(), name) for name in names]
    found: list[Credentials] = []
    try:
        for method in kept:
            if "password" in method.factors:
                what = _("Password of “{method}”").format(method=method.name)
                found.append(Credentials(program.terminal.ask_secret(what), key_file))
    except BaseException:
        for credentials in found:
            credentials.close()
        raise
    return found


def _confirm(program: Program, gone: UnlockMethod, dropped: tuple[str, ...], *, yes: bool) -> None:
    if yes:
        return
    question = _("Remove “{method}” for good?").format(method=gone.name)
    if dropped:
        text = _("Remove “{method}” for good, and with it what was not given: {others}?")
        question = text.format(method=gone.name, others=", ".join(dropped))
    program.terminal.confirm(question)


def _json(method: UnlockMethod) -> dict[str, Any]:
    return {
        "id": method.id,
        "name": method.name,
        "factors": method.factors,
        "argon2": method.cost,
        "here_only": False,
    }


def _quick_json(offer: QuickOffer) -> dict[str, Any]:
    factors = ("password", "keyring") if offer.by_pin else ("keyring",)
    return {
        "id": None,
        "name": _("quick unlock"),
        "factors": factors,
        "argon2": None,
        "here_only": True,
    }
