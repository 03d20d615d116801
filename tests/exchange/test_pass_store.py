# SPDX-License-Identifier: GPL-3.0-or-later
import base64
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import InvalidInput
from strongroom.exchange.pass_store import entry_of
from strongroom.exchange.reading import Entry
from strongroom.model.fields import Role


def read(text: str | bytes, *names: str) -> Entry:
    data = text.encode() if isinstance(text, str) else text
    return entry_of(names or ("Web", "example.org"), data, 5_000, lambda: data)


def said(entry: Entry) -> dict[str, str]:
    return {field.role or field.label: field.value for field in entry.content.fields}


def test_an_entry_as_most_people_write_it():
    link = "otpauth://totp/Example:ada?secret=JBSWY3DPEHPK3PXP"
    entry = read(f"hunter2\nusername: ada\nURL: https://example.org\n{link}\nmy first pet\n")
    assert (entry.path, entry.content.title, entry.content.modified) == (
        ("Web",),
        "example.org",
        5_000,
    )
    assert said(entry) == {
        Role.PASSWORD: "hunter2",
        Role.USERNAME: "ada",
        Role.WEBSITE: "https://example.org",
        Role.OTP: link,
        Role.NOTES: "my first pet",
    }


def test_what_has_no_role_keeps_its_name_and_secrets_are_hidden():
    entry = read("x\nemail: a@b.example\nrecovery code: 1234\nPIN: 99\n")
    kinds = {field.label: field.kind for field in entry.content.fields if not field.role}
    assert kinds == {"email": "text", "recovery code": "concealed", "PIN": "concealed"}


def test_a_second_value_of_one_role_is_kept_under_its_name():
    entry = read("x\nuser: ada\nlogin: eva\nurl: https://a.example\nurl: https://b.example\n")
    assert said(entry)["login"] == "eva"
    sites = [field.value for field in entry.content.fields if field.role == Role.WEBSITE]
    assert sites == ["https://a.example", "https://b.example"]


def test_free_text_keeps_its_lines():
    text = "x\n\nDear diary: it rained\n  indented: yes\nhttps://a.example/x\n- list: 1\n\nend"
    entry = read(text)
    assert said(entry)[Role.NOTES] == "  indented: yes\nhttps://a.example/x\n- list: 1\n\nend"
    assert said(entry)["Dear diary"] == "it rained"


def test_gopass_yaml_and_line_ends_of_windows():
    entry = read("x\r\n---\r\nusername: ada\r\nkey: v\r\n")
    assert said(entry) == {Role.PASSWORD: "x", Role.USERNAME: "ada", "key": "v"}


def test_the_older_form_of_gopass():
    entry = read("GOPASS-SECRET-1.0\nPassword: hunter2\nUser: ada\n\nfree text\n")
    assert said(entry) == {
        Role.PASSWORD: "hunter2",
        Role.USERNAME: "ada",
        Role.NOTES: "free text",
    }


@pytest.mark.parametrize(
    "stored",
    [
        b"\x89PNG\r\n\x1a\n\xff\x00",
        b"\nContent-Disposition: attachment; filename=x\nContent-Transfer-Encoding: Base64\n\n"
        + base64.b64encode(b"\x89PNG\r\n\x1a\n\xff\x00"),
    ],
)
def test_a_file_in_the_store_is_a_document(stored):
    entry = read(stored, "Scans", "passport.png")
    assert (entry.content.kind, entry.content.fields) == ("document", ())
    (attached,) = entry.attachments
    assert attached.name == "passport.png"
    data = b"".join(attached.chunks())
    assert data == b"\x89PNG\r\n\x1a\n\xff\x00"
    assert attached.size == len(data)


def test_a_one_time_password_that_is_none_is_kept_and_told():
    entry = read("x\notpauth://hotp/a?secret=JBSWY3DPEHPK3PXP&counter=1")
    (field,) = (field for field in entry.content.fields if field.role != Role.PASSWORD)
    assert (field.kind, field.value[:15]) == ("concealed", "otpauth://hotp/")
    assert entry.losses


@given(st.binary(max_size=400), st.lists(st.text(min_size=1), min_size=1, max_size=3))
def test_whatever_is_stored_comes_or_is_refused_in_words(data, names):
    with suppress(InvalidInput):
        assert read(data, *names).content.title


@given(st.text())
def test_the_first_line_is_the_password_to_the_character(line):
    first = line.splitlines()[0] if line.splitlines() else ""
    if first.isprintable() and first and first.strip() != "GOPASS-SECRET-1.0":
        assert said(read(f"{first}\nuser: ada"))[Role.PASSWORD] == first
