# SPDX-License-Identifier: GPL-3.0-or-later
"""SIGKILL at random moments of a real second process, and what the next program then finds.

::

    python tests/crashes/kill.py --saves 1000 --imports 200 --rekeys 200 --shrinks 200 --seed 1

A child tells through a pipe what it begins and what was acknowledged to it.  The parent
waits for a beginning, draws a moment from the time that such work takes here, kills, and
opens the vault as the next program does.  The first thing that is not as promised ends the
run with a sentence, the seed and the folder.
"""

import argparse
import os
import random
import shutil
import signal
import statistics
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2])]

from tests.crashes.machine import Key, Machine, login, opens, password_of

from strongroom.app.attachments import Attachments
from strongroom.app.importing import Importing
from strongroom.app.items import Items
from strongroom.app.recovery_kit import grouped
from strongroom.app.shrinking import Shrinking
from strongroom.errors import CannotOpen
from strongroom.vault.vault import Vault

_IMPORTED = 1000
_BEFORE = 60  # items of a vault to which something is then done
_KILLS_OF_ONE_VAULT = 50
_WARM = 12
_KEPT, _LARGE = bytes(range(256)) * 40_000, bytes(15_000_000)
_PATIENCE = 60
_KINDS = {"saves": 1000, "imports": 200, "rekeys": 200, "creations": 100, "shrinks": 200}

Tell = Callable[[str], None]
Work = Callable[[Tell], None]


@dataclass
class Told:
    """What a child said until it was killed: lines of a word and what goes with it."""

    lines: list[tuple[str, str]] = field(default_factory=list)

    def all(self, word: str) -> list[str]:
        return [rest for said, rest in self.lines if said == word]

    @property
    def under_way(self) -> bool:
        """Whether the last thing begun was not acknowledged."""
        return len(self.all("begin")) > len(self.all("done"))


@dataclass
class Figures:
    """What came of one kind of kill."""

    kind: str
    kills: int = 0
    under_way: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    began: float = field(default_factory=time.monotonic)
    usual: float = 0.0

    def report(self) -> str:
        seconds = time.monotonic() - self.began
        details = ", ".join(f"{count} {what}" for what, count in sorted(self.seen.items()))
        return (
            f"{self.kind}: {self.kills} kills in {seconds:.0f} s, {self.under_way} during a write "
            f"(usually {self.usual * 1000:.0f} ms); {self.acknowledged} acknowledged, 0 lost; "
            f"{details or 'nothing else to tell'}"
        )


class Child:
    """A second process that does ``work``, and what it has told so far."""

    def __init__(self, work: Work) -> None:
        reader, writer = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(reader)
            _run(work, writer)
        os.close(writer)
        self._reader = reader
        self._text = b""
        self.told = Told()

    def until(self, word: str, times: int = 1) -> float:
        """Wait until the child has said ``word`` so often; return the moment it was heard."""
        while len(self.told.all(word)) < times:
            if not self._read():
                message = f"the child ended before it said {word}: {self.told.lines[-3:]}"
                raise AssertionError(message)
        return time.monotonic()

    def kill(self) -> Told:
        """Kill it, and return all that it has told."""
        os.kill(self.pid, signal.SIGKILL)
        return self.end()

    def end(self) -> Told:
        """Wait for its end, and return all that it has told."""
        os.waitpid(self.pid, 0)
        while self._read():
            pass
        os.close(self._reader)
        assert not self.told.all("failed"), self.told.all("failed")
        return self.told

    def _read(self) -> bool:
        some = os.read(self._reader, 65536)
        self._text += some
        *lines, self._text = self._text.split(b"\n")
        for line in lines:
            word, _space, rest = line.decode().partition(" ")
            self.told.lines.append((word, rest))
        return bool(some)


def _tell(writer: int, line: str) -> None:
    os.write(writer, line.encode() + b"\n")


def _run(work: Work, writer: int) -> None:
    """Do the work of a child, which never comes back into the parent's own."""
    try:
        work(partial(_tell, writer))
    except BaseException as error:  # noqa: BLE001 - told to the parent, whatever it is
        traceback.print_exc()
        os.write(writer, f"failed {error!r}\n".encode())
    finally:
        os._exit(0)


