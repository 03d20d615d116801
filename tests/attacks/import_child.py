# SPDX-License-Identifier: GPL-3.0-or-later
"""A program that takes files in, one after the other, and says what each of them cost.

It loads everything once, and forks for each file that it is given on its standard input, so
that the peak of memory which a child reports is that of its file alone.  A child goes the way
that a person's file goes: ``Importing.open``, ``look``, ``run`` and, for what has attachments,
saving them out.
"""

import json
import os
import resource
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

from tests.app.worlds import World

from strongroom.app.attachments import Attachments
from strongroom.app.importing import Given, Importing, format_named
from strongroom.app.items import Items
from strongroom.errors import StrongroomError
from strongroom.secret import SecretBytes

MOST_SECONDS = 600


def take_in(job: dict[str, Any]) -> dict[str, Any]:
    """Do what a job says; return what came of it."""
    start = time.monotonic()
    found: dict[str, Any] = {"outcome": "came", "sentence": "", "entries": 0, "problems": 0}
    try:
        _take_in(job, found)
    except StrongroomError as error:
        found |= {"outcome": type(error).__name__, "sentence": str(error)}
    except BaseException:  # noqa: BLE001 - told to the test, which fails
        found |= {"outcome": "traceback", "sentence": traceback.format_exc()[-3000:]}
    found["seconds"] = round(time.monotonic() - start, 2)
    found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
    return found


def _take_in(job: dict[str, Any], found: dict[str, Any]) -> None:
    password = job.get("password")
    given = Given(
        password=None if password is None else SecretBytes.of_text(password),
        costly=job.get("costly", False),
    )
    session = World(Path(job["folder"])).opened()
    importing = Importing(session)
    origin = importing.open(Path(job["file"]))
    try:
        kind = format_named(job["format"]) if job.get("format") else None
        preview = importing.look(origin, kind, given)
        found["entries"], found["problems"] = len(preview.rows), len(preview.problems)
        found["format"] = preview.format.name
        found["losses"] = [*preview.losses, *_losses(preview)][:20]
        found["reasons"] = [one.reason for one in preview.problems[:20]]
        if job.get("then"):
            exec(job["then"], {"file": Path(job["file"])})  # noqa: S102 - the test's own words
        imported = importing.run(preview)
        found["added"] = imported.added
        if job.get("save"):
            found["saved"] = _saved(session, Path(job["save"]))
    finally:
        origin.close()
        session.lock()


def _losses(preview: Any) -> list[str]:
    return [sentence for row in preview.rows[:100] for sentence in row.entry.losses]


def _saved(session: Any, place: Path) -> list[str]:
    """Save every attachment out; return where they came to lie."""
    items = Items(session)
    return [
        str(Attachments(session).save_to(item_id, one.id, place))
        for item_id in items.overviews()
        for one in items.item(item_id).details.attachments
    ]


def _child(line: str) -> None:
    job = json.loads(line)
    os.environ["TMPDIR"] = job["scratch"]
    tempfile.tempdir = None
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    answer = json.dumps(take_in(job))
    os.write(sys.stdout.fileno(), answer.encode() + b"\n")


def main() -> None:
    for line in iter(sys.stdin.readline, ""):
        child = os.fork()
        if child == 0:
            _child(line)
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        if status:
            died = {"outcome": "died", "sentence": str(status), "peak": 0, "seconds": 0}
            os.write(sys.stdout.fileno(), json.dumps(died).encode() + b"\n")


if __name__ == "__main__":
    main()
