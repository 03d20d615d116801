# SPDX-License-Identifier: GPL-3.0-or-later
"""``import``: what another program exported; all that can be read, in one transaction."""

from pathlib import Path

import click

from strongroom.app.csv_maps import field_names
from strongroom.app.importing import (
    Choice,
    Choices,
    Format,
    Importing,
    format_named,
    left_behind,
)
from strongroom.cli import import_telling as telling
from strongroom.cli import looking, options
from strongroom.cli.exit_codes import Exit
from strongroom.cli.opening import open_vault
from strongroom.cli.options import Opening
from strongroom.cli.percent import Percent
from strongroom.cli.program import Program, pass_program
from strongroom.cli.verbs import verb
from strongroom.errors import InvalidInput, NotFound
from strongroom.model.naming import split_path
from strongroom.texts import _


@verb(
    "import",
    _(
        "Bring everything over from another program: KeePass, Bitwarden, 1Password, a browser, "
        "an authenticator, a folder of pass, any CSV, another vault; --list-formats names "
        "all.\n\n"
        "The format is recognised by what is in the file. An encrypted file asks for its own "
        "password after the vault’s. What is here already is left out. What cannot be read, or "
        "has no place here, is named, and the rest comes, as one change after a backup. Delete "
        "a plain file afterwards: it holds your passwords for all to read."
    ),
)
@click.argument("file", type=options.FilePath(), required=False)
@click.option("--keyring", is_flag=True, help=_("Import from this computer’s keyring, no file."))
@click.option(
    "--format", "name", metavar="NAME", help=_("The format; recognised by itself if not given.")
)
@click.option(
    "--map",
    "mapped",
    metavar="COLUMN=FIELD",
    multiple=True,
    help=_(
        "What a column of a table becomes: COLUMN is its name or number, FIELD one of {fields}. "
        "What is not named is guessed."
    ).format(fields=", ".join(field_names())),
)
@click.option("--into", metavar="A/B", help=_("Put all of it there; made where it is missing."))
@click.option(
    "--source-key-file",
    metavar="FILE",
    type=options.FilePath(),
    help=_("The key file that the encrypted file also wants."),
)
@click.option(
    "--allow-costly",
    is_flag=True,
    help=_("Let the file’s key derivation take far more time or memory than usual."),
)
@click.option(
    "--differs",
    type=click.Choice([str(choice) for choice in Choice]),
    default=str(Choice.BOTH),
    show_default=True,
    help=_("What to do where site and user are those of an item that says something else."),
)
@click.option(
    "--here",
    type=click.Choice([str(Choice.SKIP), str(Choice.BOTH)]),
    default=str(Choice.SKIP),
    show_default=True,
    help=_("What to do with what is here already."),
)
@click.option("--dry-run", is_flag=True, help=_("Say what would come, and change nothing."))
@click.option("--list-formats", is_flag=True, help=_("List the formats, and how each is tested."))
@options.opening
@options.as_json
@pass_program
def command(
    program: Program,
    *,
    file: Path | None,
    keyring: bool,
    name: str | None,
    mapped: tuple[str, ...],
    into: str | None,
    source_key_file: Path | None,
    allow_costly: bool,
    differs: str,
    here: str,
    dry_run: bool,
    list_formats: bool,
    opening: Opening,
    as_json: bool,
) -> Exit:
    """Open the vault and the file, look, import, report."""
    terminal = program.terminal
    if list_formats:
        telling.list_formats(terminal, as_json=as_json)
        return Exit.DONE
    if (file is None) != keyring:
        raise click.UsageError(_("Name a file to import, or give --keyring."))
    kind = None if name is None else _format(name)
    path = _path(into)
    known = looking.given(source_key_file, costly=allow_costly)
    with open_vault(program, opening) as session:
        importing = Importing(session)
        with looking.opened(importing, file) as origin:
            kind, known = looking.with_map(importing, origin, kind, known, mapped, dry=dry_run)
            preview = looking.look(program, importing, origin, kind, known)
            choices, done = Choices(here=Choice(here), differs=Choice(differs)), None
            if not dry_run:
                with Percent(terminal, _("Imported {percent} %")) as progress:
                    done = importing.run(preview, path=path, choices=choices, progress=progress)
            plain = left_behind(origin, preview.format)
    if done is None:
        telling.tell_preview(terminal, preview, path, as_json=as_json)
    else:
        telling.tell_report(terminal, preview, done, plain, as_json=as_json)
    return Exit.PARTLY_IMPORTED if preview.problems else Exit.DONE


def _format(name: str) -> Format:
    try:
        return format_named(name)
    except NotFound as error:
        raise click.UsageError(str(error)) from None


def _path(into: str | None) -> list[str]:
    path = [part for part in split_path(into or "") if part]
    if into is not None and not path:
        raise InvalidInput(options.no_folder(into))
    return path
