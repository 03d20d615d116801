# SPDX-License-Identifier: GPL-3.0-or-later
"""Several programs that save to one vault at once: nothing acknowledged is lost.

::

    python tests/crashes/writers.py --seconds 60 --writers 8 --terminals 12

Each writer adds items and counts up shared ones, as a person does who edits: on the version
that it has read.  An edit of a newer version is refused, never written over, so at the end
every shared count is the number of the edits that were acknowledged.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

sys.path[:0] = [str(Path(__file__).parents[2])]

from tests.crashes.kill import Child, Tell, Told, Work
from tests.crashes.machine import PASSWORD, Key, Machine, login, password_of

from strongroom.app.items import Items
from strongroom.errors import ChangedSince, StrongroomError, VaultBusy, WrongKey
from strongroom.vault import locking

if TYPE_CHECKING:
    from collections.abc import Callable

_SHARED = 3


def _writer(machine: Machine, name: str, shared: list[int], seconds: float) -> Work:
    def work(tell: Tell) -> None:
        moments = random.Random(name)  # noqa: S311 - moments, not secrets
        items = Items(machine.opened())
        tell("ready")
        until = time.monotonic() + seconds
        number = 0
        while time.monotonic() < until:
            number += 1
            began = time.monotonic()
            try:
                if number % 2:
                    items.add(login(f"{name} {number:05}"))
                    said = f"added {name} {number:05}"
                else:
                    item_id = moments.choice(shared)
                    item = items.item(item_id)
                    count = int(password_of(item.content())) + 1
                    items.save(
                        item_id,
                        login(item.overview.title, str(count)),
                        base_version=item.details.version,
                    )
                    said = f"counted {item_id}"
            except ChangedSince:
                said = "refused"
            except VaultBusy:
                said = "busy"
            except WrongKey as error:
                tell(f"locked out {error.settings_changed}")
                return
            tell(f"waited {time.monotonic() - began:.4f}")
            tell(said)

    return work


def _shared(machine: Machine) -> list[int]:
    """Make the vault with some items that everybody counts up, and return their ids."""
    machine.create()

    def make(tell: Tell) -> None:
        session = machine.opened()
        made = Items(session).add_many(login(f"Shared {n}", "0") for n in range(_SHARED)).made
        tell("made " + " ".join(map(str, made)))
        session.lock()

    return [int(part) for part in Child(make).end().all("made")[0].split()]


def _judge(machine: Machine, key: Key, shared: list[int], told: list[Told]) -> int:
    """See that everything acknowledged is there; return how many saves that were."""
    added = {title for each in told for title in each.all("added")}
    counted = Counter(int(item_id) for each in told for item_id in each.all("counted"))
    with machine.vault(key.credentials()) as vault:
        assert vault.finding is None, vault.finding
        assert vault.check().sound
        titles = {overview.title for overview in vault.overviews().values()}
        assert titles - {f"Shared {n}" for n in range(_SHARED)} == added, "a lost update"
        counts = {i: int(password_of(vault.item(i).content())) for i in shared}
        assert counts == {i: counted[i] for i in shared}, f"{counts} is not {counted}"
    assert not machine.beside()
    return len(added) + sum(counted.values())


def at_once(machine: Machine, writers: int, seconds: float) -> str:
    """Let ``writers`` programs save for ``seconds``."""
    shared = _shared(machine)
    children = [
        Child(_writer(machine, f"writer{number}", shared, seconds)) for number in range(writers)
    ]
    told = [child.end() for child in children]
    saves = _judge(machine, Key(), shared, told)
    waits = [float(wait) for each in told for wait in each.all("waited")]
    each_saved = [len(each.all("added")) + len(each.all("counted")) for each in told]
    refused, busy = (sum(len(each.all(word)) for each in told) for word in ("refused", "busy"))
    assert min(each_saved) > 0, f"a writer was left out: {each_saved}"
    return (
        f"{writers} writers for {seconds:.0f} s: {saves} saves (each {min(each_saved)} to "
        f"{max(each_saved)}), {refused} edits refused as changed since, {busy} told that it is "
        f"busy, 0 lost; worst wait {max(waits):.2f} s, usual {sorted(waits)[len(waits) // 2]:.3f} s"
    )


def rekey_meanwhile(machine: Machine, writers: int, seconds: float) -> str:
    """Let one program change the password while others save."""
    shared = _shared(machine)
    longer = 20 * seconds  # than the change can take
    children = [
        Child(_writer(machine, f"writer{number}", shared, longer)) for number in range(writers)
    ]
    for child in children:
        child.until("added", 3)
    new = Key("a wholly new password")

    def rekey(tell: Tell) -> None:
        session = machine.opened()
        for _attempt in range(20):
            pending = session.begin_rekey(Key().credentials(), new.new_unlock())
            try:
                pending.finish()
            except VaultBusy:
                tell("busy")
                continue
            tell("done")
            return

    rekeyed = Child(rekey).end()
    assert rekeyed.all("done"), "the change never came to its end"
    told = [child.end() for child in children]
    saves = _judge(machine, new, shared, told)
    locked_out = sum(each.all("locked") == ["out True"] for each in told)
    assert locked_out == writers, f"{writers - locked_out} writers went on under the old key"
    return (
        f"a change of password among {writers} writers: {saves} saves before it, 0 lost; "
        f"{locked_out} writers told that the unlock methods were changed"
    )


def terminals(machine: Machine, count: int) -> str:
    """Start ``count`` real programs in terminals at once, each of which adds an item."""
    shared = _shared(machine)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(machine.root),
        "XDG_CONFIG_HOME": str(machine.root / "xdg-config"),
        "XDG_STATE_HOME": str(machine.root / "xdg-state"),
        "PYTHONPATH": os.pathsep.join(sys.path),
        "LC_ALL": "C.UTF-8",
        "STRONGROOM_VAULT": str(machine.path),
    }
    began = time.monotonic()
    running = []
    for number in range(count):
        command = [sys.executable, "-m", "strongroom.cli.main", "add", f"terminal {number}"]
        program = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert program.stdin is not None
        program.stdin.write(f"{PASSWORD}\n")
        program.stdin.close()
        running.append(program)
    told, busy = Told(), 0
    for number, program in enumerate(running):
        assert program.stderr is not None
        said = program.stderr.read()
        program.stderr.close()
        code = program.wait()
        if code == 0:
            told.lines.append(("added", f"terminal {number}"))
        else:
            assert "Another program" in said, f"{code}: {said}"
            busy += 1
    saves = _judge(machine, Key(), shared, [told])
    return (
        f"{count} terminals at once: {saves} saves, {busy} told that it is busy, 0 lost, "
        f"in {time.monotonic() - began:.1f} s"
    )


def held(machine: Machine) -> str:
    """Let a program that was stopped hold the vault, and see what another is told."""
    _shared(machine)

    def hold(tell: Tell) -> None:
        session = machine.opened()

        def never_ends(_done: int, _total: int) -> None:
            tell("holds")
            signal.pause()

        session.write(lambda draft: draft.set_settings(name="Held"), never_ends)

    def wait(tell: Tell) -> None:
        session = machine.opened()
        tell("ready")
        began = time.monotonic()
        try:
            Items(session).add(login("New"))
        except StrongroomError as error:
            tell(f"told {type(error).__name__} {error}")
        tell(f"waited {time.monotonic() - began:.2f}")

    hold_first = machine.root / "held"
    waiting = Child(_after(hold_first, wait))
    waiting.until("ready")
    holding = Child(hold)
    holding.until("holds")
    hold_first.touch()
    told = waiting.end()
    holding.kill()
    (waited,) = told.all("waited")
    assert told.all("told")[0].startswith("VaultBusy"), told.lines
    assert float(waited) >= locking.WAIT_SECONDS - 0.1, waited
    with machine.vault(Key().credentials()) as vault:
        assert vault.check().sound
        assert vault.name == "Personal"
    return f"a vault that is held: told that it is busy after {waited} s"


def _after(file: Path, work: Work) -> Work:
    """Return work that is told ready at once, and goes on when ``file`` is there."""

    def waiting(tell: Tell) -> None:
        def told(line: str) -> None:
            tell(line)
            while line == "ready" and not file.exists():
                time.sleep(0.01)

        work(told)

    return waiting


def main() -> int:
    """Run what the command line asks for, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--terminals", type=int, default=12)
    parser.add_argument("--only", default="", help="at-once, rekey, terminals or held")
    given = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="strongroom-writers-"))
    kinds: dict[str, Callable[[Machine], str]] = {
        "at-once": partial(at_once, writers=given.writers, seconds=given.seconds),
        "rekey": partial(
            rekey_meanwhile, writers=max(2, given.writers // 2), seconds=given.seconds
        ),
        "terminals": partial(terminals, count=given.terminals),
        "held": held,
    }
    for name, run in kinds.items():
        if given.only in name:
            (root / name).mkdir()
            print(run(Machine(root / name)), flush=True)
    shutil.rmtree(root)
    return 0


if __name__ == "__main__":
    sys.exit(main())
