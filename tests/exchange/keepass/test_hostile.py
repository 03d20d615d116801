# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a file contains ends in an outcome that can be told, soon and within bounds."""

import base64
import contextlib
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.files import harmless, read_as, source_of
from tests.exchange.keepass import made

from strongroom.errors import CannotImport
from strongroom.exchange.formats import recognise
from strongroom.exchange.keepass import document
from strongroom.exchange.reading import Given, no_step

NAMES = [
    "KeePassFile", "Meta", "Root", "Group", "Entry", "String", "Key", "Value", "History", "Times",
    "CreationTime", "ExpiryTime", "Expires", "Binary", "Binaries", "UUID", "Name", "Notes", "Tags",
    "AutoType", "Association", "Window", "CustomData", "Item", "RecycleBinUUID", "IconID",
    "PreviousParentGroup", "DatabaseDescription", "OverrideURL", "Icon", "DeletedObject",
]  # fmt: skip
TEXTS = st.sampled_from([
    "", "True", "0", "AAAA", "Title", "Password", "otp", "{REF:P@T:a}", "{REF:N@I:00}", "TOTP Seed",
    "KPEX_PASSKEY_RELYING_PARTY", "AndroidApp", "/////////w8=", "2031-05-09T00:00:00Z", "a;b,c",
    "Strongroom/Item", '{"fields":[["","","","Title"]],"at":[1,2,3]}', "a\nb", "\ufffe", "key=1",
    '{"kind":"x","files":[["AAAA","b"]],"tags":["q"]}',
]) | st.text(max_size=5)  # fmt: skip
ATTRIBUTES = st.sampled_from([
    "", "", "", ' Protected="True"', ' Ref="0"', ' Compressed="True"', ' ID="0"', ' Ref="-1"',
])  # fmt: skip


def _escaped(text: str) -> str:
    fit = "".join(c for c in text if c in "\t\n" or c >= " ")
    return fit.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _element(name: str, attributes: str, inner: list[str], text: str) -> str:
    return f"<{name}{attributes}>{_escaped(text)}{''.join(inner)}</{name}>"


TREES = st.recursive(
    st.builds(_element, st.sampled_from(NAMES), ATTRIBUTES, st.just([]), TEXTS),
    lambda inner: st.builds(
        _element, st.sampled_from(NAMES), ATTRIBUTES, st.lists(inner, max_size=4), st.just("")
    ),
    max_leaves=25,
)


