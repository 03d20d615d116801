# SPDX-License-Identifier: GPL-3.0-or-later
"""``attachment``: the files of an item, put in, listed, saved out and taken away.

An item is named as everywhere; an attachment by its name or its id, as ``list`` shows them.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from strongroom.app.access_log import Act, Through
from strongroom.app.attachments import Attachments, check_target
from strongroom.app.items import Items
from strongroom.app.session import Session
from strongroom.cli import options
from strongroom.cli.accesses import access_log
from strongroom.cli.finding import find_live
from strongroom.cli.opening import open_vault
from strongroom.cli.options import Opening
from strongroom.cli.percent import Percent
from strongroom.cli.program import Program, pass_program
from strongroom.cli.showing import local_moment, moment, size_text
from strongroom.cli.terminal import Terminal
from strongroom.cli.verbs import group
from strongroom.errors import AmbiguousName, InvalidInput, NotFound
from strongroom.model import attached
from strongroom.model.attachment_names import kept_name, shown_name
from strongroom.model.file_types import FileType
from strongroom.model.item import Attachment, Details, Overview, id_text
from strongroom.model.naming import find_attachment
from strongroom.texts import _, ngettext

_OUTPUT = Path("-")

command = group(
    "attachment",
    _(
        "Add, list, save, remove, restore and rename the files of an item.\n\n"
        "ITEM is named as everywhere. NAME is an attachment's name, or its id where several are "
        "called the same; “list --json” shows the ids. A file may have any size."
    ),
)


@command.command("add", help=_("Attach files to an item, all of them or none."))
@click.argument("item")
@click.argument("files", metavar=_("FILE…"), nargs=-1, required=True, type=options.FilePath())
@options.opening
@options.as_json
@pass_program
def add(
    program: Program, *, item: str, files: Sequence[Path], opening: Opening, as_json: bool
) -> None:
    """Open, find, read and seal the files in one transaction."""
    with _found(program, opening, item) as (session, overview, before):
        with Percent(program.terminal, _("Added {percent} %")) as progress:
            Attachments(session).add(overview.id, files, progress)
        Items(session).purge_old_trash()
        known = {one.id for one in before.attachments}
        there = attached.present(session.vault.item(overview.id).details)
        added = [one for one in there if one.id not in known]
    if as_json:
        program.terminal.print_json([_json(one) for one in added])
        return
    _tell_added(program.terminal, files, added, overview.title)


@command.command("list", help=_("List the files of an item, one a line: name, size and type."))
@click.argument("item")
@click.option("--removed", is_flag=True, help=_("Those that were removed and can come back."))
@options.opening
@options.as_json
@pass_program
def list_them(
    program: Program, *, item: str, removed: bool, opening: Opening, as_json: bool
) -> None:
    """Open, find, print."""
    with _found(program, opening, item) as (session, overview, details):
        found = attached.removed(details) if removed else attached.present(details)
        types = [Attachments(session).type_of(overview.id, one) for one in found]
    both = list(zip(found, types, strict=True))
    if as_json:
        program.terminal.print_json([_json(one) | {"type": kind.name} for one, kind in both])
    else:
        program.terminal.print_pairs(
            [(shown_name(one.name), _about(one, kind)) for one, kind in both]
        )


@command.command(
    "save",
    help=_(
        "Save a file of an item.\n\n"
        "It goes into the folder you are in, or to PATH, a folder or the new file's name. "
        "A file that is there already stays: then the new one's name has a number. Only you "
        "can read it; where it lies is printed. PATH may be “-” where standard output is no "
        "terminal; the file is then written there."
    ),
)
@click.argument("item")
@click.argument("name")
@click.option("--to", metavar="PATH", type=options.FilePath(), help=_("Where to save it."))
@options.opening
@options.as_json
@pass_program
def save(
    program: Program, *, item: str, name: str, to: Path | None, opening: Opening, as_json: bool
) -> None:
    """Open, find, write."""
    terminal = program.terminal
    if to == _OUTPUT:
        _refuse_output(terminal, as_json=as_json)
    elif to is not None:
        check_target(to)
    with _found(program, opening, item) as (session, overview, details):
        one = _find(name, attached.present(details))
        log = access_log(program, session)

        def note() -> None:
            log.record(overview.id, Act.EXPORTED, Through.TERMINAL, one.name)
            log.flush()

        if to == _OUTPUT:
            note()  # first: whoever reads may close at any moment
            with terminal.raw_output() as out:
                for chunk in Attachments(session).read(overview.id, one.id):
                    out.write(chunk)
            return
        with Percent(terminal, _("Saved {percent} %")) as progress:
            path = Attachments(session).save_to(
                overview.id, one.id, Path.cwd() if to is None else to, progress, whole=note
            )
    terminal.done_at(path)
    if as_json:
        terminal.print_json(_json(one) | {"path": str(path)})
    else:
        terminal.print(str(path))


@command.command(
    "remove",
    help=_(
        "Remove a file from an item; “restore” brings it back.\n\n"
        "It stays in the vault for as long as the trash keeps things. With --forever it is "
        "deleted for good, after asking; so is one that was removed."
    ),
)
@click.argument("item")
@click.argument("name")
@click.option("--forever", is_flag=True, help=_("Delete it for good."))
@options.yes
@options.opening
@options.as_json
@pass_program
def remove(
    program: Program,
    *,
    item: str,
    name: str,
    forever: bool,
    yes: bool,
    opening: Opening,
    as_json: bool,
) -> None:
    """Open, find, ask where it cannot be undone, remove."""
    terminal = program.terminal
    with _found(program, opening, item) as (session, overview, details):
        files = Attachments(session)
        if forever:
            one = _find_anywhere(name, details)
            if not yes:
                question = _("Delete “{name}” for good? This cannot be undone.")
                terminal.confirm(question.format(name=shown_name(one.name)))
            files.delete(overview.id, one.id)
            now = one
            sentence = _("Deleted “{name}” for good.")
        else:
            one = _find(name, attached.present(details))
            files.remove(overview.id, one.id)
            now = _now(session, overview, one)
            sentence = _("Removed “{name}”; “attachment restore” brings it back.")
        Items(session).purge_old_trash()
        _tell(terminal, now, sentence, as_json=as_json)


@command.command("restore", help=_("Bring back a file that was removed from an item."))
@click.argument("item")
@click.argument("name")
@options.opening
@options.as_json
@pass_program
def restore(program: Program, *, item: str, name: str, opening: Opening, as_json: bool) -> None:
    """Open, find among those that were removed, bring back."""
    with _found(program, opening, item) as (session, overview, details):
        one = _find_removed(name, details)
        Attachments(session).restore(overview.id, one.id)
        now = _now(session, overview, one)
    _tell(program.terminal, now, _("Restored “{name}”."), as_json=as_json)


@command.command("rename", help=_("Give a file of an item another name."))
@click.argument("item")
@click.argument("name")
@click.argument("new")
@options.opening
@options.as_json
@pass_program
def rename(
    program: Program, *, item: str, name: str, new: str, opening: Opening, as_json: bool
) -> None:
    """Open, find, rename."""
    with _found(program, opening, item) as (session, overview, details):
        one = _find(name, attached.present(details))
        Attachments(session).rename(overview.id, one.id, new)
        now = _now(session, overview, one)
    _tell(program.terminal, now, _("It is called “{name}” now."), as_json=as_json)


@contextmanager
def _found(
    program: Program, opening: Opening, name: str
) -> Iterator[tuple[Session, Overview, Details]]:
    """Open the vault, and find the item outside the trash."""
    with open_vault(program, opening) as session:
        overview = find_live(name, Items(session))
        yield session, overview, session.vault.item(overview.id).details


def _find(name: str, attachments: Sequence[Attachment]) -> Attachment:
    """Return the one of that name, also as its file was called before it came in."""
    try:
        return find_attachment(name, attachments)
    except NotFound as missing:
        kept = kept_name(name)
        if kept in {"", name}:
            raise
        try:
            return find_attachment(kept, attachments)
        except NotFound:
            raise missing from None


def _find_removed(name: str, details: Details) -> Attachment:
    """Return one that was removed, or say what is the matter with those that were."""
    removed = attached.removed(details)
    try:
        return _find(name, removed)
    except NotFound:
        raise NotFound(_not_removed(name, removed, attached.present(details))) from None


def _not_removed(name: str, removed: Sequence[Attachment], there: Sequence[Attachment]) -> str:
    try:
        one = _find(name, there)
    except (NotFound, AmbiguousName):
        names = ", ".join(f"“{one.name}”" for one in removed)
        sentence = (
            _("There is no removed attachment “{name}”; there are {names}.")
            if names
            else _("There is no removed attachment “{name}”; none was removed from the item.")
        )
        return sentence.format(name=name, names=names)
    return _("“{name}” is not removed: the item has it.").format(name=shown_name(one.name))


def _find_anywhere(name: str, details: Details) -> Attachment:
    """Return one that is there, else one that was removed."""
    try:
        return _find(name, attached.present(details))
    except NotFound as missing:
        try:
            return _find(name, attached.removed(details))
        except NotFound:
            raise missing from None


def _refuse_output(terminal: Terminal, *, as_json: bool) -> None:
    """Refuse before a password is typed for nothing."""
    if as_json:
        raise click.UsageError(_("Standard output takes the file or JSON, but not both."))
    if terminal.seen:
        raise InvalidInput(_("Standard output is a terminal: send it to a file or to a program."))


def _tell_added(
    terminal: Terminal, files: Sequence[Path], added: Sequence[Attachment], title: str
) -> None:
    """Say what came, and what it is called where that is not what its file is called."""
    text = ngettext(
        "Added {count:,} file to “{title}”: {names}.",
        "Added {count:,} files to “{title}”: {names}.",
        len(added),
    )
    names = ", ".join(f"“{shown_name(one.name)}”" for one in added)
    terminal.print(text.format(count=len(added), title=title, names=names))
    for file, one in zip(files, added, strict=False):
        if file.name != one.name:
            sentence = _("The file “{file}” is called “{name}” there.")
            terminal.say(sentence.format(file=file.name, name=shown_name(one.name)))


def _now(session: Session, overview: Overview, one: Attachment) -> Attachment:
    return attached.find(session.vault.item(overview.id).details, one.id)


def _json(one: Attachment) -> dict[str, Any]:
    row: dict[str, Any] = {"id": id_text(one.id), "name": one.name, "size": one.size}
    if one.removed is not None:
        row["removed"] = moment(one.removed)
    return row


def _about(one: Attachment, kind: FileType) -> str:
    words = [size_text(one.size), kind.label]
    if one.removed is not None:
        words.append(_("removed {day}").format(day=local_moment(one.removed)))
    return ", ".join(words)


def _tell(terminal: Terminal, one: Attachment, sentence: str, *, as_json: bool) -> None:
    if as_json:
        terminal.print_json(_json(one))
    else:
        terminal.print(sentence.format(name=shown_name(one.name)))
