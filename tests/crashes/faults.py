# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk that is full, failing, read-only or gone, at each call to the file system in turn.

::

    python tests/crashes/faults.py             every operation, error and call
    python tests/crashes/faults.py --short     one of them in some sixty, others each time

The program runs with ``fault_shim.c`` loaded before the C library, so that Python's calls and
SQLite's fail alike.  For every operation the first call fails, then the second, and so on
until it comes to its end untouched; each once alone, and once with every later one too.
What is asked each time: it was acknowledged and is there, or the person was told in one of
the sentences of ``errors.py`` and the vault is as it was.  And when the disk is well again,
the program that is still running goes on, and the next one finds everything.
"""

import argparse
import ctypes
import errno
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2])]

from tests.crashes.machine import Key, Machine, login, password_of
from tests.vault.ground import cut_short_at, find_key_once

from strongroom.app.attachments import Attachments
from strongroom.app.importing import Importing
from strongroom.app.items import Items
from strongroom.app.recovery_kit import grouped
from strongroom.app.session import Session
from strongroom.app.settings import SettingsFile
from strongroom.app.shrinking import Shrinking
from strongroom.app.state import StateFile
from strongroom.errors import (
    AlreadyExists,
    Altered,
    CannotImport,
    CannotOpen,
    CannotSave,
    Damaged,
    StrongroomError,
)
from strongroom.vault import opening, shrinking

SHIM = Path(__file__).with_name("fault_shim.c")
ONCE, FROM_THEN_ON, SHORT = 0, 1, 2
CHANGES, LOOKS, BOTH = 1, 2, 3
NEW = Key("a wholly new password")
_ITEMS = 30
_STRIDE = 61


@dataclass(frozen=True)
class Fault:
    """One way for a disk to fail."""

    name: str
    number: int
    mode: int
    kinds: int = CHANGES


FAULTS = (
    Fault("disk full from then on", errno.ENOSPC, FROM_THEN_ON),
    Fault("error once", errno.EIO, ONCE),
    Fault("gone", errno.EIO, FROM_THEN_ON, BOTH),
    Fault("short write, then full", errno.ENOSPC, SHORT),
    Fault("read-only from then on", errno.EROFS, FROM_THEN_ON),
    Fault("full once", errno.ENOSPC, ONCE),
    Fault("error at one call of any kind", errno.EIO, ONCE, BOTH),
    Fault("error from then on", errno.EIO, FROM_THEN_ON),
    Fault("read-only once", errno.EROFS, ONCE),
)


class Shim:
    """The faults of this process, which was started with the shim."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.fault_seen.restype = ctypes.c_char_p

    def arm(self, nth: int, fault: Fault) -> None:
        self._library.fault_arm(nth, fault.number, fault.mode, fault.kinds)

    def disarm(self) -> int:
        """Let everything succeed again; return how many calls there were."""
        met: int = self._library.fault_disarm()
        return met

    def seen(self) -> str:
        """Name the call that failed first, and the file."""
        text: bytes = self._library.fault_seen()
        return text.decode()


# The operations


class Operation:
    """What is done with a disk that fails; ``begun`` is what precedes it and must succeed."""

    name = ""
    told: tuple[type[StrongroomError], ...] = (CannotSave, CannotOpen)

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.key = Key()
        self.sentence = ""
        self.notices: list[str] = []
        self.session: Session | None = None

    def begin(self) -> None:
        self.session = self.machine.opened()

    def run(self) -> None:
        raise NotImplementedError

    def go_on(self) -> None:
        """Save with what is still open, now that the disk is well; open it where it is not."""
        if self.session is None or not self.session.is_open:
            self.session = self.machine.opened(self.key)
        Items(self.session).add(login("Afterwards"))
        self.notices += self.session.notices
        self.session.lock()

    def found(self, _items: Items) -> bool:
        """Tell whether what ``run`` does is done, in a program that was started afterwards."""
        raise NotImplementedError

    @property
    def open_session(self) -> Session:
        assert self.session is not None
        return self.session


class Add(Operation):
    name = "add an item"

    def run(self) -> None:
        Items(self.open_session).add(login("New"))

    def found(self, items: Items) -> bool:
        return any(overview.title == "New" for overview in items.overviews().values())


class SecondSave(Add):
    """No backup comes before it."""

    name = "add a second item"

    def begin(self) -> None:
        super().begin()
        Items(self.open_session).add(login("Before"))


