# SPDX-License-Identifier: GPL-3.0-or-later
"""What a merge will do, in words: for the window's preview and for the terminal's."""

from collections.abc import Callable

from strongroom.app.merging import Kinship, MergeLine, MergePreview
from strongroom.model.merging.merge import Outcome
from strongroom.texts import N_, _, ngettext

# What is said of one item.
LABELS: dict[Outcome, str] = {
    Outcome.NEW: N_("new"),
    Outcome.UPDATED: N_("newer in the copy"),
    Outcome.COMBINED: N_("both changed: combined"),
    Outcome.BOTH: N_("both changed: both kept"),
    Outcome.PAST: N_("earlier states come into its history"),
    Outcome.PLACED: N_("folder, tags or Trash"),
    Outcome.DELETED: N_("deleted in the copy"),
    Outcome.THROWN: N_("deleted in the copy: goes to Trash"),
    Outcome.KEPT: N_("deleted in the copy, edited here later: kept"),
    Outcome.BACK: N_("deleted here, edited in the copy later: comes back"),
}

_COUNTS: dict[Outcome, Callable[[int], str]] = {
    Outcome.NEW: lambda n: ngettext("{count:,} item is new", "{count:,} items are new", n),
    Outcome.UPDATED: lambda n: ngettext(
        "{count:,} is newer in the copy", "{count:,} are newer in the copy", n
    ),
    Outcome.COMBINED: lambda n: ngettext(
        "{count:,} changed on both sides is combined",
        "{count:,} changed on both sides are combined",
        n,
    ),
    Outcome.BOTH: lambda n: ngettext(
        "{count:,} changed on both sides keeps the newer state, the other in its history",
        "{count:,} changed on both sides keep the newer state, the other in their history",
        n,
    ),
    Outcome.PAST: lambda n: ngettext(
        "{count:,} has earlier states come into its history",
        "{count:,} have earlier states come into their history",
        n,
    ),
    Outcome.PLACED: lambda n: ngettext(
        "{count:,} moves or has other tags", "{count:,} move or have other tags", n
    ),
    Outcome.DELETED: lambda n: ngettext(
        "{count:,} deleted in the copy goes", "{count:,} deleted in the copy go", n
    ),
    Outcome.THROWN: lambda n: ngettext(
        "{count:,} deleted in the copy goes to Trash",
        "{count:,} deleted in the copy go to Trash",
        n,
    ),
    Outcome.KEPT: lambda n: ngettext(
        "{count:,} deleted in the copy was edited here later and stays",
        "{count:,} deleted in the copy were edited here later and stay",
        n,
    ),
    Outcome.BACK: lambda n: ngettext(
        "{count:,} deleted here was edited in the copy later and comes back",
        "{count:,} deleted here were edited in the copy later and come back",
        n,
    ),
}


def fate(line: MergeLine) -> str:
    """Return what becomes of one item, and to which websites it would send what it holds."""
    said = _(LABELS[line.outcome])
    if line.websites is None:
        return said
    if not line.websites:
        return _("{fate}; its websites go").format(fate=said)
    sites = _("{fate}; website changes to {websites}")
    return sites.format(fate=said, websites=", ".join(line.websites))


def counts(preview: MergePreview) -> list[str]:
    """Return one line for each thing that happens to items, folders and the vault's rules."""
    said = _websites(preview)
    said += [
        form(preview.count(outcome)).format(count=preview.count(outcome))
        for outcome, form in _COUNTS.items()
        if preview.count(outcome)
    ]
    return said + beside_items(preview)


def _websites(preview: MergePreview) -> list[str]:
    count = sum(line.websites is not None for line in preview.lines)
    sentence = ngettext("{count:,} has other websites", "{count:,} have other websites", count)
    return [sentence.format(count=count)] if count else []


def beside_items(preview: MergePreview) -> list[str]:
    """Return what happens to anything but items, and what of the copy stays out."""
    folders = ngettext("{count:,} folder changes", "{count:,} folders change", preview.folders)
    unknown = ngettext(
        "{count:,} entry comes that only a newer version of Strongroom knows",
        "{count:,} entries come that only a newer version of Strongroom knows",
        preview.unknown,
    )
    refused = ngettext(
        "{count:,} entry of the copy stays out: it would take the place of something else",
        "{count:,} entries of the copy stay out: they would take the place of something else",
        preview.refused,
    )
    counted = (
        (folders, preview.folders),
        (unknown, preview.unknown),
        (refused, preview.refused),
    )
    said = [sentence.format(count=count) for sentence, count in counted if count]
    return [*said, _("the vault’s name or rules change")] if preview.settings else said


def summary(preview: MergePreview) -> str:
    """Return the one sentence that says what comes of it all."""
    if not preview.changes_something:
        return _("There is nothing in this copy that the vault does not have.")
    touched = len(preview.changed)
    kept = preview.same + len(preview.lines) - touched
    sentence = ngettext("{count:,} item changes", "{count:,} items change", touched)
    same = ngettext("{count:,} stays as it is", "{count:,} stay as they are", kept)
    return _("{touched}, {same}.").format(
        touched=sentence.format(count=touched), same=same.format(count=kept)
    )


def warning(preview: MergePreview) -> str:
    """Return what is to be known of the copy's key, "" where there is nothing."""
    if preview.kinship is Kinship.EARLIER:
        return _(
            "This copy is locked with a password that was changed since. Whoever knows that "
            "password can have written it: look at what it brings."
        )
    if preview.kinship is Kinship.OTHER:
        return _(
            "Nothing but its password says that this copy comes from your vault: look at what "
            "it brings. Once merged, its password opens no later copy."
        )
    return ""
