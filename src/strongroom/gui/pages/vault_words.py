# SPDX-License-Identifier: GPL-3.0-or-later
"""What the middle pane says: how many, in which order, and why there is nothing.

Pure sentences; the page knows when each is due.
"""

from dataclasses import dataclass

from strongroom.gui.flows.browsing import Answer
from strongroom.gui.widgets.empty_state import Emptiness, Offer
from strongroom.gui.words import number
from strongroom.model.item import Overview
from strongroom.model.scopes import Place, Scope, Sort
from strongroom.texts import N_, _, ngettext

SORTS: dict[Sort, str] = {
    Sort.TITLE: N_("Title"),
    Sort.MODIFIED: N_("Changed"),
    Sort.CREATED: N_("Created"),
    Sort.RECENTLY_USED: N_("Recently used"),
    Sort.MOST_USED: N_("Most used"),
}


@dataclass(frozen=True, slots=True)
class Offers:
    """What an empty list can offer to do."""

    new_item: Offer
    import_file: Offer
    clear_search: Offer
    search_all: Offer


def count_text(answer: Answer) -> str:
    """Return how many there are, as far as that is known."""
    found = len(answer.listing.ids)
    if answer.working:
        return _("Looking into details… {count} found").format(count=number(found))
    total = answer.total
    if total is None:
        return _("{count} items or more").format(count=number(found))
    if answer.query:
        return ngettext("{count} found", "{count} found", total).format(count=number(total))
    return ngettext("{count} item", "{count} items", total).format(count=number(total))


def notice_text(answer: Answer) -> str:
    """Return what a person should know of how their search was taken, "" for nothing."""
    notices = list(answer.query.notices)
    if answer.spellings and answer.listing.ids:
        spelt = ", ".join(f"“{spelling}”" for spelling in answer.spellings)
        notices.append(_("Also found: {spellings}").format(spellings=spelt))
    return "\n".join(notices)


def sort_text(answer: Answer) -> str:
    """Return the order that the list stands in."""
    return _("Best match") if answer.query.words else _(SORTS[answer.question.sort])


def emptiness(answer: Answer, live: int, trash_days: int, offers: Offers) -> Emptiness:
    """Return why the list is empty and what to do; ``live`` counts items outside the trash."""
    scope = answer.question.scope
    if answer.question.text.strip():
        wider = (offers.search_all,) if scope != Scope.all() else ()
        return Emptiness(
            "search-x",
            _("Nothing found"),
            _("Try fewer words, or another spelling."),
            (*wider, offers.clear_search),
        )
    if scope.place == Place.TRASH:
        return Emptiness("trash-2", _("Trash is empty"), _trash_text(trash_days))
    if not live:
        return Emptiness(
            "vault",
            _("Nothing here yet"),
            _("Add your first login, or bring the passwords that your browser keeps."),
            (offers.new_item, offers.import_file),
        )
    icon, title, sentence = _EMPTY[scope.place]
    return Emptiness(icon, _(title), _(sentence), (offers.new_item,) if _takes(scope) else ())


_EMPTY: dict[Place, tuple[str, str, str]] = {
    Place.ALL: ("vault", N_("Nothing here"), N_("Everything lies in Trash.")),
    Place.FAVOURITES: (
        "star",
        N_("No favourites yet"),
        N_("Press the star on an item to find it here."),
    ),
    Place.RECENT: (
        "history",
        N_("Nothing used yet"),
        N_("What you copy or open is found here, newest first."),
    ),
    Place.KIND: ("shapes", N_("None of this kind"), N_("Add one, or look in all items.")),
    Place.FOLDER: (
        "folder-open",
        N_("This folder is empty"),
        N_("Drag items onto it, or add one."),
    ),
    Place.TAG: ("tag", N_("Nothing has this tag"), N_("Add the tag to an item to find it here.")),
}


def _takes(scope: Scope) -> bool:
    return scope.place in {Place.ALL, Place.FOLDER, Place.KIND}


def _trash_text(days: int) -> str:
    if not days:
        return _("What you delete waits here until you empty it.")
    text = ngettext(
        "What you delete waits here for {days} day.",
        "What you delete waits here for {days} days.",
        days,
    )
    return text.format(days=number(days))


def lost_text(now: Overview | None) -> str:
    """Return what is said where another program took the selected item out of the list."""
    if now is None:
        return _("The item was deleted by another program")
    if now.trashed is not None:
        return _("“{title}” was moved to Trash by another program").format(title=now.title)
    return _("“{title}” was changed by another program, and is not in this list any more").format(
        title=now.title
    )
