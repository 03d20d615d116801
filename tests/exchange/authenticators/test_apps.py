# SPDX-License-Identifier: GPL-3.0-or-later
"""What each authenticator writes, as its source says; the files are written here."""

import base64
import hashlib
import json
from typing import Any

import pytest
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from tests.exchange.files import custom, json_file, read, roles, source_of

from strongroom.errors import (
    CannotImport,
    SourceDamaged,
    SourcePasswordNeeded,
    SourceTooCostly,
    SourceWrongPassword,
)
from strongroom.exchange.authenticators import FORMATS, aegis, andotp, opening
from strongroom.exchange.formats import recognise
from strongroom.exchange.reading import Entry, Given, Reading, no_step
from strongroom.model.otp import Otp, parse_otp
from strongroom.secret import SecretBytes

SECRET = "JBSWY3DPEHPK3PXP"
RAW = base64.b32decode(SECRET)
PASSWORD = "påss"
COUNTER = "one-time password by counter"


def opened(data: bytes, password: str = PASSWORD, *, costly: bool = False) -> Reading:
    source = source_of(data)
    found = recognise(source)
    assert found is not None
    assert not found.plain
    return found.read(source, Given(SecretBytes.of_text(password), costly=costly), no_step)


def otp(entry: Entry) -> Otp:
    return parse_otp(roles(entry)["otp"])


def made(entry: Entry) -> tuple[str, int, int, bool]:
    found = otp(entry)
    assert found.secret == RAW
    return found.algorithm, found.digits, found.period, found.steam


AEGIS_ENTRIES = [
    {
        "type": "totp",
        "uuid": "1",
        "name": "me",
        "issuer": "Site",
        "note": "a note",
        "favorite": True,
        "icon": "aWNvbg==",
        "icon_mime": "image/png",
        "icon_hash": "00",
        "groups": ["g"],
        "info": {"secret": SECRET, "algo": "SHA256", "digits": 8, "period": 60},
    },
    {
        "type": "hotp",
        "name": "me",
        "issuer": "Counts",
        "icon": None,
        "group": "Old",
        "info": {"secret": SECRET, "algo": "SHA1", "digits": 6, "counter": 7},
    },
    {
        "type": "steam",
        "name": "me",
        "issuer": "Steam",
        "info": {"secret": SECRET, "algo": "SHA1", "digits": 5, "period": 30},
    },
    {
        "type": "yandex",
        "name": "me",
        "issuer": "Yandex",
        "archived": True,
        "info": {"secret": SECRET, "algo": "SHA256", "digits": 8, "period": 30, "pin": "1234"},
    },
]
AEGIS: dict[str, Any] = {
    "version": 3,
    "groups": [{"uuid": "g", "name": "Work"}],
    "entries": AEGIS_ENTRIES,
    "icons_optimized": True,
}


def aegis_file(db: object, header: object = None) -> bytes:
    header = header or {"slots": None, "params": None}
    return json_file({"version": 1, "header": header, "db": db})


def check_aegis(reading: Reading) -> None:
    site, counts, steam, yandex = reading.entries
    assert (site.content.title, site.content.tags, site.content.favourite) == (
        "Site",
        ("Work",),
        True,
    )
    assert {**roles(site), "otp": ""} == {"username": "me", "otp": "", "notes": "a note"}
    assert made(site) == ("SHA256", 8, 60, False)
    assert (site.losses, custom(site)) == ((), {})
    assert counts.content.tags == ("Old",)
    link = f"otpauth://hotp/Counts:me?secret={SECRET}&issuer=Counts&algorithm=SHA1&digits=6"
    assert custom(counts) == {COUNTER: ("concealed", f"{link}&counter=7")}
    assert len(counts.losses) == 1
    assert made(steam) == ("SHA1", 5, 30, True)
    assert yandex.content.tags == ("archived",)
    assert custom(yandex)["pin"] == ("concealed", "1234")
    assert len(yandex.losses) == 1
    assert reading.losses == ()


def test_aegis():
    check_aegis(read(aegis_file(AEGIS), "aegis"))


def sealed(key: bytes, plain: bytes) -> tuple[bytes, bytes, bytes]:
    nonce = bytes(12)
    data = AESGCM(key).encrypt(nonce, plain, None)
    return nonce, data[:-16], data[-16:]


