# SPDX-License-Identifier: GPL-3.0-or-later
"""A real vault leaves as Bitwarden's JSON, and another real vault takes it in: they are equal."""

import io
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import Phase, given, settings
from tests.app.worlds import World, new_unlock, with_password
from tests.exchange.bitwarden.outgoing_items import vaults

from strongroom.app.access_log import AccessLog, Through
from strongroom.app.exporting import Exporting, Order, What, export_format
from strongroom.app.importing import Choice, Choices, Importing
from strongroom.app.session import Session
from strongroom.crypto.kdf import Argon2Cost
from strongroom.exchange.bitwarden.writing import write_json
from strongroom.exchange.outgoing import Outgoing
from strongroom.exchange.reading import Given
from strongroom.model.item import folder_path
from strongroom.secret import SecretBytes

PASSWORD = "the file's own"
BOTH = Choices(here=Choice.BOTH, differs=Choice.BOTH)


def made(folder: Path) -> Session:
    folder.mkdir()
    world = World(folder)
    session = world.session()
    session.create(world.path, "Personal", new_unlock())
    return session


def take_in(session: Session, path: Path, password: SecretBytes | None = None) -> None:
    importing = Importing(session)
    with closing(importing.open(path)) as origin:
        preview = importing.look(origin, given=Given(password))
        assert preview.problems == ()
        importing.run(preview, choices=BOTH)


def take_out(session: Session, name: str, path: Path) -> None:
    exporting = Exporting(session, AccessLog(session, lambda: True), Through.WINDOW)
    one = export_format(name)
    password = SecretBytes.of_text(PASSWORD) if one.encrypted else None
    order = Order(What(trash=True), one, path, password=password, anyway=True)
    exporting.run(order, exporting.prove(with_password()))


def told(session: Session) -> tuple[set[tuple[str, ...]], Counter[bytes]]:
    """All that a vault says, but for numbers."""
    vault = session.vault
    tree = vault.folders()
    folders = {folder_path(tree, number) for number in tree}
    found: Counter[bytes] = Counter()
    for item_id in vault.overviews():
        item = vault.item(item_id)
        seen = msgspec.structs.replace(item.overview, id=0, folder=None)
        fields = [(f.role, f.kind, f.label, f.value) for f in item.fields]
        history = [
            (one.at, one.title, [(f.role, f.kind, f.label, f.value) for f in one.fields])
            for one in item.details.history
        ]
        path = folder_path(tree, item.overview.folder)
        found[msgspec.json.encode((path, seen, fields, history))] += 1
    return folders, found


@pytest.mark.parametrize("name", ["bitwarden", "bitwarden-protected"])
def test_a_vault_goes_and_comes_back_equal(name, monkeypatch):
    cheap = Argon2Cost(1024, 1, 1)
    monkeypatch.setattr(write_json, "__kwdefaults__", {"cost": cheap})

    @settings(max_examples=8, phases=[Phase.generate])
    @given(vaults())
    def goes_and_comes_back(vault: Outgoing) -> None:
        with tempfile.TemporaryDirectory() as folder:
            there_and_back(vault, Path(folder), name)

    goes_and_comes_back()


def there_and_back(vault: Outgoing, folder: Path, name: str) -> None:
    first, second = folder / "first.json", folder / "second.json"
    data = io.BytesIO()
    write_json(data, vault)
    first.write_bytes(data.getvalue())
    here, there = made(folder / "a"), made(folder / "b")
    try:
        take_in(here, first)
        take_out(here, name, second)
        with SecretBytes.of_text(PASSWORD) as password:
            take_in(there, second, password if name != "bitwarden" else None)
        assert told(there) == told(here)
        assert told(here)[1].total() == vault.count
    finally:
        here.lock()
        there.lock()
