# SPDX-License-Identifier: GPL-3.0-or-later
"""CSV as other programs take it, and one for spreadsheets.

The shapes for managers keep every character, whatever a spreadsheet would make of it; the one
for spreadsheets puts an apostrophe before what would be a formula (OWASP, CSV injection), so
it is none to import again.  Sources: Chromium's ``password_csv_writer.cc``; Bitwarden's
``base-vault-export.service.ts`` and ``bitwarden-csv-importer.ts``, which parts a field at the
last ``": "`` of its line and reads the addresses of a login as a row of CSV with a separator
that it guesses, so that one with a separator in it is quoted once more; KeePassXC's
``CsvExporter.cpp``.
"""

import csv
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import BinaryIO, Literal

from strongroom.errors import InvalidInput
from strongroom.exchange.csv_lost import Losses, Lost
from strongroom.exchange.outgoing import Outgoing, OutgoingItem
from strongroom.exchange.reading import Step, no_step
from strongroom.exchange.steam import as_bitwarden_reads
from strongroom.model.fields import Field, FieldKind, ItemKind, Role, label_of, template_of
from strongroom.model.item import new_id
from strongroom.model.otp import parse_otp
from strongroom.texts import N_, _

_ROOT = "Root"
_MOST_COLUMNS = 200  # of a spreadsheet; fields of other names stand in one column together
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
_MARK = b"\xef\xbb\xbf"  # by which spreadsheets know UTF-8
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LOGINS = frozenset({ItemKind.LOGIN, ItemKind.PASSWORD})
_LOGINS_THERE = _LOGINS | {ItemKind.WIFI, ItemKind.API_KEY}  # of Bitwarden
_LONGEST_ADDRESS = 1000  # characters; Bitwarden cuts what is longer
_SEPARATORS = frozenset(',;|\t\x1e\x1f"')


class CsvShape(StrEnum):
    """For whom a CSV is."""

    CHROME = "chrome"
    BITWARDEN = "bitwarden"
    KEEPASSXC = "keepassxc"
    SPREADSHEET = "spreadsheet"


def write_csv(
    out: BinaryIO,
    outgoing: Outgoing,
    shape: CsvShape,
    step: Step = no_step,
    *,
    left_out: Step = no_step,
) -> tuple[str, ...]:
    """Write all items in a shape; return in sentences what is not there, or not so.

    ``left_out`` is called for each item that is not in the file.
    """
    writer = _SHAPES[shape](out, outgoing, step)
    writer.write(left_out)
    return writer.losses.sentences()


