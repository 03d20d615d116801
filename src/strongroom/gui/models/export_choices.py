# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be exported, as lines to choose from, each with how many items it is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from strongroom.app.exporting import What
from strongroom.gui.models.folder_lines import folder_lines
from strongroom.gui.words import number
from strongroom.model.item import Folder, Overview
from strongroom.texts import _, ngettext

_INDENT = "    "


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """One line; ``what`` is without the trash, which is asked for by itself."""

    text: str
    what: What


def export_choices(
    overviews: Mapping[int, Overview], folders: Mapping[int, Folder], selected: Collection[int]
) -> tuple[ExportChoice, ...]:
    """Return the lines: everything, what is selected, and every folder."""
    counts: dict[int | None, int] = {}
    live = 0
    for one in overviews.values():
        if one.trashed is None:
            live += 1
            counts[one.folder] = counts.get(one.folder, 0) + 1
    choices = [ExportChoice(_("All items ({count})").format(count=number(live)), What())]
    if selected:
        choices.append(
            ExportChoice(_of_selected(overviews, selected), What(ids=frozenset(selected)))
        )
    for line in folder_lines(folders, counts):
        text = _("{folder} ({count})").format(folder=line.name, count=number(line.count))
        choices.append(ExportChoice(_INDENT * line.depth + text, What(folder=line.id)))
    return tuple(choices)


def _of_selected(overviews: Mapping[int, Overview], selected: Collection[int]) -> str:
    only = overviews.get(next(iter(selected))) if len(selected) == 1 else None
    if only is not None:
        return _("The selected item: {title}").format(title=only.title)
    text = ngettext("{count} selected item", "{count} selected items", len(selected))
    return text.format(count=number(len(selected)))