class Edit(Operation):
    name = "edit an item"

    def begin(self) -> None:
        super().begin()
        items = Items(self.open_session)
        self.item_id = min(items.overviews())
        self.version = items.item(self.item_id).details.version

    def run(self) -> None:
        edited = login("Edited", "n3w")
        Items(self.open_session).save(self.item_id, edited, base_version=self.version)

    def found(self, items: Items) -> bool:
        return password_of(items.item(self.item_id).content()) == "n3w"


class Import(Operation):
    """The file that is read lies on the same disk."""

    name = "import"
    told = (*Operation.told, CannotImport)
    _rows = 300

    def begin(self) -> None:
        super().begin()
        rows = "".join(f"Site {n},https://site{n}.example/,zoe,pw{n},\n" for n in range(self._rows))
        self.file = self.machine.root / "chrome.csv"
        self.file.write_text(f"name,url,username,password,note\n{rows}")

    def run(self) -> None:
        importing = Importing(self.open_session)
        with closing(importing.open(self.file)) as origin:
            importing.run(importing.look(origin))

    def found(self, items: Items) -> bool:
        came = sum(o.title.startswith("Site ") for o in items.overviews().values())
        assert came in {0, self._rows}, f"a half-done import: {came}"
        return came > 0


class ReKey(Operation):
    name = "change the password"

    def run(self) -> None:
        key_file = self.machine.root / "documents" / "new.key"
        new = Key(NEW.password, key_file)
        pending = self.open_session.begin_rekey(
            self.key.credentials(), new.new_unlock(recovery=True)
        )
        try:
            code = pending.recovery_code
            assert code is not None
            pending.finish(grouped(code).split("-")[-1])
        except BaseException:
            pending.abandon()
            raise
        self.key = new

    def found(self, _items: Items) -> bool:
        return self.key.password == NEW.password


class Create(Operation):
    name = "create a vault"

    def begin(self) -> None:
        shutil.rmtree(self.machine.places.documents)
        self.machine.places.documents.mkdir()

    def run(self) -> None:
        self.session = self.machine.session()
        self.session.create(self.machine.path, "Personal", self.key.new_unlock())

    def go_on(self) -> None:
        if self.session is None or not self.session.is_open:
            self.session = self.machine.session()
            # A drive that went once the vault was there whole has it when it is back.
            with suppress(AlreadyExists):
                self.session.create(self.machine.path, "Personal", self.key.new_unlock())
        super().go_on()

    def found(self, _items: Items) -> bool:
        return True


class Unlock(Operation):
    name = "open the vault"

    def begin(self) -> None:
        pass

    def run(self) -> None:
        self.session = self.machine.opened()

    def found(self, _items: Items) -> bool:
        return True


class Recover(Unlock):
    """The vault was torn by a save that was cut short, and its journal is there."""

    name = "recover from a cut-short save"

    def begin(self) -> None:
        torn, journal = cut_short_at(self.machine.path)
        self.machine.path.write_bytes(torn)
        self.machine.journal.write_bytes(journal)


class KeepDraft(Operation):
    name = "keep a draft"

    def run(self) -> None:
        Items(self.open_session).save_draft(login("Unfinished"))

    def found(self, items: Items) -> bool:
        return any(draft.content.title == "Unfinished" for draft in items.drafts())


class Use(Operation):
    """That a use cannot be counted is no reason to refuse it."""

    name = "use an item"
    told = ()

    def begin(self) -> None:
        super().begin()
        self.item_id = min(Items(self.open_session).overviews())
        _ = self.open_session.vault.local  # read before, as the window does

    def run(self) -> None:
        Items(self.open_session).record_use(self.item_id)

    def found(self, _items: Items) -> bool:
        return True


class ChangeSetting(Operation):
    name = "change a setting"

    def run(self) -> None:
        SettingsFile(self.machine.places.settings_file).change(lock_after_minutes=7)

    def found(self, _items: Items) -> bool:
        return SettingsFile(self.machine.places.settings_file).current.lock_after_minutes == 7


class KeepGeometry(Operation):
    name = "keep the window's place"

    def run(self) -> None:
        StateFile(self.machine.places.state_file).keep_geometry(window=b"here")

    def found(self, _items: Items) -> bool:
        return StateFile(self.machine.places.state_file).geometry("window") == b"here"


class Undo(Operation):
    name = "undo"

    def begin(self) -> None:
        super().begin()
        self.rows = Items(self.open_session).add(login("Taken back")).rows

    def run(self) -> None:
        self.open_session.put_back(self.rows)

    def found(self, items: Items) -> bool:
        return all(overview.title != "Taken back" for overview in items.overviews().values())


