# SPDX-License-Identifier: GPL-3.0-or-later
"""What Bitwarden has no place for, counted while it is written, and told in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from strongroom.exchange.bitwarden.ciphers import Written
from strongroom.exchange.outgoing import OutgoingItem
from strongroom.texts import _, ngettext

_MOST_NAMED = 5  # titles in a sentence


@dataclass(slots=True)
class Told:
    """The numbers of items, and the titles of those that Bitwarden's server refuses."""

    attachments: int = 0
    trashed: int = 0
    kinds: int = 0
    tags: int = 0
    versions: int = 0
    passkeys: int = 0
    names: int = 0
    long: list[str] = field(default_factory=list)

    def note(self, item: OutgoingItem, made: Written) -> None:
        """Count an item."""
        self.attachments += len(item.attachments)
        self.trashed += item.overview.trashed is not None
        self.kinds += made.other_kind
        self.tags += made.other_tags
        self.versions += made.other_versions
        self.passkeys += made.other_passkeys
        self.names += made.other_names
        if made.too_long:
            self.long.append(item.overview.title)

    def sentences(self) -> Iterator[str]:
        """Yield a sentence on each thing that is not there, or not so."""
        yield from self._missing()
        yield from self._otherwise()
        if self.long:
            named = ", ".join(f"“{title}”" for title in self.long[:_MOST_NAMED])
            more = "" if len(self.long) <= _MOST_NAMED else " …"
            sentence = _(
                "Bitwarden’s server refuses texts as long as those in {titles}: shorten them"
                " before its import."
            )
            yield sentence.format(titles=named + more)

    def _missing(self) -> Iterator[str]:
        if count := self.attachments:
            yield ngettext(
                "{count} attachment is not in the file: Bitwarden takes files by hand alone.",
                "{count} attachments are not in the file: Bitwarden takes files by hand alone.",
                count,
            ).format(count=count)
        if count := self.trashed:
            yield ngettext(
                "{count} item of the Trash is an item like any other once Bitwarden imports it.",
                "{count} items of the Trash are items like any other once Bitwarden imports them.",
                count,
            ).format(count=count)
        if count := self.versions:
            yield ngettext(
                "{count} item has earlier versions that Strongroom alone reads back:"
                " Bitwarden keeps five earlier passwords.",
                "{count} items have earlier versions that Strongroom alone reads back:"
                " Bitwarden keeps five earlier passwords.",
                count,
            ).format(count=count)

    def _otherwise(self) -> Iterator[str]:
        if count := self.kinds:
            yield ngettext(
                "{count} item is of a kind that Bitwarden has not: there it is a login or a note.",
                "{count} items are of kinds that Bitwarden has not: there they are logins or"
                " notes.",
                count,
            ).format(count=count)
        if count := self.tags:
            yield ngettext(
                "{count} item has its tags in a field, for Bitwarden has none.",
                "{count} items have their tags in a field, for Bitwarden has none.",
                count,
            ).format(count=count)
        if count := self.passkeys:
            yield ngettext(
                "{count} item has a passkey that Bitwarden cannot use: it is in custom fields.",
                "{count} items have passkeys that Bitwarden cannot use: they are in custom fields.",
                count,
            ).format(count=count)
        if count := self.names:
            yield ngettext(
                "{count} item has fields with names of their own, which are lost where Bitwarden"
                " has its own.",
                "{count} items have fields with names of their own, which are lost where Bitwarden"
                " has its own.",
                count,
            ).format(count=count)