def aegis_encrypted(**changes: Any) -> bytes:
    """As ``docs/vault.md`` says, by the standard library and a cipher."""
    master, salt = bytes(range(32)), b"salt" * 8
    cost = {"n": 1024, "r": 8, "p": 1}
    wrapping = hashlib.scrypt(PASSWORD.encode(), salt=salt, **cost, dklen=32)
    nonce, key, tag = sealed(wrapping, master)
    params = {"nonce": nonce.hex(), "tag": tag.hex()}
    slot = {"type": 1, "uuid": "1", "key": key.hex(), "key_params": params, "salt": salt.hex()}
    other = {"type": 2, "uuid": "2", "key": "00", "key_params": params}
    nonce, data, tag = sealed(master, json.dumps(AEGIS).encode())
    header = {
        "slots": [other, slot | cost | changes],
        "params": {"nonce": nonce.hex(), "tag": tag.hex()},
    }
    return aegis_file(base64.b64encode(data).decode(), header)


def test_aegis_encrypted():
    data = aegis_encrypted()
    check_aegis(opened(data))
    with pytest.raises(SourceWrongPassword):
        opened(data, "another")
    with pytest.raises(SourcePasswordNeeded):
        read(data, "aegis-encrypted")
    broken = json.loads(data)
    broken["db"] = "AAAA" + broken["db"][4:]
    with pytest.raises(SourceDamaged):
        opened(json_file(broken))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"n": 2**60}, SourceDamaged),
        ({"n": 1000}, SourceDamaged),
        ({"n": 0}, SourceDamaged),
        ({"r": 2**60}, SourceDamaged),
        ({"p": 2**60}, SourceDamaged),
        ({"n": 2**19}, SourceTooCostly),
        ({"n": 2**16, "r": 1}, SourceDamaged),
        ({"n": 2**17, "r": 1}, SourceDamaged),
        ({"salt": "rubbish"}, SourceDamaged),
        ({"key": None}, SourceWrongPassword),
        ({"type": 2}, CannotImport),
    ],
)
def test_settings_of_an_aegis_slot(changes, error):
    with pytest.raises(error):
        opened(aegis_encrypted(**changes))


def test_every_key_is_wiped(monkeypatch):
    keys: list[bytearray] = []

    def cipher(key: bytearray) -> AESGCM:
        assert any(key)
        keys.append(key)
        return AESGCM(key)

    monkeypatch.setattr(opening, "AESGCM", cipher)
    opened(aegis_encrypted())
    assert len(keys) == 2  # of the slot, and of the content
    password = SecretBytes.of_text(PASSWORD)
    assert andotp._opened_old(b"x" * 100, password) is None
    assert len(keys) == 3
    assert all(isinstance(key, bytearray) and not any(key) for key in keys)


def test_an_aegis_slot_for_which_there_is_no_memory_has_its_sentence(monkeypatch):
    def none(*_what: object, **_cost: int) -> SecretBytes:
        raise MemoryError

    monkeypatch.setattr(aegis, "scrypt", none)
    with pytest.raises(CannotImport, match="MiB") as told:
        opened(aegis_encrypted())
    assert type(told.value) is CannotImport


def test_all_aegis_slots_together_cost_what_one_may(monkeypatch):
    tried = []

    def derived(*_what: object, **cost: int) -> SecretBytes:
        tried.append(cost)
        return SecretBytes(bytes(32))

    monkeypatch.setattr(aegis, "scrypt", derived)
    broken = json.loads(aegis_encrypted(n=2**18, p=4))  # 256 MiB, eight times: half of it all
    broken["header"]["slots"] *= 4
    with pytest.raises(SourceTooCostly):
        opened(json_file(broken))
    assert len(tried) == 2


TWOFAS_SERVICES = [
    {
        "name": "My site",
        "secret": SECRET,
        "updatedAt": 1702934567518,
        "serviceTypeID": "x",
        "otp": {
            "link": "otpauth://totp/…",
            "label": "me",
            "account": "me",
            "issuer": "Site",
            "digits": 7,
            "period": 60,
            "algorithm": "SHA512",
            "tokenType": "TOTP",
            "source": "Link",
        },
        "order": {"position": 0},
        "badge": {"color": "Red"},
        "icon": {"selected": "Label"},
        "groupId": "g",
    },
    {"name": "Old", "secret": SECRET, "type": "Unknown", "otp": {"label": "Old:me"}},
    {"name": "C", "secret": SECRET, "otp": {"counter": 3, "tokenType": "HOTP"}},
    {"name": "S", "secret": SECRET, "otp": {"tokenType": "STEAM", "digits": 5}},
]
TWOFAS: dict[str, Any] = {
    "services": TWOFAS_SERVICES,
    "groups": [{"id": "g", "name": "Work", "isExpanded": True}],
    "schemaVersion": 4,
    "appOrigin": "android",
}


