# SPDX-License-Identifier: GPL-3.0-or-later
"""A vault of every released version opens for ever, with each of its methods."""

import shutil
from hashlib import sha256

import pytest
from tests.attacks import known_vaults
from tests.attacks.known_vaults import ATTACHED, FOLDER
from tests.fakes import FakeClock
from tests.vault.ground import PASSWORD, lines

from strongroom.model.credentials import Credentials
from strongroom.secret import SecretBytes
from strongroom.vault.places import VaultPlaces
from strongroom.vault.vault import Vault

# A file that is replaced is no evidence any more.
DIGESTS = {
    "format-1": "a36b955ef3e6966ca534546675f7f59584c128bdb1916b3120ce37fe8005d0c3",
}


def methods(name):
    yield Credentials(password=SecretBytes.of_text(PASSWORD), key_file=FOLDER / f"{name}.key")
    yield Credentials(recovery_code=SecretBytes((FOLDER / f"{name}.code").read_bytes()))


@pytest.mark.parametrize("name", known_vaults.names())
def test_a_vault_of_a_released_version_opens_with_each_of_its_methods(name, tmp_path):
    path = tmp_path / "Old.strongroom"
    shutil.copyfile(FOLDER / f"{name}.strongroom", path)
    assert sha256(path.read_bytes()).hexdigest() == DIGESTS[name]
    for number, credentials in enumerate(methods(name)):
        places = VaultPlaces(state=tmp_path / f"machine-{number}")
        vault = Vault.open(path, credentials, places=places, clock=FakeClock())
        assert vault.check().sound
        assert vault.finding is None
        assert vault.name == "Café of old"
        ((item_id, overview),) = vault.overviews().items()
        assert (overview.title, overview.username, overview.tags) == ("Bänk", "ada", ("money",))
        assert vault.folders()[5].name == "Work"
        details = vault.item(item_id).details
        assert [field.value for field in details.fields] == ["ada", "second"]
        assert [field.value for field in details.history[0].fields] == ["ada", "first"]
        (attached,) = details.attachments
        assert lines(vault.read_attachment(item_id, attached.id)) == ATTACHED
        vault.write(lambda draft: draft.put_folder(draft.folders[5]))
        vault.close()


def test_none_was_taken_away():
    assert known_vaults.names() == list(DIGESTS)
