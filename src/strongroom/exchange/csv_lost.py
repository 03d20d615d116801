# SPDX-License-Identifier: GPL-3.0-or-later
"""What a CSV has no place for, counted while it is written, and told in sentences."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from strongroom.model.fields import ItemKind
from strongroom.model.item import Overview
from strongroom.texts import _, ngettext

_MOST_NAMED = 20


class Lost(Enum):
    """What of an item does not leave, or leaves as something else."""

    ATTACHMENTS = "attachments"
    HISTORY = "history"
    TRASH = "trash"
    KIND = "kind"
    TAGS = "tags"
    TAGS_IN_FIELD = "tags in a field"
    FAVOURITE = "favourite"
    DATES = "dates"
    FOLDER = "folder"
    SLASHES = "slashes"
    BACKSLASHES = "backslashes"
    FIELDS = "fields"
    IN_NOTES = "in notes"
    GUARDED = "guarded"


def _nothing_named() -> defaultdict[Lost, dict[str, list[str]]]:
    return defaultdict(dict)


@dataclass(slots=True)
class Losses:
    """The numbers of what is lost, what of it has a name, and the titles of items left out."""

    counts: Counter[Lost] = field(default_factory=Counter)
    named: defaultdict[Lost, dict[str, list[str]]] = field(default_factory=_nothing_named)
    no_logins: list[str] = field(default_factory=list)
    empty_logins: list[str] = field(default_factory=list)

    def note(self, lost: Lost, count: int = 1) -> None:
        """Count what is lost."""
        self.counts[lost] += int(count)

    def note_of(self, lost: Lost, name: str, title: str) -> None:
        """Count a field or file that is not there, and keep its name and its item's title."""
        self.counts[lost] += 1
        titles = self.named[lost].setdefault(name, [])
        if len(titles) < _MOST_NAMED:
            titles.append(title)

    def leave_out(self, item: Overview) -> None:
        """Keep that an item is not there at all."""
        logins = item.kind in {ItemKind.LOGIN, ItemKind.PASSWORD}
        (self.empty_logins if logins else self.no_logins).append(item.title)

    def sentences(self) -> tuple[str, ...]:
        """Return a sentence on each thing that is not there, or not so."""
        return tuple(self._sentences())

    def _sentences(self) -> Iterator[str]:
        if titles := self.no_logins:
            sentence = ngettext(
                "{count} item is not in the file, for it is no login: {names}.",
                "{count} items are not in the file, for they are no logins: {names}.",
                len(titles),
            )
            yield sentence.format(count=len(titles), names=_in_a_row(titles))
        if titles := self.empty_logins:
            sentence = ngettext(
                "{count} item is not in the file, for it has neither address nor username nor"
                " password: {names}.",
                "{count} items are not in the file, for they have neither address nor username"
                " nor password: {names}.",
                len(titles),
            )
            yield sentence.format(count=len(titles), names=_in_a_row(titles))
        for lost, count in self.counts.items():
            if count:
                names = self._names(lost)
                yield _SENTENCES[lost](count).format(count=count, names=names)

    def _names(self, lost: Lost) -> str:
        """Return what is lost by name; with the items where they are few."""
        named = self.named[lost]
        if self.counts[lost] > _MOST_NAMED:
            return _in_a_row(list(named))
        by_title: dict[str, list[str]] = {}
        for name, titles in named.items():
            for title in titles:
                by_title.setdefault(title, []).append(name)
        of = _("{names} of “{title}”")
        return "; ".join(of.format(names=_in_a_row(n), title=t) for t, n in by_title.items())


def _in_a_row(names: list[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:_MOST_NAMED])
    return shown if len(names) <= _MOST_NAMED else f"{shown} …"


# Each stands whole, for languages differ.
_SENTENCES: Mapping[Lost, Callable[[int], str]] = {
    Lost.ATTACHMENTS: lambda count: ngettext(
        "{count} attachment is not in the file: {names}.",
        "{count} attachments are not in the file: {names}.",
        count,
    ),
    Lost.HISTORY: lambda count: ngettext(
        "Earlier versions of {count} item are not in the file.",
        "Earlier versions of {count} items are not in the file.",
        count,
    ),
    Lost.TRASH: lambda count: ngettext(
        "{count} item of the Trash is an item like any other there.",
        "{count} items of the Trash are items like any other there.",
        count,
    ),
    Lost.KIND: lambda count: ngettext(
        "{count} item is of a kind that the file does not know, and is a login or note there.",
        "{count} items are of kinds that the file does not know, and logins or notes there.",
        count,
    ),
    Lost.TAGS: lambda count: ngettext(
        "The tags of {count} item are not in the file.",
        "The tags of {count} items are not in the file.",
        count,
    ),
    Lost.TAGS_IN_FIELD: lambda count: ngettext(
        "{count} item has its tags in a field, for the file knows none.",
        "{count} items have their tags in a field, for the file knows none.",
        count,
    ),
    Lost.FAVOURITE: lambda count: ngettext(
        "That {count} item is a favourite is not in the file.",
        "That {count} items are favourites is not in the file.",
        count,
    ),
    Lost.DATES: lambda _count: _("When items were made and changed is not in the file."),
    Lost.FOLDER: lambda count: ngettext(
        "The folder of {count} item is not in the file.",
        "The folders of {count} items are not in the file.",
        count,
    ),
    Lost.SLASHES: lambda count: ngettext(
        "A “/” in the folders of {count} item parts them into two.",
        "A “/” in the folders of {count} items parts them into two.",
        count,
    ),
    Lost.BACKSLASHES: lambda count: ngettext(
        "A “\\” in the folders of {count} item parts them into two.",
        "A “\\” in the folders of {count} items parts them into two.",
        count,
    ),
    Lost.FIELDS: lambda count: ngettext(
        "{count} field is not in the file: {names}.",
        "{count} fields are not in the file: {names}.",
        count,
    ),
    Lost.IN_NOTES: lambda count: ngettext(
        "{count} field stands in the notes: {names}.",
        "{count} fields stand in the notes: {names}.",
        count,
    ),
    Lost.GUARDED: lambda count: ngettext(
        "{count} value that a spreadsheet takes for a formula has an apostrophe before it.",
        "{count} values that a spreadsheet takes for formulas have an apostrophe before them.",
        count,
    ),
}
