# SPDX-License-Identifier: GPL-3.0-or-later
"""``salvage``: what can still be read of a damaged or altered vault, into a new one."""

from contextlib import closing
from pathlib import Path

import click

from strongroom.app import salvaging
from strongroom.app.salvaging import SalvageReport
from strongroom.cli import options
from strongroom.cli.exit_codes import Exit
from strongroom.cli.opening import ask_credentials
from strongroom.cli.percent import Percent
from strongroom.cli.program import Program, pass_program
from strongroom.cli.terminal import Terminal
from strongroom.cli.verbs import verb
from strongroom.errors import CannotSave, NotAVault, NotFound, StrongroomError
from strongroom.texts import _


@verb(
    "salvage",
    _(
        "Save what can still be read of a damaged or altered vault into a new one.\n\n"
        "SOURCE is only read. TARGET is made with the same password, and must not exist yet. "
        "Where an item's parts do not belong together they are kept apart, in a folder of "
        "their own. Try a backup first: it may be whole."
    ),
)
@click.argument("source", type=options.FilePath())
@click.argument("target", type=options.FilePath())
@options.key_file
@options.recovery_code
@click.option(
    "--methods-from",
    metavar="FILE",
    type=options.FilePath(),
    help=_("A backup or another copy, to take lost unlock methods from."),
)
@click.option(
    "--report",
    "report_file",
    metavar="FILE",
    type=options.FilePath(),
    help=_("Write the report to a new file as well, once it is printed."),
)
@options.as_json
@pass_program
def command(
    program: Program,
    source: Path,
    target: Path,
    *,
    key_file: Path | None,
    recovery_code: bool,
    methods_from: Path | None,
    report_file: Path | None,
    as_json: bool,
) -> Exit:
    """Ask, read, write, report."""
    for needed in filter(None, (source, methods_from)):
        if needed.exists() and not needed.is_dir() and not needed.is_file():
            raise NotAVault(_("“{path}” is not a file; choose a vault's file.").format(path=needed))
        if not needed.is_file():
            raise NotFound(_("There is no file “{path}”.").format(path=needed))
    if report_file is not None:
        salvaging.check_report(report_file, target)
    session, terminal = program.session(), program.terminal
    credentials = ask_credentials(program, source, key_file=key_file, recovery_code=recovery_code)
    with closing(credentials), Percent(terminal, _("Salvaged {percent} %")) as progress:
        report = salvaging.salvage(
            session, source, credentials, target, methods_from=methods_from, progress=progress
        )
    terminal.done_at(target)
    try:
        _tell(terminal, report, target, as_json=as_json)
    finally:
        if report_file is not None:
            now = session.clock.now_ms()
            _keep(report_file, salvaging.report_text(report, source, target, now_ms=now))
    return Exit.DONE if report.complete else Exit.PARTLY_SALVAGED


def _tell(terminal: Terminal, report: SalvageReport, target: Path, *, as_json: bool) -> None:
    if as_json:
        terminal.print_json({"path": str(target), **salvaging.as_json(report)})
    else:
        terminal.print(_("Made a new vault in {path}").format(path=target))
        for line in report.text().splitlines():
            terminal.print(line)
    terminal.flush()


def _keep(path: Path, text: str) -> None:
    """Write the report's file, after it was printed: the new vault is there whatever comes.

    Raises:
        StrongroomError: the report cannot be written.
    """
    try:
        salvaging.save_report(path, text)
    except CannotSave as error:
        sentence = _("The new vault is made, but its report was not kept: {sentence}")
        raise StrongroomError(sentence.format(sentence=error)) from None
