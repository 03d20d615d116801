# SPDX-License-Identifier: GPL-3.0-or-later
"""``export``: all items, a folder or some of them, into a file of another program.

The master password is asked for whatever else would open the vault, and after it, twice,
that of the new file where it has one.
"""

import stat
from contextlib import ExitStack, nullcontext
from dataclasses import replace as replaced
from pathlib import Path
from typing import Any

import click

from strongroom.app.access_log import Through
from strongroom.app.export_report import counted
from strongroom.app.exporting import (
    FORMATS,
    PAGE,
    Exported,
    ExportFormat,
    Exporting,
    Order,
    What,
    check,
    export_format,
)
from strongroom.app.items import Items
from strongroom.app.session import Session
from strongroom.cli import options
from strongroom.cli.accesses import access_log
from strongroom.cli.finding import find_anywhere, find_live
from strongroom.cli.new_password import ask_new_password, is_weak
from strongroom.cli.opening import open_keeping
from strongroom.cli.options import Opening
from strongroom.cli.percent import Percent
from strongroom.cli.program import Program, pass_program
from strongroom.cli.terminal import Terminal
from strongroom.cli.verbs import verb
from strongroom.errors import AlreadyExists, InvalidInput, NotFound, NotWritable, RiskyPlace
from strongroom.model.naming import find_folder
from strongroom.secret import SecretBytes
from strongroom.texts import _, ngettext

_OUTPUT = Path("-")
# What an export calls otherwise than an import does.
_AS_IMPORTED = {
    "bitwarden-csv": "csv-bitwarden",
    "chrome": "csv-chrome",
    "keepassxc-csv": "csv-keepassxc",
}


@verb(
    "export",
    _(
        "Take items out of the vault into FILE: all of them, those of a folder, or those named.\n\n"
        "The master password is always asked for. After it an encrypted format asks twice for "
        "the password of the new file, from standard input too, and for confirmation where that "
        "would be guessed soon. A format that anyone can read "
        "asks for confirmation, and for --allow-shared-place where others would have the file. "
        "FILE may be “-” where standard output is no terminal; the file is then written there."
    ),
)
@click.argument("file", required=False, type=options.FilePath())
@click.argument("items", metavar=_("[ITEM]…"), nargs=-1)
@click.option("--format", "name", metavar="NAME", help=_("As what; see --list-formats."))
@click.option("--folder", metavar="A/B", help=_("Only what is in this folder, and below it."))
@click.option("--with-trash", is_flag=True, help=_("What lies in the trash too."))
@click.option("--replace", is_flag=True, help=_("Take the place of a file that is there."))
@click.option(
    "--allow-shared-place",
    is_flag=True,
    help=_("Write what anyone can read even where others have the folder too."),
)
@click.option("--list-formats", is_flag=True, help=_("Say which formats there are, and end."))
@options.yes
@options.opening
@options.as_json
@pass_program
def command(
    program: Program,
    *,
    file: Path | None,
    items: tuple[str, ...],
    name: str | None,
    folder: str | None,
    with_trash: bool,
    replace: bool,
    allow_shared_place: bool,
    list_formats: bool,
    yes: bool,
    opening: Opening,
    as_json: bool,
) -> None:
    """Refuse, ask, open, ask, write, tell."""
    terminal = program.terminal
    if list_formats:
        _list(terminal, as_json=as_json)
        return
    if file is None or name is None:
        raise click.UsageError(_("Name the file, and what it is to be with --format."))
    if folder is not None and items:
        raise click.UsageError(_("Name items, or a folder, but not both."))
    wanted = _format(name)
    order = Order(What(), wanted, file, replace=replace, anyway=allow_shared_place)
    _refuse(terminal, order, yes=yes, as_json=as_json)
    with open_keeping(program, opening) as (session, credentials), ExitStack() as at_the_end:
        what = _what(session, items, folder, trash=with_trash)
        exporting = Exporting(session, access_log(program, session), Through.TERMINAL)
        _tell_of_trash(terminal, exporting, what)
        password = _password(terminal, yes=yes) if wanted.encrypted else None
        at_the_end.enter_context(password or nullcontext())
        order = Order(what, wanted, file, password, replace=replace, anyway=allow_shared_place)
        proof = exporting.prove(credentials)
        progress = at_the_end.enter_context(Percent(terminal, _("Exported {percent} %")))
        if file == _OUTPUT:
            out = at_the_end.enter_context(terminal.raw_output())
            exported = exporting.stream(order, proof, out, progress)
        else:
            exported = exporting.run(order, proof, progress)
            terminal.done_at(file)
    _tell(terminal, exported, as_json=as_json)


