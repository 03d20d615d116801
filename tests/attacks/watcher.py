# SPDX-License-Identifier: GPL-3.0-or-later
"""A program of another's that reads everything in some folders, as fast as it can.

Run as a process of its own.  Between its own rounds it takes a full look whenever it is told
to, and answers when it has: so a writer can be halted at any moment and be looked at.  At the
end it says, as JSON, which names it saw, how large each was at most, and where it found any
of the needles.
"""

import json
import os
import select
import sys
from pathlib import Path


class Watcher:
    def __init__(self, folders: list[Path], needles: list[bytes]) -> None:
        self.folders = folders
        self.needles = needles
        self.seen: dict[str, int] = {}
        self.hits: set[str] = set()
        self.looks = 0
        self._known: dict[str, tuple[int, int, int]] = {}

    def look(self, *, all_anew: bool) -> None:
        self.looks += 1
        for folder in self.folders:
            for parent, _folders, names in os.walk(folder):
                for name in names:
                    self._read(os.path.join(parent, name), all_anew=all_anew)  # noqa: PTH118

    def _read(self, path: str, *, all_anew: bool) -> None:
        try:
            with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - as quick as can be
                found = os.fstat(file.fileno())
                state = found.st_ino, found.st_size, found.st_mtime_ns
                if not all_anew and self._known.get(path) == state:
                    return
                self._known[path] = state
                content = file.read()
        except OSError:
            return
        self.seen[path] = max(self.seen.get(path, 0), len(content))
        if any(needle in content for needle in self.needles) or any(
            needle in os.fsencode(path) for needle in self.needles
        ):
            self.hits.add(path)

    def serve(self) -> None:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            if select.select([0], [], [], 0)[0]:
                asked = os.read(0, 1)
                if asked != b"l":
                    break
                self.look(all_anew=True)
                os.write(1, b".")
            else:
                self.look(all_anew=False)
        json.dump({"looks": self.looks, "seen": self.seen, "hits": sorted(self.hits)}, sys.stdout)


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    Watcher(
        [Path(folder) for folder in given["folders"]],
        [bytes.fromhex(needle) for needle in given["needles"]],
    ).serve()
