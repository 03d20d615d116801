# SPDX-License-Identifier: GPL-3.0-or-later
"""``create``: a new vault, which becomes the one that is taken when none is named."""

import os
from pathlib import Path

import click

from strongroom.app.events import LockReason
from strongroom.app.new_vault import SUFFIX, suggested_path, was_cut_short, with_suffix
from strongroom.app.recovery_kit import grouped
from strongroom.cli import options
from strongroom.cli.new_password import ask_new_password
from strongroom.cli.program import Program, pass_program
from strongroom.cli.verbs import verb
from strongroom.errors import AlreadyExists, InvalidInput, NotWritable
from strongroom.model.credentials import NewUnlock
from strongroom.model.rules import clean_vault_name
from strongroom.texts import N_, _

_FIRST_NAME = N_("Personal")


@verb(
    "create",
    _(
        "Make a vault, and use it from now on when none is named.\n\n"
        "The master password is asked for twice. Without PATH the vault lies in the documents "
        "folder and bears its name."
    ),
)
@click.argument("path", required=False, type=options.FilePath())
@click.option("--name", help=_("What to call it; the file's name, or Personal, if not given."))
@click.option(
    "--key-file",
    metavar="FILE",
    type=options.FilePath(),
    help=_("A file that will be needed beside the password; made where there is none."),
)
@click.option(
    "--recovery", is_flag=True, help=_("Print a code that opens it without the password.")
)
@options.as_json
@pass_program
def command(
    program: Program,
    path: Path | None,
    *,
    name: str | None,
    key_file: Path | None,
    recovery: bool,
    as_json: bool,
) -> None:
    """Ask, make, and tell where it lies."""
    place, name = _place(program, path, name)
    _refuse_for_nothing(place, made_where_missing=program.places().documents)
    session = program.session()
    unlock = NewUnlock(ask_new_password(program.terminal), key_file, recovery)
    try:
        code = session.create(place, name, unlock)
        program.terminal.done_at(place)
        shown = None if code is None else grouped(code)
        if code is not None:
            code.close()
    finally:
        unlock.close()
        session.lock(LockReason.QUIT)
    if as_json:
        program.terminal.print_json({"path": str(place), "name": name, "recovery_code": shown})
        return
    program.terminal.print(_("Made the vault “{name}” in {path}").format(name=name, path=place))
    if shown is not None:
        program.terminal.print(_("Recovery code: {code}").format(code=shown))
        program.terminal.say(_("Write the code down and keep it away from this computer."))


def _place(program: Program, path: Path | None, name: str | None) -> tuple[Path, str]:
    if name is not None:
        name = clean_vault_name(name)
    if path is None:
        name = name or _(_FIRST_NAME)
        return suggested_path(program.places().documents, name), name
    if path.name in ("", ".."):
        sentence = _("“{path}” is a folder: give the vault a name in it, like {example}.")
        example = os.path.join(path, _(_FIRST_NAME) + SUFFIX)  # noqa: PTH118 - keeps the "./"
        raise InvalidInput(sentence.format(path=path, example=example))
    place = with_suffix(path)
    return place, name or clean_vault_name(place.stem)


def _refuse_for_nothing(place: Path, *, made_where_missing: Path) -> None:
    """Refuse before asking for a password that would be for nothing."""
    if place.parent != made_where_missing and not place.parent.is_dir():
        sentence = _("There is no folder “{folder}”; choose another for the vault.")
        raise NotWritable(sentence.format(folder=place.parent))
    if place.exists() and not was_cut_short(place):
        raise AlreadyExists(
            _("“{path}” exists already: choose another name or folder.").format(path=place)
        )
