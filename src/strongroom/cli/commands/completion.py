# SPDX-License-Identifier: GPL-3.0-or-later
"""``completion``: the script that teaches a shell this program's words."""

import click
from click.shell_completion import get_completion_class

from strongroom.cli.program import Program, pass_program
from strongroom.cli.verbs import COMPLETE, verb
from strongroom.texts import _

_SHELLS = ("bash", "zsh", "fish")


@verb(
    "completion",
    _(
        "Print what makes a shell complete this program's words. Save it once:\n\n"
        "\b\n"
        "  bash  strongroom-cli completion bash > \\\n"
        "        ~/.local/share/bash-completion/completions/strongroom-cli\n"
        "  zsh   strongroom-cli completion zsh > _strongroom-cli\n"
        "        in a folder that $fpath names\n"
        "  fish  strongroom-cli completion fish > \\\n"
        "        ~/.config/fish/completions/strongroom-cli.fish"
    ),
)
@click.argument("shell", type=click.Choice(_SHELLS))
@pass_program
@click.pass_context
def command(context: click.Context, program: Program, shell: str) -> None:
    """Print the script; the shell itself need not be installed."""
    kind = get_completion_class(shell)
    if kind is None:  # pragma: no cover - click has had all three since 8.0
        raise click.UsageError(_("This shell is not known."), context)
    root = context.find_root()
    complete = kind(root.command, {}, str(root.info_name), COMPLETE)
    script = complete.source_template % complete.source_vars()
    program.terminal.print_lines(script.strip().split("\n"))
