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
    from strongroom.app.first_window import FirstWindow
    from strongroom.app.grants import Grants
    from strongroom.app.places import Places
    from strongroom.app.ports import Clipboard, Clock, Keyring
    from strongroom.app.quick_unlock import QuickUnlock
    from strongroom.app.session import Session


class Program(NamedTuple):
    """The collaborators of one run; the callables build what they name, late.

    ``unlocked_before`` tells cheaply whether any vault has a grant or quick unlock.

    (A dataclass would take 5 ms of the start, with what it imports.)
    """

    terminal: Terminal
    places: Callable[[], "Places"]
    clock: Callable[[], "Clock"]
    clipboard: Callable[[], "Clipboard"]
    keyring: Callable[[], "Keyring"]
    session: Callable[[], "Session"]
    unlocked_before: Callable[[], bool]
    grants: Callable[["Session"], "Grants"]
    quick: Callable[["Session"], "QuickUnlock"]
    first_window: Callable[[], "FirstWindow"]
    environment: Mapping[str, str]
    pause: Callable[[float], None] = time.sleep


pass_program = click.pass_obj
