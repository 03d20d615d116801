# SPDX-License-Identifier: GPL-3.0-or-later
"""``backup``: list them, make one, compare with one, bring items back out of one."""

import os
import shlex
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from strongroom.app.backups import Backup, Backups, BackupState, VaultCopy
from strongroom.app.comparing import Comparison, Difference, ItemDifference, compare, pair
from strongroom.app.inspecting import public_info
from strongroom.app.session import Session
from strongroom.cli import options
from strongroom.cli.exit_codes import Exit, NotAsLastSeen
from strongroom.cli.opening import open_copy, open_keeping, open_vault, vault_path
from strongroom.cli.options import CopyOpening, Opening
from strongroom.cli.program import Program, pass_program
from strongroom.cli.showing import folder_text, local_moment, moment, overview_json, size_text
from strongroom.cli.verbs import group
from strongroom.errors import Altered, Damaged, InvalidInput, NotFound
from strongroom.model.differences import field_differences
from strongroom.model.fields import label_of
from strongroom.model.item import Overview
from strongroom.model.naming import find_item, item_path
from strongroom.texts import N_, _, ngettext

_STATES = {
    BackupState.GOOD: N_("good"),
    BackupState.UNKNOWN: N_("whole"),
    BackupState.DAMAGED: N_("damaged"),
    BackupState.NEWER: N_("made by a newer version"),
    BackupState.OTHER_KEY: N_("locked with an earlier password"),
}
_SIGNS = {Difference.ADDED: "+", Difference.REMOVED: "-", Difference.CHANGED: "~"}


command = group(
    "backup",
    _(
        "List the backups of a vault, compare it with one, and bring items back.\n\n"
        "Backups are made by themselves, before the first change after an unlock and before "
        "much changes at once. BACKUP is a number of the list, the name of one of its files, "
        "or the path of another file of the vault."
    ),
)


@command.command("list", help=_("List the backups, newest first. No password is needed."))
@options.vault_path
@options.as_json
@pass_program
def list_them(program: Program, *, path: Path | None, as_json: bool) -> None:
    """Look at each, and print a line."""
    vault = vault_path(program, path)
    backups = Backups(program.session())
    found = [backups.judged(backup) for backup in backups.list(vault)]
    if not found and not vault.is_file():
        public_info(vault)  # which says what is wrong with it
    if as_json:
        program.terminal.print_json([_json(backup) for backup in found])
        return
    for number, backup in enumerate(found, start=1):
        program.terminal.print(_line(number, backup))
    if not found:
        program.terminal.say(_("There are no backups of this vault yet."))
    if any(backup.state is BackupState.OTHER_KEY for backup in found):
        sentence = _("“backup remove-old” deletes what is locked with an earlier password.")
        program.terminal.say(sentence)


@command.command("now", help=_("Make a backup now."))
@options.opening
@options.as_json
@pass_program
def make(program: Program, *, opening: Opening, as_json: bool) -> None:
    """Open, make, tell."""
    with open_vault(program, opening) as session:
        made = Backups(session).make()
    if made is not None:
        program.terminal.done_at(made)
    if as_json:
        program.terminal.print_json({"made": None if made is None else str(made)})
    elif made is None:
        program.terminal.print(_("There is nothing new since the newest backup."))
    else:
        program.terminal.print(_("Made “{path}”.").format(path=made))


@command.command("diff", help=_("Compare the vault with a backup, by default the newest."))
@click.argument("backup", default="1")
@options.copy_opening
@options.opening
@options.as_json
@pass_program
def diff(
    program: Program,
    *,
    backup: str,
    copy_opening: CopyOpening,
    opening: Opening,
    as_json: bool,
) -> None:
    """Open both, compare, print what differs; no value of a field is shown."""
    terminal = program.terminal
    with _both(program, opening, backup, copy_opening) as (session, copy, _chosen):
        found = compare(session, copy)
        rows = [_difference(session, copy, item) for item in found.items]
    if as_json:
        terminal.print_json({"items": rows, "folders": len(found.folders), "same": found.same})
        return
    for item, row in zip(found.items, rows, strict=True):
        terminal.print(_difference_line(item, row))
    terminal.say(_counts(found))


