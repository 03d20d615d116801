# SPDX-License-Identifier: GPL-3.0-or-later
"""What every verb is given: the terminal, and ways to the rest that cost nothing until used.

``main.py`` fills it in; a verb reaches the world through nothing else.
"""

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import click

from strongroom.cli.terminal import Terminal

if TYPE_CHECKING:
    from strongroom.app.places import Places
    from strongroom.app.ports import Clipboard, Clock
    from strongroom.app.session import Session


class Program(NamedTuple):
    """The collaborators of one run; the callables build what they name, late.

    (A dataclass would take 5 ms of the start, with what it imports.)
    """

    terminal: Terminal
    places: Callable[[], "Places"]
    clock: Callable[[], "Clock"]
    clipboard: Callable[[], "Clipboard"]
    session: Callable[[], "Session"]
    environment: Mapping[str, str]
    pause: Callable[[float], None] = time.sleep


pass_program = click.pass_obj
