# SPDX-License-Identifier: GPL-3.0-or-later
"""Links of one-time passwords, one by one and many in one."""

import base64
from urllib.parse import quote

import pytest
from tests.exchange.files import custom, read, read_as, roles

from strongroom.errors import CannotImport
from strongroom.exchange import collecting
from strongroom.exchange.authenticators import links
from strongroom.exchange.reading import Reading
from strongroom.model.otp import parse_otp

SECRET = "JBSWY3DPEHPK3PXP"
RAW = base64.b32decode(SECRET)


def listed(*lines: str) -> Reading:
    return read("\n".join(lines).encode(), "otpauth")


def test_a_list_with_what_is_no_link():
    reading = listed(
        f"otpauth://totp/Site%3A%20me?secret={SECRET}&issuer=Site&digits=8",
        "",
        "not a link",
        f"otpauth://hotp/x?secret={SECRET}&counter=3&unknown=kept",
        f"otpauth://steam/Game:me?secret={SECRET}",
    )
    site, counts, steam = reading.entries
    assert (site.content.title, roles(site)["username"]) == ("Site", "me")
    assert parse_otp(roles(site)["otp"]).digits == 8
    assert counts.content.title == "x"
    assert custom(counts)["one-time password by counter"][1] == (
        f"otpauth://hotp/x?secret={SECRET}&counter=3"
    )
    assert custom(counts)["unknown"] == ("concealed", "kept")
    assert parse_otp(roles(steam)["otp"]).steam
    assert [(one.line, bool(one.reason)) for one in reading.problems] == [(3, True)]


def test_what_ente_keeps_beside_a_code():
    display = '{"pinned":true,"trashed":true,"tapCount":2,"tags":["Work"],"note":"n"}'
    (found,) = listed(
        f"otpauth://totp/Site:me?secret={SECRET}&codeDisplay={quote(display)}"
    ).entries
    assert (found.content.tags, found.content.favourite, found.trashed) == (("Work",), True, 0)
    assert roles(found)["notes"] == "n"
    assert custom(found) == {}


@pytest.mark.parametrize(
    "setting",
    ["digits=4", "digits=x", "period=0x", "algorithm=MD5", "period=99999999", "digits=9"],
)
def test_what_is_made_in_another_way_is_kept_and_said(setting):
    (found,) = listed(f"otpauth://totp/Site:me?secret={SECRET}&{setting}").entries
    assert "otp" not in roles(found)
    assert SECRET in custom(found)["one-time password of another kind"][1]
    assert len(found.losses) == 1


@pytest.mark.parametrize("secret", ["", "1!", "otpauth://totp/x", "steam://JBSWY3DP", "\u0131"])
def test_what_is_no_secret_is_kept_and_said(secret):
    (found,) = listed(f"otpauth://totp/Site:me?secret={quote(secret)}").entries
    assert "otp" not in roles(found)
    assert len(found.losses) == 1


def varint(number: int) -> bytes:
    data = bytearray()
    while number > 127:
        data.append(number & 127 | 128)
        number >>= 7
    return bytes([*data, number])


def text(number: int, value: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(value)) + value


def whole(number: int, value: int) -> bytes:
    return varint(number << 3) + varint(value)


def entry(
    name: str, issuer: str, algorithm: int, digits: int, kind: int, *, counter: int = 0
) -> bytes:
    inside = text(1, RAW) + text(2, name.encode()) + text(3, issuer.encode())
    inside += whole(4, algorithm) + whole(5, digits) + whole(6, kind) + whole(7, counter)
    return text(1, inside)


def link(data: bytes) -> str:
    return f"otpauth-migration://offline?data={quote(base64.b64encode(data).decode(), safe='')}"


def part(number: int, size: int, *entries: bytes, batch: int = 7) -> str:
    tail = whole(2, 1) + whole(3, size) + whole(4, number) + whole(5, batch)
    return link(b"".join(entries) + tail)


def many(*lines: str) -> Reading:
    return read("\n".join(lines).encode(), "google-authenticator")


def test_googles_links():
    reading = many(
        part(0, 2, entry("Site:me", "Site", 2, 2, 2), entry("you", "", 1, 1, 2)),
        part(1, 2, entry("c", "Counts", 1, 1, 1, counter=300)),
        part(1, 2, entry("c", "Counts", 1, 1, 1, counter=300)),
    )
    site, bare, counts = reading.entries
    assert (site.content.title, roles(site)["username"]) == ("Site", "me")
    found = parse_otp(roles(site)["otp"])
    assert (found.secret, found.algorithm, found.digits) == (RAW, "SHA256", 8)
    assert bare.content.title == "you"
    assert custom(counts)["one-time password by counter"][1].endswith("counter=300")
    assert reading.losses == ()


def test_links_that_are_missing_are_named():
    reading = many(part(0, 3, entry("a", "A", 1, 1, 2)), part(0, 1, batch=8))
    assert len(reading.losses) == 1
    assert reading.losses[0].startswith("2 ")


def test_base64_with_a_plus_that_was_not_encoded():
    data = entry("\u07ff\u07ff\u07ff>", "A", 1, 1, 2) + whole(3, 1)
    plain = base64.b64encode(data).decode()
    (found,) = many(f"otpauth-migration://offline?data={plain}").entries
    assert roles(found)["username"] == "\u07ff\u07ff\u07ff>"


@pytest.mark.parametrize(
    "data",
    [b"\x0a", b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", b"\x0b", b"\xff" * 20,
     b"\x0a\x05ab", text(1, b"\x0a\xff")],
)  # fmt: skip
def test_broken_messages_are_problems(data):
    reading = many(link(data))
    assert reading.entries == ()
    assert len(reading.problems) == 1


def test_unknown_fields_of_a_message_are_passed_over():
    extra = varint(9 << 3 | 1) + bytes(8) + varint(10 << 3 | 5) + bytes(4) + text(11, b"x")
    assert len(many(link(entry("a", "A", 1, 1, 2) + extra)).entries) == 1


def test_a_file_without_a_link(monkeypatch):
    with pytest.raises(CannotImport):
        read_as(b" \n \n", "otpauth")
    monkeypatch.setattr(collecting, "MOST_ENTRIES", 3)
    assert len(listed(*["otpauth://totp/a?secret=" + SECRET] * 3).entries) == 3
    with pytest.raises(CannotImport, match="more than 3 entries"):
        listed(*["otpauth://totp/a?secret=" + SECRET] * 5)


def test_a_line_of_a_megabyte_is_no_link():
    assert links.built("otpauth://totp/a?secret=A&" + "a&" * 500_000) is None
    assert links.built("otpauth://totp/a?secret=A&" + "a&" * 500) is None
    assert links.built("otpauth://[totp/a?secret=A") is None


def test_utf_16_and_a_mark():
    line = f"otpauth://totp/Ä:me?secret={SECRET}"
    for data in (line.encode("utf-16"), line.encode("utf-8-sig")):
        (found,) = read(data, "otpauth").entries
        assert found.content.title == "Ä"
