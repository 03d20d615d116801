# SPDX-License-Identifier: GPL-3.0-or-later
"""Say a change of state to whoever listens instead of looking.

"Password copied", "Item locked": what a toast shows, a screen reader speaks.  No secret
ever passes through here.
"""

from PySide6.QtWidgets import QWidget


def announce(widget: QWidget, sentence: str) -> None:
    """Let assistive technology speak ``sentence``, as news of ``widget``.

    Announcements came with Qt 6.8; before that an alert on the widget makes the reader
    speak the widget's own name, so the name is set to the sentence.
    """
    # Made at their first use, which costs 5 ms: the start can spare them.
    from PySide6 import QtGui  # noqa: PLC0415
    from PySide6.QtGui import QAccessible, QAccessibleEvent  # noqa: PLC0415

    if not QAccessible.isActive():
        return
    event_type = getattr(QtGui, "QAccessibleAnnouncementEvent", None)
    if event_type is not None:
        QAccessible.updateAccessibility(event_type(widget, sentence))
        return
    widget.setAccessibleName(sentence)
    QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.Alert))
