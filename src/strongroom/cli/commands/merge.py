# SPDX-License-Identifier: GPL-3.0-or-later
"""``merge``: another copy of the vault taken in, once it was said what that does."""

from pathlib import Path
from typing import Any

import click

from strongroom.app import merge_words as words
from strongroom.app.conflict_copies import service_of
from strongroom.app.merging import Kinship, MergePreview, Merging
from strongroom.app.state import StateFile
from strongroom.cli import options
from strongroom.cli.advice import quoted
from strongroom.cli.opening import open_copy, open_vault
from strongroom.cli.options import CopyOpening, Opening
from strongroom.cli.program import Program, pass_program
from strongroom.cli.terminal import Terminal
from strongroom.cli.verbs import verb
from strongroom.errors import InvalidInput, NotFound
from strongroom.model.changes import Changes
from strongroom.model.item import id_text
from strongroom.texts import _, ngettext


@verb(
    "merge",
    _(
        "Bring another copy of the vault together with it: a sync service’s conflict copy, or "
        "one from another computer.\n\n"
        "What one side changed is taken. Where both changed an item it is combined field by "
        "field, the newer standing and the other kept in the history; a deletion loses against "
        "a later edit. The copy is only read. It asks for the copy’s own password where that "
        "is another.\n\n"
        "A vault that is older than last seen here, or was changed on both sides, needs no "
        "--go-on for this."
    ),
)
@click.argument("copy", type=options.FilePath())
@click.option("--dry-run", is_flag=True, help=_("Say what would happen, and change nothing."))
@options.copy_opening
@options.yes
@options.opening
@options.as_json
@pass_program
def command(
    program: Program,
    *,
    copy: Path,
    dry_run: bool,
    copy_opening: CopyOpening,
    yes: bool,
    opening: Opening,
    as_json: bool,
) -> None:
    """Open both, look, ask, merge."""
    terminal = program.terminal
    if not copy.exists():
        raise NotFound(_("There is no file “{path}”.").format(path=copy))
    with open_vault(program, opening, merges=True) as session:
        other = open_copy(program, session, copy, copy_opening)
        if session.vault.kinship(other) is Kinship.LATER:
            raise _in_force(session.vault.path, copy)
        merging = Merging(session)
        preview = merging.preview(other)
        if words.warning(preview):
            terminal.say(words.warning(preview))
        changes = None
        if not as_json:
            _show(terminal, preview)
        if not dry_run and preview.is_useful:
            if preview.changes_something and not yes:
                terminal.confirm(_("Merge it into the vault?"))
            changes = merging.run(other)
        merged = session.vault.path
    if as_json:
        terminal.print_json(_json(preview, changes))
    elif not dry_run:
        terminal.print(_done(preview, changes))
    if not dry_run and _belongs_at(program, merged, copy):
        terminal.say(_placing(merged, copy))


def _show(terminal: Terminal, preview: MergePreview) -> None:
    """Print the items, then what it comes to."""
    if preview.lines:
        lines = [(line.overview.title, words.fate(line)) for line in preview.lines]
        terminal.print_pairs(lines)
    for said in words.beside_items(preview):
        terminal.print(said[:1].upper() + said[1:])
    terminal.print(words.summary(preview))


def _in_force(vault: Path, copy: Path) -> InvalidInput:
    sentence = _(
        "The password of “{name}” was changed after this vault’s, so that copy is the one in "
        "force. Merge this vault into it: strongroom-cli merge {vault} --vault {copy}"
    )
    return InvalidInput(sentence.format(name=copy.name, vault=quoted(vault), copy=quoted(copy)))


def _belongs_at(program: Program, merged: Path, copy: Path) -> bool:
    """Tell whether what was merged bears a copy's name, and ``copy`` the vault's own."""
    if merged.parent.absolute() == copy.parent.absolute():
        if service_of(merged.name, copy.name) is not None:
            return True
        if service_of(copy.name, merged.name) is not None:
            return False
    known = {vault.path for vault in StateFile(program.places().state_file).recent()}
    return copy.absolute() in known and merged.absolute() not in known


def _placing(merged: Path, copy: Path) -> str:
    sentence = _(
        "“{name}” holds everything now. To put it in the place of “{vault_name}”: "
        "strongroom-cli backup restore {merged} --replace-vault --vault {vault}"
    )
    return sentence.format(
        name=merged.name, vault_name=copy.name, merged=quoted(merged), vault=quoted(copy)
    )


def _done(preview: MergePreview, changes: Changes | None) -> str:
    """Say how many items changed, counted as before the merge: a second state is no item."""
    if changes is None or not changes:
        return _("Nothing had to be changed.")
    touched = len({line.item_id for line in preview.changed} & changes.items.keys())
    sentence = ngettext(
        "Merged; {count:,} item changed.", "Merged; {count:,} items changed.", touched
    )
    return sentence.format(count=touched)


def _json(preview: MergePreview, changes: Changes | None) -> dict[str, Any]:
    return {
        "merged": changes is not None,
        "same": preview.same,
        "folders": preview.folders,
        "settings": preview.settings,
        "unknown": preview.unknown,
        "refused": preview.refused,
        "items": [
            {
                "id": id_text(line.item_id),
                "title": line.overview.title,
                "outcome": line.outcome.value,
                "websites": line.websites,
            }
            for line in preview.lines
        ],
    }