@command.command(
    "restore",
    help=_(
        "Bring items back as they are in a backup, or all of it.\n\n"
        "What is in the vault now goes into the history of each item, and an item that is named "
        "comes out of the trash. With --all, what is not in the backup, or lay in its trash, "
        "goes to the trash. With --replace-vault the backup, or another copy, takes the "
        "place of a vault that does not open; the file there now is kept beside it. Where that "
        "seems to be in order its password is asked for, and a vault that opens stays."
    ),
)
@click.argument("backup")
@click.argument("items", metavar=_("[ITEM]…"), nargs=-1)
@click.option("--all", "everything", is_flag=True, help=_("All of it."))
@click.option(
    "--replace-vault", is_flag=True, help=_("Put the backup in the place of the vault's file.")
)
@options.copy_opening
@options.yes
@options.opening
@options.as_json
@pass_program
def restore(
    program: Program,
    *,
    backup: str,
    items: Sequence[str],
    everything: bool,
    replace_vault: bool,
    copy_opening: CopyOpening,
    yes: bool,
    opening: Opening,
    as_json: bool,
) -> Exit:
    """Do one of the three."""
    if bool(items) + everything + replace_vault != 1:
        raise click.UsageError(_("Name the items, or give one of --all and --replace-vault."))
    if replace_vault:
        return _replace(program, opening, backup, yes=yes, as_json=as_json)
    with _both(program, opening, backup, copy_opening) as (session, copy, chosen):
        ids = None if everything else [_find(name, copy) for name in items]
        if ids is None and not yes:
            program.terminal.confirm(_question(compare(session, copy), chosen))
        before = {one.id for one in session.vault.overviews().values() if one.trashed is None}
        changes = Backups(session).restore(copy, ids)
    touched = len(changes.items)
    gone = sum(not _is_live(changes.items.get(item_id)) for item_id in before & {*changes.items})
    if as_json:
        program.terminal.print_json({"changed": touched, "trashed": gone})
    else:
        program.terminal.print(_restored(touched, gone))
    return Exit.DONE


@command.command(
    "remove-old",
    help=_("Delete the backups that are locked with an earlier password."),
)
@options.yes
@options.opening
@options.as_json
@pass_program
def remove_old(program: Program, *, yes: bool, opening: Opening, as_json: bool) -> None:
    """Open, which proves that the password of now is known; ask; delete."""
    terminal = program.terminal
    with open_vault(program, opening) as session:
        backups = Backups(session)
        old = backups.superseded(session.vault.path)
        if old and not yes:
            question = ngettext(
                "Delete {count} backup that is locked with an earlier password?",
                "Delete {count} backups that are locked with an earlier password?",
                len(old),
            )
            terminal.confirm(question.format(count=len(old)))
        gone = backups.remove(old)
    if as_json:
        terminal.print_json({"deleted": gone})
    else:
        text = ngettext("{count} backup was deleted.", "{count} backups were deleted.", gone)
        terminal.print(text.format(count=gone))


@contextmanager
def _both(
    program: Program, opening: Opening, name: str, copy_opening: CopyOpening
) -> Iterator[tuple[Session, VaultCopy, Backup]]:
    with open_vault(program, opening) as session:
        chosen = Backups(session).named(session.vault.path, name)
        copy = open_copy(program, session, chosen.path, copy_opening)
        yield session, copy, chosen


def _find(name: str, copy: VaultCopy) -> int:
    """Return the item of the copy that answers to ``name``, outside its trash or in it."""
    overviews, folders = copy.overviews(), copy.folders()
    try:
        return find_item(name, overviews, folders)
    except NotFound:
        try:
            return find_item(name, overviews, folders, trash=True)
        except NotFound:
            sentence = _("No item in the backup is called “{name}”.")
            raise NotFound(sentence.format(name=name)) from None


def _replace(program: Program, opening: Opening, name: str, *, yes: bool, as_json: bool) -> Exit:
    vault = vault_path(program, opening.path)
    backups = Backups(program.session())
    chosen = backups.named(vault, name)
    if os.path.realpath(chosen.path) == os.path.realpath(vault):
        raise InvalidInput(_("This is the vault itself; name a backup of it."))
    if backups.looks_whole(vault):
        _refuse_if_it_opens(program, opening, vault, name)
    is_backup = chosen.path in {backup.path for backup in backups.list(vault)}
    names = {
        "name": vault.name,
        "copy": chosen.path.name,
        "moment": local_moment(chosen.made_ms),
    }
    if not yes:
        question = (
            _("Put the backup of {moment} in the place of “{name}”?")
            if is_backup
            else _("Put the copy “{copy}” in the place of “{name}”?")
        )
        program.terminal.confirm(question.format(**names))
    kept = backups.put_in_place(chosen.path, vault)
    program.terminal.done_at(vault)
    if as_json:
        program.terminal.print_json({"kept": None if kept is None else str(kept)})
        return Exit.DONE
    said = (
        _("“{name}” is the backup of {moment} now.")
        if is_backup
        else _("“{name}” is what the copy “{copy}” holds now.")
    )
    program.terminal.print(said.format(**names))
    if kept is not None:
        program.terminal.print(_("What was there is now called “{name}”.").format(name=kept.name))
    sentence = _("If it is older than what was last opened here, opening it asks for --go-on.")
    program.terminal.say(sentence)
    program.terminal.say(_("What is in it was not verified yet: “check” does that."))
    return Exit.DONE


