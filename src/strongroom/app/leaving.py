# SPDX-License-Identifier: GPL-3.0-or-later
"""What leaves the vault: which items were chosen, and these one after the other.

A few items are decrypted at a time, attachments part by part, and nothing is held that was
given away.  An item that is deleted elsewhere in the meantime is left out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice

import msgspec

from strongroom.app.folders import ancestry
from strongroom.app.session import Session
from strongroom.errors import ChangedSince, NotFound
from strongroom.exchange.outgoing import Outgoing, OutgoingItem
from strongroom.exchange.reading import Attached
from strongroom.model.attached import present
from strongroom.model.attachment_names import shown_name
from strongroom.model.item import Attachment, Details, Folder, Overview, folder_path
from strongroom.texts import _
from strongroom.vault.vault import Vault

_BATCH = 64


@dataclass(frozen=True, slots=True)
class What:
    """All items, those of a folder and of the folders in it, or those of a selection.

    What lies in the trash comes only with ``trash``, unless it was selected itself.
    """

    folder: int | None = None
    ids: frozenset[int] | None = None
    trash: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """What that is in the vault as it stands: items in their order, and folders by id.

    ``with_removed`` counts the items of which a removed attachment stays behind.
    """

    items: tuple[int, ...]
    folders: tuple[int, ...]
    trashed: int
    with_removed: int


def chosen(session: Session, what: What) -> Chosen:
    """Return what is to leave: by folder and title, so that a reader finds it.

    Raises:
        VaultLocked: no vault is open.
        NotFound: the folder is gone.
    """
    overviews, folders = session.vault.overviews(), session.vault.folders()
    if what.folder is not None and what.folder not in folders:
        raise NotFound(_("This folder no longer exists; choose another."))
    wanted = [one for one in overviews.values() if _is_meant(one, what, folders)]
    paths = {folder: folder_path(folders, folder) for folder in (*folders, None)}
    wanted.sort(key=lambda one: (_sorted(paths.get(one.folder, ())), one.title.casefold(), one.id))
    there = _folders_of(wanted, what, folders)
    return Chosen(
        tuple(one.id for one in wanted),
        tuple(sorted(there, key=lambda folder: _sorted(paths[folder]))),
        sum(one.trashed is not None for one in wanted),
        sum(one.file_removed is not None for one in wanted),
    )


def outgoing(session: Session, what: Chosen) -> Outgoing:
    """Return what writers are given; to be used while the vault stays open."""
    vault = session.vault
    folders = vault.folders()
    paths = {folder: folder_path(folders, folder) for folder in folders}
    every = dict.fromkeys(
        path[:length]
        for path in (paths[folder] for folder in what.folders if folder in paths)
        for length in range(1, len(path) + 1)
    )
    return Outgoing(
        name=vault.name,
        folders=tuple(sorted(every, key=lambda path: [name.casefold() for name in path])),
        items=partial(_items, vault, what.items, paths),
        count=len(what.items),
    )


def _items(
    vault: Vault, ids: tuple[int, ...], paths: Mapping[int, tuple[str, ...]]
) -> Iterator[OutgoingItem]:
    remaining = iter(ids)
    while batch := list(islice(remaining, _BATCH)):
        details = dict(vault.details(batch))
        overviews = vault.overviews()  # as they are in the state that the details are of
        found = [(overviews[one], details[one]) for one in batch if one in details]
        for overview, whole in found:
            one = msgspec.structs.replace(whole, attachments=tuple(map(_named, present(whole))))
            path = () if overview.folder is None else paths.get(overview.folder, ())
            yield OutgoingItem(overview, one, path, tuple(_attached(vault, overview, one)))


def _named(attachment: Attachment) -> Attachment:
    """Return it under a name that turns no text around, whoever wrote it into the vault."""
    return msgspec.structs.replace(attachment, name=shown_name(attachment.name))


def _attached(vault: Vault, overview: Overview, details: Details) -> Iterator[Attached]:
    for order, one in enumerate(details.attachments):
        chunks = partial(_chunks, vault, overview.id, one)
        yield Attached(one.name, one.size, chunks, order)


def _chunks(vault: Vault, item_id: int, attachment: Attachment) -> Iterator[bytes]:
    try:
        yield from vault.read_attachment(item_id, attachment.id)
    except NotFound:
        raise ChangedSince(
            _("The vault was changed while it was being exported; export it again.")
        ) from None


def _is_meant(overview: Overview, what: What, folders: Mapping[int, Folder]) -> bool:
    if what.ids is not None:
        return overview.id in what.ids
    if overview.trashed is not None and not what.trash:
        return False
    return what.folder is None or what.folder in ancestry(folders, overview.folder)


def _folders_of(wanted: list[Overview], what: What, folders: Mapping[int, Folder]) -> set[int]:
    inside: Callable[[int], bool] = lambda folder: what.folder in ancestry(folders, folder)  # noqa: E731
    if what.ids is None and what.folder is None:
        return set(folders)
    there = set() if what.ids is not None else {one for one in folders if inside(one)}
    for start in {one.folder for one in wanted} | {what.folder}:
        there |= ancestry(folders, start)
    return there


def _sorted(path: tuple[str, ...]) -> list[str]:
    return [name.casefold() for name in path]
