# SPDX-License-Identifier: GPL-3.0-or-later
"""The buffer under the secret field behaves as a string would, and leaves nothing behind."""

from hypothesis import given
from hypothesis import strategies as st

from strongroom.gui.widgets.secret_characters import LIMIT, SecretCharacters

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
EDIT = st.tuples(st.integers(0, 60), st.integers(0, 60), TEXT)


@given(st.lists(EDIT, max_size=12))
def test_edits_as_a_string_does(edits: list[tuple[int, int, str]]) -> None:
    model, buffer = "", SecretCharacters()
    for first, second, text in edits:
        start, end = sorted((min(first, len(model)), min(second, len(model))))
        model = model[:start] + text + model[end:]
        buffer.remove(start, end)
        assert buffer.insert(start, text)
        assert len(buffer) == len(model)
        with buffer.secret() as held:
            assert held.text() == model
    assert [buffer.character(i) for i in range(len(model))] == list(model)
    with buffer.secret(1, 3) as part:
        assert part.text() == model[1:3]


@given(TEXT, st.integers(0, 40), st.integers(0, 40))
def test_what_is_removed_is_overwritten(text: str, first: int, second: int) -> None:
    buffer = SecretCharacters()
    buffer.insert(0, text)
    start, end = sorted((min(first, len(text)), min(second, len(text))))
    buffer.remove(start, end)
    left = (text[:start] + text[end:]).encode()
    assert bytes(buffer._store[: len(left)]) == left
    assert not any(buffer._store[len(left) :])


def test_growing_zeroes_the_old_memory() -> None:
    buffer = SecretCharacters()
    buffer.insert(0, "s" * 500)
    old = buffer._store
    buffer.insert(500, "t" * 500)
    assert old is not buffer._store
    assert not any(old)
    with buffer.secret() as held:
        assert held.text() == "s" * 500 + "t" * 500
    buffer.wipe()
    assert not any(buffer._store)
    assert len(buffer) == 0


def test_refuses_more_than_its_limit() -> None:
    buffer = SecretCharacters()
    assert buffer.insert(0, "a" * LIMIT)
    assert not buffer.insert(0, "b")
    assert len(buffer) == LIMIT


def test_leaves_lone_surrogates_out() -> None:
    buffer = SecretCharacters()
    buffer.insert(0, "a\ud800b")
    with buffer.secret() as held:
        assert held.text() == "ab"
    assert "ab" not in repr(buffer)