def _refuse_if_it_opens(program: Program, opening: Opening, vault: Path, name: str) -> None:
    """Ask for what opens the vault, and keep it where it is if it opens as last seen here.

    Raises:
        InvalidInput: it does.
        WrongKey, Cancelled …: nobody has shown that it is theirs to replace.
    """
    program.terminal.say(_("“{name}” seems to be in order.").format(name=vault.name))
    try:
        with open_keeping(program, opening._replace(go_on=False)):
            pass
    except (Altered, Damaged, NotAsLastSeen):
        return
    sentence = _(
        "“{name}” opens, and is as it was last seen here, so nothing takes its place; "
        "“strongroom-cli backup restore {backup} --all” brings everything back into it."
    )
    raise InvalidInput(sentence.format(name=vault.name, backup=shlex.quote(name)))


# Saying it


def _json(backup: Backup) -> dict[str, Any]:
    known = backup.size > 0
    return {
        "path": str(backup.path),
        "made": moment(backup.made_ms),
        "items": backup.items if known else None,
        "size": backup.size if known else None,
        "generation": backup.generation if known else None,
        "state": str(backup.state),
    }


def _line(number: int, backup: Backup) -> str:
    if not backup.size:
        sentence = _("{number:>3}  {moment}  {state}")
        return sentence.format(
            number=number, moment=local_moment(backup.made_ms), state=_(_STATES[backup.state])
        )
    items = ngettext("{count:,} item", "{count:,} items", backup.items)
    return _("{number:>3}  {moment}  {items}, {size}, {state}").format(
        number=number,
        moment=local_moment(backup.made_ms),
        items=items.format(count=backup.items),
        size=size_text(backup.size),
        state=_(_STATES[backup.state]),
    )


def _difference(session: Session, copy: VaultCopy, item: ItemDifference) -> dict[str, Any]:
    folders = session.vault.folders() if item.before is not None else copy.folders()
    row = overview_json(item.shown, folder_text(folders, item.shown.folder))
    return {
        "difference": _WORDS[item.kind],
        "fields": _changed(session, copy, item),
        "path": item_path(item.shown, folders),
        **row,
    }


# As JSON says it: the backup beside the vault.
_WORDS = {
    Difference.ADDED: "only in backup",
    Difference.REMOVED: "only in vault",
    Difference.CHANGED: "changed",
}


def _changed(session: Session, copy: VaultCopy, item: ItemDifference) -> list[str]:
    """Return the labels of what differs in an item that is in both."""
    here, there = pair(session, copy, item.item_id)
    if here is None or there is None:
        return []
    found = field_differences(here.fields, there.fields)
    labels = [label_of(field) for field in (one.after or one.before for one in found) if field]
    return [*_places(here.overview, there.overview), *labels]


def _places(before: Overview, after: Overview) -> Iterator[str]:
    named = {
        "title": _("title"),
        "folder": _("folder"),
        "tags": _("tags"),
        "favourite": _("favourite"),
    }
    for name, label in named.items():
        if getattr(before, name) != getattr(after, name):
            yield label
    if (before.trashed is None) != (after.trashed is None):
        yield _("trash")


def _difference_line(item: ItemDifference, row: dict[str, Any]) -> str:
    labels = ", ".join(row["fields"])
    return f"{_SIGNS[item.kind]} {row['path']}" + (f"  ({labels})" if labels else "")


def _counts(found: Comparison) -> str:
    return _(
        "{added:,} only in the backup (+), {removed:,} only in the vault (-), "
        "{changed:,} changed (~), {same:,} the same."
    ).format(
        added=len(found.of(Difference.ADDED)),
        removed=len(found.of(Difference.REMOVED)),
        changed=len(found.of(Difference.CHANGED)),
        same=found.same,
    )


def _is_live(overview: Overview | None) -> bool:
    return overview is not None and overview.trashed is None


def _restored(touched: int, gone: int) -> str:
    text = ngettext("{count:,} item was changed.", "{count:,} items were changed.", touched)
    said = text.format(count=touched)
    if not gone:
        return said
    trashed = ngettext(
        "{count:,} of them went to the trash.", "{count:,} of them went to the trash.", gone
    )
    return f"{said} {trashed.format(count=gone)}"


def _question(found: Comparison, chosen: Backup) -> str:
    gone = [item for item in found.items if _is_live(item.before) and not _is_live(item.after)]
    changed = [item for item in found.of(Difference.CHANGED) if item not in gone]
    return _(
        "Make the vault as it was on {moment}? {added:,} items come back, {changed:,} change, "
        "{removed:,} go to the trash."
    ).format(
        moment=local_moment(chosen.made_ms),
        added=len(found.of(Difference.ADDED)),
        changed=len(changed),
        removed=len(gone),
    )
