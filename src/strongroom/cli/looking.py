# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at what is to be imported, and asks for what it is locked with.

Its password comes after the vault's: at a terminal by a question that can be answered three
times, else from the next line of standard input.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from strongroom.app.importing import Format, Given, Importing, Origin, Preview, key_file
from strongroom.cli.program import Program
from strongroom.errors import SourcePasswordNeeded, SourceTooCostly, SourceWrongPassword
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
        CannotImport: the key file cannot be read.
    """
    if source_key_file is None:
        return Given(costly=costly)
    return Given(key_file=key_file(source_key_file), key_place=str(source_key_file), costly=costly)


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
            return importing.look(origin, kind, given)
        except SourceTooCostly as error:
            sentence = _("{sentence} Give --allow-costly to let it.")
            raise SourceTooCostly(sentence.format(sentence=error)) from None

    try:
        return attempt(known)
    except SourcePasswordNeeded as error:
        # A key file alone was tried already, and is not enough.
        program.terminal.say(str(error))
    what = _("Password of {file}").format(file=origin.name)
    tries = program.terminal.tries
    while True:
        tries -= 1
        with program.terminal.ask_secret(what) as password:
            try:
                return attempt(replace(known, password=password))
            except SourceWrongPassword as error:
                if not tries:
                    raise
                program.terminal.say(str(error))
