# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything before the open vault: which page is shown, and what leads to the next.

``entered`` tells that a vault is open and nothing here is left to be decided.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from strongroom.app.events import LockReason
from strongroom.app.places import Places
from strongroom.app.ports import Clock
from strongroom.app.recovery_kit import recovery_kit
from strongroom.app.session import Session
from strongroom.errors import StrongroomError, WrongKey
from strongroom.gui import places as gui_places
from strongroom.gui.file_looks import look_for
from strongroom.gui.finding import Finding
from strongroom.gui.flows.opening import Opening
from strongroom.gui.pages.unlock import UnlockPage
from strongroom.gui.pages.wanted_vault import WantedVault
from strongroom.gui.pages.ways_in import Offer, quick_way
from strongroom.gui.resume import Page, Resume
from strongroom.gui.tasks import Tasks
from strongroom.model.credentials import Credentials
from strongroom.secret import SecretBytes
from strongroom.texts import _, ngettext

_LONG_NAME = 32  # characters

if TYPE_CHECKING:
    from strongroom.gui.flows.mending import Mending
    from strongroom.gui.pages.create import CreatePage
    from strongroom.gui.pages.recovery_kit import RecoveryKitPage
    from strongroom.gui.pages.trouble import TroublePage
    from strongroom.gui.pages.welcome import WelcomePage


class QuickDoor(Protocol):
    """Quick unlock, as the door needs it."""

    def offer(self, path: Path) -> Offer | None:
        """Return how the vault at ``path`` can be come back to, None where it cannot."""

    def unlock(self, path: Path, pin: SecretBytes | None) -> None:
        """Begin to open it by the PIN, which is taken over, or by a click."""


