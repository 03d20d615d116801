# SPDX-License-Identifier: GPL-3.0-or-later
"""The verbs, as data, and a command group that imports a verb only when it is used.

``--help`` and the completion of a verb's name read the table alone, which keeps the start
of the program short.
"""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

import click

from strongroom.cli.exit_codes import MEANINGS
from strongroom.texts import N_, _

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# The variable through which a shell asks for completions.
COMPLETE = "_STRONGROOM_CLI_COMPLETE"

# In the order of a person's first day.  Each has a module of its name under commands/.
VERBS: dict[str, str] = {
    "create": N_("Make a vault."),
    "info": N_("Show what a vault tells without unlocking, and more with --unlock."),
    "add": N_("Add an item."),
    "list": N_("List the items, one a line."),
    "search": N_("Find items by words and operators."),
    "show": N_("Show an item, or one of its fields."),
    "otp": N_("Show the one-time password of the moment."),
    "edit": N_("Change an item."),
    "remove": N_("Move an item to the trash, or delete it for good."),
    "restore": N_("Take an item out of the trash, or bring back an earlier version."),
    "attachment": N_("Add, list, save and remove the files of an item."),
    "history": N_("List the versions of an item, and compare them."),
    "log": N_("Show who looked at what on this computer."),
    "generate": N_("Make up a password or a passphrase."),
    "import": N_("Bring what another program exported."),
    "export": N_("Take items out into a file of another program, or a vault of their own."),
    "merge": N_("Bring another copy of the vault together with it."),
    "passwd": N_("Change the master password."),
    "methods": N_("List, add and remove what opens a vault."),
    "unlock": N_("Let the verbs work for a while without asking."),
    "lock": N_("Lock the window, and have the verbs ask again."),
    "backup": N_("List backups, compare with them, and bring items back."),
    "check": N_("Verify every row of a vault."),
    "salvage": N_("Save what is left of a damaged vault into a new one."),
    "completion": N_("Print what makes a shell complete this program's words."),
}
_MODULES = {"import": "import_file"}  # a word that Python keeps for itself


class Verbs(click.Group):
    """The program's own group: verbs late, and the exit codes at the end of its help."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        """Return the verbs in the order of the table."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the verb; None where there is none of that name."""
        if cmd_name not in VERBS:
            return None
        module = _MODULES.get(cmd_name, cmd_name)
        command: click.Command = import_module(f"strongroom.cli.commands.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the verbs without importing them."""
        with formatter.section(_("Verbs")):
            formatter.write_dl([(name, _(text)) for name, text in VERBS.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the exit codes mean."""
        super().format_epilog(ctx, formatter)
        with formatter.section(_("Exit codes")):
            formatter.write_dl([(str(int(code)), _(text)) for code, text in MEANINGS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Complete verbs from the table; options as click does."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - start-up time

        found = [
            CompletionItem(name, help=_(text))
            for name, text in VERBS.items()
            if name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)


def verb(
    name: str, help_text: str, kind: type[click.Command] = click.Command
) -> Callable[[Callable[..., object]], click.Command]:
    """Return the decorator that makes a function the verb ``name``."""
    return click.command(name, kind, help=help_text, short_help=_(VERBS[name]))


def group(name: str, help_text: str) -> click.Group:
    """Return the verb ``name``, whose own verbs are put into it; without one it is refused."""
    return click.Group(name, help=help_text, short_help=_(VERBS[name]), no_args_is_help=False)
