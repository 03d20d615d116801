# SPDX-License-Identifier: GPL-3.0-or-later
"""XML from anywhere: what is asked for comes, what attacks is refused in a sentence."""

import io
import time
from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.errors import Cancelled, CannotImport
from strongroom.exchange import xml_events
from strongroom.exchange.xml_events import Element, root_name, tree, walk


def file(text: str | bytes) -> io.BytesIO:
    return io.BytesIO(text if isinstance(text, bytes) else text.encode())


def test_a_tree_has_names_attributes_texts_and_children() -> None:
    root = tree(file('<a x="1"><b>one</b><b>two &amp; <![CDATA[<3>]]></b><c><d>deep</d></c></a>'))
    assert (root.name, root.attributes) == ("a", {"x": "1"})
    assert [b.text for b in root.all("b")] == ["one", "two & <3>"]
    assert root.text_at("c", "d") == "deep"
    assert root.text_at("c", "none") == ""
    assert root.first("none") is None
    assert "1" not in repr(root)


def test_a_walk_hands_over_what_closes_and_forgets_it() -> None:
    seen: list[tuple[str, str, list[str]]] = []

    def closed(element: Element, around: Sequence[Element]) -> None:
        seen.append((element.name, element.text_at("t"), [one.name for one in around]))

    root = walk(file("<r><g><e><t>1</t></e><e><t>2</t></e></g><x/></r>"), {"e": closed})
    assert seen == [("e", "1", ["r", "g"]), ("e", "2", ["r", "g"])]
    assert [one.name for one in root.children] == ["g", "x"]
    assert root.children[0].children == []


def test_a_walk_tells_of_elements_with_attributes_in_the_order_of_the_file() -> None:
    seen: list[str] = []
    walk(
        file("<r><a p='1'>1</a><b>2</b><c p='1'>3</c><e p='1'><t p='1'>4</t></e></r>"),
        {"e": lambda element, _around: seen.append(f"closed {element.name}")},
        marked=lambda element, _around: seen.append(element.text),
    )
    assert seen == ["1", "3", "4", "", "closed e"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_encodings_that_say_what_they_are(encoding: str) -> None:
    said = "utf-8" if encoding == "utf-8-sig" else encoding
    text = f'<?xml version="1.0" encoding="{said}"?><a>Straße</a>'
    assert tree(file(text.encode(encoding))).text == "Straße"
    assert root_name(text.encode(encoding)) == "a"


LAUGHS = (
    '<!DOCTYPE a [<!ENTITY l "ha">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1 if n else str()};" * 10}">' for n in range(9))
    + "]><a>&l8;</a>"
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        OUTSIDE,
        '<!DOCTYPE a SYSTEM "http://localhost:1/a.dtd"><a/>',
        "<!DOCTYPE a><a/>",
        "<a>&x;</a>",
        "",
        "no xml",
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "<a>&#xD800;</a>",
        "<a>&#0;</a>",
        "<a>\x01</a>",
        b"<a>\xff</a>",
        '<?xml version="1.0" encoding="klingon"?><a/>',
        '<?xml version="1.0" encoding="utf-7"?><a/>',
        "<a>" * 100_000,
        "<a " + " ".join(f"a{n}='1'" for n in range(400_000)) + "/>",
        "<!--" + "-x" * (1 << 21) + "--><a/>",
    ],
)
def test_what_is_broken_or_hostile_is_refused_at_once(text: str | bytes) -> None:
    began = time.thread_time()
    with pytest.raises(CannotImport):
        tree(file(text))
    assert time.thread_time() - began < 3
    root_name(file(text).read(64 << 10))


def test_a_document_type_does_not_hide_the_root() -> None:
    assert root_name(LAUGHS.encode()) == "a"
    assert root_name(b"{}") == ""
    assert root_name(b"<!-- a note --><?pi?><long attribute='" + b"x" * 70_000) == ""


def test_a_broken_file_names_the_line() -> None:
    with pytest.raises(CannotImport) as caught:
        tree(file("<a>\n<b>\n</a>"))
    assert caught.value.line == 3


def test_more_elements_or_characters_than_are_kept_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(xml_events, "MOST_ELEMENTS", 10)
    many = "<a>" + "<b/>" * 20 + "</a>"
    with pytest.raises(CannotImport):
        tree(file(many))
    walk(file(many), {"b": lambda _element, _around: None})
    monkeypatch.setattr(xml_events, "MOST_CHARACTERS", 3 << 20)
    with pytest.raises(CannotImport):
        tree(file("<a>" + "x" * (4 << 20) + "</a>"))
    long = "<a>" + f"<b>{'x' * (1 << 20)}</b>" * 4 + "</a>"
    with pytest.raises(CannotImport):
        tree(file(long))
    walk(file(long), {"b": lambda _element, _around: None})


def test_a_long_text_may_be_taken_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_events, "MOST_CHARACTERS", 3 << 20)
    taken: list[str] = []

    def piece(around: Sequence[Element], text: str) -> bool:
        if around[-1].name != "long":
            return False
        taken.append(text)
        return True

    root = walk(file(f"<a><long>{'x' * (9 << 20)}</long></a>"), {}, piece=piece)
    rest = root.text_at("long")
    assert "".join(taken) + rest == "x" * (9 << 20)
    assert len(rest) < 2 << 20


def test_a_text_that_nobody_takes_is_offered_once() -> None:
    offered: list[int] = []

    def refuse(_around: object, text: str) -> bool:
        offered.append(len(text))
        return False

    data = b"<a>" + b"x" * (5 << 20) + b"</a>"
    root = walk(io.BytesIO(data), {}, piece=refuse)
    assert len(root.text) == 5 << 20
    assert len(offered) == 1


def test_a_step_may_end_it() -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        tree(file("<a>" + " " * (3 << 20) + "</a>"), stop)


@given(st.binary() | st.text(alphabet="<>/ab &;!x'\"=[]-?").map(str.encode))
def test_any_bytes_are_a_tree_or_refused(data: bytes) -> None:
    root_name(data)
    with suppress(CannotImport):
        tree(io.BytesIO(data))
