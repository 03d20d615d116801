# SPDX-License-Identifier: GPL-3.0-or-later
"""The items on one side of the trash: in each order of a list, and in blocks to search.

An order is made when it is first asked for and then kept: a change costs two bisections in
each, so that a save costs the same at any size.  Blocks stand in the order in which results
of equal rank do, most used first and then by title, and a change makes only its own block's
texts anew.  Not thread-safe: one thread owns it.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator

from strongroom.model.blocks import Block
from strongroom.model.folding import fold
from strongroom.model.item import Overview
from strongroom.model.library import Library
from strongroom.model.scopes import Sort
from strongroom.model.vocabulary import Vocabulary
from strongroom.model.watching import Cancel, Watched

BLOCK = 256  # items: small enough to make anew at every save, large enough for str.find


class Shelf:
    """Items by id; ``library`` knows all else of them."""

    def __init__(self, library: Library, *, trash: bool) -> None:
        self._library = library
        self._trash = trash
        overviews = library.overviews.items()
        titles = [(fold(o.title), i) for i, o in overviews if (o.trashed is not None) == trash]
        titles.sort()
        self._orders: dict[Sort, list[int]] = {Sort.TITLE: [item_id for _title, item_id in titles]}
        self._blocks: list[Block] | None = None
        self._vocabulary = Vocabulary()

    def __contains__(self, item_id: int) -> bool:
        overview = self._library.overviews.get(item_id)
        return overview is not None and self.holds(overview)

    def holds(self, overview: Overview) -> bool:
        """Tell on which side of the trash an item lies."""
        return (overview.trashed is not None) == self._trash

    def order(self, sort: Sort) -> list[int]:
        """Return all ids in an order; the list is the shelf's own and lives on."""
        if sort not in self._orders:
            # Titles are in order already, and sorting keeps what is equal where it was.
            by_title = self._orders[Sort.TITLE]
            self._orders[sort] = sorted(by_title, key=self._library.number(sort))
        return self._orders[sort]

    def blocks(self) -> list[Block]:
        """Return the blocks, in ranking order; the list is the shelf's own."""
        if self._blocks is None:
            ranked, texts = self.order(Sort.MOST_USED), self._library.texts
            places = range(0, len(ranked), BLOCK)
            self._blocks = [Block(ranked[n : n + BLOCK], texts) for n in places]
        return self._blocks

    @property
    def has_vocabulary(self) -> bool:
        """Whether the words are known, so that asking for them is quick."""
        return bool(len(self._vocabulary))

    def vocabulary(self, cancelled: Cancel) -> Vocabulary:
        """Return the words of all items; makes every block's texts.

        Raises:
            Cancelled: ``cancelled`` said so; what is made stays.
        """
        self._vocabulary.learn(Watched(self.blocks(), cancelled))
        return self._vocabulary

    def add(self, item_id: int) -> None:
        """Take an item in; the library knows it already."""
        for sort, ids in self._orders.items():
            insort(ids, item_id, key=self._library.key(sort))
        if self._blocks is not None:
            self._add_to_block(item_id, self._blocks)

    def remove(self, item_id: int) -> None:
        """Let an item go; the library still knows it as it was."""
        for sort, ids in self._orders.items():
            key = self._library.key(sort)
            del ids[bisect_left(ids, key(item_id), key=key)]
        if self._blocks is not None:
            self._remove_from_block(item_id, self._blocks)

    def forget_texts(self, concerned: Callable[[int], bool]) -> None:
        """Let the texts of some items be made anew, since their folder has changed."""
        for block in self._blocks or ():
            if any(map(concerned, block.ids)):
                block.forget()

    def sorted(self, ids: Iterable[int], sort: Sort) -> list[int]:
        """Return some of the ids in an order."""
        return sorted(ids, key=self._library.key(sort))

    def _add_to_block(self, item_id: int, blocks: list[Block]) -> None:
        if not blocks:
            blocks.append(Block([item_id], self._library.texts))
            return
        at = min(self._block_of(item_id, blocks), len(blocks) - 1)
        block = blocks[at]
        insort(block.ids, item_id, key=self._library.key(Sort.MOST_USED))
        block.forget()
        if len(block.ids) > 2 * BLOCK:
            half = len(block.ids) // 2
            blocks.insert(at + 1, Block(block.ids[half:], self._library.texts))
            del block.ids[half:]

    def _remove_from_block(self, item_id: int, blocks: list[Block]) -> None:
        at = self._block_of(item_id, blocks)
        blocks[at].ids.remove(item_id)
        blocks[at].forget()
        if not blocks[at].ids:
            del blocks[at]

    def _block_of(self, item_id: int, blocks: list[Block]) -> int:
        """Return the first block whose last item does not come before this one."""
        key = self._library.key(Sort.MOST_USED)
        return bisect_left(blocks, key(item_id), key=lambda block: key(block.ids[-1]))


def chunks(ids: list[int], texts: Callable[[int], tuple[str, str]]) -> Iterator[Block]:
    """Yield blocks for some ids, which keep their order."""
    for place in range(0, len(ids), BLOCK):
        yield Block(ids[place : place + BLOCK], texts)
