# SPDX-License-Identifier: GPL-3.0-or-later
"""The fake keyring and gnome-keyring, held to one contract."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.contracts.keyring import KeyringContract
from tests.fakes import FakeKeyring
from tests.real.keyrings import PrivateBus

from strongroom.app.ports import Keyring
from strongroom.system.keyring import SystemKeyring


class TestFakeKeyring(KeyringContract):
    @pytest.fixture
    def keyring(self) -> Keyring:
        return FakeKeyring()


@pytest.mark.real("dbus-run-session", "gnome-keyring-daemon")
class TestGnomeKeyring(KeyringContract):
    @pytest.fixture
    def keyring(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keyring]:
        with PrivateBus(tmp_path) as bus:
            bus.start_keyring()
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
            yield SystemKeyring()
