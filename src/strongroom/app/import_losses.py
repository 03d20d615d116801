# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a file did not come, or came otherwise, in sentences: nothing is dropped in silence."""

from collections.abc import Iterable, Iterator, Sequence

from strongroom.app.import_preview import Preview
from strongroom.exchange.reading import Entry
from strongroom.texts import ngettext

Loss = tuple[str, str]  # the title of the entry, "" for the file as a whole, and a sentence


def losses_of(
    preview: Preview, left: Iterable[Entry], came: Sequence[Entry], versions_left: int
) -> Iterator[Loss]:
    """Yield what did not come of those that ``came``, and of those that are here and stayed out.

    ``versions_left`` are earlier versions beyond what the vault keeps.
    """
    yield from (("", sentence) for sentence in preview.losses)
    yield from (("", sentence) for sentence in _as_a_whole(left, came, versions_left))
    for entry in came:
        yield from ((entry.content.title, sentence) for sentence in entry.losses)


def _as_a_whole(left: Iterable[Entry], came: Iterable[Entry], versions_left: int) -> Iterator[str]:
    if versions_left:
        sentence = ngettext(
            "{count:,} earlier version is beyond those that this vault keeps of an item.",
            "{count:,} earlier versions are beyond those that this vault keeps of an item.",
            versions_left,
        )
        yield sentence.format(count=versions_left)
    count = sum(map(_says_more, left))
    if count:
        sentence = ngettext(
            "{count:,} entry that is here already was left out with its folder, tags and"
            " earlier versions: what is here keeps its own.",
            "{count:,} entries that are here already were left out with their folders, tags and"
            " earlier versions: what is here keeps its own.",
            count,
        )
        yield sentence.format(count=count)
    count = sum(bool(entry.trashed) for entry in came)
    if count:
        sentence = ngettext(
            "{count:,} entry of the trash begins its days there anew.",
            "{count:,} entries of the trash begin their days there anew.",
            count,
        )
        yield sentence.format(count=count)


def _says_more(entry: Entry) -> bool:
    """Tell whether an entry has what is not among its fields."""
    return bool(entry.path or entry.content.tags or entry.content.favourite or entry.history)
