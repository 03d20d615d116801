# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that several verbs share, so that they mean and read the same everywhere."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import click

from strongroom.model.fields import ItemKind
from strongroom.texts import _

Decorator = Callable[[Any], Any]


def together(*decorators: Decorator) -> Decorator:
    """Return one decorator that puts the options on in the order in which they stand."""

    def decorate(function: Any) -> Any:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


as_json = click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))

copy = click.option(
    "--copy",
    is_flag=True,
    help=_("Put it on the clipboard instead, and stay until that has been cleared."),
)

yes = click.option("--yes", is_flag=True, help=_("Confirm what would be asked."))

kind = click.option(
    "--kind",
    metavar=_("KIND"),
    type=click.Choice([str(kind) for kind in ItemKind], case_sensitive=False),
    help=_("One of {kinds}.").format(kinds=", ".join(ItemKind)),
)

vault_path = click.option(
    "--vault",
    "path",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help=_("The vault to use."),
)

key_file = click.option(
    "--key-file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=_("The key file that the vault also wants."),
)

recovery_code = click.option(
    "--recovery-code",
    is_flag=True,
    help=_("Ask for the recovery code instead of the master password."),
)

go_on = click.option(
    "--go-on",
    is_flag=True,
    help=_("Go on with a vault that is not as it was last seen here."),
)


class Opening(NamedTuple):
    """Which vault, and how it is to be opened."""

    path: Path | None
    key_file: Path | None
    recovery_code: bool
    go_on: bool


def opening(function: Any) -> Any:
    """Give a verb what every verb on a vault takes, as one argument named ``opening``."""

    @functools.wraps(function)
    def with_opening(
        *given: Any,
        path: Path | None,
        key_file: Path | None,
        recovery_code: bool,
        go_on: bool,
        **others: Any,
    ) -> Any:
        wanted = Opening(path, key_file, recovery_code, go_on)
        return function(*given, opening=wanted, **others)

    return together(vault_path, key_file, recovery_code, go_on)(with_opening)
