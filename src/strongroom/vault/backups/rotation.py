# SPDX-License-Identifier: GPL-3.0-or-later
"""Which backups go after one was made; what is known of each is remembered.

What counts towards the number that is kept, and what is removed, was verified just as the new
one was, and each state of the vault counts once.  A file that is damaged, or was planted, takes
nobody's place and stays where it is.  The order is that of the generations, for which the
manifests vouch; a name, which anybody can give, decides between states of the same one only.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from strongroom.vault.backups import files
from strongroom.vault.backups.files import BackupFile
from strongroom.vault.backups.judging import named, verdict_of
from strongroom.vault.backups.verdicts import BackupState, Verdict, Verdicts
from strongroom.vault.core import Core
from strongroom.vault.manifest import StoredManifest
from strongroom.vault.standing import Head

_HOUR = 60 * 60 * 1000  # milliseconds
_MOST_LOOKS = 16  # files that are looked through at once; the others wait for the next time


def to_remove(made: Sequence[int], most: int) -> list[int]:
    """Return the places in ``made``, newest first, of the backups that go so that ``most`` stay.

    The oldest go, with one exception: while there are older ones, those of the last hour take
    half of the places at most (the first and the latest of them), or a script that saves a
    hundred times would push out last week's.
    """
    left, gone = list(range(len(made))), []
    while len(left) > most:
        recent = [place for place in left if made[left[0]] - made[place] < _HOUR]
        crowded = len(recent) < len(left) and len(recent) > max(1, most // 2)
        victim = recent[-2 if len(recent) > 2 else -1] if crowded else left[-1]  # noqa: PLR2004
        left.remove(victim)
        gone.append(victim)
    return gone


class Rotation:
    """Which backups go after one was made; what is known of each is remembered."""

    def __init__(self, core: Core, made: Path, head: Head) -> None:
        self._core = core
        self._made = made
        self._head = head
        memory = core.places.verdicts(made.parent.resolve())
        self._verdicts = Verdicts(memory, core.unlocked.keys.key_id)

    def run(self, most: int, spare: Collection[Path]) -> None:
        """Remove what is too many, and never the one that was made just now."""
        self._verdicts.find(self._made, lambda _path: self._verdict())
        others = [
            file
            for file in files.named_like_backups(self._made.parent)
            if file.path != self._made and file.path.resolve() not in spare
        ]
        found = self._ordered(self._judged(others))
        self._verdicts.store()
        if self._core.finding is not None:
            return  # what is open is not the latest: it is no measure of which are the oldest
        now = self._core.clock.now_ms()
        times = [now, *(_moment(file, now) for file, _verdict in found)]
        for place in to_remove(times, most):
            with suppress(OSError):  # it goes the next time
                found[place - 1][0].path.unlink()

    def _verdict(self) -> Verdict:
        """Return what making it has verified."""
        return Verdict(
            state=BackupState.GOOD,
            generation=StoredManifest.parse(self._head[1]).generation,
            head=named(self._head),
        )

    def _judged(self, others: Sequence[BackupFile]) -> Iterator[tuple[BackupFile, Verdict]]:
        looks = 0
        for file in others:
            verdict = self._verdicts.known(file.path)
            if verdict is None and looks < _MOST_LOOKS:
                looks += 1
                verdict = self._verdicts.find(
                    file.path, lambda path: verdict_of(self._core.unlocked, path)
                )
            if verdict is not None and verdict.state is BackupState.GOOD:
                yield file, verdict

    def _ordered(
        self, judged: Iterator[tuple[BackupFile, Verdict]]
    ) -> list[tuple[BackupFile, Verdict]]:
        """Return one good file of each state, newest first.

        States that are later than the one just kept are those of a file that an older one has
        taken the place of, and the person went on: they are older than all that came since.
        """
        now = self._core.clock.now_ms()
        ours = self._verdict()

        def order(one: tuple[BackupFile, Verdict]) -> tuple[bool, int, int, BackupFile]:
            file, verdict = one
            before = verdict.generation <= ours.generation
            return before, verdict.generation, _moment(file, now), file

        each: dict[str, tuple[BackupFile, Verdict]] = {}
        for one in sorted(judged, key=order, reverse=True):
            each.setdefault(one[1].head, one)
        each.pop(ours.head, None)
        return list(each.values())


def _moment(file: BackupFile, now: int) -> int:
    """Return when a file was made; what says that it is of the future says nothing."""
    return file.made_ms if file.made_ms <= now else 0
