# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of a format: its names, how it is recognised, and what reads it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from strongroom.exchange.reading import Given, Reading, Step
from strongroom.exchange.source import Source


class Group(StrEnum):
    """What kind of program writes a format: a long list is shown by these."""

    MANAGER = "manager"
    BROWSER = "browser"
    AUTHENTICATOR = "authenticator"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Format:
    """One format.  ``title`` is marked, and translated when shown.

    ``fits`` tells whether a file is of it, and looks no further than it needs to.  ``read``
    raises ``CannotImport`` in its kinds.  ``endings`` are those of file names, without a
    dot, for a file dialog alone.  ``plain`` files hold their secrets for all to read.  ``real``
    formats are held by tests to files that the program itself wrote.  ``marked`` ones are told
    by their first bytes, and no file without these is one of them, not even a broken one.
    """

    name: str
    title: str
    fits: Callable[[Source], bool]
    read: Callable[[Source, Given, Step], Reading]
    endings: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    plain: bool = True
    real: bool = False
    marked: bool = False
    group: Group = Group.MANAGER
