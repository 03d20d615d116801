# SPDX-License-Identifier: GPL-3.0-or-later
"""What a salvage saved and what it did not, for people and for programs.

It names items and attachments and holds no other content of the vault.
"""

from collections.abc import Iterable

import msgspec

from strongroom.texts import N_, _, ngettext

OLDER, BOTH_CHANGED, UNRELATED = "older", "both changed", "unrelated"
_JUDGED = {
    OLDER: N_("This file is older than the vault that was last seen here."),
    BOTH_CHANGED: N_("This file and the vault that was last seen here were both changed."),
    UNRELATED: N_(
        "This file bears your vault's name, but does not come from the one last opened here: "
        "somebody else may have written it."
    ),
}


class LostAttachment(msgspec.Struct, frozen=True):
    """An attachment of which a part is missing, and the item that it belonged to."""

    title: str
    name: str


class SalvageReport(msgspec.Struct, frozen=True, kw_only=True):
    """The result of one salvage.

    ``items`` are whole.  ``without_details`` and ``without_overview`` are titles of halves,
    which lie in ``folder`` of the new vault; ``mismatched`` those of which both halves were
    found and do not belong together.  ``vouched`` tells that the vault's own list says what
    there was, so that nothing of that state is missing but what is named here.  ``judged``
    says, in the words above, how that state stands to the one that this machine last saw,
    which has ``saves_missing`` that it lacks; it is empty where nothing is to be told.
    """

    items: int = 0
    folders: int = 0
    attachments: int = 0
    versions: int = 0
    without_details: tuple[str, ...] = ()
    without_overview: tuple[str, ...] = ()
    mismatched: tuple[str, ...] = ()
    lost_attachments: tuple[LostAttachment, ...] = ()
    broken_rows: int = 0
    vouched: bool = False
    settings_lost: bool = False
    given_up: bool = False
    folder: str = ""
    items_then: int | None = None
    retired: int | None = None
    judged: str = ""
    saves_missing: int = 0

    @property
    def complete(self) -> bool:
        """Whether all that the vault held was saved, as far as it and this machine can tell."""
        lost = self.without_details or self.mismatched or self.lost_attachments
        return self.vouched and not lost and not self._is_doubtful

    @property
    def _is_doubtful(self) -> bool:
        """Whether what was found is certainly not the vault as it last was."""
        return bool(self.judged) or self.retired is not None

    @property
    def summary(self) -> str:
        """Say in one sentence what was saved."""
        items = ngettext("{count:,} item", "{count:,} items", self.items)
        folders = ngettext("{count:,} folder", "{count:,} folders", self.folders)
        files = ngettext("{count:,} attachment", "{count:,} attachments", self.attachments)
        versions = ngettext(
            "{count:,} earlier version", "{count:,} earlier versions", self.versions
        )
        return _("Saved: {items}, {folders}, {files}, {versions}.").format(
            items=items.format(count=self.items),
            folders=folders.format(count=self.folders),
            files=files.format(count=self.attachments),
            versions=versions.format(count=self.versions),
        )

    @property
    def sentences(self) -> tuple[str, ...]:
        """Say what is to be known beside the numbers, the gravest first."""
        said = [*self._of_the_whole(), *self._of_halves()]
        if self.lost_attachments:
            sentence = ngettext(
                "{count:,} attachment was incomplete and is left out.",
                "{count:,} attachments were incomplete and are left out.",
                len(self.lost_attachments),
            )
            said.append(sentence.format(count=len(self.lost_attachments)))
        if self.broken_rows and not self.complete:
            sentence = ngettext(
                "{count:,} row could not be read any more.",
                "{count:,} rows could not be read any more.",
                self.broken_rows,
            )
            said.append(sentence.format(count=self.broken_rows))
        if self.settings_lost:
            said.append(_("The vault's own settings were lost; it begins with the usual ones."))
        return tuple(said)

    @property
    def details(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return headings, each with the lines below it: what is lost or apart, by name."""
        attachments = tuple(
            _("{title}: {name}").format(title=one.title, name=one.name)
            for one in self.lost_attachments
        )
        lists = (
            (_("Only the overview was found; passwords and notes are lost:"), self.without_details),
            (_("Only the details were found; title and folder are lost:"), self.without_overview),
            (
                _("Overview and details do not belong together, and are kept apart:"),
                self.mismatched,
            ),
            (_("Attachments that are incomplete and left out:"), attachments),
        )
        return tuple((heading, lines) for heading, lines in lists if lines)

    def text(self, heading: Iterable[str] = ()) -> str:
        """Return all of it as plain text, ``heading`` first."""
        blocks = ["\n".join((*heading, self.summary, *self.sentences))]
        for title, lines in self.details:
            blocks.append("\n".join((title, *(f"  - {_plain(line)}" for line in lines))))
        return "\n\n".join(blocks) + "\n"

    def _of_its_age(self) -> Iterable[str]:
        if self.judged:
            yield _(_JUDGED[self.judged])
        if self.saves_missing:
            sentence = ngettext(
                "{count:,} save is missing that was seen here: items may be as they were before "
                "it, and later ones are not among them; compare with a backup.",
                "{count:,} saves are missing that were seen here: items may be as they were before "
                "them, and later ones are not among them; compare with a backup.",
                self.saves_missing,
            )
            yield sentence.format(count=self.saves_missing)
        if self.retired is not None:
            yield _(
                "This copy was locked with a password that was changed since: it is an old one, "
                "and somebody who knows that password may have written it."
            )

    def _of_the_whole(self) -> Iterable[str]:
        yield from self._of_its_age()
        if self.given_up:
            yield _(
                "The file holds more false rows than a vault can; the rest was not looked through."
            )
        if self.complete:
            yield _("The vault's own list of contents is whole: nothing is missing.")
        elif self.vouched and self._is_doubtful:
            yield _(
                "The list of contents in this file is whole: of the state that it is in, nothing "
                "is missing but what is named."
            )
        elif self.vouched:
            yield _(
                "The vault's own list of contents is whole: nothing is missing but what is named."
            )
        else:
            yield _(
                "The vault's own list of contents cannot be trusted any more, so what is missing "
                "altogether cannot be told, and items may be as they once were; compare with a "
                "backup."
            )
        if self.items_then is not None and self.items_then != self.items:
            sentence = ngettext(
                "When this vault was last seen here it held {count:,} item.",
                "When this vault was last seen here it held {count:,} items.",
                self.items_then,
            )
            yield sentence.format(count=self.items_then)

    def _of_halves(self) -> Iterable[str]:
        halves = len(self.without_details) + len(self.without_overview) + len(self.mismatched)
        if halves:
            sentence = ngettext(
                "{count:,} item is incomplete; what is left of it lies in the folder “{folder}”.",
                "{count:,} items are incomplete; what is left of them lies in the folder "
                "“{folder}”.",
                halves,
            )
            yield sentence.format(count=halves, folder=self.folder)


def _plain(line: str) -> str:
    """Return a title as one line: it may hold anything."""
    return " ".join("".join(c if c.isprintable() else " " for c in line).split())
