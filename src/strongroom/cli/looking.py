# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at what is to be imported, and asks for what it is locked with.

Its password comes after the vault's: at a terminal by a question that can be answered three
times, else from the next line of standard input.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from strongroom.app.csv_maps import names_columns, with_choices, with_header
from strongroom.app.importing import (
    Format,
    Given,
    Importing,
    Origin,
    Preview,
    format_named,
    key_file,
)
from strongroom.cli.percent import Percent
from strongroom.cli.program import Program
from strongroom.cli.terminal import Terminal
from strongroom.errors import (
    CannotImport,
    InvalidInput,
    SourcePasswordNeeded,
    SourceTooCostly,
    SourceWrongPassword,
)
from strongroom.secret import SecretBytes
from strongroom.texts import _


@contextlib.contextmanager
def opened(importing: Importing, file: Path | None) -> Iterator[Origin]:
    """Lend what is to be imported; without a file it is this computer's keyring."""
    origin = importing.open_keyring() if file is None else importing.open(file, pipes=True)
    with contextlib.closing(origin):
        yield origin


def given(source_key_file: Path | None, *, costly: bool) -> Given:
    """Return what the command line gives for an encrypted file.

    Raises:
        NotFound, CannotImport: there is no such key file, or it cannot be read.
    """
    if source_key_file is None:
        return Given(costly=costly)
    return Given(key_file=key_file(source_key_file), key_place=str(source_key_file), costly=costly)


def with_map(
    importing: Importing,
    origin: Origin,
    kind: Format | None,
    known: Given,
    mapped: Sequence[str],
    *,
    dry: bool,
) -> tuple[Format | None, Given]:
    """Return the format and what is given, with the columns of a table as the options say.

    What a table's columns are guessed to be is said by a look, and comes in where somebody
    asked for that alone.

    Raises:
        InvalidInput: there is no such column or field.
        CannotImport: it is no table.
    """
    table = format_named("csv")
    if not mapped:
        known_as = kind or origin.recognised()
        if dry and known_as is table:
            guessed = importing.table(origin, table)
            return kind, known if guessed is None else replace(known, mapping=guessed.mapping)
        if kind is None and known_as is table:
            raise CannotImport(
                _(
                    "This is a table of no program that is known: see what would become of it by"
                    " --dry-run, then give --format csv, or name its columns by --map."
                )
            )
        return kind, known
    seen = importing.table(origin, table)
    if seen is None:
        raise CannotImport(_("Only the columns of a table can be named; this is none."))
    if not seen.mapping.header and names_columns(mapped):
        # Whoever calls a column by its name says that the first row has names.
        seen = importing.table(origin, table, with_header(seen.mapping)) or seen
    return table, replace(known, mapping=with_choices(seen.mapping, mapped))


def look(
    program: Program, importing: Importing, origin: Origin, kind: Format | None, known: Given
) -> Preview:
    """Return the preview.

    Raises:
        SourceWrongPassword: every answer was wrong.
        CannotImport: in its other kinds.
        Cancelled, InvalidInput: there was no answer.
    """

    def attempt(given: Given) -> Preview:
        try:
            with Percent(program.terminal, _("Compared {percent} %"), _("Reading…")) as progress:
                return importing.look(origin, kind, given, progress=progress)
        except SourceTooCostly as error:
            sentence = _("{sentence} Give --allow-costly to let it.")
            raise SourceTooCostly(sentence.format(sentence=error)) from None

    try:
        return attempt(known)
    except SourcePasswordNeeded as error:
        # A key file alone was tried already, and is not enough.
        needed = str(error)
    terminal = program.terminal
    if terminal.interactive:
        terminal.say(needed)
    tries = terminal.tries
    while True:
        tries -= 1
        with _asked(terminal, origin.name, needed) as password:
            try:
                return attempt(replace(known, password=password))
            except SourceWrongPassword as error:
                if not tries:
                    raise
                terminal.say(str(error))


def _asked(terminal: Terminal, name: str, needed: str) -> SecretBytes:
    """Return the password; why it is asked for is said to a script that has none to give."""
    try:
        return terminal.ask_secret(_("Password of {file}").format(file=name))
    except InvalidInput:
        if not terminal.interactive:
            terminal.say(needed)
        raise
