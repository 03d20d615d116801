# SPDX-License-Identifier: GPL-3.0-or-later
"""Several items: one a line, title and username, or an array of objects."""

from collections.abc import Mapping, Sequence
from functools import cache

from strongroom.cli.showing import folder_text, overview_json
from strongroom.cli.terminal import Terminal
from strongroom.model.item import Folder, Overview


def print_overviews(
    terminal: Terminal,
    overviews: Sequence[Overview],
    folders: Mapping[int, Folder],
    *,
    as_json: bool,
) -> None:
    """Print ``overviews`` in the order in which they come."""
    if as_json:
        # Items by the thousand lie in folders by the dozen.
        place = cache(lambda folder_id: folder_text(folders, folder_id))
        terminal.print_json([overview_json(o, place(o.folder)) for o in overviews])
    else:
        terminal.print_pairs([(o.title, o.username) for o in overviews])