def check_twofas(reading: Reading) -> None:
    site, old, counts, steam = reading.entries
    assert (site.content.title, site.content.tags) == ("My site", ("Work",))
    assert site.content.modified == 1702934567518
    assert roles(site)["username"] == "me"
    assert made(site) == ("SHA512", 7, 60, False)
    assert custom(site) == {"issuer": ("text", "Site")}
    assert (old.content.title, made(old)) == ("Old", ("SHA1", 6, 30, False))
    assert COUNTER in custom(counts)
    assert made(steam)[3]


def test_twofas():
    check_twofas(read(json_file(TWOFAS), "2fas"))


def test_twofas_encrypted():
    salt = bytes(range(256))
    key = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), salt, 10_000)

    def part(plain: bytes) -> str:
        nonce, data, tag = sealed(key, plain)
        return ":".join(base64.b64encode(one).decode() for one in (data + tag, salt, nonce))

    whole = TWOFAS | {
        "services": [],
        "servicesEncrypted": part(json.dumps(TWOFAS_SERVICES).encode()),
        "reference": part(b"known"),
    }
    check_twofas(opened(json_file(whole)))
    with pytest.raises(SourceWrongPassword):
        opened(json_file(whole), "another")
    with pytest.raises(SourceDamaged):
        opened(json_file(whole | {"servicesEncrypted": "AAAA" + whole["servicesEncrypted"][4:]}))
    with pytest.raises(SourceDamaged):
        opened(json_file(whole | {"servicesEncrypted": "rubbish"}))


ANDOTP = [
    {
        "secret": SECRET + "======",
        "issuer": "Site",
        "label": "me",
        "digits": 6,
        "type": "TOTP",
        "algorithm": "SHA1",
        "thumbnail": "Default",
        "last_used": 1,
        "used_frequency": 0,
        "period": 30,
        "tags": ["Work"],
    },
    {"secret": SECRET, "label": "Old - you", "type": "TOTP", "digits": 6, "period": 30},
    {"secret": SECRET, "issuer": "S", "label": "me", "type": "STEAM", "digits": 5},
    {"secret": SECRET, "issuer": "C", "label": "me", "type": "HOTP", "counter": 4},
]


def check_andotp(reading: Reading) -> None:
    site, old, steam, counts = reading.entries
    assert (site.content.title, site.content.tags) == ("Site", ("Work",))
    assert made(site) == ("SHA1", 6, 30, False)
    assert custom(site) == {}
    assert (old.content.title, roles(old)["username"]) == ("Old", "you")
    assert made(steam)[3]
    assert custom(counts)[COUNTER][1].endswith("counter=4")


def test_andotp():
    check_andotp(read(json_file(ANDOTP), "andotp"))


def test_andotp_encrypted():
    salt = bytes(12)
    key = hashlib.pbkdf2_hmac("sha1", PASSWORD.encode(), salt, 1500, 32)
    nonce, data, tag = sealed(key, json.dumps(ANDOTP).encode())
    whole = (1500).to_bytes(4) + salt + nonce + data + tag
    check_andotp(opened(whole))
    with pytest.raises(SourceWrongPassword):
        opened(whole, "another")
    old = b"".join(sealed(hashlib.sha256(PASSWORD.encode()).digest(), json.dumps(ANDOTP).encode()))
    found = next(one for one in FORMATS if one.name == "andotp-encrypted")
    given = Given(SecretBytes.of_text(PASSWORD))
    check_andotp(found.read(source_of(old), given, no_step))


def test_freeotp_plus():
    signed = [byte - 256 if byte > 127 else byte for byte in RAW]
    token = {
        "algo": "SHA256",
        "counter": 0,
        "digits": 8,
        "issuerExt": "Site",
        "issuerInt": "Site",
        "label": "me",
        "period": 60,
        "secret": signed,
        "type": "TOTP",
    }
    tokens = [
        token,
        token | {"issuerAlt": "Mine", "labelAlt": "you", "image": "x"},
        token | {"type": "HOTP", "counter": 9},
        token | {"issuerExt": "Steam"},
        token | {"secret": [1, "two"]},
    ]
    data = json_file({"tokenOrder": ["Site:me"], "tokens": tokens})
    site, renamed, counts, steam, broken = read(data, "freeotp-plus").entries
    assert (site.content.title, roles(site)["username"]) == ("Site", "me")
    assert made(site) == ("SHA256", 8, 60, False)
    assert custom(site) == {}
    assert (renamed.content.title, roles(renamed)["username"]) == ("Mine", "you")
    assert custom(renamed) == {"issuer": ("text", "Site")}
    assert custom(counts)[COUNTER][1].endswith("counter=9")
    assert made(steam)[3]
    assert len(broken.losses) == 1


