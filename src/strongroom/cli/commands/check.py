# SPDX-License-Identifier: GPL-3.0-or-later
"""``check``: every row down to the last, and in plain words what is wrong."""

from strongroom.app import inspecting
from strongroom.app.inspecting import Report
from strongroom.cli import options
from strongroom.cli.advice import copies_beside, mending, merging, of_newer
from strongroom.cli.exit_codes import Exit
from strongroom.cli.opening import open_vault, vault_path
from strongroom.cli.options import Opening
from strongroom.cli.percent import Percent
from strongroom.cli.program import Program, pass_program
from strongroom.cli.verbs import verb
from strongroom.errors import Altered, Damaged, NewerVersion
from strongroom.texts import _, ngettext


@verb(
    "check",
    _(
        "Verify every row of a vault down to the last, and say what is wrong.\n\n"
        "Nothing is changed or repaired: of a broken vault it tells what can be done, and of "
        "copies that a sync service left beside it how to merge them."
    ),
)
@options.opening
@options.as_json
@pass_program
def command(program: Program, *, opening: Opening, as_json: bool) -> Exit:
    """Open, verify, report."""
    terminal, path = program.terminal, vault_path(program, opening.path)
    try:
        report, notices, copies = _checked(program, opening)
    except (Altered, Damaged) as error:
        sentence = f"{error} {mending(path)}"
        raise type(error)(sentence) from None
    except NewerVersion as error:
        sentence = f"{error} {of_newer(path)}"
        raise NewerVersion(sentence) from None
    advice = () if report.sound else (mending(path),)
    if as_json:
        terminal.print_json(
            {
                "sound": report.sound,
                "items": report.items,
                "folders": report.folders,
                "attachments": report.attachments,
                "problems": report.problems,
                "notes": notices,
                "advice": advice,
                "copies": copies,
            }
        )
    else:
        for sentence in (*report.problems, *report.notes):  # the others were said at the opening
            terminal.print(sentence)
        terminal.print(_summary(report))
        for sentence in (*advice, *merging(path, copies)):
            terminal.say(sentence)
    return Exit.DONE if report.sound else Exit.UNSOUND


def _checked(program: Program, opening: Opening) -> tuple[Report, tuple[str, ...], tuple[str, ...]]:
    with open_vault(program, opening) as session:
        with Percent(program.terminal, _("Verified {percent} %")) as progress:
            report = inspecting.check(session, progress)
        copies = copies_beside(session.vault.path, session.vault.vault_id)
        return report, (*session.notices, *report.notes), copies


def _summary(report: Report) -> str:
    items = ngettext("{count:,} item", "{count:,} items", report.items)
    folders = ngettext("{count:,} folder", "{count:,} folders", report.folders)
    files = ngettext("{count:,} attachment", "{count:,} attachments", report.attachments)
    sentence = (
        _("All of it is as it was saved: {items}, {folders}, {files}.")
        if report.sound
        else _("Looked at {items}, {folders}, {files}.")
    )
    return sentence.format(
        items=items.format(count=report.items),
        folders=folders.format(count=report.folders),
        files=files.format(count=report.attachments),
    )