class GiveBack(Operation):
    """That free space cannot be given back is no failure of anything: nobody is told."""

    name = "give free space back"
    told = ()
    _kept = bytes(range(256)) * 200

    def begin(self) -> None:
        super().begin()
        shrinking.LEAST = 64 * 1024
        session = self.open_session
        (self.item_id,) = Items(session).add(login("With files")).made
        files = Attachments(session)
        for name, data in (("kept", self._kept), ("large", bytes(500_000))):
            given = self.machine.root / name
            given.write_bytes(data)
            files.add(self.item_id, [given])
        files.delete(self.item_id, session.vault.item(self.item_id).details.attachments[1].id)
        self.giving = Shrinking(session)
        assert self.giving.is_due

    def run(self) -> None:
        while self.giving.step():
            pass

    def found(self, items: Items) -> bool:
        (one,) = items.item(self.item_id).details.attachments
        return one.size == len(self._kept)  # and the check has read it


OPERATIONS: tuple[type[Operation], ...] = (
    Add,
    SecondSave,
    Edit,
    Undo,
    Import,
    ReKey,
    Create,
    Unlock,
    Recover,
    KeepDraft,
    Use,
    ChangeSetting,
    KeepGeometry,
    GiveBack,
)


# One fault


@dataclass
class Figures:
    """What came of one operation."""

    name: str
    points: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def report(self) -> str:
        calls = ", ".join(f"{name} {count}" for name, count in sorted(self.calls.items()))
        outcomes = ", ".join(f"{count} {what}" for what, count in sorted(self.outcomes.items()))
        seconds = time.monotonic() - self.began
        return "\n    ".join(
            (
                f"{self.name}: {self.points} faults in {seconds:.0f} s",
                calls,
                outcomes,
                *self.wrong,
            )
        )


class Faults:
    """All operations with all faults, in one folder."""

    def __init__(self, root: Path, template: Machine, *, short: bool) -> None:
        self.root = root
        self.shim = Shim()
        self.template = template
        self.short = short
        self.offset = random.SystemRandom().randrange(_STRIDE)

    def all_of(self, operation: type[Operation]) -> Figures:
        figures = Figures(operation.name)
        for number, fault in enumerate(FAULTS):
            nth = 1
            while True:
                chosen = not self.short or (nth + number + self.offset) % _STRIDE == 0
                if chosen and not self.one(operation, fault, nth, figures):
                    break
                if not chosen and nth > 400:
                    break
                nth += 1
        return figures

    def one_of(self, operation: type[Operation], fault: str, nth: int) -> Figures:
        """Look once more at a fault that a run has told of."""
        figures = Figures(operation.name)
        (chosen,) = (each for each in FAULTS if each.name == fault)
        self.one(operation, chosen, nth, figures)
        return figures

    def one(self, operation: type[Operation], fault: Fault, nth: int, figures: Figures) -> bool:
        """Let one call fail; return whether it was reached."""
        machine = self.template.copy_to(self.root / "run")
        doing = operation(machine)
        doing.begin()
        self.shim.arm(nth, fault)
        try:
            outcome = self._outcome(doing)
        finally:
            met = self.shim.disarm()
        if met < nth:
            return False
        figures.points += 1
        figures.faults[fault.name] += 1
        call, _space, path = self.shim.seen().partition(" ")
        figures.calls[call] += 1
        try:
            done = outcome == "acknowledged"
            assert done or outcome.startswith("told"), outcome
            # An error that is over at the next look cannot be told from damage.
            assert "which it is not" not in outcome or fault.mode == ONCE, outcome
            self._judge(doing, done=done)
        except Exception as error:  # noqa: BLE001 - told with the place, and the next one tried
            where = "".join(traceback.format_exception(error)[-2:])
            figures.wrong.append(
                f"WRONG {operation.name}, {fault.name}, call {nth} ({call} {path}): {where}"
            )
        figures.outcomes[outcome.partition(":")[0]] += 1
        return True

    def _outcome(self, doing: Operation) -> str:
        try:
            doing.run()
        except doing.told as error:
            sentence = str(error)
            assert sentence.strip().endswith("."), f"no sentence: {sentence!r}"
            doing.sentence = sentence
            if isinstance(error, Damaged | Altered):
                return f"told {type(error).__name__}, which it is not"
            return f"told {type(error).__name__}"
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            return "a traceback: " + "".join(traceback.format_exception(error)[-4:])
        return "acknowledged"

    def _judge(self, doing: Operation, *, done: bool) -> None:
        doing.go_on()
        session = doing.machine.opened(doing.key)
        try:
            items = Items(session)
            doing.notices += session.notices
            assert session.vault.finding is None, session.vault.finding
            report = session.vault.check()
            assert report.sound, report.problems
            titles = {overview.title for overview in items.overviews().values()}
            assert "Afterwards" in titles, "what was saved after the fault is lost"
            if not isinstance(doing, Create):
                missing = {f"Item {number}" for number in range(_ITEMS)} - titles
                assert len(missing) <= isinstance(doing, Edit), f"lost: {missing}"
            if done:
                assert doing.found(items), "it was acknowledged, and is not there"
            elif not isinstance(doing, Unlock | Create):
                unsure = "will show" in doing.sentence
                assert unsure or not doing.found(items), "it was refused, and is there"
        finally:
            session.lock()
        self._nothing_left(doing)

    def _nothing_left(self, doing: Operation) -> None:
        doing.machine.age()
        doing.machine.opened(doing.key).lock()
        # A journal that belongs to no state of the vault is evidence, and no loss: it is set
        # aside, and the person is told its name.
        said = {name for name in doing.machine.beside() if any(name in n for n in doing.notices)}
        allowed = {"new.key", *(name for name in said if "-journal.set-aside-" in name)}
        left = [name for name in doing.machine.left_over() if name not in allowed]
        assert not left, f"left over: {left}"


