# SPDX-License-Identifier: GPL-3.0-or-later
"""Search as it is defined, one item at a time, with no thought for speed."""

from collections.abc import Mapping
from dataclasses import dataclass

from strongroom.model.folding import fold
from strongroom.model.item import Folder, Overview, folder_path
from strongroom.model.query import Flag, Query, Term, Where
from strongroom.model.scopes import Place, Scope, Sort
from strongroom.model.tags import tag_key


@dataclass(frozen=True)
class Use:
    last_used: int
    times_used: int


@dataclass(frozen=True)
class World:
    overviews: Mapping[int, Overview]
    folders: Mapping[int, Folder]
    usage: Mapping[int, Use]

    def find(self, query: Query, scope: Scope, sort: Sort, today: str) -> list[int]:
        trash = scope.place is Place.TRASH or Flag.TRASHED in query.flags
        found = [o for o in self.overviews.values() if (o.trashed is not None) == trash]
        found = self._scoped(found, scope)
        found = [o for o in found if self._passes(o, query, today)]
        if query.words:
            ranked = [(self._rank(o, query), self._key(o, Sort.MOST_USED), o.id) for o in found]
            return [item_id for rank, _key, item_id in sorted(ranked) if rank[0] < 4]
        order = Sort.RECENTLY_USED if scope.place is Place.RECENT else sort
        return [o.id for o in sorted(found, key=lambda o: self._key(o, order))]

    def _scoped(self, found: list[Overview], scope: Scope) -> list[Overview]:
        if scope.place is Place.FAVOURITES:
            return [o for o in found if o.favourite]
        if scope.place is Place.KIND:
            return [o for o in found if o.kind == scope.value]
        if scope.place is Place.TAG:
            return [o for o in found if tag_key(scope.value) in map(tag_key, o.tags)]
        if scope.place is Place.FOLDER:
            return [o for o in found if scope.folder_id in self._lineage(o)]
        if scope.place is Place.RECENT:
            used = [o for o in found if o.id in self.usage]
            return sorted(used, key=lambda o: self._key(o, Sort.RECENTLY_USED))[:50]
        return found

    def _lineage(self, overview: Overview) -> list[int]:
        lineage: list[int] = []
        at = overview.folder
        while at is not None and at not in lineage:
            lineage.append(at)
            at = self.folders[at].parent if at in self.folders else None
        return lineage

    def _key(self, overview: Overview, sort: Sort) -> tuple[int, str, int]:
        use = self.usage.get(overview.id, Use(0, 0))
        number = {
            Sort.TITLE: 0,
            Sort.MODIFIED: -overview.modified,
            Sort.CREATED: -overview.created,
            Sort.RECENTLY_USED: -use.last_used,
            Sort.MOST_USED: -use.times_used,
        }[sort]
        return number, fold(overview.title), overview.id

    def parts(self, overview: Overview) -> dict[Where, list[str]]:
        path = "/".join(folder_path(self.folders, overview.folder))
        return {
            Where.TITLE: [fold(overview.title)],
            Where.USER: [fold(overview.username)],
            Where.URL: [_bare(fold(website)) for website in overview.websites],
            Where.TAG: [fold(tag) for tag in overview.tags],
            Where.FOLDER: [fold(path)],
        }

    def _has(self, overview: Overview, term: Term) -> bool:
        parts = self.parts(overview)
        places = list(parts) if term.where is Where.ANY else [term.where]
        return any(term.text in text for place in places for text in parts[place])

    def _passes(self, overview: Overview, query: Query, today: str) -> bool:
        flags = {
            Flag.FAVOURITE: overview.favourite,
            Flag.EXPIRED: "" < overview.expires < today[: len(overview.expires)],
            Flag.TRASHED: overview.trashed is not None,
            Flag.OTP: overview.has_otp,
            Flag.ATTACHMENT: overview.has_attachment,
        }
        return (
            all(self._has(overview, term) for term in query.parts)
            and (not query.tags or any(self._has(overview, term) for term in query.tags))
            and (not query.folders or any(self._has(overview, term) for term in query.folders))
            and not any(self._has(overview, term) for term in query.excluded)
            and (not query.kinds or overview.kind in query.kinds)
            and overview.kind not in query.excluded_kinds
            and all(flags[flag] for flag in query.flags)
            and not any(flags[flag] for flag in query.excluded_flags)
        )

    def _rank(self, overview: Overview, query: Query) -> tuple[int, bool]:
        parts = self.parts(overview)
        (title,) = parts.pop(Where.TITLE)
        rest = [text for texts in parts.values() for text in texts]
        ranks = [_word_rank(term.text, title, rest) for term in query.words]
        return max(ranks), not title.startswith(query.words[0].text)


def _word_rank(word: str, title: str, rest: list[str]) -> int:
    if _starts_word(word, title):
        return 0
    if any(_starts_word(word, text) for text in rest):
        return 1
    if word in title:
        return 2
    return 3 if any(word in text for text in rest) else 4


def _starts_word(word: str, text: str) -> bool:
    at = text.find(word)
    while at > 0 and text[at - 1].isalnum():
        at = text.find(word, at + 1)
    return at >= 0


def _bare(website: str) -> str:
    for beginning in ("https://", "http://", "www."):
        website = website.removeprefix(beginning)
    return website
