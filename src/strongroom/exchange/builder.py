# SPDX-License-Identifier: GPL-3.0-or-later
"""One entry in the making: whatever a file says, an item comes of it that can be kept.

Readers hand over values as they stand in the file.  What a rule of the model forbids (a title
of two lines, a password of a megabyte, a date that is none, a one-time password that counts
uses) is not dropped: it moves to a custom field, to the notes or into an attached text file,
and the entry says so in a sentence of its ``losses``.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice

import msgspec

from strongroom.errors import InvalidInput
from strongroom.exchange.reading import Attached, Chunks, Entry
from strongroom.model.attachment_names import kept_name
from strongroom.model.characters import fits_block, fits_line
from strongroom.model.fields import KINDS, Field, FieldKind, ItemKind, Role, label_of, template_of
from strongroom.model.item import Content, Version, new_id
from strongroom.model.rules import (
    MAX_BLOCK,
    MAX_CONTENT,
    MAX_FIELDS,
    MAX_LABEL,
    MAX_LINE,
    MAX_PASSWORD,
    MAX_TITLE,
    check_content,
    check_value,
)
from strongroom.model.tags import MAX_TAG, MAX_TAGS, clean_tag, unique_tags
from strongroom.texts import N_, _

LATEST = 253_402_300_799_999  # milliseconds, the end of the year 9999: the model's last moment
MAX_ATTACHMENTS = 1000  # of one entry: their list is a part of its row
MAX_DEPTH = 64  # folders in folders: what lies deeper comes into the last of them
MAX_VERSIONS = 200  # of one entry; what the vault keeps of them is its own setting
_MAX_STATE = 64 << 10  # bytes of an entry that each of its versions repeats
_MAX_WEBSITES = 50  # they stand in the overview, which has room for 60 KiB
_ONE_LINE = frozenset({FieldKind.WEBSITE, FieldKind.EMAIL, FieldKind.PHONE})
_JUDGED = frozenset({FieldKind.DATE, FieldKind.MONTH, FieldKind.OTP})
_UNKNOWN: dict[str, str] = {
    FieldKind.OTP: N_("“{label}” is no one-time password that is known; it is kept, concealed."),
    FieldKind.DATE: N_("“{label}” is no date that is known; it is kept as a field of its own."),
    FieldKind.MONTH: N_("“{label}” is no month that is known; it is kept as a field of its own."),
}
_SHORT = MAX_PASSWORD // 4  # characters that are within every limit, in any script
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


class EntryBuilder:
    """Collects what a file says of one entry; :meth:`entry` makes it, once.

    ``title``, ``tags``, ``favourite``, ``created``, ``modified`` and ``trashed`` may be set at
    will; moments are milliseconds since 1970.
    """

    def __init__(self, title: str, kind: str = ItemKind.LOGIN, path: Iterable[str] = ()) -> None:
        self.kind = kind
        self.path = clean_path(path)
        self.tags: list[str] = []
        self.favourite = False
        self.created: int | None = None
        self.modified: int | None = None
        self.trashed: int | None = None
        self.title = title
        self._fields: list[Field] = []
        self._history: list[Version] = []
        self._changes: list[tuple[int, str, str, str]] = []  # moment, value, role, label
        self._attachments: list[Attached] = []
        self._losses: dict[str, None] = {}  # in order, each once
        self._websites = 0

    # What a reader says

    def role(self, role: str, value: str, *, label: str = "", kind: str = "") -> None:
        """Add the value of a role; its kind is the one that a template gives it, the item's own
        before all others'.
        """  # noqa: D205 - one sentence
        if value:
            known = kind or _kinds_of_roles(self.kind).get(role, FieldKind.CONCEALED)
            self.add(known, value, role=role, label=label)

    def text(self, label: str, value: str) -> None:
        """Add a custom field that is shown."""
        self.add(FieldKind.TEXT, value, label=label)

    def concealed(self, label: str, value: str) -> None:
        """Add a custom field that is hidden until asked for."""
        self.add(FieldKind.CONCEALED, value, label=label)

    def add(self, kind: str, value: str, *, role: str = "", label: str = "") -> None:
        """Add a field; an empty value is left out, one that does not fit finds another place.

        Line ends become our own, but for secrets: they are kept to the character.
        """
        if kind != FieldKind.CONCEALED and "\r\n" in value:
            value = value.replace("\r\n", "\n")
        if value:
            self._fields.extend(self._fitting(kind, value, role, label))

    def field(self, field: Field) -> None:
        """Add a field that is made already, an empty one too, and as it is where it fits."""
        if field.value:
            fitting = self._fitting(field.kind, field.value, field.role, field.label)
            self._fields.extend(fitting)
        else:
            self._fields.append(self._named(field.kind, "", field.role, field.label))

    def attach(self, name: str, size: int, chunks: Chunks, order: int = 0) -> None:
        """Add a file."""
        if len(self._attachments) >= MAX_ATTACHMENTS:
            sentence = _("Files beyond the first {limit} were left out.")
            self.lose(sentence.format(limit=MAX_ATTACHMENTS))
            return
        self._attachments.append(Attached(kept_name(name) or _("file"), size, chunks, order))

    def earlier(self, at: int, title: str, fields: Iterable[Field]) -> None:
        """Add an earlier version, saved at a moment in milliseconds; in any order."""
        maker = EntryBuilder(title, self.kind)
        for field in fields:
            maker.field(field)
        try:
            made = maker.entry()
        except InvalidInput as fault:
            self.lose(_("An earlier version was left out: {reason}").format(reason=fault))
            return
        if made.attachments:
            self.lose(_("A value of an earlier version was too long for a field and left out."))
        content = made.content
        self._history.append(
            Version(id=new_id(), at=moment(at) or 0, title=content.title, fields=content.fields)
        )

    def earlier_value(self, at: int | None, value: str, *, role: str = "", label: str = "") -> None:
        """Add what a field held before, for a file that keeps old values and no old entries.

        The field is the first of that role, else of that label.  The version that comes of it
        is the state after it, with this value in the field's place.
        """
        self._changes.append((moment(at) or 0, value, role, label))

    def lose(self, sentence: str) -> None:
        """Say what of the entry does not come, or comes as something else."""
        self._losses[sentence] = None

    # What comes of it

    def entry(self) -> Entry:
        """Return the entry.

        Raises:
            InvalidInput: even so it cannot be kept, above all because it is too large.
        """
        title = self._kept_title()
        self._move_beyond()
        history = self._kept_history()
        content = Content(
            kind=self.kind,
            title=title,
            fields=tuple(self._fields),
            tags=self._kept_tags(),
            favourite=self.favourite,
            created=moment(self.created),
            modified=moment(self.modified),
        )
        return Entry(
            content=check_content(content),
            path=self.path,
            history=history,
            attachments=tuple(self._attachments),
            trashed=None if self.trashed is None else moment(self.trashed) or 0,
            losses=tuple(self._losses),
        )

    # What does not fit as it is

    def _fitting(self, kind: str, value: str, role: str, label: str) -> Iterable[Field]:
        """Return the fields that a value becomes: itself, as nearly all do, or another."""
        plain = len(value) <= _SHORT and value.isprintable() and kind not in _JUDGED
        self._websites += kind == FieldKind.WEBSITE
        if plain and (kind != FieldKind.WEBSITE or self._websites <= _MAX_WEBSITES):
            return (self._named(kind, value, role, label),)
        return self._fitted(kind, value, role, label)

    def _fitted(self, kind: str, value: str, role: str, label: str) -> Iterator[Field]:
        fit = self._without_unfit(value, label or role)
        limit = MAX_PASSWORD if role == Role.PASSWORD else MAX_BLOCK
        summary = template_of(self.kind).summary
        one_line = kind in _ONE_LINE or role in summary or role == Role.USERNAME
        too_many = kind == FieldKind.WEBSITE and self._websites > _MAX_WEBSITES
        too_long = (one_line and not fits_line(fit, MAX_LINE)) or not fits_block(fit, limit)
        if not fits_block(fit, MAX_BLOCK):
            self._as_file(self._named(kind, "", role, label), fit)
        elif too_long or too_many:
            yield self._as_custom(kind, fit, role, label)
        else:
            field = self._named(kind, fit, role, label)
            try:
                check_value(field)
            except InvalidInput as fault:
                sentence = _UNKNOWN.get(kind)
                known_as = {"label": label_of(field)}
                self.lose(_(sentence).format(**known_as) if sentence else str(fault))
                field = self._as_custom(kind, fit, role, label, said=True)
            yield field

    def _named(self, kind: str, value: str, role: str, label: str) -> Field:
        kept = _BREAKS.sub(" ", label).strip() if label else ""
        if len(kept) > MAX_LABEL:
            self.lose(_("A label of more than {limit} characters was cut.").format(limit=MAX_LABEL))
            kept = kept[:MAX_LABEL]
        return Field(id=new_id(), role=role, kind=kind, label=kept, value=value)

    def _as_custom(
        self, kind: str, value: str, role: str, label: str, *, said: bool = False
    ) -> Field:
        shown = self._named(kind, "", role, label)
        if not said:
            sentence = _("“{label}” is kept as a field of its own, for it is no such value.")
            self.lose(sentence.format(label=label_of(shown)))
        known = FieldKind.TEXT if not shown.concealed else FieldKind.CONCEALED
        return self._named(known, value, "", label_of(shown))

    def _as_file(self, field: Field, value: str) -> None:
        data = value.encode()
        name = label_of(field)
        sentence = _("“{label}” is too long for a field and comes as an attached text file.")
        self.lose(sentence.format(label=name))
        self.attach(f"{name}.txt", len(data), lambda: iter((data,)))

    def _without_unfit(self, value: str, name: str) -> str:
        if not _UNFIT.search(value):
            return value
        sentence = _("“{label}” held characters that no text can have; each is now a “�”.")
        self.lose(sentence.format(label=_BREAKS.sub(" ", name)))
        return _UNFIT.sub("\ufffd", value)

    def _kept_title(self) -> str:
        title = _BREAKS.sub(" ", self.title).strip()
        if title != self.title.strip() or len(title) > MAX_TITLE:
            whole = self._without_unfit(self.title, _("title"))
            if title and (len(title) > MAX_TITLE or "\n" in whole):
                self.lose(
                    _("The title was too long or had several lines; it is in a field, whole.")
                )
                self._fields.extend(self._fitting(FieldKind.TEXT, whole, "", _("title")))
        return title[:MAX_TITLE].strip() or self._made_title()

    def _made_title(self) -> str:
        """Return a title for an entry that has none: its site, else its user."""
        for kind, role in ((FieldKind.WEBSITE, None), (None, Role.USERNAME)):
            for field in self._fields:
                if field.kind == kind or field.role == role:
                    name = site_name(field.value) if kind else field.value
                    if name.strip():
                        return name.strip()[:MAX_TITLE].strip()
        return _("Untitled")

    def _kept_history(self) -> tuple[Version, ...]:
        self._history.extend(self._states_before())
        newest = sorted(self._history, key=lambda version: version.at, reverse=True)
        if len(newest) > MAX_VERSIONS:
            sentence = _("Versions beyond the newest {limit} were left out.")
            self.lose(sentence.format(limit=MAX_VERSIONS))
        return tuple(newest[:MAX_VERSIONS])

    def _states_before(self) -> Iterator[Version]:
        """Yield the states that old values of single fields tell of, newest first."""
        if not self._changes:
            return
        small = len(msgspec.json.encode(self._fields)) <= _MAX_STATE
        state = tuple(self._fields) if small else ()
        title = _BREAKS.sub(" ", self.title).strip()[:MAX_TITLE].strip() or _("Untitled")
        newest = sorted(self._changes, key=lambda change: change[0], reverse=True)
        for at, value, role, label in newest[: MAX_VERSIONS + 1]:
            state = self._with_value(state, value, role, label)
            yield Version(id=new_id(), at=at, title=title, fields=state)

    def _with_value(
        self, state: tuple[Field, ...], value: str, role: str, label: str
    ) -> tuple[Field, ...]:
        asked = self._named(FieldKind.CONCEALED, "", role, label)
        found = [f.role == role if role else f.label == asked.label for f in state]
        place = found.index(True) if True in found else len(state)
        now = state[place] if place < len(state) else asked
        fits = self._fitting(now.kind, value, role, label) if value else ()
        old = (msgspec.structs.replace(one, id=now.id) for one in fits)
        return (*state[:place], *old, *state[place + 1 :])

    def _kept_tags(self) -> tuple[str, ...]:
        tags: list[str] = []
        for tag in self.tags:
            cleaned = _BREAKS.sub(" ", tag).strip()
            if len(cleaned) > MAX_TAG:
                self.lose(_("A tag of more than {limit} characters was cut.").format(limit=MAX_TAG))
            if cleaned[:MAX_TAG].strip():
                tags.append(clean_tag(cleaned[:MAX_TAG]))
        kept = unique_tags(tags)
        if len(kept) > MAX_TAGS:
            self.lose(_("Tags beyond the first {limit} were left out.").format(limit=MAX_TAGS))
        return kept[:MAX_TAGS]

    def _move_beyond(self) -> None:
        """Move fields beyond what an item holds into one attached text file."""
        room, kept = MAX_CONTENT - (64 << 10), 0
        if len(self._fields) <= MAX_FIELDS and len(msgspec.json.encode(self._fields)) <= room:
            return
        for field in self._fields:
            room -= len(msgspec.json.encode(field))
            if room < 0 or kept >= MAX_FIELDS:
                break
            kept += 1
        rest = self._fields[kept:]
        if rest:
            del self._fields[kept:]
            lines = (f"{label_of(field)}\n{field.value}\n" for field in rest)
            self._as_file(self._named(FieldKind.NOTE, "", "", _("more fields")), "\n".join(lines))


_EVERYWHERE = tuple(role for template in KINDS.values() for role in template.roles)


@cache
def _kinds_of_roles(kind: str) -> dict[str, str]:
    return {t.role: t.kind for t in (*_EVERYWHERE, *template_of(kind).roles)}


def clean_path(names: Iterable[str]) -> tuple[str, ...]:
    """Return a folder's path as it can be kept: no empty names, none too long, not too deep."""
    first = islice(names, MAX_DEPTH)
    cleaned = [_BREAKS.sub(" ", name).strip()[:MAX_LABEL].strip() for name in first]
    return tuple([name for name in cleaned if name])


def site_name(website: str) -> str:
    """Return the host of a website, the package of an Android app, else the text itself."""
    from urllib.parse import urlsplit  # noqa: PLC0415 - few entries have no title

    text = website.strip()
    try:
        host = urlsplit(text).hostname or ""
    except ValueError:
        return text
    return host.removeprefix("www.") or text


def moment(at: float | None) -> int | None:
    """Return a moment in milliseconds, None for what is none: before 1970, or far ahead."""
    if at is None or not 0 < at <= LATEST:
        return None
    return int(at)


def moment_of_seconds(text: float | str | None) -> int | None:
    """Return the moment of a number of seconds since 1970; None for what is none."""
    if isinstance(text, str):
        if not (text.isascii() and text.isdigit() and len(text) < len("10000000000000")):
            return None
        text = int(text)
    return None if text is None else moment(text * 1000)


def moment_of_iso(text: str | None) -> int | None:
    """Return the moment of a date or a time as ISO 8601 writes it, UTC where it has no zone."""
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415 - start-up time

    try:
        when = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    # Whole numbers: a fraction of seconds, times a thousand, may fall a millisecond short.
    return moment((when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1))
