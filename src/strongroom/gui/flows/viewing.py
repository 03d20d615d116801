# SPDX-License-Identifier: GPL-3.0-or-later
"""An attachment looked at in the window, without a file of it anywhere.

The worker reads it out of the vault; a text is shown as it is, a picture or PDF goes to a
decoder, a process of its own that ends with the dialog.  A lock closes the dialog like any other.
"""

from collections.abc import Callable
from threading import Event

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from strongroom.app.access_log import AccessLog, Act, Through
from strongroom.app.session import Session
from strongroom.app.viewing import Seen, Sort, look
from strongroom.errors import Cancelled, StrongroomError
from strongroom.gui import places
from strongroom.gui.decoding.decoder import Decoder
from strongroom.gui.decoding.messages import Kind
from strongroom.gui.dialogs.viewer import ViewerDialog
from strongroom.gui.flows.looking import Looking
from strongroom.gui.tasks import Tasks
from strongroom.gui.widgets.toast import Saying
from strongroom.gui.words import size_text
from strongroom.model.file_types import type_by_name
from strongroom.model.item import Attachment
from strongroom.secret import SecretBytes
from strongroom.texts import _

_KINDS = {Sort.PICTURE: Kind.PICTURE, Sort.PDF: Kind.PDF}


class Viewing(QObject):
    """One attachment at a time, over ``window()``; ``save_wanted`` leaves saving to others."""

    save_wanted = Signal(object, object)  # id of the item, Attachment

    def __init__(
        self,
        session: Session,
        tasks: Tasks,
        looking: Looking,
        log: AccessLog,
        *,
        window: Callable[[], QWidget],
    ) -> None:
        super().__init__()
        self._session = session
        self._tasks = tasks
        self._looking = looking
        self._log = log
        self._window = window
        self.dialog: ViewerDialog | None = None
        self.decoder: Decoder | None = None
        self._stop = Event()

    def show(self, item_id: int, attachment: Attachment) -> None:
        """Open the viewer."""
        about = _("{kind}, {size}").format(
            kind=type_by_name(attachment.name).label, size=size_text(attachment.size)
        )
        about = about[:1].upper() + about[1:]
        self.dialog = dialog = ViewerDialog(self._window(), attachment.name, about)
        dialog.finished.connect(self._closed)
        dialog.save_wanted.connect(lambda: self.save_wanted.emit(item_id, attachment))
        dialog.copy_wanted.connect(self._copy)
        dialog.open()
        self._stop = stop = Event()

        def step() -> None:
            if stop.is_set():
                raise Cancelled(_("The file is not looked at any more."))

        def work() -> Seen:
            seen = look(self._session, item_id, attachment, step)
            self._log.record(item_id, Act.REVEALED, Through.WINDOW, attachment.name)
            return seen

        self._tasks.run(
            work, lambda seen: self._came(seen, stop), lambda error: self._failed(error, stop)
        )

    def hear(self, saying: Saying) -> None:
        """Say in the viewer too what became of saving, where it is open."""
        if self.dialog is not None:
            self.dialog.say(saying.text)

    def hear_of(self, error: StrongroomError) -> None:
        """Say why it was not saved."""
        if self.dialog is not None:
            self.dialog.say(places.with_shown_paths(str(error)), "danger")

    def _came(self, seen: Seen, stop: Event) -> None:
        if self.dialog is None or stop.is_set():
            return
        kind = _KINDS.get(seen.type.sort)
        if kind is None:
            self.dialog.show_text(seen.text, cut=seen.cut)
            return
        self.decoder = decoder = Decoder(self)
        decoder.shown.connect(self._shown)
        decoder.failed.connect(self._not_shown)
        self.dialog.page_wanted.connect(decoder.ask)
        decoder.start(kind, seen.data)
        self.dialog.ask_page()

    def _shown(self, image: QImage, pages: int) -> None:
        if self.dialog is not None:
            self.dialog.show_image(image, pages)

    def _not_shown(self, sentence: str) -> None:
        if self.dialog is not None:
            self.dialog.show_trouble(sentence)

    def _failed(self, error: StrongroomError, stop: Event) -> None:
        if self.dialog is not None and not stop.is_set():
            self.dialog.show_trouble(str(error))

    def _copy(self, text: str) -> None:
        self._looking.copy_secret(SecretBytes.of_text(text), _("Text"))

    def _closed(self) -> None:
        self._stop.set()
        self.dialog = None
        if self.decoder is not None:
            self.decoder.close()
            self.decoder.deleteLater()
            self.decoder = None
