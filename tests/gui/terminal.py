# SPDX-License-Identifier: GPL-3.0-or-later
"""A machine whose folders the terminal finds too, and the terminal as a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.app.worlds import PASSWORD, World

from strongroom.app.places import Places


class SharedMachine(World):
    """Folders as the environment names them, so that window and terminal share them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.root = folder / "home"
        self.places = Places(
            config=self.root / "config" / "strongroom",
            state=self.root / "state" / "strongroom",
            documents=self.places.documents,
            runtime=self.root / "run" / "strongroom",
        )

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to find these folders, and no others."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "DBUS_"))}
        return kept | {
            "HOME": str(self.root),
            "XDG_CONFIG_HOME": str(self.root / "config"),
            "XDG_STATE_HOME": str(self.root / "state"),
            "XDG_RUNTIME_DIR": str(self.root / "run"),
            "XDG_DOCUMENTS_DIR": str(self.places.documents),
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self.root / 'no-bus'}",
        }


def terminal(machine: SharedMachine, *arguments: str, typed: str = "") -> str:
    """Run ``strongroom-cli`` to its end, and return what it printed; it has to succeed."""
    command = [str(Path(sys.executable).with_name("strongroom-cli")), *arguments]
    ended = subprocess.run(
        [*command, "--vault", str(machine.path)],
        env=machine.environment,
        input=f"{PASSWORD}\n{typed}",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def add(machine: SharedMachine, title: str, *more: str) -> str:
    """Let the terminal add a login, and return its id as people see it."""
    text = terminal(machine, "add", title, "--username", "them", *more, "--json", typed="pw\n")
    found = json.loads(text)
    assert isinstance(found, dict)
    return str(found["id"])
