# SPDX-License-Identifier: GPL-3.0-or-later
"""Search over the overviews of an open vault, ranked, a keystroke at a time.

The index is made once after unlocking and takes every ``Changes`` in; it holds nothing of
any details.  A list without words stands in the order that is asked for; with words, in the
order of ``ranking``.  What lies in the trash is found only in its scope or by ``is:trashed``.
Not thread-safe: one thread owns it.
"""

from collections.abc import Mapping

from strongroom.model.changes import Changes
from strongroom.model.finding import Finding, Found
from strongroom.model.item import Folder, Overview
from strongroom.model.library import Library, Used
from strongroom.model.pools import Pools
from strongroom.model.query import Query, parse
from strongroom.model.scopes import Place, Scope, Sort, subtree
from strongroom.model.shelf import Shelf
from strongroom.model.watching import Cancel, never

__all__ = ["Found", "Place", "Query", "Scope", "SearchIndex", "Sort", "Used", "parse"]

FIRST = 200  # results that are ranked at once
_MANY = 2000  # changes from which the index is made anew

_EVERYTHING = Scope.all()


class SearchIndex:
    """Finds items; ``usage`` is what this machine knows of uses.  The mappings are copied."""

    def __init__(
        self,
        overviews: Mapping[int, Overview],
        folders: Mapping[int, Folder],
        usage: Mapping[int, Used],
    ) -> None:
        self._library = Library(overviews, folders, usage)
        self._finding = Finding(self._library)
        self._stock()

    def find(
        self,
        query: Query,
        *,
        scope: Scope = _EVERYTHING,
        sort: Sort = Sort.TITLE,
        limit: int | None = FIRST,
        today: str = "",
        cancelled: Cancel = never,
    ) -> Found:
        """Return the first ``limit`` results, all where it is None.

        ``sort`` orders a list without words; what was used last stands in its own order.
        ``today`` (``YYYY-MM-DD``) is for ``is:expired``.  What ``notes:`` and ``field:`` ask
        is left to the caller.  The list of ids is not to be changed.

        Raises:
            Cancelled: ``cancelled`` said so.
        """
        pool = self._pools.of(query, scope, today)
        if query.words:
            return self._finding.words(query, pool, limit, cancelled)
        order = Sort.RECENTLY_USED if scope.place is Place.RECENT else sort
        return self._finding.listed(query, pool, order, limit, cancelled)

    def update(self, changes: Changes) -> None:
        """Take in what a mutation did; the cost does not grow with the vault."""
        if changes.folders:
            self._update_folders(changes.folders)
        if len(changes.items) > _MANY:
            for item_id, overview in changes.items.items():
                self._library.put(item_id, overview)
            self._stock()
        else:
            for item_id, overview in changes.items.items():
                self._replace(item_id, overview)
            self._forget()

    def used(self, item_id: int, use: Used) -> None:
        """Take in that an item was used."""
        overview = self._library.overviews.get(item_id)
        self._take_out(item_id)
        self._library.usage[item_id] = use
        if overview is not None:
            self._shelf_of(overview).add(item_id)
        self._forget()

    def warm(self, cancelled: Cancel = never) -> None:
        """Make now what the first searches would make.

        Raises:
            Cancelled: ``cancelled`` said so; what is made stays.
        """
        self._live.vocabulary(cancelled)

    def _stock(self) -> None:
        self._live = Shelf(self._library, trash=False)
        self._trash = Shelf(self._library, trash=True)
        self._forget()

    def _forget(self) -> None:
        self._pools = Pools(self._library, self._live, self._trash)
        self._finding.forget()

    def _shelf_of(self, overview: Overview) -> Shelf:
        return self._live if overview.trashed is None else self._trash

    def _take_out(self, item_id: int) -> None:
        before = self._library.overviews.get(item_id)
        if before is not None:
            self._shelf_of(before).remove(item_id)

    def _replace(self, item_id: int, overview: Overview | None) -> None:
        self._take_out(item_id)
        self._library.put(item_id, overview)
        if overview is not None:
            self._shelf_of(overview).add(item_id)

    def _update_folders(self, folders: Mapping[int, Folder | None]) -> None:
        """Take new folders in, and let the texts go of what lies in them."""
        concerned = {one for n in folders for one in subtree(self._library.folders, n)}
        for folder_id, folder in folders.items():
            self._library.put_folder(folder_id, folder)
        concerned |= {one for n in folders for one in subtree(self._library.folders, n)}
        overviews = self._library.overviews
        for shelf in (self._live, self._trash):
            shelf.forget_texts(lambda item_id: overviews[item_id].folder in concerned)
