# SPDX-License-Identifier: GPL-3.0-or-later
"""What browsers export: one shape of CSV for each family, as data.

Chrome writes ``name,url,username,password,note`` (Chromium's
``components/password_manager/core/browser/export/password_csv_writer.cc``; the note since
2022), and Edge and Brave, built from it, the same.  Firefox writes the columns of its login
store (``toolkit/components/passwordmgr/LoginExport.sys.mjs``), with no name and times in
milliseconds.  A column that a preset does not know comes as a concealed field of its name:
nothing in the file is dropped because it is new.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from strongroom.errors import CannotImport, InvalidInput
from strongroom.exchange.csv_text import Row, rows
from strongroom.exchange.format import Format
from strongroom.exchange.reading import Entry, Given, Problem, Reading, Step, no_step
from strongroom.exchange.source import Source
from strongroom.model.fields import Field, FieldKind, ItemKind, Role
from strongroom.model.item import Content, new_id
from strongroom.model.rules import MAX_TITLE, check_content
from strongroom.texts import N_, _

_LATEST = 1 << 48  # milliseconds, the year 10889: what lies beyond is no time


class FormatName(StrEnum):
    """The formats that can be read, by the names that the terminal takes."""

    CHROME = "chrome"
    FIREFOX = "firefox"


@dataclass(frozen=True, slots=True)
class Preset:
    """How one family's columns map to an item.  Column names are compared in lower case.

    ``needed`` tells the family from others.  ``fields`` maps columns to roles, ``extra``
    to labels of custom fields; ``created`` and ``modified`` name columns of times in
    milliseconds; ``left_out`` lists what means something to the browser alone.
    """

    name: FormatName
    title: str
    needed: frozenset[str]
    fields: Mapping[str, tuple[str, FieldKind]]
    extra: Mapping[str, str]
    left_out: frozenset[str]
    created: str = ""
    modified: str = ""
    aliases: tuple[str, ...] = ()


_LOGIN: dict[str, tuple[str, FieldKind]] = {
    "username": (Role.USERNAME, FieldKind.TEXT),
    "password": (Role.PASSWORD, FieldKind.CONCEALED),
    "url": (Role.WEBSITE, FieldKind.WEBSITE),
}

PRESETS: dict[FormatName, Preset] = {
    preset.name: preset
    for preset in (
        Preset(
            name=FormatName.FIREFOX,
            title=N_("Firefox (CSV)"),
            needed=frozenset({"url", "username", "password", "httprealm", "formactionorigin"}),
            fields=_LOGIN,
            extra={"httprealm": N_("HTTP realm"), "formactionorigin": N_("form address")},
            left_out=frozenset({"guid", "timelastused"}),
            created="timecreated",
            modified="timepasswordchanged",
        ),
        Preset(
            name=FormatName.CHROME,
            title=N_("Chrome, Edge or Brave (CSV)"),
            needed=frozenset({"name", "url", "username", "password"}),
            fields={**_LOGIN, "note": (Role.NOTES, FieldKind.NOTE)},
            extra={},
            left_out=frozenset({"name"}),
            aliases=("edge", "brave", "chromium"),
        ),
    )
}


def preset_of(columns: tuple[str, ...]) -> Preset | None:
    """Return the preset whose needed columns are all there, None where none fits."""
    names = {_folded(column) for column in columns}
    return next((preset for preset in PRESETS.values() if preset.needed <= names), None)


def read_browser_csv(text: str, preset: Preset, step: Step = no_step) -> Reading:
    """Read a whole export; its rows become logins in the file's order.

    ``step`` is called at each row; what it raises ends the reading.

    Raises:
        CannotImport: a column is missing, or the file is broken beyond single rows.
    """
    columns: tuple[str, ...] | None = None
    contents: list[Content] = []
    problems: list[Problem] = []
    for row in rows(text):
        step()
        if columns is None:
            columns = _columns(row, preset)
        elif isinstance(row, Problem):
            problems.append(row)
        else:
            try:
                contents.append(_content(row, columns, preset))
            except InvalidInput as fault:
                problems.append(Problem(row.line, str(fault)))
    return Reading(tuple(map(Entry, contents)), tuple(problems))


def _columns(row: Row | Problem, preset: Preset) -> tuple[str, ...]:
    names = () if isinstance(row, Problem) else tuple(_folded(value) for value in row.values)
    missing = sorted(preset.needed - set(names))
    if missing:
        sentence = _("The file has no column “{column}”, which an export from {program} has.")
        raise CannotImport(
            sentence.format(column=missing[0], program=_(preset.title)), line=row.line
        )
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        sentence = _("The file names the column “{column}” twice: leave one of them out.")
        raise CannotImport(sentence.format(column=twice), line=row.line)
    return names


def _content(row: Row, columns: tuple[str, ...], preset: Preset) -> Content:
    values = dict(zip(columns, row.values, strict=False))
    # Converters leave out empty values at the end of a row; anything else is a shifted row.
    if len(row.values) > len(columns) or not preset.needed <= values.keys():
        sentence = _("The row has {count} values where the first line names {wanted} columns.")
        raise InvalidInput(sentence.format(count=len(row.values), wanted=len(columns)))
    if not any(value.strip() for value in values.values()):
        raise InvalidInput(_("The row is empty."))
    content = Content(
        kind=ItemKind.LOGIN,
        title=_title(values),
        fields=(*_known_fields(values, preset), *_other_fields(values, preset)),
        created=_moment(values.get(preset.created, "")),
        modified=_moment(values.get(preset.modified, "")),
    )
    return check_content(content)


def _known_fields(values: Mapping[str, str], preset: Preset) -> list[Field]:
    return [
        Field(id=new_id(), role=role, kind=kind, value=values[column])
        for column, (role, kind) in preset.fields.items()
        if values.get(column)
    ]


def _other_fields(values: Mapping[str, str], preset: Preset) -> list[Field]:
    """Return what has no role: named columns shown, unknown ones concealed."""
    known = preset.fields.keys() | preset.left_out | {preset.created, preset.modified}
    found: list[Field] = []
    for column, value in values.items():
        if not value or column in known:
            continue
        if column not in preset.extra:
            found.append(Field(id=new_id(), kind=FieldKind.CONCEALED, label=column, value=value))
        elif value != values.get("url"):  # a form's address mostly repeats the site's
            label = _(preset.extra[column])
            found.append(Field(id=new_id(), kind=FieldKind.TEXT, label=label, value=value))
    return found


def _title(values: Mapping[str, str]) -> str:
    named = values.get("name", "").strip()
    title = named or _site(values["url"]) or values["username"].strip() or _("Untitled")
    # A name that a person gave is refused when it is too long; one that we make is not.
    return title if named else title[:MAX_TITLE]


def _site(url: str) -> str:
    """Return the host of a website, the package of an Android app, else the text itself."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return url.strip()
    return host.removeprefix("www.") or url.strip()


def _moment(text: str) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) < 16):  # noqa: PLR2004 - digits
        return None
    moment = int(text)
    return moment if 0 < moment < _LATEST else None


def _folded(column: str) -> str:
    return column.strip().casefold()


def _format(preset: Preset) -> Format:
    def fits(source: Source) -> bool:
        return preset.needed <= set(source.columns)

    def read(source: Source, _given: Given, step: Step) -> Reading:
        reading = read_browser_csv(source.text, preset, step)
        if not reading.entries and not reading.problems:
            raise CannotImport(_("The file names its columns, and holds no passwords below them."))
        return reading

    return Format(
        preset.name, preset.title, fits, read, ("csv",), aliases=preset.aliases, real=True
    )


FORMATS = tuple(map(_format, PRESETS.values()))
