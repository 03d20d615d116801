# SPDX-License-Identifier: GPL-3.0-or-later
import base64
from contextlib import suppress

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyotp.contrib.steam import Steam

from strongroom.errors import InvalidInput
from strongroom.model.otp import Otp, parse_otp

SEED = b"1234567890" * 7
# RFC 6238, appendix B: moment in seconds, and the code of eight digits for each algorithm.
VECTORS = [
    (59, "94287082", "46119246", "90693936"),
    (1111111109, "07081804", "68084774", "25091201"),
    (1111111111, "14050471", "67062674", "99943326"),
    (1234567890, "89005924", "91819424", "93441116"),
    (2000000000, "69279037", "90698825", "38618901"),
    (20000000000, "65353130", "77737706", "47863826"),
]
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
KEY = b"12345678901234567890"
LINK = f"otpauth://totp/ACME%20Co:john@example.com?secret={SECRET}&issuer=ACME%20Co"


@pytest.mark.parametrize(("moment", "sha1", "sha256", "sha512"), VECTORS)
def test_the_vectors_of_rfc_6238(moment, sha1, sha256, sha512):
    for algorithm, length, code in (("SHA1", 20, sha1), ("SHA256", 32, sha256)):
        otp = Otp(SEED[:length], algorithm=algorithm, digits=8)
        assert otp.code(moment * 1000).text == code
    assert Otp(SEED[:64], algorithm="SHA512", digits=8).code(moment * 1000).text == sha512


@given(
    st.binary(min_size=14, max_size=64),
    st.sampled_from(["SHA1", "SHA256", "SHA512"]),
    st.integers(6, 8),
    st.integers(1, 120),
    st.integers(0, 2**33),
)
def test_codes_are_those_of_another_program(secret, algorithm, digits, period, moment):
    key = base64.b32encode(secret).decode()
    digest = getattr(__import__("hashlib"), algorithm.lower())
    theirs = pyotp.TOTP(key, digits=digits, digest=digest, interval=period)
    ours = Otp(secret, algorithm, digits, period)
    assert ours.code(moment * 1000 + 999).text == theirs.at(moment)
    assert ours.code(moment * 1000).next_text == theirs.at(moment + period)


@given(st.binary(min_size=14, max_size=64), st.integers(0, 2**33))
def test_steams_codes_are_those_of_another_program(secret, moment):
    theirs = Steam(base64.b32encode(secret).decode())
    assert Otp(secret, steam=True).code(moment * 1000).text == theirs.at(moment)


def test_a_code_says_how_long_it_stands():
    otp = Otp(KEY, period=30)
    first, last = otp.code(30_000), otp.code(59_999)
    assert (first.seconds_left, last.seconds_left, first.period) == (30, 1, 30)
    assert first.text == last.text
    assert last.next_text == otp.code(60_000).text
    assert otp.code(-5).text == otp.code(0).text


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        SECRET.lower(),
        "gezd gnbv gy3t qojq gezd gnbv gy3t qojq",
        "GEZD-GNBV-GY3T-QOJQ-GEZD-GNBV-GY3T-QOJQ",
        f"  {SECRET}==== \n",
        f"otpauth://totp/x?secret={SECRET.lower()}",
        f"OTPAUTH://TOTP/?SECRET={SECRET}&issuer=",
        "otpauth://totp/x?secret=GEZD%20GNBV%20GY3T%20QOJQ%20GEZD+GNBV+GY3T+QOJQ%3D%3D",
    ],
)
def test_a_secret_is_taken_as_people_have_it(text):
    otp = parse_otp(text)
    assert otp.secret == KEY
    assert (otp.algorithm, otp.digits, otp.period, otp.steam) == ("SHA1", 6, 30, False)


def test_secrets_of_every_length_need_no_padding():
    for length in range(1, 41):
        key = bytes(range(length))
        assert parse_otp(base64.b32encode(key).decode().rstrip("=")).secret == key


def test_a_secret_has_an_end():
    longest = base64.b32encode(bytes(1024)).decode()
    assert len(parse_otp(longest).secret) == 1024
    with pytest.raises(InvalidInput, match="letters A to Z"):
        parse_otp(base64.b32encode(bytes(1025)).decode())


def test_a_link_brings_its_settings():
    otp = parse_otp(LINK + "&algorithm=sha-256&digits=8&period=60&image=https%3A%2F%2Fx")
    assert (otp.algorithm, otp.digits, otp.period) == ("SHA256", 8, 60)
    assert (otp.issuer, otp.account) == ("ACME Co", "john@example.com")
    assert parse_otp(LINK + "&algorithm=HmacSHA512").algorithm == "SHA512"
    assert parse_otp(LINK + "&period=300").period == 300


@pytest.mark.parametrize(
    ("label", "issuer", "account"),
    [
        ("Big%20Co%3Aanna", "Big Co", "anna"),
        ("Big%20Co:%20anna", "Big Co", "anna"),
        ("anna", "", "anna"),
        ("", "", ""),
    ],
)
def test_a_label_names_issuer_and_account(label, issuer, account):
    otp = parse_otp(f"otpauth://totp/{label}?secret={SECRET}")
    assert (otp.issuer, otp.account) == (issuer, account)


