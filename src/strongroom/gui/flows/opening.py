# SPDX-License-Identifier: GPL-3.0-or-later
"""From the locked door into the vault, and out again.

Deriving a key, opening and closing run on the worker; the window stays alive and may
cancel.  A lock takes effect in the window at once: whoever shows something of the vault
hears ``about_to_lock`` (the last moment to keep a draft) and then ``locked``.
"""

from collections.abc import Callable
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, Signal

from strongroom.app.events import Event, LockNeeded, LockReason
from strongroom.app.session import Session
from strongroom.errors import Cancelled, StrongroomError
from strongroom.gui.events import Events
from strongroom.gui.finding import Finding
from strongroom.gui.tasks import Tasks
from strongroom.model.credentials import Credentials, NewUnlock
from strongroom.secret import SecretBytes

# These come before every unlock, and at the end of a window that is locked.
_OUR_OWN = frozenset({LockReason.SWITCHED, LockReason.QUIT})


class Opening(QObject):
    """Owns the way in.  All signals come on the GUI thread."""

    opened = Signal(object)  # Finding | None; where there is one, the vault is read-only so far
    went_on = Signal()  # the finding was accepted
    created = Signal(object)  # SecretBytes | None: the recovery code, the receiver's to close
    failed = Signal(object)  # StrongroomError
    lock_wanted = Signal(object)  # LockReason: of a lock, also where nothing is open
    about_to_lock = Signal()
    locked = Signal(object)  # LockReason
    covered = Signal()  # after that: the screen shows nothing of the vault any more
    closed = Signal(object)  # LockReason: the worker is done with it, drafts and keys included
    settled = Signal()  # after any of these: look at ``busy`` and ``closing`` anew

    def __init__(
        self, session: Session, tasks: Tasks, events: Events, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._tasks = tasks
        self._path: Path | None = None
        self._open = False
        self._busy = False
        self._unlocking = False
        self._turned_away: LockReason | None = None
        self._closings = 0
        self._cancel: Callable[[], None] = session.cancel
        events.happened.connect(self._hear)
        tasks.idle.connect(self._settle)

    @property
    def path(self) -> Path | None:
        """The vault that is open, or was last asked for."""
        return self._path

    @property
    def is_open(self) -> bool:
        """Whether a vault is open, as the window sees it."""
        return self._open

    @property
    def busy(self) -> bool:
        """Whether an opening is under way."""
        return self._busy

    @property
    def closing(self) -> bool:
        """Whether the worker still has to close a vault that the window has let go."""
        return self._closings > 0

    def create(self, path: Path, name: str, unlock: NewUnlock) -> None:
        """Make a vault and open it; ``unlock`` is closed here."""
        if not self._start(path):
            unlock.close()
            return

        def work() -> SecretBytes | None:
            try:
                return self._session.create(path, name, unlock)
            finally:
                unlock.close()

        self._tasks.run(work, self._created, self._failed)

    def unlock(self, path: Path, credentials: Credentials) -> None:
        """Open the vault at ``path``; ``credentials`` are closed here.

        Its key is kept for whoever takes it first (``Session.take_key``).
        """

        def work() -> Finding | None:
            found = self._session.unlock(path, credentials, keep_key=True)
            return cast("Finding | None", found)

        self.unlock_with(path, work, close=credentials.close, cancel=self._session.cancel)

    def unlock_with(
        self,
        path: Path,
        work: Callable[[], Finding | None],
        *,
        close: Callable[[], None],
        cancel: Callable[[], None],
    ) -> None:
        """Open the vault at ``path`` by ``work``, on the worker; ``close`` is called after it."""
        if not self._start(path):
            close()
            return
        self._unlocking = True
        self._cancel = cancel

        def guarded() -> Finding | None:
            try:
                return work()
            finally:
                close()

        self._tasks.run(guarded, self._opened, self._failed)

    def cancel(self) -> None:
        """Give up an opening that is under way; ``failed`` follows with ``Cancelled``."""
        self._cancel()

    def wait(self, path: Path) -> float:
        """Return the seconds until another password for ``path`` is taken."""
        return self._session.wait(path)

    def go_on(self) -> None:
        """Accept the finding, so that the vault may be changed."""
        self._tasks.run(self._session.go_on, lambda _none: self.went_on.emit(), self.failed.emit)

    def lock(self, reason: LockReason = LockReason.BY_HAND) -> None:
        """Lock: the window lets go at once, the worker closes the vault as its next work."""
        if self._open or reason not in _OUR_OWN:
            self.lock_wanted.emit(reason)
        if not self._open:
            return
        self.about_to_lock.emit()
        self._let_go(reason)
        self._close_for(reason)

    def lock_out(self, reason: LockReason) -> None:
        """Lock, and let no unlock that is under way end in an open vault.

        Such an unlock fails, and then ``locked`` follows as after every lock: what was typed
        for it is forgotten.
        A vault that is being made is made, and then locked, unless it has a recovery code:
        that is shown only once, on a page that shows nothing else of the vault.
        """
        self._turned_away = reason if self._busy else None
        if self._unlocking:
            self.lock_wanted.emit(reason)
            self.cancel()
            self._close_for(reason)  # as in shut()
        else:
            self.lock(reason)

    def shut(self) -> None:
        """Lock for good, an opening that is still under way too."""
        self.cancel()
        self.lock(LockReason.QUIT)
        # Between the worker's opening and the news of it here, neither of these did anything.
        self._close_for(LockReason.QUIT)

    def _start(self, path: Path) -> bool:
        if self._busy:
            return False
        self.lock(LockReason.SWITCHED)
        self._busy = True
        self._turned_away = None
        self._path = path
        return True

    def _created(self, code: SecretBytes | None) -> None:
        self._busy, self._open = False, True
        self.created.emit(code)
        if self._turned_away is not None and code is None:
            self.lock(self._turned_away)
        self.settled.emit()

    def _opened(self, finding: Finding | None) -> None:
        if self._turned_away is not None:  # it was open before it heard
            self._failed(Cancelled(""))
            return
        self._busy = self._unlocking = False
        self._open = True
        self.opened.emit(finding)
        self.settled.emit()

    def _failed(self, error: StrongroomError) -> None:
        locked_out = self._turned_away if self._unlocking else None
        self._busy = self._unlocking = False
        if isinstance(error, Cancelled):
            error = Cancelled("")  # the page says nothing of what its person just did
        self.failed.emit(error)
        if locked_out is not None:  # what was typed is still there, and must not be found
            self._let_go(locked_out)
        self.settled.emit()

    def _close_for(self, reason: LockReason) -> None:
        def close() -> None:
            self._session.lock(reason)

        def closed(_none: None) -> None:
            self._closings -= 1
            self.closed.emit(reason)
            self.settled.emit()

        self._closings += 1
        self._tasks.run(close, closed, bound=False)

    def _settle(self) -> None:
        """Leave no page waiting for an opening that ended in a bug of ours."""
        if self._busy:
            self._failed(Cancelled(""))

    def _let_go(self, reason: LockReason) -> None:
        self._open = False
        self._tasks.new_session()
        self.locked.emit(reason)
        self.covered.emit()

    def _hear(self, event: Event) -> None:
        """Lock as someone outside made it necessary; there is still time to keep a draft."""
        if isinstance(event, LockNeeded):
            self.lock(event.reason)
