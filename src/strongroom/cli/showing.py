# SPDX-License-Identifier: GPL-3.0-or-later
"""How an item looks in a terminal and in JSON.  Nothing concealed unless it is asked for."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from strongroom.cli import printable
from strongroom.errors import NotFound
from strongroom.model.attached import present
from strongroom.model.attachment_names import shown_name
from strongroom.model.fields import ROLE_LABELS, SECRET_ROLES, Field, label_of, template_of
from strongroom.model.item import Folder, Item, Overview, folder_path, id_text
from strongroom.model.naming import join_path
from strongroom.texts import _, ngettext

BULLETS = "•" * 10
_UNIT, _UNITS = 1024, ("KiB", "MiB", "GiB", "TiB")


def moment(milliseconds: int) -> str:
    """Return a moment as JSON has it: ISO 8601 in UTC, to the millisecond."""
    at = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def local_moment(milliseconds: int) -> str:
    """Return a moment as a person reads it: their own time, to the minute."""
    return f"{datetime.fromtimestamp(milliseconds / 1000).astimezone():%Y-%m-%d %H:%M}"


def size_text(count: int) -> str:
    """Return a number of bytes as a person reads it."""
    if count < _UNIT:
        return ngettext("{count} byte", "{count} bytes", count).format(count=count)
    size, power = count / _UNIT, 0
    while size >= _UNIT and power < len(_UNITS) - 1:
        size, power = size / _UNIT, power + 1
    return f"{size:,.{min(power, 1)}f} {_UNITS[power]}"


def folder_text(folders: Mapping[int, Folder], folder_id: int | None) -> str | None:
    """Return a folder's path as it can be typed, None outside of all."""
    path = folder_path(folders, folder_id)
    return join_path(path) if path else None


def overview_json(overview: Overview, folder: str | None) -> dict[str, Any]:
    """Return an item for a list, without any secret."""
    row: dict[str, Any] = {
        "id": id_text(overview.id),
        "kind": overview.kind,
        "title": overview.title,
        "username": overview.username,
        "urls": overview.websites,
        "tags": overview.tags,
        "folder": folder,
        "favourite": overview.favourite,
        "created": moment(overview.created),
        "modified": moment(overview.modified),
    }
    if overview.trashed is not None:
        row["trashed"] = moment(overview.trashed)
    return row


def item_json(item: Item, folder: str | None, *, reveal: bool) -> dict[str, Any]:
    """Return a whole item; what is concealed is null unless ``reveal``."""
    fields = [
        {
            "label": label_of(field),
            "role": field.role,
            "kind": field.kind,
            "concealed": field.concealed,
            "value": field.value if reveal or not field.concealed else None,
        }
        for field in item.fields
        if field.value
    ]
    files = [
        {"id": id_text(one.id), "name": one.name, "size": one.size} for one in present(item.details)
    ]
    return overview_json(item.overview, folder) | {"fields": fields, "attachments": files}


def item_lines(item: Item, folder: str | None, *, reveal: bool) -> list[str]:
    """Return a whole item as lines for a person, each safe to print."""
    seen = item.overview
    filled = [field for field in item.fields if field.value]
    above = [(label_of(field), _shown(field, reveal=reveal)) for field in filled]
    names = [printable.one_line(shown_name(one.name)) for one in present(item.details)]
    below = [(_("attachments"), names)] if names else []
    below += [(label, [text]) for label, text in _facts(seen, folder)]
    column = max(printable.width(printable.one_line(label)) for label, _text in above + below)
    lines = [printable.isolated(printable.one_line(seen.title)), _subtitle(seen), ""]
    for block in (above, below):
        for label, texts in block:
            lines += _row(printable.one_line(label), texts, column)
        if block is above and above:
            lines.append("")
    return lines


def find_fields(item: Item, name: str) -> list[Field]:
    """Return the filled fields that answer to ``name``: a role or a label, case-folded.

    Raises:
        NotFound: there is none; the sentence names those that there are.
    """
    wanted = name.casefold()
    found = [f for f in item.fields if f.value and wanted in names_of(f)]
    if not found:
        names = ", ".join(dict.fromkeys(label_of(f) for f in item.fields if f.value))
        sentence = (
            _("“{title}” has no field “{name}”; it has {names}.")
            if names
            else _("“{title}” has no field “{name}”; all its fields are empty.")
        )
        raise NotFound(sentence.format(title=item.overview.title, name=name, names=names))
    return found


def main_secret(item: Item) -> Field:
    """Return what "the password" of an item is, for its kind.

    Raises:
        NotFound: it has none.
    """
    for role in SECRET_ROLES:
        for field in item.fields:
            if field.role == role and field.value:
                return field
    raise NotFound(_("“{title}” has no password.").format(title=item.overview.title))


def names_of(field: Field) -> set[str]:
    """Return all that a field answers to, case-folded: role, label, the label in English."""
    names = {field.role, label_of(field)}
    if not field.label:
        names.add(ROLE_LABELS.get(field.role, ""))
    return {name.casefold() for name in names if name}


def _shown(field: Field, *, reveal: bool) -> list[str]:
    if field.concealed and not reveal:
        return [BULLETS]
    return printable.lines_of(field.value)


def _subtitle(overview: Overview) -> str:
    words = [_(template_of(overview.kind).name)]
    if overview.favourite:
        words.append(_("favourite"))
    if overview.trashed is not None:
        words.append(_("in the trash since {day}").format(day=local_moment(overview.trashed)))
    return " · ".join(words)


def _facts(overview: Overview, folder: str | None) -> Iterable[tuple[str, str]]:
    if folder:
        yield _("folder"), printable.one_line(folder)
    if overview.tags:
        yield _("tags"), printable.one_line(", ".join(overview.tags))
    yield _("created"), local_moment(overview.created)
    yield _("modified"), local_moment(overview.modified)
    yield _("id"), id_text(overview.id)


def _row(label: str, texts: list[str], column: int) -> Iterable[str]:
    space = " " * (column - printable.width(label))
    for number, text in enumerate(texts):
        head = f"{printable.isolated(label)}{space}" if number == 0 else " " * column
        yield f"  {head}  {printable.isolated(text)}".rstrip()