def test_the_issuer_named_apart_wins():
    otp = parse_otp(f"otpauth://totp/Old:anna?secret={SECRET}&issuer=New")
    assert (otp.issuer, otp.account) == ("New", "anna")


@pytest.mark.parametrize(
    "text",
    [
        f"steam://{SECRET}",
        f"STEAM://{SECRET.lower()}/",
        f"otpauth://totp/Steam:anna?secret={SECRET}&issuer=Steam",
        f"otpauth://totp/anna?secret={SECRET}&encoder=steam",
        f"otpauth://totp/Steam:anna?secret={SECRET}&digits=5&algorithm=SHA1",
    ],
)
def test_steam_has_five_characters_of_its_own(text):
    otp = parse_otp(text)
    assert otp.steam
    assert otp.secret == KEY
    code = otp.code(59_000).text
    assert code == Steam(SECRET).at(59)
    assert len(code) == 5


@given(
    st.binary(min_size=1, max_size=64),
    st.sampled_from(["SHA1", "SHA256", "SHA512"]),
    st.integers(6, 8),
    st.integers(1, 86400),
    st.text(st.characters(codec="utf-8", exclude_characters=":"), max_size=9).map(str.strip),
    st.text(st.characters(codec="utf-8", exclude_characters=":"), min_size=1, max_size=9)
    .map(str.strip)
    .filter(bool),
)
def test_a_link_is_read_back(secret, algorithm, digits, period, issuer, account):  # noqa: PLR0917
    otp = Otp(secret, algorithm, digits, period, issuer=issuer, account=account)
    if issuer.lower() != "steam":
        assert parse_otp(otp.link()) == otp


def test_a_link_of_steam_is_read_back():
    otp = parse_otp(f"steam://{SECRET}")
    assert parse_otp(otp.link("My game")) == Otp(KEY, digits=5, steam=True, account="My game")


def test_a_link_without_a_name_takes_the_title():
    link = Otp(KEY).link("a b/c")
    assert link == f"otpauth://totp/a%20b%2Fc?secret={SECRET}&algorithm=SHA1&digits=6&period=30"
    assert pyotp.parse_uri(link).secret == SECRET


BAD = [
    ("", "no secret"),
    ("   ", "no secret"),
    ("====", "no secret"),
    ("otpauth://totp/x", "no secret"),
    ("otpauth://totp/x?secret=", "no secret"),
    ("steam://", "no secret"),
    (SECRET + "1", "letters A to Z"),
    (SECRET + "!", "letters A to Z"),
    ("A", "letters A to Z"),
    ("пароль", "letters A to Z"),
    ("A" * 2000, "letters A to Z"),
    (f"otpauth://hotp/x?secret={SECRET}&counter=1", "counts uses"),
    (f"otpauth://yaotp/x?secret={SECRET}", "no kind of one-time password"),
    (f"otpauth://[bad/x?secret={SECRET}", "broken"),
    (f"otpauth://totp/x?secret={SECRET}&issuer=%ff", "broken"),
    (f"otpauth://totp/x?secret={SECRET}&secret={SECRET}", "twice"),
    (f"otpauth://totp/x?secret={SECRET}&algorithm=MD5", "SHA1, SHA256 and SHA512"),
    (f"otpauth://totp/x?secret={SECRET}&digits=5", "out of range"),
    (f"otpauth://totp/x?secret={SECRET}&digits=9", "out of range"),
    (f"otpauth://totp/x?secret={SECRET}&digits=six", "out of range"),
    (f"otpauth://totp/x?secret={SECRET}&digits=²", "out of range"),
    (f"otpauth://totp/x?secret={SECRET}&period=0", "out of range"),
    (f"otpauth://totp/x?secret={SECRET}&period=86401", "out of range"),
    (f"otpauth://totp/x?secret={SECRET}&period=-30", "out of range"),
    (f"otpauth://totp/x?secret={SECRET}&period={'9' * 5000}", "out of range"),
    (f"otpauth-migration://offline?data={SECRET}", "several"),
]


@pytest.mark.parametrize(("text", "reason"), BAD)
def test_what_gives_no_code_is_refused_without_repeating_it(text, reason):
    with pytest.raises(InvalidInput, match=reason) as caught:
        parse_otp(text)
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None or caught.value.__suppress_context__


@given(st.text() | st.text().map("otpauth://totp/".__add__))
def test_anything_gives_a_code_or_a_sentence(text):
    with suppress(InvalidInput):
        assert parse_otp(text).code(0).text


def test_no_repr_tells_secret_or_code():
    otp = Otp(KEY)
    assert "1234" not in repr(otp)
    code = otp.code(0)
    assert code.text not in repr(code)
    assert code.next_text not in repr(code)
