# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of items from the window: added, saved out, removed, brought back.

Everything is read and written on the worker, in parts.  What takes long tells how far it is
and can be stopped; a lock stops it too, and nothing of it is left then.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from unicodedata import normalize

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from strongroom.app.access_log import AccessLog, Act, Through
from strongroom.app.attachments import Attachments
from strongroom.app.deeds import Deed
from strongroom.errors import Cancelled, StrongroomError
from strongroom.gui.flows.editing import Editing
from strongroom.gui.flows.stopping import Stopping
from strongroom.gui.tasks import Tasks
from strongroom.gui.widgets.toast import Saying
from strongroom.model import attached
from strongroom.model.attachment_names import kept_name
from strongroom.model.changes import Changes
from strongroom.model.file_types import FileType
from strongroom.model.item import Attachment, Content, Item
from strongroom.texts import _, ngettext

WHOLE = 1000  # steps of progress: a bar counts no gigabytes
_MOST_LOOKED_AT = 24  # files of one item whose first bytes are read for a list


class Attaching(QObject):
    """``stepped`` tells of long work until ``over``; news and failures go through editing."""

    stepped = Signal(str, int, int)  # what is done, how much of it, of how much
    over = Signal()
    made = Signal(object)  # the id of a new document

    def __init__(
        self,
        attachments: Attachments,
        editing: Editing,
        tasks: Tasks,
        log: AccessLog,
        *,
        documents: Path,
        open_url: Callable[[QUrl], bool] = QDesktopServices.openUrl,
    ) -> None:
        super().__init__()
        self._attachments = attachments
        self._editing = editing
        self._tasks = tasks
        self._log = log
        self._open_url = open_url
        self._running: list[Stopping] = []
        self.folder = documents  # where the last file was taken from or put

    # In and out

    def add(self, item_id: int, paths: Sequence[Path]) -> None:
        """Attach files to an item, all of them or none."""
        count = len(paths)
        self._come_from(paths)
        stopping = self._begin(ngettext("Adding a file…", "Adding {count} files…", count), count)
        said = _added(paths)
        work = partial(self._attachments.add, item_id, paths, stopping)
        self._change(Deed.ADD_FILE, work, said, stopping)

    def add_document(self, content: Content, paths: Sequence[Path]) -> None:
        """Add an item that is made of these files."""
        count = len(paths)
        self._come_from(paths)
        stopping = self._begin(ngettext("Adding a file…", "Adding {count} files…", count), count)
        work = partial(self._attachments.add_document, content, paths, stopping)

        def done(changes: Changes) -> None:
            self._end(stopping)
            for item_id in changes.made:
                self.made.emit(item_id)

        self._editing.run(
            Deed.ADD, work, done, partial(self._failed, stopping), said=lambda: _("Saved")
        )

    def save(self, item_id: int, attachment: Attachment, place: Path) -> None:
        """Save an attachment as a file; what is there already stays."""
        self.folder = place.parent
        stopping = self._begin(_("Saving a file…"))

        def done(path: Path) -> None:
            self._end(stopping)
            text = _("Saved as “{name}”").format(name=path.name)
            self._editing.said.emit(Saying(text, _("Show folder"), partial(self._show, path)))

        def note() -> None:
            self._log.record(item_id, Act.EXPORTED, Through.WINDOW, attachment.name)
            self._log.flush()

        def work() -> Path:
            return self._attachments.save_to(item_id, attachment.id, place, stopping, whole=note)

        self._tasks.run(work, done, partial(self._failed, stopping))

    def stop(self) -> None:
        """End all that takes long, at its next step."""
        for stopping in self._running:
            stopping.stop()

    # What is there

    def look_at(self, item: Item, done: Callable[[Mapping[int, FileType]], None]) -> None:
        """Find out by their first bytes what the files of an item are."""
        files = attached.present(item.details)[:_MOST_LOOKED_AT]
        if not files:
            return

        def work() -> dict[int, FileType]:
            return {one.id: self._attachments.type_of(item.id, one) for one in files}

        # What cannot be read is told when somebody wants it.
        self._tasks.run(work, done, lambda _error: None)

    def rename(self, item_id: int, attachment: Attachment, name: str) -> None:
        """Give an attachment another name."""
        work = partial(self._attachments.rename, item_id, attachment.id, name)
        self._change(Deed.RENAME_FILE, work, _("Renamed"))

    def remove(self, item_id: int, attachment: Attachment) -> None:
        """Remove an attachment; it can be brought back."""
        work = partial(self._attachments.remove, item_id, attachment.id)
        self._change(Deed.REMOVE_FILE, work, _("File removed"))

    def restore(self, item_id: int, attachment: Attachment) -> None:
        """Bring an attachment back."""
        work = partial(self._attachments.restore, item_id, attachment.id)
        self._change(Deed.RESTORE_FILE, work, _("File restored"))

    def delete(self, item_id: int, attachment: Attachment) -> None:
        """Delete an attachment for good."""
        work = partial(self._attachments.delete, item_id, attachment.id)
        self._change(Deed.DELETE_FILE, work, _("File deleted"))

    # Inside

    def _change(
        self,
        deed: Deed,
        work: Callable[[], Changes],
        said: str,
        stopping: Stopping | None = None,
    ) -> None:
        self._editing.run(
            deed,
            work,
            lambda _changes: self._end(stopping),
            partial(self._failed, stopping),
            said=lambda: said,
        )

    def _show(self, path: Path) -> None:
        self._open_url(QUrl.fromLocalFile(str(path.parent)))

    def _come_from(self, paths: Sequence[Path]) -> None:
        self.folder = paths[0].parent

    def _begin(self, text: str, count: int = 1) -> Stopping:
        text = text.format(count=count)
        shown = -1

        def tell(done: int, total: int) -> None:
            nonlocal shown
            part = done * WHOLE // total if total else 0
            if part != shown:
                shown = part
                self.stepped.emit(text, part, WHOLE if total else 0)

        stopping = Stopping(tell)
        self._running.append(stopping)
        return stopping

    def _end(self, stopping: Stopping | None) -> None:
        if stopping in self._running:
            self._running.remove(stopping)
        if not self._running:
            self.over.emit()

    def _failed(self, stopping: Stopping | None, error: StrongroomError) -> None:
        self._end(stopping)
        if not isinstance(error, Cancelled):
            self._editing.failed.emit(error)


def _added(paths: Sequence[Path]) -> str:
    """Return what is said of files that came, and of those that are called otherwise there."""
    count = len(paths)
    named = [normalize("NFC", path.name) for path in paths]  # accents look alike either way
    other = [kept_name(name) for name in named if kept_name(name) != name]
    if not other:
        return ngettext("File added", "{count} files added", count).format(count=count)
    if count == 1:
        return _("File added; it is called “{name}” here").format(name=other[0] or _("file"))
    sentence = ngettext(
        "{count} files added; {others} is called otherwise here",
        "{count} files added; {others} are called otherwise here",
        len(other),
    )
    return sentence.format(count=count, others=len(other))
