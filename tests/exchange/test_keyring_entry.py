# SPDX-License-Identifier: GPL-3.0-or-later
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from strongroom.exchange.keyring_entry import entry_of
from strongroom.exchange.reading import Entry
from strongroom.model.fields import Role


def read(label: str, secret: bytes = b"hunter2", /, **attributes: str) -> Entry:
    named = {name.replace("__", ":"): value for name, value in attributes.items()}
    return from_keyring(label, named, secret)


def from_keyring(label: str, attributes: Mapping[str, str], secret: bytes) -> Entry:
    return entry_of("Login", label, attributes, secret, created=10, modified=20)


def said(entry: Entry) -> dict[str, str]:
    return {field.role or field.label: field.value for field in entry.content.fields}


def test_a_password_of_the_network():
    entry = read(
        "ada@files.example",
        user="ada",
        server="files.example",
        protocol="sftp",
        port="22",
        xdg__schema="org.gnome.keyring.NetworkPassword",
    )
    assert (entry.content.kind, entry.path) == ("login", ("Login",))
    assert (entry.content.created, entry.content.modified) == (10_000, 20_000)
    assert said(entry) == {
        Role.USERNAME: "ada",
        Role.WEBSITE: "sftp://files.example",
        Role.PASSWORD: "hunter2",
        "port": "22",
    }


def test_what_programs_of_the_keyring_package_put_there():
    entry = read("Password for 'ada' on 'pypi'", service="pypi", username="ada", application="x")
    assert said(entry) == {Role.USERNAME: "ada", Role.PASSWORD: "hunter2", "service": "pypi"}


def test_a_wireless_network():
    label = "Network secret for Home for us/802-11-wireless-security/psk"
    entry = read(
        label, b"hunter2", **{"setting-key": "psk", "setting-name": "802-11-wireless-security"}
    )
    assert (entry.content.kind, said(entry)["wifi.ssid"]) == ("wifi", "Home for us")
    plain = read(
        "Network secret for Home/802-11-wireless-security/psk", b"hunter2", **{"setting-key": "psk"}
    )
    assert said(plain)["wifi.ssid"] == "Home"
    assert said(plain)[Role.PASSWORD] == "hunter2"


def test_a_note_and_a_password_alone():
    note = read("Diary", b"two\nlines", xdg__schema="org.gnome.keyring.Note")
    assert (note.content.kind, said(note)) == ("note", {Role.NOTES: "two\nlines"})
    assert read("Chrome Safe Storage").content.kind == "password"


def test_a_secret_that_is_no_text_is_a_file():
    entry = read("Key", b"\xff\x00\x01")
    (attached,) = entry.attachments
    assert b"".join(attached.chunks()) == b"\xff\x00\x01"


@given(st.text(), st.dictionaries(st.text(), st.text()), st.binary())
def test_whatever_is_kept_comes(label, attributes, secret):
    entry = from_keyring(label, attributes, secret)
    assert entry.content.title
