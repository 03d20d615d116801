# SPDX-License-Identifier: GPL-3.0-or-later
"""The sidebar as plain data: which places there are, how they nest, and their numbers.

Pure, so the worker makes it; the Qt model only shows it.
"""

from dataclasses import dataclass

from strongroom.gui.models.catalogue import Tally
from strongroom.model.fields import KINDS, template_of
from strongroom.model.scopes import Scope
from strongroom.texts import _

FOLDERS = "folders"  # the key of the heading above the folders
TAGS = "tags"
TYPES = "types"


@dataclass(frozen=True, slots=True)
class Node:
    """A line of the sidebar.

    ``scope`` is what it shows; a heading has none, and ``section`` instead.  ``parent`` is
    the place of the node above in the tree, -1 at the root.
    """

    text: str
    icon: str = ""
    scope: Scope | None = None
    section: str = ""
    count: int | None = None
    parent: int = -1
    depth: int = 0

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it the same line with another number."""
        return (self.scope, self.section, self.text, self.parent)


Outline = tuple[Node, ...]


def outline_of(tally: Tally) -> Outline:
    """Return the lines of the sidebar, each after its parent."""
    nodes = [
        Node(_("All items"), "layout-grid", Scope.all(), count=tally.live),
        Node(_("Favourites"), "star", Scope.favourites(), count=tally.favourites or None),
        Node(_("Recently used"), "history", Scope.recent()),
    ]
    _add_types(nodes, tally)
    _add_folders(nodes, tally)
    _add_tags(nodes, tally)
    return tuple(nodes)


def _add_types(nodes: list[Node], tally: Tally) -> None:
    counts = dict(tally.kinds)
    kinds = [kind for kind in KINDS if kind in counts]
    kinds += sorted(kind for kind in counts if kind not in KINDS)
    if kinds:
        nodes.append(Node(_("Types"), section=TYPES))
    for kind in kinds:
        template = template_of(kind)
        nodes.append(Node(_(template.plural), template.icon, Scope.kind(kind), count=counts[kind]))


def _add_folders(nodes: list[Node], tally: Tally) -> None:
    nodes.append(Node(_("Folders"), section=FOLDERS))
    places: dict[int, int] = {}
    for line in tally.folders:
        places[line.id] = len(nodes)
        above = -1 if line.parent is None else places[line.parent]
        scope = Scope.folder(line.id)
        nodes.append(
            Node(
                line.name,
                "folder",
                scope,
                count=line.count or None,
                parent=above,
                depth=line.depth,
            )
        )


def _add_tags(nodes: list[Node], tally: Tally) -> None:
    if tally.tags:
        nodes.append(Node(_("Tags"), section=TAGS))
    for tag, count in tally.tags:
        nodes.append(Node(tag, "tag", Scope.tag(tag), count=count))
