# SPDX-License-Identifier: GPL-3.0-or-later
"""``generate``: a password or a passphrase; no vault is opened."""

from typing import Any

import click

from strongroom.cli import options
from strongroom.cli.program import Program, pass_program
from strongroom.cli.verbs import verb
from strongroom.errors import InvalidInput
from strongroom.model import generator
from strongroom.model.generator import PassphraseRecipe, PasswordRecipe
from strongroom.texts import _

_OF_PASSWORDS = ("length", "upper", "lower", "digits", "symbols", "lookalikes", "exclude")
_OF_PASSPHRASES = ("separator", "capitalise", "number")


@verb(
    "generate",
    _(
        "Make up a password, or with --words a passphrase.\n\n"
        "A password has 20 characters of every kind, without those that look alike. Words "
        "are drawn from the EFF's large list."
    ),
)
@click.option("--length", type=int, metavar="N", help=_("How many characters; 20 if not given."))
@click.option("--no-upper", "upper", flag_value=False, default=None, help=_("No capital letters."))
@click.option("--no-lower", "lower", flag_value=False, default=None, help=_("No small letters."))
@click.option("--no-digits", "digits", flag_value=False, default=None, help=_("No digits."))
@click.option("--no-symbols", "symbols", flag_value=False, default=None, help=_("No symbols."))
@click.option(
    "--lookalikes",
    flag_value=True,
    default=None,
    help=_("Also characters that look alike, such as l and 1."),
)
@click.option("--exclude", metavar="CHARACTERS", help=_("Leave these characters out."))
@click.option("--words", type=int, metavar="N", help=_("A passphrase of so many words."))
@click.option("--separator", metavar="TEXT", help=_("What stands between words; - if not given."))
@click.option(
    "--capitalise", flag_value=True, default=None, help=_("Begin each word with a capital.")
)
@click.option("--number", flag_value=True, default=None, help=_("Put a digit behind one word."))
@options.copy
@options.as_json
@pass_program
def command(
    program: Program, /, *, words: int | None, copy: bool, as_json: bool, **given: Any
) -> None:
    """Generate and print, or copy."""
    recipe = _recipe(words, {name: value for name, value in given.items() if value is not None})
    made = generator.generate(recipe)
    bits = round(generator.entropy_bits(recipe), 1)
    if copy:
        from strongroom.cli import copying  # noqa: PLC0415 - start-up time

        label = _("Passphrase") if words is not None else _("Password")
        copying.copy_and_wait(program, made, label)
    elif as_json:
        program.terminal.print_json({"password": made, "bits": bits})
    else:
        program.terminal.print_value(made)


def _recipe(words: int | None, given: dict[str, Any]) -> generator.Recipe:
    unfit = _OF_PASSWORDS if words is not None else _OF_PASSPHRASES
    wrong = [name for name in unfit if name in given]
    if wrong and words is not None:
        raise InvalidInput(_("With --words, leave out the options that are for passwords."))
    if wrong:
        raise InvalidInput(_("These options are for passphrases: add --words with a number."))
    if words is not None:
        return PassphraseRecipe(words=words, **given)
    return PasswordRecipe(**given)