# Being started with the shim


def build(folder: Path) -> Path:
    """Compile the shim, and return where it lies."""
    library = folder / "fault_shim.so"
    compiler = shutil.which("cc") or shutil.which("gcc")
    assert compiler is not None, "no C compiler"
    command = [compiler, "-O1", "-shared", "-fPIC", "-o", str(library), str(SHIM), "-ldl"]
    subprocess.run(command, check=True)
    return library


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="strongroom-faults-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start_again(arguments: list[str]) -> int:
    """Run this very script once more, with the shim in front of the C library."""
    with _folder() as folder:
        library = build(folder)
        under = folder / "under"
        under.mkdir()
        environment = os.environ | {"LD_PRELOAD": str(library), "FAULT_PREFIX": str(under)}
        command = [sys.executable, str(Path(__file__)), *arguments]
        return subprocess.run(command, env=environment, check=False).returncode


def _template(root: Path) -> Machine:
    (root / "template").mkdir()
    machine = Machine(root / "template")
    machine.create()
    session = machine.opened()
    Items(session).add_many(login(f"Item {number}") for number in range(_ITEMS))
    session.lock()
    return machine


def _check_that_sqlite_is_seen(shim: Shim, machine: Machine) -> None:
    """A shim that SQLite's calls pass by would find nothing, and say that all is well."""
    seen = set[tuple[str, str]]()
    wanted = {("pwrite", ".strongroom-journal"), ("pwrite", ".strongroom")}
    doing = SecondSave(machine)
    doing.begin()
    # No save makes quite the same calls as the one before: a call may be passed over.
    for nth in [*range(1, 60)] * 3:
        shim.arm(nth, Fault("error once", errno.EIO, ONCE))
        with suppress(StrongroomError):
            doing.run()
        shim.disarm()
        call, _space, path = shim.seen().partition(" ")
        seen.add((call, Path(path).suffix))
        if seen >= wanted:
            break
    doing.open_session.lock()
    assert seen >= wanted, f"SQLite passes by: {seen}"


def main(arguments: list[str]) -> int:
    """Run what the command line asks for, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--short", action="store_true")
    parser.add_argument(
        "--only", default="", help="operations whose name holds one of these, with commas between"
    )
    parser.add_argument("--fault", default="", help="one fault by its name, with --nth")
    parser.add_argument("--nth", type=int, default=1)
    given = parser.parse_args(arguments)
    prefix = os.environ.get("FAULT_PREFIX")
    if prefix is None:
        return _start_again(arguments)
    os.environ.pop("LD_PRELOAD", None)  # what we start needs none
    setattr(opening, "find_key", find_key_once)  # noqa: B010 - it is not for others to set
    root = Path(prefix)
    template = _template(root)
    faults = Faults(root, template, short=given.short)
    _check_that_sqlite_is_seen(faults.shim, template.copy_to(root / "probe"))
    wrong = 0
    for operation in OPERATIONS:
        if any(part in operation.name for part in given.only.split(",")):
            figures = (
                faults.one_of(operation, given.fault, given.nth)
                if given.fault
                else faults.all_of(operation)
            )
            wrong += len(figures.wrong)
            print(figures.report(), flush=True)
    print(f"{wrong} not as promised")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