def test_raivo():
    one = {
        "issuer": "Site",
        "account": "me",
        "secret": SECRET,
        "algorithm": "SHA1",
        "digits": "6",
        "kind": "TOTP",
        "timer": "30",
        "counter": "0",
        "pinned": "true",
        "iconType": "",
        "iconValue": "",
    }
    site, counts = read(json_file([one, one | {"kind": "HOTP", "counter": "5"}]), "raivo").entries
    assert (site.content.title, site.content.favourite) == ("Site", True)
    assert made(site) == ("SHA1", 6, 30, False)
    assert custom(counts)[COUNTER][1].endswith("counter=5")


def stratum_file() -> bytes:
    one = {
        "Type": 2,
        "Icon": None,
        "Issuer": "Site",
        "Username": "me",
        "Secret": SECRET,
        "Pin": None,
        "Algorithm": 2,
        "Digits": 7,
        "Period": 20,
        "Counter": 0,
        "Ranking": 0,
    }
    data = {
        "Authenticators": [one, one | {"Type": 3, "Pin": "1234"}],
        "Categories": [{"Id": "a", "Name": "Work", "Ranking": 0}],
        "AuthenticatorCategories": [{"CategoryId": "a", "AuthenticatorSecret": SECRET}],
        "CustomIcons": [],
    }
    return json_file(data)


def check_stratum(reading: Reading) -> None:
    site, mobile = reading.entries
    assert (site.content.title, site.content.tags) == ("Site", ("Work",))
    assert made(site) == ("SHA512", 7, 20, False)
    assert custom(mobile)["Pin"] == ("concealed", "1234")
    assert len(mobile.losses) == 1


def test_stratum():
    check_stratum(read(stratum_file(), "stratum"))


def stratum_encrypted(plain: bytes) -> bytes:
    """As Aegis reads it, by another Argon2 than ours and a cipher."""
    salt, nonce = bytes(range(16)), b"nonce " * 2
    key = hash_secret_raw(PASSWORD.encode(), salt, 3, 64 << 10, 4, 32, Type.ID)
    return b"AUTHENTICATORPRO" + salt + nonce + AESGCM(key).encrypt(nonce, plain, None)


def stratum_encrypted_before_2023(plain: bytes) -> bytes:
    salt, first = bytes(range(20)), b"first block here"
    key = hashlib.pbkdf2_hmac("sha1", PASSWORD.encode(), salt, 64_000, 32)
    fill = 16 - len(plain) % 16
    sealer = Cipher(AES(key), CBC(first)).encryptor()
    sealed = sealer.update(plain + bytes([fill]) * fill) + sealer.finalize()
    return b"AuthenticatorPro" + salt + first + sealed


@pytest.mark.parametrize("seal", [stratum_encrypted, stratum_encrypted_before_2023])
def test_stratum_encrypted(seal):
    data = seal(stratum_file())
    check_stratum(opened(data))
    with pytest.raises(SourceWrongPassword):
        opened(data, "another")
    with pytest.raises(SourcePasswordNeeded):
        read(data, "stratum-encrypted")
    for cut in (16, 20, 40, 52):
        with pytest.raises((SourceDamaged, SourceWrongPassword)):
            opened(data[:cut])


def test_what_is_no_backup_of_stratum_is_told_apart():
    with pytest.raises(SourceDamaged):
        opened(stratum_encrypted(b"{broken"))
    with pytest.raises(SourceWrongPassword):
        opened(stratum_encrypted_before_2023(b"{broken"))


def test_proton_authenticator():
    link = f"otpauth://totp/Site:me?secret={SECRET}&issuer=Site&algorithm=SHA256&digits=7"
    entries = [
        {"id": "1", "content": {"uri": link, "entry_type": "Totp", "name": "me"}, "note": "n"},
        {"id": "2", "content": {"uri": f"steam://{SECRET}", "entry_type": "Steam", "name": "S"}},
    ]
    site, steam = read(
        json_file({"version": 1, "entries": entries}), "proton-authenticator"
    ).entries
    assert (site.content.title, roles(site)["notes"]) == ("Site", "n")
    assert made(site) == ("SHA256", 7, 30, False)
    assert (steam.content.title, made(steam)[3]) == ("S", True)
