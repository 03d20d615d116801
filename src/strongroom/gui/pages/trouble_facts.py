# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers and times that explain a finding, as rows of a card."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from strongroom.app.findings import BothChanged, Older, Retired, Unrelated
from strongroom.gui import theme
from strongroom.gui.widgets.card import Card
from strongroom.gui.widgets.labels import label
from strongroom.gui.words import moment_text
from strongroom.texts import _

Facts = tuple[tuple[str, str], ...]


class FactsCard(QWidget):
    """Labels on the left, values on the right; hidden where there are none."""

    def __init__(self) -> None:
        super().__init__()
        self._around = QVBoxLayout(self)
        self._around.setContentsMargins(0, 0, 0, 0)
        self._card: Card | None = None

    def show_facts(self, facts: Facts) -> None:
        """Show these, and none of before."""
        if self._card is not None:
            self._around.removeWidget(self._card)
            self._card.deleteLater()
        self._card = Card()
        for name, value in facts:
            self._card.add_row(_row(name, value))
        self._around.addWidget(self._card)
        self.setVisible(bool(facts))


def facts_of(finding: object) -> Facts:
    """Return what explains ``finding``, as far as it is known."""
    if isinstance(finding, Older):
        known = _seen(finding.when, finding.items_then, finding.items_now)
        return (*known, *_count(_("Saves missing from it"), finding.saves_missing))
    if isinstance(finding, BothChanged):
        known = _seen(finding.when, finding.items_then, finding.items_now)
        missing = _count(_("Saves missing from it"), finding.saves_missing)
        return (*known, *missing, *_count(_("Saves that only it has"), finding.saves_new))
    if isinstance(finding, Retired):
        changed = (_("Password changed"), moment_text(finding.when))
        return (changed, *_seen(finding.seen, finding.items_then, finding.items_now))
    if isinstance(finding, Unrelated):
        return _seen(finding.seen, finding.items_then, finding.items_now)
    return ()


def _seen(when: int | None, then: int | None, now: int | None) -> Facts:
    last = () if when is None else ((_("Last seen here"), moment_text(when)),)
    before = () if then is None else ((_("Items then"), QLocale().toString(then)),)
    after = () if now is None else ((_("Items in this copy"), QLocale().toString(now)),)
    return (*last, *before, *after)


def _count(name: str, count: int) -> Facts:
    return ((name, QLocale().toString(count)),) if count else ()


def _row(name: str, value: str) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(2 * theme.GRID, theme.GRID, 2 * theme.GRID, theme.GRID)
    line.setSpacing(2 * theme.GRID)
    line.addWidget(label(name, tone="muted"))
    shown = label(value, wrap=True)
    shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    line.addWidget(shown, 1)
    row.setAccessibleName(f"{name}: {value}")
    return row
