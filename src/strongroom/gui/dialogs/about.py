# SPDX-License-Identifier: GPL-3.0-or-later
"""What this program is, and which one exactly."""

import platform

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

import strongroom
from strongroom.gui import icons, theme
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.answers import answers
from strongroom.gui.widgets.icon_label import IconLabel
from strongroom.gui.widgets.labels import label
from strongroom.texts import _

_WIDTH = 360
_MARK = 64
_CENTRE = Qt.AlignmentFlag.AlignHCenter


class About(QDialog):
    """Name, version, licence; the details can be selected, for a report of a problem."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("About Strongroom"))
        self.setMinimumWidth(theme.scaled(_WIDTH))
        page = QVBoxLayout(self)
        page.setContentsMargins(*[3 * theme.GRID] * 4)
        page.setSpacing(theme.GRID)
        page.addWidget(IconLabel(icons.MARK, "accent", _MARK), 0, _CENTRE)
        page.addWidget(label(_("Strongroom"), theme.Text.TITLE), 0, _CENTRE)
        self.details = label(versions(), theme.Text.SMALL, "muted", wrap=True)
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        licence = _("Free software under the GNU General Public License, version 3 or later.")
        for part in (self.details, label(licence, theme.Text.SMALL, "muted", wrap=True)):
            part.setAlignment(_CENTRE)
            page.addWidget(part)
        close = buttons.secondary(_("Close"))
        close.clicked.connect(self.accept)
        page.addLayout(answers(close))


def versions() -> str:
    """Return the versions of the program and of what it runs on."""
    return _("Version {ours} · Qt {qt} · Python {python}").format(
        ours=strongroom.__version__, qt=qVersion(), python=platform.python_version()
    )
