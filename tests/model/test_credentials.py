# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

from strongroom.model.credentials import Credentials, NewMethod, NewUnlock
from strongroom.secret import SecretBytes


def test_closing_credentials_zeroes_what_is_secret():
    password, code, half = (SecretBytes(b) for b in (b"hunter2", b"ABCD", b"half"))
    buffers = password.buffer, code.buffer, half.buffer
    credentials = Credentials(
        password=password, key_file=Path("key"), recovery_code=code, keyring=half
    )
    assert "hunter2" not in repr(credentials)
    credentials.close()
    assert not any(any(buffer) for buffer in buffers)
    assert not password
    assert not code
    assert not half


def test_closing_credentials_that_have_nothing_is_fine():
    Credentials().close()


def test_a_copy_outlives_what_it_was_made_from():
    first = Credentials(
        password=SecretBytes(b"hunter2"),
        recovery_code=SecretBytes(b"ABCD"),
        keyring=SecretBytes(b"half"),
    )
    second = first.copy()
    first.close()
    assert second.password == SecretBytes(b"hunter2")
    assert second.recovery_code == SecretBytes(b"ABCD")
    assert second.keyring == SecretBytes(b"half")
    assert Credentials(key_file=Path("key")).copy() == Credentials(key_file=Path("key"))


def test_closing_a_new_unlock_zeroes_its_password():
    unlock = NewUnlock(password=SecretBytes(b"hunter2"), recovery=True)
    assert "hunter2" not in repr(unlock)
    unlock.close()
    assert not unlock.password


def test_closing_it_zeroes_the_further_passwords_too():
    further = NewMethod(password=SecretBytes(b"hunter3"))
    assert "hunter3" not in repr(further)
    unlock = NewUnlock(also=(further, NewMethod(key_file=Path("key"))), recovery=True)
    unlock.close()
    assert not further.password


def test_methods_are_in_the_order_in_which_they_are_shown():
    further = NewMethod(key_file=Path("other"))
    unlock = NewUnlock(
        SecretBytes(b"hunter2"), Path("key"), recovery=True, also=(further,), instead_of="ab"
    )
    first, second, third = unlock.methods
    assert (first.password, first.key_file, first.instead_of) == (
        SecretBytes(b"hunter2"),
        Path("key"),
        "ab",
    )
    assert second is further
    assert third == NewMethod(recovery=True)
    assert NewUnlock(also=(further,)).methods == (further,)
