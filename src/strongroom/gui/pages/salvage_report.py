# SPDX-License-Identifier: GPL-3.0-or-later
"""The face with the report of a salvage: what was saved, what was not, and what next.

``save_wanted`` asks that its text be written: the place may be a stick, which takes its time.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from strongroom.app.salvaging import SalvageReport, report_text, suggested_report
from strongroom.errors import StrongroomError
from strongroom.gui import places, theme
from strongroom.gui.widgets import buttons
from strongroom.gui.widgets.announce import announce
from strongroom.gui.widgets.card import Card
from strongroom.gui.widgets.labels import label, set_tone
from strongroom.texts import _, ngettext

_SHOWN = 12  # names below a heading; the saved report has all


class ReportFace(QWidget):
    """``open_button`` leads into the new vault; ``save_wanted`` carries a path and the text."""

    save_wanted = Signal(object, str)

    def __init__(self, now_ms: Callable[[], int]) -> None:
        super().__init__()
        self._now_ms = now_ms
        self._report: SalvageReport | None = None
        self._source = self._target = Path()
        self.summary = label(kind=theme.Text.STRONG, wrap=True)
        self.words = label(tone="muted", wrap=True)
        self.names = label(kind=theme.Text.SMALL, wrap=True)
        self._card = Card(padding=2 * theme.GRID)
        self._card.body().addWidget(self.names)
        self.open_button = buttons.primary(_("Open the salvaged vault"))
        self.open_button.setProperty("large", True)
        self.save_button = buttons.secondary(_("Save report…"), "file-down")
        self.save_button.setProperty("large", True)
        self.said = label(kind=theme.Text.SMALL, tone="muted", wrap=True)
        for part in (self.summary, self.words, self.said):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._lay_out()
        self.save_button.clicked.connect(self._ask)

    def show_report(self, report: SalvageReport, source: Path, target: Path) -> None:
        """Show ``report`` until :meth:`forget`."""
        self._report, self._source, self._target = report, source, target
        self.summary.setText(report.summary)
        self.words.setText("\n\n".join(report.sentences))
        self.names.setText("\n\n".join(_block(*part) for part in report.details))
        self._card.setVisible(bool(report.details))
        self.save_button.setEnabled(True)
        place = places.shown_path(target)
        self._say(_("The new vault is {place}.").format(place=place), "muted")

    def forget(self) -> None:
        """Let go of every name."""
        self._report = None
        for part in (self.summary, self.words, self.names):
            part.clear()

    def save(self, path: Path) -> None:
        """Ask that the report be written to ``path``."""
        if self._report is None:
            return
        text = report_text(self._report, self._source, self._target, now_ms=self._now_ms())
        self.save_button.setEnabled(False)
        self._say(_("Saving…"), "muted")
        self.save_wanted.emit(path, text)

    def show_saved(self, path: Path) -> None:
        """Say where the report is."""
        self._say_end(_("Saved as {place}.").format(place=places.shown_path(path)), "accent")

    def show_not_saved(self, error: StrongroomError) -> None:
        """Say why there is no report."""
        self._say_end(str(error), "danger")

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        row.addWidget(self.open_button, 1)
        row.addWidget(self.save_button, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(theme.GRID + 2)
        for part in (self.summary, self.words, self._card):
            page.addWidget(part)
        page.addLayout(row)
        page.addWidget(self.said)

    def _ask(self) -> None:
        names = [_("Text files (*.txt)")]
        title = _("Save the report")
        suggested = suggested_report(self._target)
        places.choose_new_file(self.window(), title, suggested, names, self.save, replaces=False)

    def _say_end(self, sentence: str, tone: str) -> None:
        self.save_button.setEnabled(True)
        if self._report is not None:  # else it was left meanwhile
            self._say(sentence, tone)

    def _say(self, sentence: str, tone: str) -> None:
        self.said.setText(sentence)
        set_tone(self.said, tone)
        announce(self, sentence)


def _block(heading: str, names: tuple[str, ...]) -> str:
    shown = [f"•  {name}" for name in names[:_SHOWN]]
    more = len(names) - _SHOWN
    if more > 0:
        sentence = ngettext(
            "and {count:,} more, named in the saved report",
            "and {count:,} more, named in the saved report",
            more,
        )
        shown.append(sentence.format(count=more))
    return "\n".join((heading, *shown))
