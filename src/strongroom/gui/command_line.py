# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be said to ``strongroom`` when it is started; a pure function of the words.

A path is made absolute here, where the folder that it starts from is known: it may be
another process that opens it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from strongroom import __version__
from strongroom.app.first_window import Kind, Wish
from strongroom.texts import _


@dataclass(frozen=True, slots=True)
class Command:
    """What was asked for."""

    vault: Path | None = None
    quick_access: bool = False
    minimised: bool = False

    def wish(self, token: str) -> Wish:
        """Return what it asks of a window that is open already."""
        if self.quick_access:
            return Wish(Kind.QUICK_ACCESS, token=token)
        if self.minimised and self.vault is None:
            return Wish(Kind.GREET)  # it is there: that is all that was wanted
        return Wish(Kind.RAISE, self.vault, token)


@dataclass(frozen=True, slots=True)
class Text:
    """What to print instead of opening a window."""

    text: str
    wrong: bool = False


def read(words: Sequence[str]) -> Command | Text:
    """Return what ``words``, the arguments of the process, ask for."""
    options, vaults = _parted(words)
    if "--version" in options:
        return Text(f"strongroom {__version__}")
    if {"--help", "-h"} & set(options):
        return Text(_usage())
    unknown = [word for word in options if word not in {"--quick-access", "--minimised"}]
    quick_access = "--quick-access" in options
    if unknown:
        text = _("Strongroom has no option {option}; “strongroom --help” lists those it has.")
        return Text(text.format(option=unknown[0]), wrong=True)
    if len(vaults) > 1:
        return Text(_("Strongroom opens one vault at a time; name only one."), wrong=True)
    if quick_access and (vaults or "--minimised" in options):
        text = _("--quick-access looks in the vault that is open; nothing else goes with it.")
        return Text(text, wrong=True)
    vault = Path(vaults[0]).absolute() if vaults else None
    return Command(vault, quick_access, "--minimised" in options)


def _parted(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Part options from paths; what follows a bare ``--`` is a path whatever it looks like."""
    words = list(words)
    end = words.index("--") if "--" in words else len(words)
    options = [word for word in words[:end] if word.startswith("-")]
    paths = [word for word in words[:end] if not word.startswith("-")]
    return options, [word for word in paths + words[end + 1 :] if word]


def _usage() -> str:
    return _(
        "Usage: strongroom [OPTION …] [VAULT.strongroom]\n"
        "\n"
        "Open the window, at the vault named or the one opened last. Where a window is\n"
        "open already it comes to the front, and asks for the vault named.\n"
        "\n"
        "  --minimised     start in the tray, or minimised where there is none\n"
        "  --quick-access  open quick access, in the window that is open or in a new one\n"
        "  --version       print the version\n"
        "  -h, --help      print this"
    )