def _format(name: str) -> ExportFormat:
    """Return a format by its name, also by what ``import`` calls it."""
    try:
        found = export_format(name)
    except NotFound as error:
        try:
            found = _imported_as(name)
        except NotFound:
            raise click.UsageError(str(error)) from None
    if found is PAGE:
        raise click.UsageError(_("A page is printed, or saved as a PDF, from the window."))
    return found


def _imported_as(name: str) -> ExportFormat:
    from strongroom.app.importing import format_named  # noqa: PLC0415 - start-up time

    known = format_named(name).name
    return export_format(_AS_IMPORTED.get(known, known))


def _refuse(terminal: Terminal, order: Order, *, yes: bool, as_json: bool) -> None:
    """Refuse before a password is typed for nothing, and warn of what anyone can read."""
    if order.path != _OUTPUT:
        _check(order)
    elif as_json:
        raise click.UsageError(_("Standard output takes the file or JSON, but not both."))
    elif terminal.seen:
        raise InvalidInput(_("Standard output is a terminal: send it to a file or to a program."))
    if not order.format.encrypted:
        terminal.say(_("Anyone who gets this file can read all the passwords in it."))
        if not yes:
            terminal.confirm(_("Write it all the same?"))


def _check(order: Order) -> None:
    """Refuse a place that will not do, and name the option that makes it do."""
    try:
        check(order)
    except RiskyPlace as error:
        sentence = _("{sentence} Add --allow-shared-place to write it there all the same.")
        raise RiskyPlace(sentence.format(sentence=error), error.reasons) from None
    except AlreadyExists:
        sentence = _("“{path}” exists already: choose another name or folder, or add --replace.")
        raise AlreadyExists(sentence.format(path=order.path)) from None
    except NotWritable as error:
        if not _is_device(order.path):
            raise
        sentence = _("{sentence} To send it to a program, give “-” and a pipe.")
        raise NotWritable(sentence.format(sentence=error)) from None


def _is_device(path: Path) -> bool:
    """Tell whether a pipe or a device bears the name."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _what(session: Session, names: tuple[str, ...], folder: str | None, *, trash: bool) -> What:
    items = Items(session)
    if folder is not None:
        return What(folder=find_folder(folder, items.folders()), trash=trash)
    if names:
        find = find_anywhere if trash else find_live
        return What(ids=frozenset(find(one, items).id for one in names))
    return What(trash=trash)


def _tell_of_trash(terminal: Terminal, exporting: Exporting, what: What) -> None:
    """Say that what lies in the trash stays here, where it is not left out by name."""
    found = exporting.count(what)
    if what.trash or what.ids is not None:
        return
    count = len(exporting.count(replaced(what, trash=True)).items) - len(found.items)
    if count:
        sentence = ngettext(
            "{count:,} item that lies in the trash is left out; --with-trash takes it along.",
            "{count:,} items that lie in the trash are left out; --with-trash takes them along.",
            count,
        )
        terminal.say(sentence.format(count=count))


def _password(terminal: Terminal, *, yes: bool) -> SecretBytes:
    """Ask for the file's password, and let a weak one be said twice; none is refused as such."""
    password = ask_new_password(
        terminal,
        _("Password for the new file"),
        _("The file's password is empty; choose one."),
    )
    try:
        if not yes and is_weak(password):
            terminal.say(_("Whoever gets the file can guess for as long as they like."))
            terminal.confirm(_("Use this password all the same?"))
    except BaseException:
        password.close()
        raise
    return password


def _list(terminal: Terminal, *, as_json: bool) -> None:
    formats = [one for one in FORMATS if one is not PAGE]
    if as_json:
        terminal.print_json([_described(one) for one in formats])
        return
    terminal.print_pairs([(one.name, f"{_(one.title)}. {_(one.sentence)}") for one in formats])


def _described(one: ExportFormat) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": _(one.title),
        "keeps": _(one.sentence),
        "encrypted": one.encrypted,
        "ending": one.ending,
    }


def _tell(terminal: Terminal, exported: Exported, *, as_json: bool) -> None:
    if as_json:
        terminal.print_json(
            {
                "path": str(exported.path),
                "format": exported.format.name,
                "encrypted": exported.format.encrypted,
                "items": exported.items,
                "left_out": exported.left_out,
                "folders": exported.folders,
                "losses": list(exported.losses),
            }
        )
        return
    for loss in exported.losses:
        terminal.say(loss)
    (terminal.say if exported.path is None else terminal.print)(counted(exported))
    if exported.path is not None and not exported.format.encrypted:
        terminal.say(_("Delete “{path}” when it is no longer needed.").format(path=exported.path))
