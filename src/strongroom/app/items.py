# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person does with the items and folders of the open vault.

Every mutation is one transaction and returns the ``Changes`` it made, an empty one where
everything already was as asked.  Whatever is refused has changed nothing.  Where an item
*lies* (folder, tags, favourite, trash) is in its overview, so these changes decrypt no
details.  Called from the one thread that uses the session.
"""

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from strongroom.app import folders as tree
from strongroom.app.placing import bury_each, bury_old_trash, bury_trashed, put_each, restored
from strongroom.app.revising import Met, revise, settle
from strongroom.app.session import Session
from strongroom.app.vault_rules import VaultRules
from strongroom.model import edits
from strongroom.model.changes import Changes
from strongroom.model.item import Content, Folder, Item, Overview, new_id
from strongroom.model.rules import MAX_TITLE, check_content, clean_vault_name
from strongroom.model.tags import clean_tag, clean_tags, tag_counts, tag_key
from strongroom.texts import _
from strongroom.vault.draft import Draft
from strongroom.vault.local import DraftEdit, Usage


class Items:
    """Reads and changes the vault that ``session`` has open.

    Every method raises ``VaultLocked`` where there is none; every mutation ``CannotSave``
    where nothing could be written, and ``NotFound`` where an item or folder is gone.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    # Reading

    def overviews(self) -> dict[int, Overview]:
        """Return all items, those in the trash too; the mapping is the caller's own."""
        return dict(self._session.vault.overviews())

    def some(self, ids: Iterable[int]) -> dict[int, Overview]:
        """Return those of the items that are there; the mapping is the caller's own."""
        overviews = self._session.vault.overviews()
        return {item_id: overviews[item_id] for item_id in ids if item_id in overviews}

    def folders(self) -> dict[int, Folder]:
        """Return all folders; the mapping is the caller's own."""
        return dict(self._session.vault.folders())

    def tags(self) -> dict[str, int]:
        """Return how many items outside the trash have each tag, sorted by name."""
        return tag_counts(self._session.vault.overviews().values())

    def item(self, item_id: int) -> Item:
        """Decrypt one item.

        Raises:
            NotFound, Altered: it is gone, or was changed without the key.
        """
        return self._session.vault.item(item_id)

    def refresh(self) -> Changes | None:
        """Take in what another program has written; as :meth:`Session.refresh`."""
        return self._session.refresh()

    # One item

    def add(self, content: Content, *, path: Sequence[str] = ()) -> Changes:
        """Add an item; ``changes.made`` holds its id.

        ``path`` names its folder from the root down, made where it is missing, and goes
        before ``content.folder``.

        Raises:
            InvalidInput: the content cannot be kept; the sentence names what.
        """
        return self.add_many([content], path=path)

    def add_many(self, contents: Iterable[Content], *, path: Sequence[str] = ()) -> Changes:
        """Add several items in one transaction; raises as :meth:`add` does."""
        checked = [check_content(content) for content in contents]

        def change(draft: Draft) -> None:
            place = tree.ensure(draft, path)
            for content in checked:
                tree.check_place(draft.folders, content.folder)
                item = edits.new_item(content, draft.now)
                overview = item.overview if place is None else edits.moved(item.overview, place)
                draft.put(overview, item.details)

        return self._write(change)

    def save(
        self,
        item_id: int,
        content: Content,
        *,
        base_version: int,
        base: Content | None = None,
        path: Sequence[str] = (),
        was_live: bool = False,
        met: Callable[[Met], None] = lambda _met: None,
    ) -> Changes:
        """Save an edit; the state before goes into the item's history.

        ``base_version`` is ``item.details.version`` of the item that the edit began with.
        With ``base``, the content it began with, folder, tags and favourite that the edit
        left alone keep what was done to them meanwhile, and a newer version is joined with
        the edit where they contradict each other nowhere.  An edit that began ``was_live``
        takes the item out of the trash again.  ``met`` is told what of this happened.
        ``path`` is as in :meth:`add`.

        Raises:
            InvalidInput: the content cannot be kept; the sentence names what.
            ChangedSince: the same of it was changed elsewhere meanwhile; nothing was saved.
        """
        found = Met()

        def change(draft: Draft) -> None:
            nonlocal found
            found = revise(
                draft,
                item_id,
                content,
                base_version=base_version,
                base=base,
                path=path,
                was_live=was_live,
            )

        changes = self._write(change)
        met(found)
        return changes

    def settle(
        self, item_id: int, chosen: Content, mine: Content, *, base_version: int, base: Content
    ) -> Changes:
        """Save what was chosen out of an edit and what its item had become meanwhile.

        Neither is lost: what was there, and ``mine`` where ``chosen`` is another, go into
        the history.  ``base_version`` and ``base`` are those of the item as it was shown.

        Raises:
            InvalidInput: the content cannot be kept; the sentence names what.
            ChangedSince: it was changed once more; nothing was saved.
        """
        return self._write(
            lambda draft: settle(draft, item_id, chosen, mine, base_version=base_version, base=base)
        )

    def duplicate(self, item_id: int) -> Changes:
        """Add a second item of the same content, without its history."""

        def change(draft: Draft) -> None:
            item = draft.item(item_id)
            title = _("{title} (copy)").format(title=item.overview.title)
            title = title if len(title) <= MAX_TITLE else item.overview.title
            copy = edits.duplicate(item, title, draft.now)
            draft.put(copy.overview, copy.details)

        return self._write(change)

    # Where items lie

    def set_favourite(self, ids: Collection[int], on: bool) -> Changes:  # noqa: FBT001 - a state
        """Make the items favourites, or make them none."""
        return self._each(ids, lambda overview, _now: edits.favoured(overview, on))

    def move(
        self, ids: Collection[int], folder_id: int | None, *, path: Sequence[str] = ()
    ) -> Changes:
        """Put the items into a folder; None is outside of all.  ``path`` is as in :meth:`add`.

        Raises:
            InvalidInput: a name in ``path`` cannot be taken.
        """

        def change(draft: Draft) -> None:
            place = tree.ensure(draft, path) if path else folder_id
            tree.check_place(draft.folders, place)
            put_each(draft, ids, lambda overview, _now: edits.moved(overview, place))

        return self._write(change)

    def set_tags(
        self, ids: Collection[int], *, add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> Changes:
        """Add tags to the items, and take others away.

        Raises:
            InvalidInput: a tag cannot be taken, or an item would have too many.
        """
        adding, removing = clean_tags(add), tuple(remove)

        def tagged(overview: Overview, _now: int) -> Overview:
            after = edits.tagged(overview, adding, removing)
            clean_tags(after.tags)
            return after

        return self._each(ids, tagged)

    def rename_tag(self, old: str, new: str) -> Changes:
        """Rename a tag wherever it stands, in the trash too; with one of that name it merges.

        Raises:
            InvalidInput: the new name cannot be taken.
        """
        name = clean_tag(new)
        return self._tagged(old, lambda overview, _now: edits.retagged(overview, old, name))

    # The trash

    def trash(self, ids: Collection[int]) -> Changes:
        """Put the items into the trash."""
        return self._each(ids, edits.trashed)

    def restore(self, ids: Collection[int]) -> Changes:
        """Take the items out of the trash; one whose folder is gone lies outside of all."""
        return self._write(
            lambda draft: put_each(draft, ids, lambda overview, _now: restored(draft, overview))
        )

    def delete_forever(self, ids: Collection[int]) -> Changes:
        """Remove the items for good, from the trash or from anywhere."""
        return self._write(lambda draft: bury_each(draft, ids))

    def empty_trash(self) -> Changes:
        """Remove everything in the trash for good."""
        return self._write(lambda draft: bury_trashed(draft, lambda _since: True))

    def purge_old_trash(self) -> Changes:
        """Remove for good what has lain in the trash for longer than the vault keeps it.

        A vault that keeps it for 0 days never lets it go.
        Called after the first save of a session and not at unlock: reading never writes,
        or a synced folder would fill with conflicts.
        """
        return self._write(bury_old_trash)

    # Folders

    def add_folder(self, name: str, parent: int | None = None) -> Changes:
        """Add a folder; ``changes.folders`` holds it.

        Raises:
            InvalidInput: the name cannot be taken, or is taken there.
        """

        def change(draft: Draft) -> None:
            tree.add(draft, name, parent)

        return self._write(change)

    def rename_folder(self, folder_id: int, name: str) -> Changes:
        """Give a folder another name; raises as :meth:`add_folder` does."""
        return self._write(lambda draft: tree.rename(draft, folder_id, name))

    def move_folder(self, folder_id: int, parent: int | None) -> Changes:
        """Put a folder with all that is in it into another; None is outside of all.

        Raises:
            InvalidInput: it would lie inside itself, or its name is taken there.
        """
        return self._write(lambda draft: tree.move(draft, folder_id, parent))

    def delete_folder(self, folder_id: int) -> Changes:
        """Take a folder away; items and folders in it move to where it was."""
        return self._write(lambda draft: tree.delete(draft, folder_id))

    # The vault's own settings

    @property
    def vault_name(self) -> str:
        """What the open vault is called."""
        return self._session.vault.name

    @property
    def read_only(self) -> bool:
        """Whether the open vault is for looking only."""
        return self._session.vault.read_only

    @property
    def vault_rules(self) -> VaultRules:
        """What the open vault keeps, and for how long."""
        settings = self._session.vault.settings
        return VaultRules(settings.trash_days, settings.history_length)

    def rename_vault(self, name: str) -> Changes:
        """Call the vault something else; its file keeps its name.

        Raises:
            InvalidInput: the name cannot be taken.
        """
        clean = clean_vault_name(name)
        return self._write(lambda draft: draft.set_settings(name=clean))

    def set_vault_rules(self, rules: VaultRules) -> Changes:
        """Change what the vault keeps, and for how long.

        Raises:
            InvalidInput: a number is out of its bounds.
        """
        rules.check()
        return self._write(
            lambda draft: draft.set_settings(
                trash_days=rules.trash_days, history_length=rules.history_length
            )
        )

    # This machine's sealed notes

    def record_use(self, item_id: int) -> None:
        """Count that an item was used now; the vault is not touched."""
        local = self._session.vault.local
        local.record_use(item_id, self._session.clock.now_ms())
        used = local.usage.get(item_id)
        if used is not None:
            self._session.used.tell(item_id, used)

    def usage(self) -> Mapping[int, Usage]:
        """Return when and how often each item was used on this machine."""
        return self._session.vault.local.usage

    def drafts(self) -> tuple[DraftEdit, ...]:
        """Return the edits that were left unfinished, oldest first."""
        return self._session.vault.local.drafts

    def save_draft(
        self,
        content: Content,
        *,
        item_id: int | None = None,
        base_version: int = 0,
        base: Content | None = None,
        files: Sequence[Path] = (),
    ) -> DraftEdit:
        """Keep an unfinished edit, as it is; nothing in it is judged.

        ``item_id`` is None for a new item, ``base_version`` and ``base`` are as in
        :meth:`save`; ``files`` waited to be attached.  An item has one draft at most, a
        later one takes its place.

        Raises:
            CannotSave: it cannot be written.
        """
        local = self._session.vault.local
        earlier = [] if item_id is None else [d.id for d in local.drafts if d.item == item_id]
        draft = DraftEdit(
            id=earlier[0] if earlier else new_id(),
            at=self._session.clock.now_ms(),
            content=content,
            item=item_id,
            base_version=base_version,
            # Where the item lay is all that is needed of it; no secret is kept twice.
            base=base and msgspec.structs.replace(base, fields=()),
            files=tuple(map(os.fsencode, files)),
        )
        local.put_draft(draft)
        return draft

    def drop_draft(self, draft_id: int) -> None:
        """Throw an unfinished edit away; nothing happens where there is none.

        Raises:
            CannotSave: the file cannot be written; the draft is still kept.
        """
        self._session.vault.local.drop_draft(draft_id)

    # Inside

    def _write(self, change: Callable[[Draft], None]) -> Changes:
        return self._session.write(change)

    def _each(self, ids: Collection[int], edit: Callable[[Overview, int], Overview]) -> Changes:
        return self._write(lambda draft: put_each(draft, ids, edit))

    def _tagged(self, tag: str, edit: Callable[[Overview, int], Overview]) -> Changes:
        key = tag_key(tag)

        def change(draft: Draft) -> None:
            found = [o.id for o in draft.overviews.values() if key in map(tag_key, o.tags)]
            put_each(draft, found, edit)

        return self._write(change)