class Kills:
    """The runs of all kinds, in one folder and from one seed."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.random = random.Random(seed)  # noqa: S311 - moments, not secrets

    # Saves

    def saves(self, count: int) -> Figures:
        """Kill a program that adds and edits one item after the other."""
        figures = Figures("saves")
        template, edited = self._filled("saves-template")
        figures.usual = self._usual(lambda: _saver(self._fresh(template, "warm"), edited, "warm"))
        for number in range(count):
            if number % _KILLS_OF_ONE_VAULT == 0:
                machine = self._fresh(template, "saves")
                added, latest = set[str](), dict[int, str]()
            child = Child(_saver(machine, edited, f"{number:05}"))
            child.until("begin", self.random.randint(1, 4))
            time.sleep(self.random.uniform(0, 1.2 * figures.usual))
            told = child.kill()
            added |= {rest[4:] for rest in told.all("done") if rest.startswith("add ")}
            for edit in (rest.split() for rest in told.all("done") if rest.startswith("edit ")):
                latest[int(edit[1])] = edit[2]
            figures.acknowledged += len(told.all("done"))
            self._count(figures, machine, told)
            with self._sound(machine, figures) as vault:
                missing = added - {overview.title for overview in vault.overviews().values()}
                assert not missing, f"lost: {missing}"
                for item_id, password in latest.items():
                    found = password_of(vault.item(item_id).content())
                    # One more may have got there without having been acknowledged.
                    assert found >= password, f"an edit is lost: {found} and not {password}"
            self._nothing_left(machine)
        return figures

    # Imports

    def imports(self, count: int) -> Figures:
        """Kill a program that takes in a thousand items."""
        figures = Figures("imports")
        template, _edited = self._filled("imports-template")
        usual, writing = self._phases(lambda: _importer(self._fresh(template, "warm")))
        figures.usual = writing
        for number in range(count):
            machine = self._fresh(template, "imports")
            child = Child(_importer(machine))
            self._draw(child, usual, writing, at_the_end=number % 4 != 0)
            told = child.kill()
            figures.acknowledged += len(told.all("done"))
            self._count(figures, machine, told)
            with self._sound(machine, figures) as vault:
                came = len(vault.overviews()) - _BEFORE
                assert came in {0, _IMPORTED}, f"a half-done import: {came} items"
                assert came or not told.all("done"), "an acknowledged import is lost"
                figures.seen["came in whole" if came else "did not come in"] += 1
            self._nothing_left(machine)
        return figures

    # Re-keys

    def rekeys(self, count: int) -> Figures:
        """Kill a program that changes the unlock methods."""
        figures = Figures("re-keys")
        template, _edited = self._filled("rekeys-template", recovery=True)
        usual, writing = self._phases(
            lambda: _rekeyer(self._fresh(template, "warm"), Key(), Key("another one"))
        )
        figures.usual = usual
        for number in range(count):
            machine = self._fresh(template, "rekeys")
            old = Key(code=self.code)
            key_file = machine.root / "new.key" if number % 2 else None
            new = Key("a wholly new password", key_file)
            child = Child(_rekeyer(machine, old, new))
            self._draw(child, usual, writing, at_the_end=number % 2 == 0)
            told = child.kill()
            figures.acknowledged += len(told.all("done"))
            self._count(figures, machine, told)
            # Killed before it was shown, a code opens nothing that anybody has.
            code = next(iter(told.all("code")), None)
            which = self._which(machine, old, Key(new.password, key_file, code))
            figures.seen[f"{which} in force"] += 1
            assert which == "new" or not told.all("done"), "an acknowledged re-key is lost"
            self._nothing_left(machine, old, new)
        return figures

    def _which(self, machine: Machine, old: Key, new: Key) -> str:
        """Return which methods are in force: one of them by both ways, the other by none."""
        found = []
        for name, key in (("old", old), ("new", new)):
            there = key.key_file is None or key.key_file.exists()
            ways = [there and opens(machine, key.credentials())]
            ways.append(ways[0] if key.code is None else opens(machine, key.by_code()))
            assert ways[0] == ways[1], f"the {name} password and code differ: {ways}"
            if ways[0]:
                found.append((name, key))
        assert len(found) == 1, f"{len(found)} of two passwords open the vault"
        ((name, key),) = found
        with machine.vault(key.credentials()) as vault:
            assert vault.finding is None, vault.finding
            assert vault.check().sound
            assert len(vault.overviews()) == _BEFORE
        return name

    # Creations

    def creations(self, count: int) -> Figures:
        """Kill a program that makes a vault: there is a whole one, or the name is free."""
        figures = Figures("creations")
        figures.usual = self._usual(lambda: _creator(self._empty("warm")), times=1)
        for _number in range(count):
            machine = self._empty("creations")
            child = Child(_creator(machine))
            child.until("begin")
            time.sleep(self.random.uniform(0, 1.1 * figures.usual))
            told = child.kill()
            figures.acknowledged += len(told.all("done"))
            figures.kills += 1
            figures.under_way += told.under_way
            if not machine.path.exists() or machine.path.stat().st_size == 0:
                assert not told.all("done"), "an acknowledged vault is lost"
                figures.seen["made again"] += 1
                machine.create()
            with self._sound(machine, figures) as vault:
                assert len(vault.overviews()) == 0
            self._nothing_left(machine)
        return figures

    # Giving free space back

    def shrinks(self, count: int) -> Figures:
        """Kill a program that gives back what a large attachment has left."""
        figures = Figures("shrinks")
        template, (item_id, *_more) = self._filled("shrinks-template")
        Child(_attacher(template, item_id)).end()
        large = template.path.stat().st_size
        figures.usual = self._usual(
            lambda: _shrinker(self._fresh(template, "warm"), item_id), times=1
        )
        for _number in range(count):
            machine = self._fresh(template, "shrinks")
            child = Child(_shrinker(machine, item_id))
            child.until("begin")
            time.sleep(self.random.uniform(0, 1.2 * figures.usual))
            told = child.kill()
            figures.acknowledged += len(told.all("done"))
            self._count(figures, machine, told)
            with self._sound(machine, figures) as vault:
                assert len(vault.overviews()) == _BEFORE
                (kept,) = vault.item(item_id).details.attachments
                assert b"".join(vault.read_attachment(item_id, kept.id)) == _KEPT
            small = machine.path.stat().st_size < large - len(_LARGE)
            assert small or not told.all("done"), "a file that was made small is large"
            figures.seen["small" if small else "large"] += 1
            self._nothing_left(machine)
        return figures

    # What all of them share

    def _filled(self, name: str, *, recovery: bool = False) -> tuple[Machine, list[int]]:
        machine = self._empty(name)
        self.code = machine.create(recovery=recovery) or ""

        def fill(tell: Tell) -> None:
            session = machine.opened()
            made = Items(session).add_many(login(f"Item {n:03}", "000000") for n in range(_BEFORE))
            tell("made " + " ".join(map(str, made.made)))
            session.lock()

        told = Child(fill).end()
        return machine, [int(part) for part in told.all("made")[0].split()]

    def _empty(self, name: str) -> Machine:
        shutil.rmtree(self.root / name, ignore_errors=True)
        (self.root / name).mkdir(parents=True)
        return Machine(self.root / name)

    def _fresh(self, template: Machine, name: str) -> Machine:
        return template.copy_to(self.root / name)

    def _usual(self, work: Callable[[], Work], times: int = _WARM) -> float:
        """Return how long one piece of work takes here, from its beginning to its end."""
        child = Child(work())
        spans = []
        for number in range(1, times + 1):
            began = child.until("begin", number)
            spans.append(child.until("done", number) - began)
        child.kill()
        return statistics.median(spans)

    def _phases(self, work: Callable[[], Work]) -> tuple[float, float]:
        """Return the time from the beginning to the writing, and from there to the end."""
        spans = []
        for _time in range(3):
            child = Child(work())
            began = child.until("begin")
            writing = child.until("writing")
            spans.append((writing - began, child.until("done") - writing))
            child.kill()
        first, last = zip(*spans, strict=True)
        return statistics.median(first), statistics.median(last)

    def _draw(self, child: Child, usual: float, writing: float, *, at_the_end: bool) -> None:
        """Wait for a random moment of the work, or of the write at its end."""
        child.until("writing" if at_the_end else "begin")
        span = writing if at_the_end else usual + writing
        time.sleep(self.random.uniform(0, 1.3 * span))

    def _count(self, figures: Figures, machine: Machine, told: Told) -> None:
        figures.kills += 1
        figures.under_way += told.under_way
        for name in machine.beside():
            figures.seen[f"left a {name.rsplit('.', 1)[-1].replace('strongroom-', '')}"] += 1

    @contextmanager
    def _sound(self, machine: Machine, figures: Figures) -> Iterator[Vault]:
        with machine.vault(Key().credentials()) as vault:
            for notice in vault.notices:
                figures.seen[f"told “{notice.partition(';')[0]}…”"] += 1
            assert vault.finding is None, vault.finding
            report = vault.check()
            assert report.sound, report.problems
            yield vault

    def _nothing_left(self, machine: Machine, *keys: Key) -> None:
        """Let an hour pass, open the vault once more, and see that all is clean."""
        left = machine.left_over()
        if not left:
            return
        machine.age()

        def look(_tell: Tell) -> None:
            for key in keys or (Key(),):
                with suppress(CannotOpen):
                    machine.opened(key).lock()

        Child(look).end()
        assert not machine.left_over(), f"left over: {machine.left_over()}"


# What the children do


def _saver(machine: Machine, edited: list[int], name: str) -> Work:
    def work(tell: Tell) -> None:
        items = Items(machine.opened())
        for number in range(1000):
            tell("begin")
            if number % 2:
                item_id = edited[number % len(edited)]
                item = items.item(item_id)
                password = f"{int(password_of(item.content())) + 1:06}"
                items.save(
                    item_id,
                    login(item.overview.title, password),
                    base_version=item.details.version,
                )
                tell(f"done edit {item_id} {password}")
            else:
                title = f"{name} {number:04}"
                items.add(login(title))
                tell(f"done add {title}")

    return work


def _importer(machine: Machine) -> Work:
    rows = "".join(f"Site {n},https://site{n}.example/,zoe,secret {n},\n" for n in range(_IMPORTED))
    file = machine.root / "chrome.csv"
    file.write_text(f"name,url,username,password,note\n{rows}")

    def work(tell: Tell) -> None:
        importing = Importing(machine.opened())
        with closing(importing.open(file)) as origin:
            preview = importing.look(origin)
            tell("begin")
            importing.run(preview, progress=_writing(tell))
            tell("done")
        time.sleep(_PATIENCE)

    return work


def _rekeyer(machine: Machine, old: Key, new: Key) -> Work:
    def work(tell: Tell) -> None:
        session = machine.opened(old)
        tell("begin")
        pending = session.begin_rekey(old.credentials(), new.new_unlock(recovery=True))
        code = pending.recovery_code
        assert code is not None
        # Noted down by the person before anything is in force.
        tell(f"code {code.text()}")
        pending.finish(grouped(code).split("-")[-1], _writing(tell))
        tell("done")
        time.sleep(_PATIENCE)

    return work


def _attacher(machine: Machine, item_id: int) -> Work:
    def work(_tell: Tell) -> None:
        session = machine.opened()
        for name, data in (("kept", _KEPT), ("large", _LARGE)):
            given = machine.root / name
            given.write_bytes(data)
            Attachments(session).add(item_id, [given])
        session.lock()

    return work


def _shrinker(machine: Machine, item_id: int) -> Work:
    def work(tell: Tell) -> None:
        session = machine.opened()
        large = session.vault.item(item_id).details.attachments[1]
        Attachments(session).delete(item_id, large.id)
        giving = Shrinking(session)
        assert giving.is_due
        tell("begin")
        while giving.step():
            pass
        tell("done")
        time.sleep(_PATIENCE)

    return work


def _creator(machine: Machine) -> Work:
    def work(tell: Tell) -> None:
        tell("begin")
        machine.create()
        tell("done")
        time.sleep(_PATIENCE)

    return work


def _writing(tell: Tell) -> Callable[[int, int], None]:
    """Tell once that all is sealed and the rest is the disk's."""
    told: list[bool] = []

    def progress(done: int, total: int) -> None:
        if done == total and not told:
            told.append(True)
            tell("writing")

    return progress


def main() -> int:
    """Run what the command line asks for, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for kind, usual in _KINDS.items():
        parser.add_argument(f"--{kind}", type=int, default=usual)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    root = Path(tempfile.mkdtemp(prefix="strongroom-kill-"))
    kills = Kills(root, given.seed)
    try:
        for kind in _KINDS:
            wanted = getattr(given, kind)
            if wanted:
                print(getattr(kills, kind)(wanted).report(), flush=True)
    except BaseException:
        print(f"not as promised: seed {given.seed}, and all that was found lies in {root}")
        raise
    shutil.rmtree(root)
    return 0


if __name__ == "__main__":
    sys.exit(main())
