# SPDX-License-Identifier: GPL-3.0-or-later
"""The vault's file becomes small again after much was deleted from it for good.

Front ends call :meth:`Shrinking.step` when nothing else is to do, after what was asked of them
was done and said.  That it cannot be done is no failure of anything: the file stays as large as
it is, nothing is said, and the next session tries again.  Called from the one thread that uses
the session.
"""

from typing import TYPE_CHECKING

from strongroom.app.holder import Holder
from strongroom.errors import ChangedSince, StrongroomError

# The vault is loaded when one is opened: a window stands without it.
if TYPE_CHECKING:
    from collections.abc import Generator

    from strongroom.vault.check import Progress


class Shrinking:
    """Gives the free space of the open vault's file back, a step at a time."""

    def __init__(self, session: Holder) -> None:
        self._session = session
        self._working: Generator[tuple[int, int]] | None = None
        self._gave_up = False
        session.keys_gone.follow(self.stop)

    @property
    def is_due(self) -> bool:
        """Whether so much is free, since something was saved here, that it is worth it."""
        if not self._session.is_open or self._gave_up:
            return False
        return self._session.vault.is_wasteful

    def step(self, progress: "Progress | None" = None) -> bool:
        """Do some of it, if it is due; return whether there is more to do.

        ``progress`` is told bytes done and in all.
        """
        if self._working is None and not self.is_due:
            return False
        try:
            done, total = next(self._under_way())
        except StopIteration:
            self._working = None
            return False
        except StrongroomError as error:
            self._working = None
            # What was saved meanwhile is no reason not to try again, after the next change.
            self._gave_up = not isinstance(error, ChangedSince)
            return False
        if progress is not None:
            progress(done, total)
        return True

    def stop(self) -> None:
        """Leave the file as it is; another session may try again."""
        working, self._working, self._gave_up = self._working, None, False
        if working is not None:
            working.close()

    def _under_way(self) -> "Generator[tuple[int, int]]":
        if self._working is None:
            self._working = self._session.vault.shrink()
        return self._working
