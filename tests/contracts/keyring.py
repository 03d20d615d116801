# SPDX-License-Identifier: GPL-3.0-or-later
"""What every keyring must do: subclass it and give it a ``keyring`` fixture."""

import pytest

from strongroom.app.ports import Keyring
from strongroom.secret import SecretBytes

NAME, OTHER = "quick-0123456789abcdef", "grant-0123456789abcdef"
SECRET = b'00ff{"left":5,"made":1.5,"boot":"-"}'


def held(keyring: Keyring, name: str = NAME) -> bytes | None:
    found = keyring.get(name)
    if found is None:
        return None
    with found:
        return bytes(found.buffer)


def put(keyring: Keyring, secret: bytes, name: str = NAME) -> None:
    with SecretBytes(secret) as given:
        keyring.put(name, given)
        assert bytes(given.buffer) == secret, "what is put stays the caller's"


class KeyringContract:
    @pytest.fixture
    def keyring(self) -> Keyring:
        raise NotImplementedError

    def test_gives_back_what_was_put(self, keyring):
        put(keyring, SECRET)
        assert held(keyring) == SECRET
        assert held(keyring) == SECRET

    def test_takes_as_much_as_a_record_needs(self, keyring):
        put(keyring, b"f" * 400)
        assert held(keyring) == b"f" * 400

    def test_keeps_the_latest_only(self, keyring):
        put(keyring, SECRET)
        put(keyring, b"second")
        assert held(keyring) == b"second"
        keyring.drop(NAME)
        assert held(keyring) is None

    def test_has_nothing_under_a_name_that_was_never_used(self, keyring):
        assert held(keyring, "never") is None

    def test_keeps_names_apart(self, keyring):
        put(keyring, SECRET)
        put(keyring, b"other", OTHER)
        keyring.drop(NAME)
        assert held(keyring) is None
        assert held(keyring, OTHER) == b"other"

    def test_dropping_what_is_not_there_is_harmless(self, keyring):
        keyring.drop(NAME)
        keyring.drop(NAME)
        assert held(keyring) is None

    def test_tells_whether_it_ends_at_logout(self, keyring):
        assert keyring.ends_at_logout() is True

    def test_cancelling_nothing_is_harmless(self, keyring):
        keyring.cancel()
        put(keyring, SECRET)
        assert held(keyring) == SECRET