class _Bytes:
    """A file of text over one of bytes, of which ``csv`` asks no more."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def write(self, text: str) -> int:
        """Write a row."""
        return self._out.write(text.encode())


class _Shape:
    """What the shapes have in common."""

    columns: Sequence[str] = ()
    quoting: Literal[0, 1] = csv.QUOTE_MINIMAL
    ending = "\n"
    losing: tuple[Lost, ...] = ()

    def __init__(self, out: BinaryIO, outgoing: Outgoing, step: Step) -> None:
        self.outgoing = outgoing
        self.losses = Losses()
        self._out = out
        self._step = step

    def write(self, left_out: Step) -> None:
        """Write the header and all items."""
        rows = csv.writer(_Bytes(self._out), quoting=self.quoting, lineterminator=self.ending)
        self.begin(self._out)
        rows.writerow(self.columns)
        for item in self.outgoing.items():
            self._step()
            row = self.row(item)
            if row is None:
                self.losses.leave_out(item.overview)
                left_out()
                continue
            self._note(item)
            rows.writerow(row)

    def begin(self, out: BinaryIO) -> None:
        """Write what stands before the header."""

    def row(self, item: OutgoingItem) -> list[str] | None:
        """Return the values of an item, None where it has none here."""
        raise NotImplementedError

    def _note(self, item: OutgoingItem) -> None:
        overview = item.overview
        met = {
            Lost.HISTORY: bool(item.details.history),
            Lost.TRASH: overview.trashed is not None,
            Lost.KIND: overview.kind not in {*_LOGINS, ItemKind.NOTE},
            Lost.TAGS: bool(overview.tags),
            Lost.TAGS_IN_FIELD: bool(overview.tags),
            Lost.FAVOURITE: overview.favourite,
            Lost.DATES: True,
            Lost.FOLDER: bool(item.path),
            Lost.SLASHES: any("/" in name for name in item.path),
            Lost.BACKSLASHES: any("\\" in name for name in item.path),
        }
        for file in item.attachments:
            self.losses.note_of(Lost.ATTACHMENTS, file.name, overview.title)
        for lost in (Lost.HISTORY, Lost.TRASH, *self.losing):
            self.losses.note(lost, met[lost])


class _Fields:
    """The fields of an item, taken one after the other; what is left has no column."""

    def __init__(self, item: OutgoingItem) -> None:
        self.left = [field for field in item.details.fields if field.value]

    def take(self, role: str) -> str:
        """Return the value of a role, and take it away; "" where there is none."""
        found = next((field for field in self.left if field.role == role), None)
        if found is None:
            return ""
        self.left.remove(found)
        return found.value

    def take_site(self) -> str:
        """Return the first website, and take it away."""
        return next(iter(self._taken(self._sites()[:1])), "")

    def take_sites(self) -> list[str]:
        """Return the websites that can stand in one value, and take them away."""
        return self._taken([site for site in self._sites() if _fits_row(site.value)])

    def _sites(self) -> list[Field]:
        return [field for field in self.left if field.kind == FieldKind.WEBSITE]

    def _taken(self, found: list[Field]) -> list[str]:
        for field in found:
            self.left.remove(field)
        return [field.value for field in found]

    def take_otp(self) -> str:
        """Return the first one-time password, and take it away."""
        found = next((field for field in self.left if field.kind == FieldKind.OTP), None)
        if found is None:
            return ""
        self.left.remove(found)
        return found.value


class _Chrome(_Shape):
    columns = ("name", "url", "username", "password", "note")
    losing = (Lost.TAGS, Lost.FAVOURITE, Lost.DATES, Lost.FOLDER)

    def row(self, item: OutgoingItem) -> list[str] | None:
        fields = _Fields(item)
        site = fields.take_site()
        user, password = fields.take(Role.USERNAME), fields.take(Role.PASSWORD)
        if item.overview.kind not in _LOGINS or not (site or user or password):
            return None
        note = fields.take(Role.NOTES)
        for field in fields.left:
            self.losses.note_of(Lost.FIELDS, label_of(field), item.overview.title)
        return [item.overview.title, site, user, password, note]


class _Noting(_Shape):
    """A shape whose notes take what has no column."""

    def noted(self, notes: str, left: Sequence[Field], title: str) -> str:
        """Return the notes with the fields below them."""
        lines = [notes] if notes else []
        for field in left:
            self.losses.note_of(Lost.IN_NOTES, label_of(field), title)
            between = "\n" if "\n" in field.value else " "
            lines.append(f"{label_of(field)}:{between}{field.value}")
        return "\n".join(lines)


class _Bitwarden(_Noting):
    columns = (
        *("folder", "favorite", "type", "name", "notes", "fields", "reprompt"),
        *("login_uri", "login_username", "login_password", "login_totp"),
    )
    losing = (Lost.KIND, Lost.TAGS_IN_FIELD, Lost.DATES, Lost.SLASHES, Lost.BACKSLASHES)

    def row(self, item: OutgoingItem) -> list[str]:
        fields = _Fields(item)
        overview = item.overview
        login = ["", "", "", ""]
        is_note = overview.kind not in _LOGINS_THERE and not _says_login(item)
        if not is_note:
            sites = _row_of(fields.take_sites())
            user, password = fields.take(Role.USERNAME), fields.take(Role.PASSWORD)
            login = [sites, user, password, as_bitwarden_reads(fields.take_otp())]
        notes = fields.take(Role.NOTES)
        left = [*fields.left, *_tags(item)]
        fitting = [field for field in left if _fits_line(field)]
        lines = "\n".join(f"{label_of(field)}: {field.value}" for field in fitting)
        rest = [field for field in left if not _fits_line(field)]
        favourite = "1" if overview.favourite else ""
        kind = "note" if is_note else "login"
        folder = "/".join(item.path)
        noted = self.noted(notes, rest, overview.title)
        return [folder, favourite, kind, overview.title, noted, lines, "0", *login]


class _KeePassXC(_Noting):
    columns = (
        *("Group", "Title", "Username", "Password", "URL", "Notes", "TOTP", "Icon"),
        *("Last Modified", "Created"),
    )
    quoting = csv.QUOTE_ALL
    losing = (Lost.KIND, Lost.TAGS, Lost.FAVOURITE, Lost.SLASHES)

    def row(self, item: OutgoingItem) -> list[str]:
        fields = _Fields(item)
        overview = item.overview
        user, password = fields.take(Role.USERNAME), fields.take(Role.PASSWORD)
        site = fields.take_site()
        otp = _link(fields.take_otp(), overview.title)
        notes = self.noted(fields.take(Role.NOTES), fields.left, overview.title)
        return [
            "/".join((_ROOT, *item.path)),
            overview.title,
            user,
            password,
            site,
            notes,
            otp,
            "0",
            _iso(overview.modified),
            _iso(overview.created),
        ]


_ABOUT = (
    N_("Folder"),
    N_("Kind"),
    N_("Title"),
    N_("Tags"),
    N_("Favourite"),
    N_("Created"),
    N_("Modified"),
)


class _Spreadsheet(_Shape):
    """All fields as columns, in the order in which they are met."""

    quoting = csv.QUOTE_ALL
    ending = "\r\n"

    def __init__(self, out: BinaryIO, outgoing: Outgoing, step: Step) -> None:
        super().__init__(out, outgoing, step)
        self._labels: list[str] = []
        self._beyond = False

    def begin(self, out: BinaryIO) -> None:
        """Look at all items once, for their columns."""
        met: dict[str, None] = {}
        for item in self.outgoing.items():
            self._step()
            for field in item.details.fields:
                if field.value and len(met) <= _MOST_COLUMNS:
                    met.setdefault(label_of(field))
        self._beyond = len(met) > _MOST_COLUMNS
        self._labels = list(met)[:_MOST_COLUMNS]
        more = [_("more fields")] if self._beyond else []
        names = (*map(_, _ABOUT), *self._labels, *more)
        self.columns = [self._guarded(name) for name in names]
        out.write(_MARK)

    def row(self, item: OutgoingItem) -> list[str]:
        overview = item.overview
        values: dict[str, list[str]] = {label: [] for label in self._labels}
        more: list[str] = []
        for field in item.details.fields:
            if field.value and label_of(field) in values:
                values[label_of(field)].append(field.value)
            elif field.value:
                more.append(f"{label_of(field)}: {field.value}")
        about = (
            " / ".join(item.path),
            _(template_of(overview.kind).name),
            overview.title,
            ", ".join(overview.tags),
            _("yes") if overview.favourite else "",
            _iso(overview.created),
            _iso(overview.modified),
        )
        beyond = ["\n".join(more)] if self._beyond else []
        row = (*about, *("\n".join(values[label]) for label in self._labels), *beyond)
        return [self._guarded(value) for value in row]

    def _guarded(self, value: str) -> str:
        if value[:1] not in _FORMULA:
            return value
        self.losses.note(Lost.GUARDED)
        return f"'{value}"


_SHAPES: dict[CsvShape, type[_Shape]] = {
    CsvShape.CHROME: _Chrome,
    CsvShape.BITWARDEN: _Bitwarden,
    CsvShape.KEEPASSXC: _KeePassXC,
    CsvShape.SPREADSHEET: _Spreadsheet,
}


def _says_login(item: OutgoingItem) -> bool:
    """Tell whether an item that is no note has what fills in a page."""
    if item.overview.kind in {ItemKind.NOTE, ItemKind.DOCUMENT}:
        return False
    login = {Role.USERNAME, Role.PASSWORD, Role.OTP, Role.WEBSITE}
    return any(field.role in login and field.value for field in item.details.fields)


def _tags(item: OutgoingItem) -> tuple[Field, ...]:
    """Return the tags as a field, for there is no column for them."""
    tags = ", ".join(item.overview.tags)
    return (Field(id=new_id(), label=_("tags"), value=tags),) if tags else ()


def _fits_row(site: str) -> bool:
    """Tell whether a website is read as one among several."""
    return len(site) <= _LONGEST_ADDRESS and bool({".", ":"} & {*site})


def _row_of(sites: Sequence[str]) -> str:
    """Return websites as a row; what would be parted, or joined to the one before, is quoted."""
    return ",".join(
        '"' + site.replace('"', '""') + '"'
        if _SEPARATORS & {*site} or (number and "://" not in site)
        else site
        for number, site in enumerate(sites)
    )


def _fits_line(field: Field) -> bool:
    """Tell whether Bitwarden reads a field of one line as it was written."""
    value = field.value
    return not any(mark in value for mark in ("\n", "\r", ": ")) and value == value.strip()


def _link(value: str, title: str) -> str:
    """Return a one-time password as the link that KeePassXC reads."""
    if not value or value.startswith("otpauth:"):
        return value
    try:
        return parse_otp(value).link(title)
    except InvalidInput:
        return value


def _iso(at: int) -> str:
    try:
        return (_EPOCH + timedelta(milliseconds=at)).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError:  # a year beyond 9999
        return ""
