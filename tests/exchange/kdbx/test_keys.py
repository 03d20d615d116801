# SPDX-License-Identifier: GPL-3.0-or-later
import hashlib

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from tests.conftest import EXPORTS
from tests.exchange.kdbx.maker import Made, composite, given

from strongroom.errors import SourceWrongPassword
from strongroom.exchange.kdbx.keys import MacKeys, composites, key_of_file
from strongroom.secret import SecretBytes

KEY = bytes(range(100, 132))
BASE64 = "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM="
VERSION_1 = (
    '<?xml version="1.0" encoding="utf-8"?>\n<KeyFile><Meta><Version>1.00</Version></Meta>'
    "<Key><Data>{data}</Data></Key></KeyFile>"
)
VERSION_2 = (
    '<?xml version="1.0" encoding="utf-8"?>\n<KeyFile>\n\t<Meta>\n\t\t<Version>2.0</Version>'
    '\n\t</Meta>\n\t<Key>\n\t\t<Data Hash="{check}">\n\t\t\t{data}\n\t\t</Data>\n\t</Key>\n'
    "</KeyFile>\n"
)
CHECK = hashlib.sha256(KEY).hexdigest()[:8].upper()
HEX = KEY.hex().upper()
WRAPPED = "\n\t\t\t".join(HEX[at : at + 8] for at in range(0, 64, 8))


@pytest.mark.parametrize(
    "file",
    [
        VERSION_1.format(data=BASE64),
        VERSION_1.format(data=f"\n  {BASE64}\n"),
        VERSION_1.format(data=BASE64).replace("1.00", "1.0"),
        VERSION_2.format(data=HEX, check=CHECK),
        VERSION_2.format(data=WRAPPED, check=CHECK.lower()),
        VERSION_2.format(data=HEX, check=""),
        HEX,
        KEY.hex(),
    ],
)
def test_every_kind_of_key_file_gives_its_key(file):
    assert key_of_file(file.encode()) == KEY


def test_xml_in_other_encodings():
    text = VERSION_2.format(data=HEX, check=CHECK)
    assert key_of_file(text.replace("utf-8", "utf-16").encode("utf-16")) == KEY
    assert key_of_file(text.encode("utf-8-sig")) == KEY


def test_32_bytes_are_the_key():
    assert key_of_file(KEY) == KEY


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"any other file",
        KEY + b"x",
        b"g" * 64,
        b"<KeyFile>" + bytes(100),
        b"<Other><Meta><Version>1.0</Version></Meta><Key><Data>AAAA</Data></Key></Other>",
        VERSION_1.format(data="no base64!").encode(),
        VERSION_1.format(data="").encode(),
        VERSION_1.format(data=BASE64).replace("1.00", "3.00").encode(),
        VERSION_2.format(data="no digits", check=CHECK).encode(),
        b'<?xml version="1.0"?><!DOCTYPE KeyFile [<!ENTITY a "b">]>'
        + VERSION_1.format(data=BASE64).split("\n", 1)[1].encode(),
        b'<?xml version="1.0" encoding="klingon"?><KeyFile/>',
        VERSION_1.format(data=BASE64).encode() + b" " * (1 << 20),
    ],
)
def test_any_other_file_is_its_hash(data):
    assert key_of_file(data) == hashlib.sha256(data).digest()


@pytest.mark.parametrize("check", ["00000000", "ABCD", "no hex"])
def test_a_key_file_that_is_not_its_own_hash_is_said_to_be_damaged(check):
    with pytest.raises(SourceWrongPassword, match="key file") as told:
        key_of_file(VERSION_2.format(data=HEX, check=check).encode())
    assert told.value.key_file
    with pytest.raises(SourceWrongPassword):
        next(composites(given(b"a", VERSION_2.format(data=HEX, check=check).encode())))


@drawn(st.binary(max_size=200) | st.binary(min_size=64, max_size=64))
def test_any_bytes_are_a_key_file(data):
    assert key_of_file(data)


@drawn(st.text(max_size=40), st.text(max_size=40), st.sampled_from([VERSION_1, VERSION_2]))
def test_any_text_in_the_xml_is_a_key_file_or_is_refused(data, check, form):
    try:
        key_of_file(form.format(data=data, check=check).encode(errors="surrogatepass"))
    except SourceWrongPassword:
        return


@pytest.mark.parametrize(
    ("what", "wanted"),
    [
        (given(b"a"), [composite(b"a")]),
        (given(b"a", KEY), [composite(b"a", KEY)]),
        (given(b""), [composite(b""), composite(None)]),
        (given(b"", KEY), [composite(None, KEY), composite(b"", KEY)]),
        (given(None, KEY), [composite(None, KEY), composite(b"", KEY)]),
    ],
)
def test_what_the_key_may_be_made_of(what, wanted):
    assert [bytes(one.buffer) for one in composites(what)] == wanted


@pytest.mark.exports
def test_the_key_file_that_another_program_wrote():
    assert len(key_of_file((EXPORTS / "pykeepass-test4.key").read_bytes())) == 32


def test_keys_are_wiped():
    with SecretBytes(KEY) as transformed:
        keys = MacKeys(Made().key, transformed)
    buffer = keys._base.buffer
    assert any(buffer)
    keys.close()
    assert not any(buffer)
