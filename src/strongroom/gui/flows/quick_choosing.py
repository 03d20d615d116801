# SPDX-License-Identifier: GPL-3.0-or-later
"""Switching quick unlock on and off for the open vault, from its page in the settings.

The PIN first, then the master password, with which all is done at once on the worker: one
derivation, and nothing typed is kept longer than it takes.  The keyring, which may ask and
take its time, is written to aside; until it has answered the page says so and can cancel,
and whatever it answers wrong is said there, with quick unlock off.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from strongroom.app.quick_halves import Arming
from strongroom.app.quick_unlock import BY_CLICK, BY_PIN, QuickUnlock
from strongroom.errors import Cancelled, StrongroomError
from strongroom.gui.aside import Aside
from strongroom.gui.dialogs.choose_pin import ChoosePin
from strongroom.gui.flows import quick_words
from strongroom.gui.flows.opening import Opening
from strongroom.gui.flows.reauthenticating import Reauthenticating
from strongroom.gui.tasks import Tasks
from strongroom.gui.widgets.setting_controls import Doing
from strongroom.model.credentials import Credentials
from strongroom.secret import SecretBytes
from strongroom.texts import _

ROWS = {BY_PIN: "quick_pin", BY_CLICK: "quick_click", None: "quick_off"}


@dataclass(frozen=True, slots=True)
class QuickState:
    """What is chosen for the open vault, and whether it is in force at this moment.

    ``ends_at_logout`` is None where it is not.
    """

    choice: str | None
    ends_at_logout: bool | None


class QuickChoosing(QObject):
    """``changed`` carries the new :class:`QuickState`, ``failed`` a row's id and a sentence."""

    changed = Signal(object)
    working = Signal(object)  # the choice that the keyring is being told of, None for no more
    failed = Signal(str, str)

    def __init__(
        self,
        quick: QuickUnlock,
        asking: Reauthenticating,
        *,
        tasks: Tasks,
        aside: Aside,
        opening: Opening,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._quick = quick
        self._asking = asking
        self._tasks = tasks
        self._aside = aside
        self._opening = opening
        self._busy: str | None = None

    def refresh(self, row: str = "", sentence: str = "") -> None:
        """Find out how things stand, and tell; then say what went wrong in ``row``, if so."""
        path = self._opening.path

        def done(state: QuickState) -> None:
            self.changed.emit(state)
            if sentence:
                self.failed.emit(row, sentence)

        if self._opening.is_open and path is not None:
            self._tasks.run(lambda: self._state(path), done, _nothing)

    def press(self, parent: QWidget, row: str) -> None:
        """Begin what the button of a row is for; while the keyring is told, end that."""
        if self._busy is not None:
            self._quick.cancel()
        elif row == ROWS[BY_PIN]:
            sentence = quick_words.before_pin()
            dialog = ChoosePin(parent, sentence=sentence)
            dialog.chosen.connect(lambda pin: self._ask_on(parent, pin))
            dialog.open()
        elif row == ROWS[BY_CLICK]:
            self._ask_on(parent, None)
        else:
            self._ask_off(parent)

    def _ask_on(self, parent: QWidget, pin: SecretBytes | None) -> None:
        choice = BY_CLICK if pin is None else BY_PIN

        def work(credentials: Credentials) -> Arming:
            return self._quick.choose(credentials, pin)

        dialog = self._asking.ask_for(
            parent,
            work,
            title=_("Turn quick unlock on"),
            sentence=_("Type the master password once more, so that it is you who does this."),
            deed=_("Turn on"),
            done=lambda arming: self._finish(choice, arming),
            failed=lambda error: self.failed.emit(ROWS[choice], str(error)),
            dropped=lambda _arming: self._take_back(choice, ""),
        )
        if pin is not None:
            # After whatever the worker still does with it.
            dialog.finished.connect(
                lambda _result: self._tasks.run(pin.close, _nothing, bound=False)
            )

    def _ask_off(self, parent: QWidget) -> None:
        self._asking.ask_for(
            parent,
            self._quick.switch_off,
            title=_("Turn quick unlock off"),
            sentence=_("Type the master password; from now on it opens the vault alone."),
            deed=_("Turn off"),
            done=lambda _none: self.refresh(),
            failed=lambda error: self.failed.emit(ROWS[None], str(error)),
            dropped=lambda _none: self.refresh(),
        )

    def _finish(self, choice: str, arming: Arming) -> None:
        self._busy = choice
        self.working.emit(choice)

        def done(_none: None) -> None:
            self._rest()
            self.refresh()

        def failed(error: StrongroomError) -> None:
            self._rest()
            cancelled = _("Cancelled; quick unlock is off.")
            self._take_back(choice, cancelled if isinstance(error, Cancelled) else str(error))

        self._aside.run(arming.finish, done, failed)

    def _rest(self) -> None:
        self._busy = None
        self.working.emit(None)

    def _take_back(self, choice: str, sentence: str) -> None:
        """Choose nothing after all, and say why."""

        def told(_result: object) -> None:
            self.refresh(ROWS[choice], sentence)

        self._tasks.run(self._quick.take_back, told, told)

    def _state(self, path: Path) -> QuickState:
        offer = self._quick.offer(path)
        return QuickState(self._quick.choice, None if offer is None else offer.ends_at_logout)


def doings(choice: str | None, working: str | None) -> Mapping[str, Doing]:
    """Return how the three rows stand, by their ids."""
    if working is not None:
        idle = {row: Doing() for row in ROWS.values()}
        return idle | {ROWS[working]: Doing(_("Cancel"), _("Telling the keyring…"), going_on=True)}
    texts: Mapping[str | None, tuple[str, str]] = {
        BY_PIN: (_("Use a PIN…"), _("Change PIN…")),
        BY_CLICK: (_("Use a click…"), ""),
        None: (_("Turn off…"), ""),
    }
    return {
        row: Doing(texts[each][1], _("In use")) if each == choice else Doing(texts[each][0])
        for each, row in ROWS.items()
    }


def _nothing(_result: object) -> None:
    """Receive the end of what nobody waits for."""