@given(TREES)
def test_any_tree_is_read_or_refused(tree):
    data = tree.encode("utf-8", "surrogatepass")
    harmless(lambda: read_as(data, "keepass-xml"))
    harmless(lambda: made.read_back(made.database(tree, tree)))


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(data):
    for head in (b"", b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5", b"<KeePassFile>"):
        with contextlib.suppress(CannotImport):
            found = recognise(source_of(head + data))
            if found is not None:
                found.read(source_of(head + data), Given(), no_step)


def test_keepass_1_is_known_and_refused_in_words():
    source = source_of(bytes.fromhex("03d9a29a65fb4bb5") + bytes(200))
    found = recognise(source)
    assert found is not None
    assert found.name == "kdbx"
    with pytest.raises(CannotImport, match=r"KeePass 1.*KDBX"):
        found.read(source, Given(), no_step)


def refused(data: bytes) -> str:
    began = time.thread_time()
    with pytest.raises(CannotImport) as caught:
        read_as(data, "keepass-xml")
    assert time.thread_time() - began < 10
    return str(caught.value)


def test_document_types_depth_and_other_files():
    inside = made.database("").split(b"?>", 1)[1]
    laughs = b'<!DOCTYPE KeePassFile [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + inside
    assert "document type" in refused(laughs)
    outside = b'<!DOCTYPE KeePassFile SYSTEM "file:///etc/passwd">' + inside
    assert "document type" in refused(outside)
    assert recognise(source_of(laughs)) is not None
    assert "deeper" in refused(made.database("<Group>" * 100_000))
    refused(made.database("<Group>" * 200 + made.entry("") + "</Group>" * 200))
    refused(b"<other/>")
    refused(b"<KeePassFile>")
    refused(made.database(made.entry("", Title="&#xD800;")))


def test_huge_texts_and_too_many_entries(monkeypatch):
    (found,) = made.read_back(
        made.database(made.entry("", Title="t", Notes="x" * (3 << 20)))
    ).entries
    assert [a.size for a in found.attachments] == [3 << 20]
    monkeypatch.setattr(document, "MOST_CHARACTERS", 10_000)
    refused(made.database(made.entry("", Title="t", Notes="x" * 20_000)))
    monkeypatch.undo()
    monkeypatch.setattr(document, "MOST_ENTRIES", 10)
    refused(made.database(made.entry("", Title="t") * 11))
    refused(made.database("<Group/>" * 11))


def test_ids_that_miss_or_are_there_twice():
    uuid = f"<UUID>{base64.b64encode(b'0123456789abcdef').decode()}</UUID>"
    same = made.entry(uuid, Title="a") + made.entry(uuid, Title="b")
    refers = made.entry("", Title="{REF:T@I:30313233343536373839616263646566}", UserName="c")
    group = "<Group><UUID>same</UUID><Name>G</Name></Group>"
    reading = made.read_back(made.database(same + refers + group * 2, "<RecycleBinUUID/>"))
    assert [e.content.title for e in reading.entries] == ["a", "b", "a"]
    assert [e.trashed for e in reading.entries] == [None] * 3


def test_history_in_history_is_history():
    inner = made.entry("", Title="two", UserName="2")
    middle = made.entry(f"<History>{inner}</History>", Title="one", UserName="1")
    (found,) = made.read_back(
        made.database(made.entry(f"<History>{middle}</History>", Title="now"))
    ).entries
    assert {version.title for version in found.history} == {"one", "two"}


def test_attachments_beyond_what_is_held_are_named(monkeypatch):
    monkeypatch.setattr(document, "_MOST_BINARIES", 2 << 20)
    text = base64.b64encode(bytes(3 << 20)).decode()
    pool = f'<Binaries><Binary ID="0">{text}</Binary><Binary ID="1">QUJD</Binary></Binaries>'
    refs = "".join(f'<Binary><Key>{n}</Key><Value Ref="{n}"/></Binary>' for n in (0, 1, 2**60))
    (found,) = made.read_back(made.database(made.entry(refs, Title="t"), pool)).entries
    assert [a.name for a in found.attachments] == ["1"]
    assert len(found.losses) == 2


def test_nothing_is_kept_of_values_that_are_no_attachment():
    value = '<Value Protected="True">QUJD</Value>'
    twice = made.entry(f"<Binary><Key>a</Key>{value}{value}</Binary>", Title="t")
    reader = document._Reader(base64.b64decode, no_step)
    found = reader.read(io.BytesIO(made.database(twice)))
    assert [name for name, _held in found.entries[0].files] == ["a"]
    assert reader._values == {}  # they are known by ids, which are used again


def test_our_own_data_from_a_stranger_is_checked():
    def own(text: str) -> str:
        text = text.replace("&", "&amp;").replace("<", "&lt;")
        return (
            f"<CustomData><Item><Key>Strongroom/Item</Key><Value>{text}</Value></Item></CustomData>"
        )

    for text in (
        "{",
        "[]",
        '{"kind":5}',
        '{"kind":"' + "x" * 65 + '"}',
        '{"fields":[["a\\nb","text","","UserName"]]}',
        '{"fields":[' + ",".join(['["","text","",""]'] * 501) + "]}",
        '{"fields":' + "[" * 100_000,
    ):
        (found,) = made.read_back(
            made.database(made.entry(own(text), Title="t", UserName="u"))
        ).entries
        assert [field.value for field in found.content.fields] == ["u"]
    twice = own('{"fields":[["","text","x","UserName"],["","text","y","UserName"]]}')
    (found,) = made.read_back(made.database(made.entry(twice, Title="t", UserName="u"))).entries
    assert [field.value for field in found.content.fields] == ["u"]
