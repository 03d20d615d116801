# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person reads of an item: labels, groups, dates and the times at the foot.

Pure functions from an item to sentences and order; the widgets only place them.  A
concealed value never passes through here.
"""

import re
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QDate, QDateTime

from strongroom.gui.widgets.dates import day_in_words
from strongroom.model.fields import (
    Field,
    FieldKind,
    Role,
    label_of,
    template_of,
)
from strongroom.model.item import Folder, Overview, folder_path
from strongroom.texts import N_, _, ngettext

# The names of field kinds, in the order that menus offer them.
FIELD_KINDS: dict[str, str] = {
    FieldKind.TEXT: N_("text"),
    FieldKind.CONCEALED: N_("concealed"),
    FieldKind.OTP: N_("one-time password"),
    FieldKind.WEBSITE: N_("website"),
    FieldKind.EMAIL: N_("email"),
    FieldKind.PHONE: N_("phone"),
    FieldKind.DATE: N_("date"),
    FieldKind.MONTH: N_("month"),
    FieldKind.NOTE: N_("note"),
}

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{2})")


def sentence_label(field: Field) -> str:
    """Return the label as a sentence starts with it ("Password", "PIN")."""
    label = label_of(field)
    return label[:1].upper() + label[1:]


def subtitle(overview: Overview, folders: Mapping[int, Folder]) -> str:
    """Return the line below the title: the kind, and the folder's path if it lies in one."""
    kind = _(template_of(overview.kind).name)
    path = folder_path(folders, overview.folder)
    if not path:
        return kind
    return _("{kind} · {folder}").format(kind=kind, folder=" / ".join(path))


def cards_of(fields: Iterable[Field]) -> list[list[Field]]:
    """Group what has a value into cards, without changing the person's order.

    The first card holds what the kind is about; from the first website, note or field of
    the person's own making on, the rest stands in a second one.
    """
    filled = [field for field in fields if field.value]
    split = next((i for i, field in enumerate(filled) if _is_extra(field)), len(filled))
    return [card for card in (filled[:split], filled[split:]) if card]


def _is_extra(field: Field) -> bool:
    return field.role == Role.CUSTOM or field.kind in {FieldKind.WEBSITE, FieldKind.NOTE}


def shown_value(field: Field) -> str:
    """Return the value as people write it: dates and months in words, the rest as it is."""
    if field.kind == FieldKind.DATE and _ISO_DATE.fullmatch(field.value):
        date = QDate.fromString(field.value, "yyyy-MM-dd")
        return day_in_words(date) if date.isValid() else field.value
    if field.kind == FieldKind.MONTH and (found := _ISO_MONTH.fullmatch(field.value)):
        return f"{found[2]} / {found[1]}"
    return field.value


def times_text(overview: Overview) -> str:
    """Return the foot's sentence; the creation is told the coarser the older it is."""
    created, modified = _day(overview.created), _day(overview.modified)
    if created == modified:
        return _("Created {day}").format(day=day_in_words(created))
    since = str(created.year()) if created.year() != modified.year() else day_in_words(created)
    return _("Changed {day} · created {since}").format(day=day_in_words(modified), since=since)


def trashed_text(overview: Overview, trash_days: int) -> str:
    """Return the foot's sentence for what lies in the trash: until when it does."""
    trashed = _day(overview.trashed or 0)
    if not trash_days:
        return _("In Trash since {day}; kept until you delete it").format(day=day_in_words(trashed))
    end = day_in_words(trashed.addDays(trash_days))
    return _("In Trash since {day} · deleted for good on {end}").format(
        day=day_in_words(trashed), end=end
    )


def removed_text(moment: int, trash_days: int) -> str:
    """Return until when a removed file can be brought back, or since when it is removed.

    One day and not two: the line has no room for more beside the size.
    """
    if not trash_days:
        return _("removed {day}").format(day=day_in_words(_day(moment)))
    end = day_in_words(_day(moment).addDays(trash_days))
    return _("kept until {end}").format(end=end)


def _day(moment: int) -> QDate:
    return QDateTime.fromMSecsSinceEpoch(moment).date()


def history_text(count: int) -> str:
    """Return how many earlier versions there are."""
    return ngettext("{count} earlier version", "{count} earlier versions", count).format(
        count=count
    )


def grouped_code(code: str) -> str:
    """Return a one-time code as people read it aloud: 123 456, 1234 5678, 123 4567.

    Steam's five letters stay together.
    """
    sizes = {6: 3, 7: 3, 8: 4}
    size = sizes.get(len(code), len(code))
    return f"{code[:size]} {code[size:]}".rstrip()
