# SPDX-License-Identifier: GPL-3.0-or-later
"""Where events of the world arrive: told from any thread, heard on the GUI thread."""

from PySide6.QtCore import QObject, Signal

from strongroom.app.events import Event


class Events(QObject):
    """``receive`` is the callback for the use cases, ``happened`` what widgets listen to."""

    happened = Signal(object)  # strongroom.app.events.Event

    def receive(self, event: Event) -> None:
        """Pass ``event`` on; safe from any thread."""
        self.happened.emit(event)
