# SPDX-License-Identifier: GPL-3.0-or-later
"""The access log in words, the same in window and terminal."""

from collections.abc import Callable

from strongroom.app.access_log import Access, Act, Through, shown_name
from strongroom.model.attachment_names import shown_name as attachment_name
from strongroom.texts import N_, _, ngettext

_MINUTE, _HOUR, _DAY = 60_000, 3_600_000, 86_400_000
_MONTH, _YEAR = 30 * _DAY, 365 * _DAY

_THROUGH: dict[str, str] = {
    Through.WINDOW: N_("window"),
    Through.QUICK_ACCESS: N_("quick access"),
    Through.TERMINAL: N_("terminal"),
}

_AGO: tuple[tuple[int, Callable[[int], str]], ...] = (
    (_YEAR, lambda n: ngettext("{count} year ago", "{count} years ago", n)),
    (_MONTH, lambda n: ngettext("{count} month ago", "{count} months ago", n)),
    (_DAY, lambda n: ngettext("{count} day ago", "{count} days ago", n)),
    (_HOUR, lambda n: ngettext("{count} hour ago", "{count} hours ago", n)),
    (_MINUTE, lambda n: ngettext("{count} minute ago", "{count} minutes ago", n)),
)


def act_text(access: Access) -> str:
    """Return what was done ("Password copied"); a newer program's word as it stands."""
    if access.act == Act.EXPORTED and access.field:
        return _("“{name}” exported").format(name=attachment_name(access.field))
    label = shown_name(access.field)
    field = label[:1].upper() + label[1:]
    if access.act == Act.EXPORTED and access.item == 0:
        text = ngettext("{count} item exported", "{count} items exported", access.count)
        return text.format(count=access.count)
    alone: dict[str, str] = {
        Act.OPENED: _("Opened"),
        Act.COPIED: _("Copied"),
        Act.REVEALED: _("Revealed"),
        Act.VISITED: _("Website opened"),
        Act.EXPORTED: _("Exported"),
    }
    named: dict[str, str] = {
        Act.COPIED: _("{field} copied"),
        Act.REVEALED: _("{field} revealed"),
    }
    if field and access.act in named:
        return named[access.act].format(field=field)
    return alone.get(access.act, access.act)


def through_text(access: Access) -> str:
    """Return through what it was done."""
    return _(_THROUGH[access.through]) if access.through in _THROUGH else access.through


def title_text(access: Access, titles: dict[int, str]) -> str:
    """Return the item's title, or what stands for one that there is not."""
    if access.item == 0:
        return _("Several items")
    return titles.get(access.item, _("Deleted item"))


def ago_text(at: int, now: int) -> str:
    """Return how long ago a moment was, the coarser the longer."""
    gone = now - at
    for length, words in _AGO:
        if gone >= length:
            count = gone // length
            return words(count).format(count=count)
    return _("just now")
