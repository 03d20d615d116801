# SPDX-License-Identifier: GPL-3.0-or-later
"""From the list of unlock methods to having more, other or fewer of them.

Each change asks for what opens the vault now and goes the way of ``rekeying.py``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from strongroom.app.events import ChangedOnDisk, Event
from strongroom.app.quick_unlock import BY_PIN, QuickUnlock
from strongroom.app.rekeying import PendingChange
from strongroom.app.session import Session
from strongroom.app.unlock_methods import (
    KEY_FILE,
    PASSWORD_AND_KEY_FILE,
    RECOVERY,
    UnlockMethod,
    UnlockMethods,
    about_quick,
    after_removal,
    consequences,
    has_code,
    only_code,
)
from strongroom.errors import StrongroomError
from strongroom.gui import places
from strongroom.gui.dialogs.method_change import File, MethodChange, WantedMethod, Wish
from strongroom.gui.dialogs.unlock_methods import MethodDeed, UnlockMethodsDialog
from strongroom.gui.events import Events
from strongroom.gui.file_looks import look_for
from strongroom.gui.flows.opening import Opening
from strongroom.gui.flows.rekeying import Rekeying
from strongroom.gui.tasks import Tasks
from strongroom.model.credentials import NewMethod
from strongroom.texts import _


@dataclass(frozen=True, slots=True)
class _Found:
    """What the worker has read."""

    path: Path
    methods: tuple[UnlockMethod, ...]
    quick: str | None
    writable: bool
    key_file: Path | None


class MethodsFlow(QObject):
    """``changed`` tells that the vault's unlock methods are others now."""

    changed = Signal()

    def __init__(
        self,
        session: Session,
        quick: QuickUnlock,
        rekeying: Rekeying,
        *,
        tasks: Tasks,
        opening: Opening,
        events: Events,
        may_change: Callable[[], bool] = lambda: True,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._methods = UnlockMethods(session)
        self._quick = quick
        self._rekeying = rekeying
        self._tasks = tasks
        self._opening = opening
        self._events = events
        self._may_change = may_change
        self._found: _Found | None = None

    def show(self, parent: QWidget) -> UnlockMethodsDialog:
        """Open the list over ``parent``."""
        dialog = UnlockMethodsDialog(parent)
        dialog.chosen.connect(lambda deed, method: self._do(dialog, deed, method))
        changed = self._rekeying.finished.connect(lambda: self._after(dialog, ""))
        heard = self._events.happened.connect(lambda event: self._hear(dialog, event))
        dialog.finished.connect(lambda _result: self._rekeying.finished.disconnect(changed))
        dialog.finished.connect(lambda _result: self._events.happened.disconnect(heard))
        dialog.open()
        self._read(dialog)
        return dialog

    def _hear(self, dialog: UnlockMethodsDialog, event: Event) -> None:
        """Follow what another program made of them."""
        if isinstance(event, ChangedOnDisk) and isValid(dialog) and dialog.isVisible():
            self._read(dialog)

    def _read(self, dialog: UnlockMethodsDialog) -> None:
        path = self._opening.path
        if path is None:
            return

        def read() -> _Found:
            return _Found(
                path,
                self._methods.list(),
                None if self._quick.offer(path) is None else self._quick.choice,
                not self._session.vault.read_only,
                self._session.remembered.key_file(path),
            )

        def done(found: _Found) -> None:
            self._found = found
            if isValid(dialog):
                quick = "" if found.quick is None else about_quick(by_pin=found.quick == BY_PIN)
                dialog.show_methods(found.methods, quick, hindrance=self._hindrance(found))

        self._tasks.run(read, done, lambda error: _tell(dialog, error))

    def _hindrance(self, found: _Found) -> str:
        if not found.writable:
            return _("This vault is open for looking only.")
        return "" if self._may_change() else _("Save the item that is being edited first.")

    def _do(
        self, dialog: UnlockMethodsDialog, deed: MethodDeed, method: UnlockMethod | None
    ) -> None:
        found = self._found
        if found is None:
            return
        dialog.say("")
        if deed is MethodDeed.CHANGE_PASSWORD:
            self._rekeying.show(dialog)
        elif method is None:
            self._add(dialog, deed, found)
        elif deed is MethodDeed.MOVE_KEY_FILE:
            self._ask_source(dialog, found)
        elif deed is MethodDeed.REMOVE:
            self._remove(dialog, method, found)
        else:
            self._replace(dialog, method, found)

    def _add(
        self,
        dialog: UnlockMethodsDialog,
        deed: MethodDeed,
        found: _Found,
    ) -> None:
        wish = replace(_adding(deed), codes=has_code(found.methods))

        def prepare(wanted: WantedMethod) -> PendingChange:
            return self._methods.begin_add(wanted.current, wanted.new)

        change = _asking(dialog, wish, found)
        self._rekeying.run(change, prepare, lambda: self._after(dialog, _("Added.")))

    def _remove(
        self,
        dialog: UnlockMethodsDialog,
        method: UnlockMethod,
        found: _Found,
    ) -> None:
        def prepare(wanted: WantedMethod) -> PendingChange:
            given = (wanted.current, *wanted.others)
            return self._methods.begin_change(given, removed=[method.id])

        change = _asking(dialog, _removing(method, found.methods), found)
        self._rekeying.run(change, prepare, lambda: self._after(dialog, after_removal()))

    def _replace(
        self,
        dialog: UnlockMethodsDialog,
        method: UnlockMethod,
        found: _Found,
    ) -> None:
        def prepare(wanted: WantedMethod) -> PendingChange:
            given = (wanted.current, *wanted.others)
            if method.factors == RECOVERY:
                return self._methods.begin_change(given)
            both = method.factors == PASSWORD_AND_KEY_FILE
            new = NewMethod(
                wanted.current.password if both else None,
                wanted.new.key_file,
                instead_of=method.id,
            )
            return self._methods.begin_change(given, removed=[method.id], added=[new])

        change = _asking(dialog, _replacing(method, found.methods), found)
        self._rekeying.run(change, prepare, lambda: self._after(dialog, after_removal()))

    def _after(self, dialog: UnlockMethodsDialog, sentence: str) -> None:
        """Show what is in force now, and say what is to be known of before."""
        self.changed.emit()
        if isValid(dialog) and dialog.isVisible():
            dialog.say(sentence)
            self._read(dialog)

    # -- the key file's place ------------------------------------------------------------

    def _ask_source(self, dialog: UnlockMethodsDialog, found: _Found) -> None:
        """Ask for it beside the vault, and go where it was last as soon as it is seen there."""
        title = _("Which key file is to be moved?")
        then = partial(self._ask_target, dialog)
        asked = places.choose_file(dialog, title, found.path.parent, _filters(), then)
        likely = found.key_file or found.path.with_suffix(".key")

        def looked(there: bool) -> None:  # noqa: FBT001 - an answer
            if there and asked.isVisible():
                asked.setDirectory(str(likely.parent))
                asked.selectFile(likely.name)

        look_for(likely, asked, looked)

    def _ask_target(self, dialog: UnlockMethodsDialog, source: Path) -> None:
        title = _("Where to bring the key file")
        then = partial(self._move, dialog, source)
        places.choose_new_file(dialog, title, source, _filters(), then, replaces=False)

    def _move(self, dialog: UnlockMethodsDialog, source: Path, target: Path) -> None:
        def done(_none: None) -> None:
            if isValid(dialog):
                text = _("The key file is at {place} now, and no longer where it was.")
                dialog.say(text.format(place=places.shown_path(target)))
                self._read(dialog)

        self._tasks.run(
            lambda: self._methods.move_key_file(source, target),
            done,
            lambda error: _tell(dialog, error),
        )


def _tell(dialog: UnlockMethodsDialog, error: StrongroomError) -> None:
    if isValid(dialog):
        dialog.say(str(error), "danger")


def _asking(dialog: UnlockMethodsDialog, wish: Wish, found: _Found) -> MethodChange:
    made = MethodChange(dialog, wish, found.path, found.key_file)
    if only_code(found.methods):
        made.proof.take_code(alone=True)
    return made


def _filters() -> list[str]:
    return [_("Key files (*.key)"), _("All files (*)")]


def _adding(deed: MethodDeed) -> Wish:
    if deed is MethodDeed.ADD_CODE:
        return Wish(
            title=_("Add a recovery kit"),
            sentence=_(
                "A page with a code that opens the vault if the master password is forgotten "
                "or the key file lost. Print it, or write it down, and keep it where you keep "
                "your passport."
            ),
            deed=_("Continue"),
            leave=_("Add none"),
            recovery=True,
        )
    if deed is MethodDeed.ADD_PASSWORD:
        return Wish(
            title=_("Add a master password"),
            sentence=_(
                "One more password that opens the vault by itself. Whoever knows it can do all "
                "that you can."
            ),
            deed=_("Add password"),
            leave=_("Add none"),
            password=True,
            file=File.MAY,
        )
    return Wish(
        title=_("Add a key file"),
        sentence=_(
            "A file that opens the vault by itself, for a stick in a safe. Take another file "
            "than the one that goes with a password."
        ),
        deed=_("Add key file"),
        leave=_("Add none"),
        caution=_("No password is asked for: whoever has this file and the vault can read it."),
        file=File.MUST,
    )


def _removing(method: UnlockMethod, methods: Sequence[UnlockMethod]) -> Wish:
    text = _("After this it no longer opens the vault. Type a password that stays. {rest}")
    return Wish(
        title=_("Remove “{method}”").format(method=method.name),
        sentence=text.format(rest=consequences(methods, [method.id])),
        deed=_("Remove"),
        leave=_("Keep everything"),
        caution=after_removal(),
        stay=_further(methods, method),
        codes=has_code(methods),
    )


def _replacing(method: UnlockMethod, methods: Sequence[UnlockMethod]) -> Wish:
    if method.factors == RECOVERY:
        return Wish(
            title=_("New recovery kit"),
            sentence=consequences(methods, []),
            deed=_("Continue"),
            leave=_("Keep the old kit"),
            caution=after_removal(),
            stay=_further(methods, None),
        )
    alone = method.factors == KEY_FILE
    known = _("Type the password that goes with it, and choose the present file. {rest}")
    return Wish(
        title=_("Replace the key file"),
        sentence=("{rest}" if alone else known).format(rest=consequences(methods, [])),
        deed=_("Replace"),
        leave=_("Keep the old file"),
        caution=after_removal(),
        file=File.MUST,
        stay=_further(methods, None),
        codes=alone and has_code(methods),
    )


def _further(methods: Sequence[UnlockMethod], removed: UnlockMethod | None) -> int:
    """Return how many passwords stay beside the one that is typed as proof."""
    kept = [m for m in methods if m != removed and "password" in m.factors]
    return max(0, len(kept) - 1)
