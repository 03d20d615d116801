# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that belong to items: added, saved out, removed and brought back.

Everything goes through in parts, so that a file of any size takes a few megabytes of memory.
Several files are added in one transaction, all of them or none.  A file that is saved out is
there as a whole, verified and readable by its owner alone, under a name that no other file
had, or not at all.  Called from the one thread that uses the session.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from strongroom.app import folders as tree
from strongroom.app.given_files import CHUNK, GivenFile
from strongroom.app.new_files import check_name, new_file
from strongroom.app.session import Session
from strongroom.app.spared import check as check_spared
from strongroom.errors import AlreadyExists, InvalidInput, NotWritable
from strongroom.model import attached, edits
from strongroom.model.attachment_names import clean_name, file_name, kept_name, numbered, unused
from strongroom.model.changes import Changes
from strongroom.model.file_types import HEAD, FileType, type_of
from strongroom.model.item import Attachment, Content, Details
from strongroom.model.rules import check_content
from strongroom.texts import _
from strongroom.vault.attachments import add, edit
from strongroom.vault.check import Progress, no_progress
from strongroom.vault.draft import Draft

_MOST_NUMBERS = 10_000


class Attachments:
    """The attachments of the items in the vault that ``session`` has open.

    Every method raises ``VaultLocked`` where there is none, and ``NotFound`` where an item
    or attachment is gone; every mutation ``CannotSave`` where nothing could be written.
    ``progress`` is told bytes done and in all; what it raises ends the work.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    # Adding

    def add(self, item_id: int, paths: Sequence[Path], progress: Progress = no_progress) -> Changes:
        """Attach files to an item, all in one transaction.

        Raises:
            NotFound, InvalidInput: a file is not there, or cannot be read or attached.
        """
        files, counted = self._looked_at(paths, progress)

        def change(draft: Draft) -> None:
            names = {one.name for one in attached.present(draft.item(item_id).details)}
            add(draft, item_id, _named(files, names, counted()))

        return self._write(change, progress)

    def add_document(
        self,
        content: Content,
        paths: Sequence[Path],
        progress: Progress = no_progress,
        *,
        path: Sequence[str] = (),
    ) -> Changes:
        """Add an item that has these files; ``changes.made`` holds its id.

        ``path`` names its folder from the root down, made where it is missing.

        Raises:
            NotFound, InvalidInput: of a file, or the content cannot be kept.
        """
        checked = check_content(content)
        files, counted = self._looked_at(paths, progress)

        def change(draft: Draft) -> None:
            place = tree.ensure(draft, path) if path else checked.folder
            tree.check_place(draft.folders, place)
            item = edits.new_item(checked, draft.now)
            draft.put(edits.moved(item.overview, place), item.details)
            add(draft, item.id, _named(files, set(), counted()))

        return self._write(change, progress)

    # Reading

    def read(self, item_id: int, attachment_id: int) -> Iterator[bytes]:
        """Give an attachment's bytes, at most 4 MiB at a time; a removed one's too.

        Raises:
            Altered: a part of it is missing, or is not the one that was saved.
        """
        return self._session.vault.read_attachment(item_id, attachment_id)

    def type_of(self, item_id: int, attachment: Attachment) -> FileType:
        """Return what an attachment is, by its first bytes; raises as :meth:`read`."""
        head = next(self.read(item_id, attachment.id), b"")
        return type_of(attachment.name, head[:HEAD])

    def save_to(
        self,
        item_id: int,
        attachment_id: int,
        place: Path,
        progress: Progress = no_progress,
        *,
        whole: Callable[[], None] = lambda: None,
    ) -> Path:
        """Save an attachment as a file and return where it lies.

        ``place`` is a folder, where the file is called as the attachment is, or the file's
        own path.  What is there already stays: then the name has a number.  ``whole`` is called
        when all of it is there, before it has its name.

        Raises:
            Altered: as :meth:`read`; nothing was saved.
            CannotSave: it cannot be written there, or ``place`` is a link, a pipe or a device;
                or the name is one that means something beside a vault; nothing is left of it.
        """
        check_target(place)
        details = self._session.vault.item(item_id).details
        one = attached.find(details, attachment_id)
        wanted = place / file_name(one.name) if place.is_dir() else place
        for number in range(1, _MOST_NUMBERS):
            target = wanted.with_name(numbered(wanted.name, number)) if number > 1 else wanted
            if os.path.lexists(target):
                continue
            # Whoever named the attachment may want to reach the vault in this folder.
            check_spared(target, self._session)
            try:
                with new_file(target) as file:
                    self._write_out(file, item_id, one, progress)
                    whole()
            except AlreadyExists:  # made by another program a moment ago
                continue
            return target
        raise NotWritable(_("Too many files of this name are there; choose another folder."))

    # Changing

    def rename(self, item_id: int, attachment_id: int, name: str) -> Changes:
        """Give an attachment another name.

        Raises:
            InvalidInput: the name cannot be taken, or another attachment has it.
        """

        def change(details: Details, now: int) -> Details:
            clean = free_name(details, attachment_id, name)
            return attached.with_renamed(details, attachment_id, clean, now)

        return self._edit(item_id, change)

    def remove(self, item_id: int, attachment_id: int) -> Changes:
        """Remove an attachment; it can be brought back for as long as the trash keeps things."""
        return self._edit(
            item_id, lambda details, now: attached.with_removed(details, attachment_id, now)
        )

    def restore(self, item_id: int, attachment_id: int) -> Changes:
        """Bring back an attachment that was removed."""
        return self._edit(
            item_id, lambda details, now: attached.with_restored(details, attachment_id, now)
        )

    def delete(self, item_id: int, attachment_id: int) -> Changes:
        """Delete an attachment for good; a large one cannot be brought back by an undo."""
        return self._edit(
            item_id, lambda details, now: attached.with_deleted(details, [attachment_id], now)
        )

    # Inside

    def _edit(self, item_id: int, change: Callable[[Details, int], Details]) -> Changes:
        return self._session.write(lambda draft: edit(draft, item_id, change))

    def _write(self, change: Callable[[Draft], None], progress: Progress) -> Changes:
        # Before the change and not out of it: else all would be read and sealed twice.
        self._session.safeguard.before_writing(progress)
        return self._session.write(change)

    def _looked_at(
        self, paths: Sequence[Path], progress: Progress
    ) -> tuple[list[GivenFile], Callable[[], "_Counted"]]:
        vault = self._session.vault.path
        files = [GivenFile.at(path, vault) for path in paths]
        total = sum(file.size for file in files)
        return files, lambda: _Counted(progress, total)

    def _write_out(self, file: BinaryIO, item_id: int, one: Attachment, progress: Progress) -> None:
        """Write an attachment into a file, and make sure that it is there."""
        counted = _Counted(progress, 2 * one.size)
        written, found = sha256(), sha256()
        for chunk in counted.of(self.read(item_id, one.id)):
            file.write(chunk)
            written.update(chunk)
        file.flush()
        os.fsync(file.fileno())
        file.seek(0)
        for chunk in counted.of(iter(lambda: file.read(CHUNK), b"")):
            found.update(chunk)
        if found.digest() != written.digest():
            raise NotWritable(_("The disk did not keep the file as it was written; try another."))


def free_name(details: Details, attachment_id: int, name: str) -> str:
    """Return a new name of an attachment as it is kept.

    Raises:
        InvalidInput: the name cannot be taken, or another attachment has it.
    """
    clean = clean_name(name)
    others = (one for one in attached.present(details) if one.id != attachment_id)
    if any(one.name == clean for one in others):
        sentence = _("Another attachment of this item is called “{name}”.")
        raise InvalidInput(sentence.format(name=clean))
    return clean


def check_target(place: Path) -> None:
    """Refuse what leads elsewhere: whoever names it wants what they save to come out there.

    Raises:
        NotWritable: it does, or no file can have that name.
    """
    if os.path.isdir(place):  # noqa: PTH112 - a name that no disk takes is told below
        return
    if os.path.lexists(place) and not _is_plain(place):
        sentence = _("“{path}” is a link, a pipe or a device; name a folder or a new file.")
        raise NotWritable(sentence.format(path=place))
    check_name(place)


def _is_plain(place: Path) -> bool:
    return place.is_file() and not place.is_symlink()


class _Counted:
    """Chunks on their way, counted and told."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0

    def of(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        self._progress(self._done, self._total)
        for chunk in chunks:
            yield chunk
            self._done += len(chunk)
            self._progress(min(self._done, self._total), self._total)


def _named(
    files: Sequence[GivenFile], taken: set[str], counted: _Counted
) -> Iterator[tuple[str, Callable[[], Iterator[bytes]]]]:
    """Give each file under a name that no other attachment has."""
    for file in files:
        name = unused(kept_name(file.path.name) or _("file"), taken)
        taken.add(name)
        yield name, lambda file=file: counted.of(file.chunks())  # type: ignore[misc]
