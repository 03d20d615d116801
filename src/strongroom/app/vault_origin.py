# SPDX-License-Identifier: GPL-3.0-or-later
"""Another Strongroom vault as the origin of an import: opened for looking, and not remembered.

A copy of the vault that is open is none: that is merged, not imported.  Its header says what
its key costs and nothing vouches for that, so it is bounded as every other file's is.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec

from strongroom.errors import (
    CannotImport,
    CannotOpen,
    InvalidInput,
    MethodMissing,
    SourceDamaged,
    SourcePasswordNeeded,
    SourceWrongPassword,
    WrongKey,
)
from strongroom.exchange import costs
from strongroom.exchange.format import Format
from strongroom.exchange.reading import Attached, Entry, Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.model.attached import present, removed
from strongroom.model.attachment_names import kept_name
from strongroom.model.credentials import Credentials
from strongroom.model.item import Attachment, Content, Details, Item, Overview, folder_path
from strongroom.texts import N_, _, ngettext
from strongroom.vault.copies import Claims, VaultCopy, open_stranger
from strongroom.vault.copy_costs import are_usual

MOST_VALUES = 1_500_000  # fields and old states: few bytes in a file, and many in memory
MOST_ROWS = 128 << 20  # bytes of all items together: some 100,000 logins with their history


def _read_no_vault(_source: Source, _given: Given, _step: Step) -> Reading:
    raise CannotImport(_("This file is not a Strongroom vault."))


VAULT = Format(
    name="strongroom",
    title=N_("Strongroom vault"),
    fits=lambda _source: False,  # told apart before any reader sees it
    read=_read_no_vault,
    endings=("strongroom",),
    plain=False,
    real=True,
)


class VaultOrigin:
    """A vault's file; ``ours`` is the id of the vault that is open, if one is."""

    def __init__(self, path: Path, ours: bytes | None) -> None:
        self.name = path.name
        self._path = path
        self._ours = ours
        self._copy: VaultCopy | None = None

    def recognised(self) -> Format:
        """Return what it is."""
        return VAULT

    def read(self, kind: Format, given: Given, step: Step) -> Reading:
        """Open it with what was given, and read all that is not deleted for good.

        Raises:
            SourcePasswordNeeded, SourceWrongPassword: what was given does not open it.
            SourceTooCostly: its key is dearer than that of any vault that was made here.
            SourceDamaged: it is damaged or altered.
            CannotImport: it is a copy of the vault that is open, or far too large.
        """
        if kind is not VAULT:
            raise CannotImport(_("This file is a Strongroom vault; import it as one."))
        copy = self._copy = self._copy or self._opened(given)
        if copy.vault_id == self._ours:
            raise CannotImport(
                _("This is a copy of the vault that is open: merge it, by “Merge another copy…”.")
            )
        try:
            gone: list[Attachment] = []
            entries = tuple(_entries(copy, gone, step))
            return Reading(entries, folders=_folders(copy), losses=tuple(_losses(len(gone))))
        except CannotOpen as error:
            raise SourceDamaged(str(error)) from None

    def close(self) -> None:
        """Overwrite its keys."""
        if self._copy is not None:
            self._copy.close()

    def _named(self, error: Exception) -> str:
        """Name the vault: the one that is open has a password too."""
        return _("“{vault}”: {sentence}").format(vault=self.name, sentence=error)

    def _opened(self, given: Given) -> VaultCopy:
        place = Path(given.key_place) if given.key_place else None
        if given.password is None and place is None:
            raise SourcePasswordNeeded(_("This vault asks for its own password."), key_file=True)
        # What was given stays the giver's, so these credentials are not closed here.
        credentials = Credentials(password=given.password, key_file=place)
        try:
            return open_stranger(self._path, credentials, partial(_check, given))
        except WrongKey as error:
            raise SourceWrongPassword(self._named(error), key_file=True) from None
        except MethodMissing as error:
            raise SourcePasswordNeeded(self._named(error), key_file=True) from None
        except InvalidInput as error:
            raise SourceWrongPassword(str(error), key_file=True) from None
        except CannotOpen as error:
            raise SourceDamaged(str(error)) from None


def _check(given: Given, claims: Claims) -> None:
    """Refuse what a file asks for that was made to do harm."""
    if claims.size > MOST_ROWS:
        sentence = _("This vault holds more than {limit} MiB of items: import it in parts.")
        raise CannotImport(sentence.format(limit=MOST_ROWS >> 20))
    if given.password is None:  # of its slots none is tried that costs anything
        return
    allowed = given.costly or are_usual(claims.costs)
    work = 0
    for cost in claims.costs:
        work = costs.check_memory(cost.memory_kib, cost.passes, costly=allowed, before=work)


def _folders(copy: VaultCopy) -> tuple[tuple[str, ...], ...]:
    folders = copy.folders()
    return tuple(folder_path(folders, folder_id) for folder_id in folders)


def _losses(gone: int) -> Iterator[str]:
    if gone:
        yield ngettext(
            "{count} attachment that was removed in the other vault stays there.",
            "{count} attachments that were removed in the other vault stay there.",
            gone,
        ).format(count=gone)


def _entries(copy: VaultCopy, gone: list[Attachment], step: Step) -> Iterator[Entry]:
    """Yield what comes; attachments that were removed are ``gone``."""
    overviews, folders = copy.overviews(), copy.folders()
    parts: set[int] = set()
    values = 0
    for item_id, details in copy.details(overviews):
        step()
        values += _values(details)
        if values > MOST_VALUES:
            sentence = _("This vault holds more than {limit:,} fields: import it in parts.")
            raise CannotImport(sentence.format(limit=MOST_VALUES))
        overview = overviews[item_id]
        _check_parts(details, parts)
        gone.extend(removed(details))
        yield Entry(
            content=_content(overview, details),
            path=folder_path(folders, overview.folder),
            history=details.history,
            attachments=tuple(_attached(copy, one) for one in present(details)),
            trashed=overview.trashed,
        )


def _values(details: Details) -> int:
    old = sum(1 + len(version.fields) for version in details.history)
    return len(details.fields) + old + len(details.attachments) + len(details.dropped)


def _check_parts(details: Details, known: set[int]) -> None:
    """Let no part be of two files: a few of them would be read as thousands."""
    for attachment in details.attachments:
        for part_id, _tag in attachment.parts:
            if part_id in known:
                raise SourceDamaged(_("In this vault two attachments share their bytes."))
            known.add(part_id)


def _content(overview: Overview, details: Details) -> Content:
    return msgspec.structs.replace(
        Item(overview, details).content(),
        folder=None,
        created=overview.created,
        modified=overview.modified,
    )


def _attached(copy: VaultCopy, attachment: Attachment) -> Attached:
    # Nobody has looked at the name: any program can have written the vault.
    name = kept_name(attachment.name) or _("file")
    return Attached(name, attachment.size, partial(_chunks, copy, attachment))


def _chunks(copy: VaultCopy, attachment: Attachment) -> Iterator[bytes]:
    given = 0
    try:
        for part_id, tag in attachment.parts:
            data = copy.open_part(part_id, copy.sealed_part(part_id, tag))
            given += len(data)
            if given > attachment.size:
                break
            yield data
    except CannotOpen as error:
        raise SourceDamaged(str(error)) from None
    if given != attachment.size:
        raise SourceDamaged(_("An attachment in this vault is not as long as it says."))