class Entrance(QStackedWidget):
    """The pages before the vault; ``shown`` asks the window to put them in front."""

    entered = Signal()
    import_wanted = Signal()  # the person came to import, and now has a vault
    # SecretBytes, the receiver's to close: this code opened it, and a new password is due.
    forgot_password = Signal(object)
    compare_wanted = Signal(object)  # Path | None: what is open, with that copy or another
    merge_wanted = Signal(object)  # Path | None: that copy, or one to be asked for; inside by now
    shown = Signal()

    def __init__(
        self,
        opening: Opening,
        quick: QuickDoor,
        session: Session,
        tasks: Tasks,
        *,
        folders: Places,
        clock: Clock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._opening = opening
        self._quick = quick
        self._session = session
        self._tasks = tasks
        self._remembered = session.remembered
        self._folders = folders
        self._clock = clock
        self._path: Path | None = None
        self._name = ""
        self._creating = False
        self._import_next = False
        self._dropped: Sequence[Path] = ()  # to be imported as soon as a vault is open
        self._merge_next: tuple[Path | None] | None = None
        self._code: SecretBytes | None = None
        self._kit_cut = False
        self._connect_opening()

    # -- pages, each made when it is first shown: the start shows one --------------------

    @cached_property
    def welcome(self) -> "WelcomePage":
        """The first page on a new machine."""
        from strongroom.gui.pages.welcome import WelcomePage  # noqa: PLC0415 - as above

        page = WelcomePage()
        page.create_wanted.connect(self._create_plainly)
        page.import_wanted.connect(self.import_first)
        page.open_wanted.connect(self._ask_other)
        return page

    @cached_property
    def create_page(self) -> "CreatePage":
        """The page that makes a vault."""
        from strongroom.gui.pages.create import CreatePage  # noqa: PLC0415 - as above

        page = CreatePage(self._folders.documents)
        page.create_wanted.connect(self._create)
        page.back.connect(self._go_back)
        return page

    @cached_property
    def unlock(self) -> UnlockPage:
        """The locked door."""
        page = UnlockPage()
        page.unlock_wanted.connect(self._unlock)
        page.quick_wanted.connect(self._unlock_quickly)
        page.cancel_wanted.connect(self._opening.cancel)
        page.key_file_lost.connect(self._say_what_is_left)
        page.bottom.vault_wanted.connect(self.ask_for)
        page.bottom.open_wanted.connect(self._ask_other)
        page.bottom.create_wanted.connect(self._create_plainly)
        return page

    @cached_property
    def mending(self) -> "Mending":
        """What can be done about a vault that is not as it should be."""
        from strongroom.gui.flows.mending import Mending  # noqa: PLC0415 - as above
        from strongroom.gui.flows.reauthenticating import (  # noqa: PLC0415 - as above
            Reauthenticating,
        )

        asking = Reauthenticating(self._session, self._tasks, self._opening)
        made = Mending(self._session, self._tasks, asking, self)
        made.page_wanted.connect(self._show)
        made.door_wanted.connect(self.ask_for)
        made.other_wanted.connect(self._ask_other)
        made.go_on_wanted.connect(self._opening.go_on)
        made.look_wanted.connect(self._enter)
        made.start_wanted.connect(self._start_anew)
        made.compare_wanted.connect(self.compare_wanted)
        made.merge_wanted.connect(self._merge_here)
        made.merge_into_wanted.connect(self._merge_there)
        self._opening.lock_wanted.connect(self._leave_mending)
        return made

    @property
    def trouble(self) -> "TroublePage":
        """The page for a vault that is not as it should be."""
        return self.mending.trouble

    @cached_property
    def kit(self) -> "RecoveryKitPage":
        """The recovery kit of a new vault."""
        from strongroom.gui.pages.recovery_kit import RecoveryKitPage  # noqa: PLC0415 - as above

        page = RecoveryKitPage()
        page.done.connect(self._enter)
        self._opening.locked.connect(page.forget)
        return page

    # -- ways in -------------------------------------------------------------------------

    def start(self, path: Path | None = None) -> None:
        """Begin: the vault named, else the one opened last, else the welcome page."""
        recent = self._remembered.recent()
        wanted = path or (recent[0].path if recent else None)
        if wanted is None:
            self._show(self.welcome)
        else:
            self.ask_for(wanted)

    @property
    def standing(self) -> tuple[Page, Path | None]:
        """Which page a new process has to come back at, and for which vault."""
        made = vars(self).get("create_page")  # only where it was shown once
        if made is None or self.currentWidget() is not made:
            return (Page.KIT_CUT if self._kit_cut else Page.UNLOCK), self._path
        return (Page.IMPORT if self._import_next else Page.CREATE), self._path

    def come_back(self, resume: Resume) -> None:
        """Show the page at which the process before this one locked."""
        self._path = resume.vault
        match resume.page:
            case Page.IMPORT:
                self.import_first()
            case Page.CREATE:
                self._create_plainly()
            case Page.KIT_CUT if resume.vault is not None:
                self.ask_for(resume.vault, _kit_sentence())
            case Page.UNLOCK if resume.vault is not None:
                self.ask_for(resume.vault, resume.reason.sentence)
            case _:
                self.start()

    def ask_for(self, path: Path, sentence: str = "") -> None:
        """Show the locked door of the vault at ``path``."""
        self._path = path
        self._import_next = bool(self._dropped)
        self._merge_next = None
        self.unlock.show_vault(
            path,
            sentence or self._said_of_dropped,
            quick_way(self._quick.offer(path)),
            self._remembered.key_file(path),
        )
        self.unlock.bottom.show_recent(v for v in self._remembered.recent() if v.path != path)
        self._show(self.unlock)
        self.unlock.hold(self._opening.wait(path))
        look_for(path, self, lambda there: self._looked(path, there=there))

    def _looked(self, path: Path, *, there: bool) -> None:
        """Say that there is no file, unless its person went on, or an opening will say it."""
        asking = self.currentWidget() is self.unlock and not self._opening.busy
        if not asking or self._path != path:
            return
        if there:
            self._look_for_code(path)
        else:
            self._tell(_no_file(path))

    def _look_for_code(self, path: Path) -> None:
        """Ask for the recovery code at once where nothing else opens the vault."""

        def look() -> bool:
            from strongroom.app.inspecting import public_info  # noqa: PLC0415 - as above
            from strongroom.app.unlock_methods import only_code  # noqa: PLC0415 - as above

            return only_code(public_info(path).methods)

        def looked(alone: bool) -> None:  # noqa: FBT001 - an answer
            if alone and self._path == path:
                self.unlock.ask_for_code()

        self._tasks.run(look, looked, lambda _error: None)

    def import_first(self) -> None:
        """Make a vault, then import into it."""
        self._import_next = True
        self.ask_new()

    def import_next(self, paths: Sequence[Path]) -> None:
        """Import what was dropped as soon as a vault is open: this one, or a new one."""
        self._dropped = paths
        page = self.currentWidget()
        if self._path is None or page in {vars(self).get("welcome"), vars(self).get("create_page")}:
            self.import_first()
            return
        self._import_next = True
        if page is self.unlock:
            self.unlock.say(self._said_of_dropped)

    @property
    def _said_of_dropped(self) -> str:
        paths = self._dropped
        said = ngettext(
            "Unlock the vault; then “{name}” is imported.",
            "Unlock the vault; then the {count} files are imported.",
            len(paths),
        )
        return said.format(name=paths[0].name, count=len(paths)) if paths else ""

    @property
    def _said_of_first(self) -> str:
        paths = self._dropped
        if not paths:
            return _("First, a vault to import into")
        said = ngettext(
            "First, a vault to import “{name}” into",
            "First, a vault to import the {count} files into",
            len(paths),
        )
        return said.format(name=_short(paths[0].name), count=len(paths))

    def ask_new(self) -> None:
        """Show the page that makes a vault."""
        self.create_page.reset()
        title = self._said_of_first if self._import_next else _("Create a vault")
        self.create_page.title.setText(title)
        self._show(self.create_page)

    def ask_other(self, chosen: Callable[[Path], None] | None = None) -> None:
        """Ask for the file of another vault; without ``chosen``, for its password next."""
        folder = self._path.parent if self._path is not None else self._folders.documents
        gui_places.choose_vault(self.window(), folder, chosen or self.ask_for)

    def rest(self, *, resting: bool) -> None:
        """Have the locked door take nothing for a moment."""
        if self.currentWidget() is self.unlock:
            self.unlock.rest(resting)

    def say(self, sentence: str) -> None:
        """Say something on the locked door, which is shown by now."""
        self.unlock.say(sentence)

    def stop(self) -> None:
        """Give up what is under way here: the window closes."""
        if "mending" in vars(self):
            self.mending.stop()

    # -- wiring --------------------------------------------------------------------------

    def _connect_opening(self) -> None:
        self._opening.opened.connect(self._opened)
        self._opening.created.connect(self._created)
        self._opening.went_on.connect(self._went_on)
        self._opening.failed.connect(self._failed)
        self._opening.locked.connect(self._locked)

    def _show(self, page: QWidget) -> None:
        if self.indexOf(page) < 0:
            self.addWidget(page)
        self.setCurrentWidget(page)
        self.shown.emit()

    # -- steps ---------------------------------------------------------------------------

    def _create_plainly(self) -> None:
        self._import_next = bool(self._dropped)
        self.ask_new()

    def _ask_other(self) -> None:
        self.ask_other()

    def _go_back(self) -> None:
        self.create_page.password.wipe()
        if self._path is not None and not self._import_next:
            self.ask_for(self._path)
        else:
            self._show(self.welcome)

    def _create(self, wanted: WantedVault) -> None:
        self._name = wanted.name
        self._creating = True
        self._forget_code()
        self._opening.create(wanted.path, wanted.name, wanted.unlock)

    def _unlock(self, given: Credentials) -> None:
        if self._path is None:
            given.close()
            return
        self._creating = False
        self._forget_code()
        if given.recovery_code is not None:
            self._code = given.recovery_code.copy()
        self._opening.unlock(self._path, given)

    def _say_what_is_left(self) -> None:
        """Say what opens the vault for someone who has lost its key file."""
        path = self._path
        if path is None:
            return

        def look() -> str:
            from strongroom.app.inspecting import public_info  # noqa: PLC0415 - as above
            from strongroom.app.unlock_methods import without_key_file  # noqa: PLC0415 - as above

            return without_key_file(public_info(path).methods)

        self._tasks.run(look, self.unlock.say, self._tell)

    def _unlock_quickly(self, pin: SecretBytes | None) -> None:
        if self._path is not None:
            self._creating = False
            self._forget_code()
            self._quick.unlock(self._path, pin)
        elif pin is not None:
            pin.close()

    def _opened(self, finding: Finding | None) -> None:
        self.unlock.forget()
        if finding is None or self._path is None:
            self._enter()
        else:
            self.mending.show_finding(finding, self._path)

    def _went_on(self) -> None:
        if "mending" in vars(self):
            self.mending.accepted()
        self._enter()

    def _created(self, code: SecretBytes | None) -> None:
        self._path = path = self._opening.path
        self.create_page.reset()
        if code is None or path is None:
            self._enter()
            return
        with code:
            now = self._clock.now_ms()
            self.kit.show_kit(recovery_kit(code, name=self._name, path=path, made_ms=now))
        self._show(self.kit)

    def _enter(self) -> None:
        wants_import, self._import_next = self._import_next, False
        self._dropped = ()
        code, self._code = self._code, None
        merge, self._merge_next = self._merge_next, None
        self.entered.emit()
        if merge is not None:
            self.merge_wanted.emit(*merge)
        if wants_import:
            self.import_wanted.emit()
        if code is not None:
            self.forgot_password.emit(code)

    def _forget_code(self) -> None:
        code, self._code = self._code, None
        if code is not None:
            code.close()

    def _failed(self, error: StrongroomError) -> None:
        if not self._opening.is_open:
            self._forget_code()
        if self._opening.is_open:
            self.trouble.say(str(error))
            return
        if self._creating:
            self.create_page.show_failure(error)
        else:
            self._tell(error)

    def _tell(self, error: StrongroomError) -> None:
        if self._path is not None and self.mending.show_error(error, self._path):
            self.unlock.forget()
        else:
            self.unlock.show_failure(error)
            if isinstance(error, WrongKey) and self._path is not None:
                self.mending.look_for_another(self._path)

    def _merge_here(self) -> None:
        """Merge another copy into what is open; that is what takes it as it is."""
        self._merge_next = (None,)
        self._enter()

    def _merge_there(self, copy: Path) -> None:
        """Ask for the vault in force, and merge ``copy`` into it once it is open."""

        def chosen(path: Path) -> None:
            self._opening.lock(LockReason.SWITCHED)
            self.ask_for(path, _("Unlock the vault that is in force; then the copy is merged."))
            self._merge_next = (copy,)

        self.ask_other(chosen)

    def _start_anew(self) -> None:
        self._path = None
        self.start()

    def _leave_mending(self, _reason: LockReason) -> None:
        """Keep no typed password and no report on a screen that is left alone."""
        if self.mending.leave() and self._path is not None:
            self.ask_for(self._path)

    def _locked(self, reason: LockReason) -> None:
        self._forget_code()
        if reason in {LockReason.QUIT, LockReason.SWITCHED}:
            return
        path = self._opening.path
        if path is not None:
            self._kit_cut = vars(self).get("kit") is self.currentWidget()
            self.ask_for(path, _kit_sentence() if self._kit_cut else reason.sentence)


def _no_file(path: Path) -> StrongroomError:
    from strongroom.gui.pages.troubles import no_file  # noqa: PLC0415 - as above

    return no_file(path)


def _kit_sentence() -> str:
    return _(
        "Locked before the recovery kit was put away, and its code is not shown again; "
        "change the master password to get a new one."
    )


def _short(name: str) -> str:
    """Return a file's name as a title has room for it."""
    return name if len(name) <= _LONG_NAME else f"{name[: _LONG_NAME // 2]}…{name[-10:]}"
