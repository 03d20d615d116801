# SPDX-License-Identifier: GPL-3.0-or-later
"""Come back to a vault: PIN, click and grant beside the master password and keepassxc-cli.

"inside" is one unlock in a program that runs already, as after a lock of the window.

Against a real gnome-keyring on a bus of its own, with a PIN that costs about 0.3 s and a
master password that costs about 0.7 s, as the program chooses them.  KeePassXC has no PIN in
its terminal, so it gets the same two derivation times.  What is measured is the whole process,
from its start to an open vault that was counted, and then ``strongroom-cli list`` as it is run;
the middle one of several runs counts.

    python tests/benchmarks/quick_unlock_bench.py [quick]
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from strongroom.app.grants import Grants  # noqa: E402
from strongroom.app.places import Places  # noqa: E402
from strongroom.app.quick_unlock import QuickUnlock  # noqa: E402
from strongroom.app.session import Session  # noqa: E402
from strongroom.crypto.kdf import (  # noqa: E402
    CHEAPEST,
    SALT_BYTES,
    Argon2Cost,
    argon2id,
    calibrate,
)
from strongroom.model.credentials import Credentials, NewUnlock  # noqa: E402
from strongroom.secret import SecretBytes  # noqa: E402
from strongroom.system.clock import SystemClock  # noqa: E402
from strongroom.system.keyring import SystemKeyring  # noqa: E402

PASSWORD = b"benchmark password"
PIN = b"260413"
PIN_SECONDS = 0.3
PASSWORD_SECONDS = 0.7
GOAL = 1.0  # seconds: a PIN brings the vault back in under one
RUNS = 5
_VAULT = "bench.strongroom"


def main(arguments: Sequence[str]) -> None:
    """Measure every way, or be one of them ("inside" and its name)."""
    if arguments[:1] == ["inside"]:
        come_back(arguments[1], Path(arguments[2]))
        return
    from tests.real.keyrings import PrivateBus  # noqa: PLC0415 - not inside

    with tempfile.TemporaryDirectory() as name, PrivateBus(Path(name)) as bus:
        folder = Path(name)
        bus.start_keyring()
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = bus.address
        _compare(folder, _prepare(folder))


def come_back(way: str, folder: Path) -> None:
    """Open the vault one way, as a program that has just started."""
    session = Session(_places(folder), SystemClock(), _cheapest)
    path = folder / way / _VAULT
    quick = QuickUnlock(session, SystemKeyring(), _cheapest, lambda: 12)
    if way == "password":
        session.unlock(path, _credentials())
    elif way == "grant":
        Grants(session, SystemKeyring(), lambda: 10).unlock(path)
    else:
        offer = quick.offer(path)
        assert offer is not None
        quick.unlock(path, SecretBytes(PIN) if offer.by_pin else None)
    session.vault.overviews()


def _prepare(folder: Path) -> tuple[Argon2Cost, Argon2Cost]:
    (folder / "run").mkdir(mode=0o700)
    pin_cost, password_cost = calibrate(PIN_SECONDS), calibrate(PASSWORD_SECONDS)
    for way in ("pin", "click", "grant", "password"):
        (folder / way).mkdir()
        session = Session(_places(folder), SystemClock(), lambda: password_cost)
        path = folder / way / _VAULT
        session.create(path, "Bench", NewUnlock(password=SecretBytes(PASSWORD)))
        quick = QuickUnlock(session, SystemKeyring(), lambda: pin_cost, lambda: 12)
        if way in {"pin", "click"}:
            pin = SecretBytes(PIN) if way == "pin" else None
            quick.choose(_credentials(), pin).finish()
        if way == "grant":
            session.unlock(path, _credentials(), keep_key=True)
            Grants(session, SystemKeyring(), lambda: 10).open().finish()
        session.lock()
    for name, seconds in (("pin", PIN_SECONDS), ("password", PASSWORD_SECONDS)):
        subprocess.run(
            [
                *("keepassxc-cli", "db-create", "-q", "-p", "-t", str(round(seconds * 1000))),
                str(folder / f"{name}.kdbx"),
            ],
            input=PASSWORD + b"\n" + PASSWORD + b"\n",
            capture_output=True,
            check=True,
        )
    return pin_cost, password_cost


def _compare(folder: Path, costs: tuple[Argon2Cost, Argon2Cost]) -> None:
    for what, secret, cost in (("PIN", PIN, costs[0]), ("password", PASSWORD, costs[1])):
        _say(f"Argon2 of the {what} alone", _seconds(lambda: _argon2(secret, cost)), "")  # noqa: B023
    _say("PIN, inside", _seconds(lambda: come_back("pin", folder)), f"goal {GOAL:.1f} s")
    pin = _seconds(lambda: _inside("pin", folder))
    password = _seconds(lambda: _inside("password", folder))
    _say("PIN, Argon2 of 0.3 s", pin, f"goal {GOAL:.1f} s")
    _say("click", _seconds(lambda: _inside("click", folder)), "")
    _say("grant of a terminal", _seconds(lambda: _inside("grant", folder)), "")
    _say("master password, 0.7 s", password, f"PIN / this {pin / password:.2f}")
    for name, words in (("pin", "0.3 s"), ("password", "0.7 s")):
        theirs = _seconds(lambda file=folder / f"{name}.kdbx": _keepassxc(file))  # type: ignore[misc]
        ours = pin if name == "pin" else password
        _say(f"keepassxc-cli ls, {words}", theirs, f"ours / theirs {ours / theirs:.2f}")
    # The last line above is KeePassXC with the derivation time of a new vault, as it is used.
    for way, given in (("grant", b""), ("click", b""), ("pin", PIN), ("password", PASSWORD)):
        ours = _seconds(lambda way=way, given=given: _listed(way, given, folder))  # type: ignore[misc]
        _say(f"strongroom-cli list, {way}", ours, f"ours / theirs {ours / theirs:.2f}")


def _seconds(work: Callable[[], None]) -> float:
    work()  # bytecode and caches
    taken = []
    for _run in range(RUNS):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return median(taken)


def _argon2(secret: bytes, cost: Argon2Cost) -> None:
    with SecretBytes(secret) as typed:
        argon2id(typed, bytes(SALT_BYTES), cost).close()


def _inside(way: str, folder: Path) -> None:
    subprocess.run([sys.executable, __file__, "inside", way, str(folder)], check=True)


def _listed(way: str, given: bytes, folder: Path) -> None:
    """Run the verb as a script does; nothing is given where nothing is asked for."""
    program = str(Path(sys.executable).with_name("strongroom-cli"))
    environment = dict(
        os.environ,
        XDG_CONFIG_HOME=str(folder / "config"),
        XDG_STATE_HOME=str(folder / "state"),
        XDG_RUNTIME_DIR=str(folder / "run"),
    )
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run(
        [program, "list", "--vault", str(folder / way / _VAULT)],
        input=given,
        env=environment,
        check=True,
    )


def _keepassxc(path: Path) -> None:
    subprocess.run(
        ["keepassxc-cli", "ls", "-q", str(path)],
        input=PASSWORD + b"\n",
        capture_output=True,
        check=True,
    )


def _places(folder: Path) -> Places:
    """Return the folders that strongroom-cli finds by itself in the environment."""
    config, state, run = (folder / name / "strongroom" for name in ("config", "state", "run"))
    return Places(config, state, folder, run)


def _credentials() -> Credentials:
    return Credentials(password=SecretBytes(PASSWORD))


def _cheapest() -> Argon2Cost:
    """Stand in for the cost of new unlock methods, of which none is made inside."""
    return CHEAPEST


def _say(what: str, seconds: float, more: str) -> None:
    print(f"{what:<28} {seconds:>7.3f} s   {more}")  # noqa: T201 - it prints its figures


if __name__ == "__main__":
    main(sys.argv[1:])
