# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that several verbs share, so that they mean and read the same everywhere."""

import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import click

from strongroom.errors import InvalidInput, NotFound
from strongroom.model.fields import ItemKind
from strongroom.texts import _

Decorator = Callable[[Any], Any]
_SLASHES = ("/", os.sep)


def together(*decorators: Decorator) -> Decorator:
    """Return one decorator that puts the options on in the order in which they stand."""

    def decorate(function: Any) -> Any:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


class FilePath(click.Path):
    """A file's path; whether it can be read is told later, in the program's own words."""

    def __init__(self) -> None:
        """Let through whatever is there, or is not."""
        super().__init__(readable=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Refuse the empty text of a variable that was never set: it would mean ``.``.

        A folder that is not there is none either: without the slash at its end the text would
        become the name of a new file.

        Raises:
            InvalidInput: it is empty.
            NotFound: it names a folder that is not there.
        """
        if value == "":
            raise InvalidInput(_("{what} is empty: name a file.").format(what=_called(param)))
        if str(value).endswith(_SLASHES) and not os.path.isdir(value):  # noqa: PTH112 - any text
            raise NotFound(_("There is no folder “{path}”.").format(path=value))
        return super().convert(value, param, ctx)


def no_folder(text: str) -> str:
    """Return the sentence for a ``--folder`` that names none."""
    sentence = _("“{text}” names no folder: write names with slashes between, like Work/Servers.")
    return sentence.format(text=text)


def empty_name(text: str) -> str:
    """Return the sentence for a ``--folder`` with a name missing between two slashes."""
    sentence = _("“{text}” has an empty name in it: write names with one slash between.")
    return sentence.format(text=text)


def _called(param: click.Parameter | None) -> str:
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return "PATH" if param is None else param.human_readable_name


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
    type=FilePath(),
    help=_("The vault to use."),
)

key_file = click.option(
    "--key-file",
    metavar="FILE",
    type=FilePath(),
    help=_("The key file that the vault also wants; an empty password tries it alone."),
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


class CopyOpening(NamedTuple):
    """How a copy is opened that is locked with another password than the vault."""

    key_file: Path | None
    recovery_code: bool
    costly: bool


_copy_key_file = click.option(
    "--copy-key-file",
    metavar="FILE",
    type=FilePath(),
    help=_("The key file that the copy also wants, where it has a password of its own."),
)

_copy_recovery_code = click.option(
    "--copy-recovery-code",
    is_flag=True,
    help=_("Ask for the copy’s recovery code instead of its master password."),
)

_copy_costly = click.option(
    "--allow-costly",
    is_flag=True,
    help=_("Let the copy’s key derivation take far more time or memory than usual."),
)


def copy_opening(function: Any) -> Any:
    """Give a verb on a copy what opens that, as one argument named ``copy_opening``."""

    @functools.wraps(function)
    def with_opening(
        *given: Any,
        copy_key_file: Path | None,
        copy_recovery_code: bool,
        allow_costly: bool,
        **others: Any,
    ) -> Any:
        wanted = CopyOpening(copy_key_file, copy_recovery_code, allow_costly)
        return function(*given, copy_opening=wanted, **others)

    return together(_copy_key_file, _copy_recovery_code, _copy_costly)(with_opening)


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
