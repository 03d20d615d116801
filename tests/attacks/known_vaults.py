# SPDX-License-Identifier: GPL-3.0-or-later
"""The vaults of released versions, in ``vaults/``: what opens them, and what is in them.

Run as a program with a new name, this makes one with the version at hand.  One that is there
is never made anew: it is evidence that what an owner saved then opens now.
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[2] / part) for part in ("src", "")]

from tests.fakes import START_MS, FakeClock
from tests.vault.ground import PASSWORD, add_file, new_unlock

from strongroom.crypto.kdf import CHEAPEST
from strongroom.model import edits
from strongroom.model.fields import Field, FieldKind, Role
from strongroom.model.item import Content, Folder
from strongroom.vault.places import VaultPlaces
from strongroom.vault.vault import Vault

FOLDER = Path(__file__).parent / "vaults"
ATTACHED = b"what was attached" * 100


def make(name: str, state: Path) -> None:
    """Write ``name.strongroom`` with its key file and its recovery code beside it."""
    path = FOLDER / f"{name}.strongroom"
    vault, code = Vault.create(
        path,
        name="Café of old",
        unlock=new_unlock(key_file=FOLDER / f"{name}.key", recovery=True),
        cost=CHEAPEST,
        places=VaultPlaces(state=state),
        clock=FakeClock(),
    )
    assert code is not None
    (FOLDER / f"{name}.code").write_bytes(code.buffer)
    fields = (
        Field(id=1, role=Role.USERNAME, value="ada"),
        Field(id=2, role=Role.PASSWORD, kind=FieldKind.CONCEALED, value="first"),
    )
    item = edits.new_item(
        Content(kind="login", title="Bänk", fields=fields, tags=("money",), folder=5), START_MS
    )
    gone = edits.new_item(Content(kind="note", title="gone"), START_MS)
    vault.write(lambda draft: draft.put_folder(Folder(id=5, name="Work")))
    vault.write(lambda draft: draft.put(item.overview, item.details))
    vault.write(lambda draft: draft.put(gone.overview, gone.details))
    changed = Content(
        kind="login",
        title="Bänk",
        fields=(fields[0], Field(id=2, role=Role.PASSWORD, kind="concealed", value="second")),
        tags=("money",),
        folder=5,
    )
    after = edits.revised(item, changed, START_MS + 1, 20)
    vault.write(lambda draft: draft.put(after.overview, after.details))
    vault.write(lambda draft: draft.bury(gone.id))
    add_file(vault, item.id, "note.txt", lambda: [ATTACHED])
    vault.close()


def names() -> list[str]:
    """Every vault that has to open."""
    return sorted(path.stem for path in FOLDER.glob("*.strongroom"))


__all__ = ["PASSWORD"]

if __name__ == "__main__":
    make(sys.argv[1], Path(sys.argv[2]))
