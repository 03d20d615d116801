# SPDX-License-Identifier: GPL-3.0-or-later
"""From a KeePass database to our items: entry by entry, and by name all that did not come."""

from collections.abc import Iterator, Sequence

from strongroom.errors import CannotImport, InvalidInput
from strongroom.exchange.builder import MAX_VERSIONS, EntryBuilder
from strongroom.exchange.kdbx.database import Binary
from strongroom.exchange.kdbx.embedded import embedded_binary
from strongroom.exchange.keepass import names
from strongroom.exchange.keepass.document import Document, Inside, KeeEntry, Text
from strongroom.exchange.keepass.folders import Folders, Path, Place
from strongroom.exchange.keepass.meaning import losses, meant
from strongroom.exchange.keepass.own_data import OwnData, unpacked
from strongroom.exchange.keepass.references import References
from strongroom.exchange.keepass.tags import tags_of, tags_text
from strongroom.exchange.reading import Entry, Problem, Reading, Step
from strongroom.model.fields import ItemKind, Role
from strongroom.texts import _, ngettext


def entries_of(document: Document, binaries: Sequence[Binary], step: Step) -> Reading:
    """Return what a database means to us; ``binaries`` are those outside of its XML."""
    return _Mapper(document, binaries).reading(step)


class _Mapper:
    """What all entries of a database share."""

    def __init__(self, document: Document, binaries: Sequence[Binary]) -> None:
        self._document = document
        self._binaries = binaries
        self._inside: dict[str, Binary | None] = {}
        self._folders = Folders(document)
        self._references = References(document.entries)
        self._entries: list[Entry] = []
        self._problems: list[Problem] = []

    def reading(self, step: Step) -> Reading:
        looks = 0
        for entry in self._document.entries:
            step()
            looks += entry.looks
            self._keep(self._builder(entry))
            entry.history.clear()
        for title, text, path in self._notes():
            builder = EntryBuilder(title, ItemKind.NOTE, path)
            builder.role(Role.NOTES, text)
            self._keep(builder)
        filled = (entry.path for entry in self._entries if entry.trashed is None)
        return Reading(
            tuple(self._entries),
            tuple(self._problems),
            self._folders.empty(filled),
            tuple(self._losses(looks)),
        )

    def _keep(self, builder: EntryBuilder) -> None:
        try:
            self._entries.append(builder.entry())
        except InvalidInput as fault:
            self._problems.append(Problem(0, str(fault), builder.title))

    # One entry

    def _builder(self, entry: KeeEntry) -> EntryBuilder:
        own = unpacked(entry.data.get(names.OWN_DATA, "")) or OwnData()
        place = self._folders.of(entry)
        builder = EntryBuilder("", own.kind, place.path)
        lost = self._references.lost
        texts = self._texts(entry)
        builder.title = next((text.value for text in texts if text.key == names.TITLE), "")
        fields = meant(texts, own.fields)
        if names.OWN_DATA not in entry.data and _is_note(entry, texts):
            builder.kind = ItemKind.NOTE
        for field in fields:
            builder.field(field)
        for sentence in losses(texts):
            builder.lose(sentence)
        for key, value in entry.data.items():
            if key != names.OWN_DATA and not names.LEFT_OUT_DATA.fullmatch(key):
                builder.concealed(key, value)
        builder.tags, builder.favourite = _tags(entry, own, place)
        _moments(builder, entry, own, place)
        self._files(builder, entry, own)
        for earlier in _newest(entry.history):
            self._earlier(builder, earlier)
        if self._references.lost > lost:
            builder.lose(
                _("A reference to another entry leads nowhere; it is kept as it is written.")
            )
        return builder

    def _texts(self, entry: KeeEntry) -> list[Text]:
        resolved = self._references.of
        return [
            text._replace(value=resolved(text.value)) if "{" in text.value else text
            for text in entry.texts
        ]

    def _earlier(self, builder: EntryBuilder, entry: KeeEntry) -> None:
        own = unpacked(entry.data.get(names.OWN_DATA, "")) or OwnData()
        texts = self._texts(entry)
        title = next((text.value for text in texts if text.key == names.TITLE), "")
        at = _exactly(own.at[1], entry.modified) or 0
        builder.earlier(at, title, meant(texts, own.fields))

    # Attachments

    def _files(self, builder: EntryBuilder, entry: KeeEntry, own: OwnData) -> None:
        places = {key: place for place, (key, _name) in enumerate(own.files)}
        ours = dict(own.files)
        files = sorted(entry.files, key=lambda one: places.get(one[0], len(places)))
        for key, held in files:
            name = ours.get(key, key)
            binary, order = self._binary(held)
            if binary is None:
                sentence = _("The attachment “{name}” is broken, missing or too large to be read.")
                builder.lose(sentence.format(name=name))
            else:
                builder.attach(name, binary.size, binary.chunks, order)
        kept = {key for key, _held in entry.files}
        if any(key not in kept for one in entry.history for key, _held in one.files):
            builder.lose(_("Attachments that only earlier versions have do not come."))

    def _binary(self, held: str | Inside) -> tuple[Binary | None, int]:
        """Return an attachment and where it lies."""
        if isinstance(held, Inside):
            return _outside(held), 0
        place = (
            int(held) if held.isascii() and held.isdigit() and len(held) < len("1000000") else -1
        )
        if 0 <= place < len(self._binaries):
            return self._binaries[place], place
        if held not in self._inside:
            inside = self._document.binaries.get(held)
            self._inside[held] = None if inside is None else _outside(inside)
        return self._inside[held], max(0, place)

    # The database as a whole

    def _notes(self) -> Iterator[tuple[str, str, Path]]:
        """Yield the notes of groups and of the database as what we have for them: items."""
        if self._document.description.strip():
            title = self._document.name.strip() or _("Description of the database")
            yield title, self._document.description, ()
        for group in self._document.groups:
            place = self._folders.of_group(group)
            if group.notes.strip() and not place.trash:
                name = group.name.strip()
                title = _("Notes of “{folder}”").format(folder=name) if name else _("Notes")
                yield title, group.notes, place.path

    def _losses(self, looks: int) -> Iterator[str]:
        if any(True for _note in self._notes()):
            yield _("Notes of folders and of the database itself come as items of their own.")
        resolved = self._references.resolved
        if resolved:
            yield ngettext(
                "{count} reference to another entry came as the value that it stood for.",
                "{count} references to other entries came as the values that they stood for.",
                resolved,
            ).format(count=resolved)
        if looks:
            yield ngettext(
                "The colours or the icon of {count} entry do not come.",
                "The colours or the icons of {count} entries do not come.",
                looks,
            ).format(count=looks)


