# SPDX-License-Identifier: GPL-3.0-or-later
"""What a writer of another program's file is given: items one after the other, never all at once.

``items()`` decrypts a few at a time and may be called again, for a format that needs a first
look (at which folders, tags or attachments there are) before it writes.  A writer holds no
item longer than it writes it, calls its ``step`` at each item and about each MiB, and returns
in sentences, each once, what its format had no place for.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from strongroom.exchange.reading import Attached
from strongroom.model.item import Details, Overview


@dataclass(frozen=True, slots=True)
class OutgoingItem:
    """One item.  ``path`` names its folder from the root down, and stands for
    ``overview.folder``, whose number means nothing outside.

    ``overview.trashed`` is when it was thrown away, None where it was not.  ``attachments``
    are those of ``details``, in their order; their ``chunks`` come out of the vault, at most
    4 MiB at a time, while the export goes on.
    """  # noqa: D205 - one sentence

    overview: Overview
    details: Details
    path: tuple[str, ...] = ()
    attachments: tuple[Attached, ...] = ()

    def __repr__(self) -> str:
        return f"OutgoingItem(id={self.overview.id}, …)"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What leaves: the name of the vault, the folders, and the items by folder and title.

    ``folders`` holds every folder that is to be there, each after the one it lies in, the
    empty ones and those of ``items()`` too.  ``items()`` gives ``count`` items, unless some
    are deleted elsewhere while it does.
    """

    name: str
    folders: tuple[tuple[str, ...], ...]
    items: Callable[[], Iterator[OutgoingItem]] = field(repr=False)
    count: int
