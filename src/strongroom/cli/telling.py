# SPDX-License-Identifier: GPL-3.0-or-later
"""What a verb that changed an item says in the end: one sentence, or the item as JSON."""

from strongroom.app.items import Items
from strongroom.cli.showing import folder_text, overview_json
from strongroom.cli.terminal import Terminal
from strongroom.model.item import Overview, id_text


def tell(
    terminal: Terminal, items: Items, overview: Overview, sentence: str, *, as_json: bool
) -> None:
    """Print ``sentence``, filled with the item's title and id, or the item as JSON."""
    if not as_json:
        terminal.print(sentence.format(title=overview.title, id=id_text(overview.id)))
        return
    # Knowing the folders can mean decrypting every overview, so only where there is one.
    folder = None if overview.folder is None else folder_text(items.folders(), overview.folder)
    terminal.print_json(overview_json(overview, folder))