def _outside(inside: Inside) -> Binary | None:
    try:
        return None if inside.data is None else embedded_binary(inside.data, packed=inside.packed)
    except CannotImport:
        return None


def _is_note(entry: KeeEntry, texts: Sequence[Text]) -> bool:
    """Tell whether an entry has the icon of a note and nothing but notes."""
    if entry.icon.strip() not in _NOTE_ICONS:
        return False
    filled = {text.key for text in texts if text.value}
    return names.NOTES in filled and filled <= {names.TITLE, names.NOTES}


def _newest(history: list[KeeEntry]) -> list[KeeEntry]:
    """Return the versions that can be kept, newest first, and one that says there are more.

    They stand oldest first in a database; of those of one moment, too, the newest is to come
    first.  None of the others is made into anything: there may be a hundred thousand.
    """
    oldest_first = sorted(history, key=lambda one: one.modified or 0)
    return oldest_first[: -MAX_VERSIONS - 2 : -1]


_NOTE_ICONS = frozenset(map(str, names.NOTE_ICONS))


def _tags(entry: KeeEntry, own: OwnData, place: Place) -> tuple[list[str], bool]:
    tags, favourite = tags_of(entry.tags)
    if own.tags is not None:
        written, marked = tags_of(tags_text(own.tags, favourite=own.favourite))
        if set(written) == set(tags) and marked == favourite:
            tags, favourite = own.tags, own.favourite
    return [*tags, *tags_of(place.tags)[0]], favourite


def _exactly(exact: int, rounded: int | None) -> int | None:
    """Return a moment to the millisecond, if it is still the one that the entry has."""
    return exact if exact and rounded == exact // 1000 * 1000 else rounded


def _moments(builder: EntryBuilder, entry: KeeEntry, own: OwnData, place: Place) -> None:
    created, modified, trashed = own.at
    builder.created = _exactly(created, entry.created)
    builder.modified = _exactly(modified, entry.modified)
    if place.trash:
        builder.trashed = _exactly(trashed, entry.moved) or 0
