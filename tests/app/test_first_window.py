# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be said to the window, and what it makes of nonsense."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.app.first_window import (
    DONE,
    NOT_DONE,
    Answer,
    FirstWindow,
    Kind,
    Wish,
    become_first,
    read_wish,
    token_of,
)
from strongroom.system import instance
from strongroom.system.instance_messages import decode, encode

WISHES = [
    Wish(Kind.RAISE),
    Wish(Kind.RAISE, Path("/home/me/Personal.strongroom"), "token_TIME123"),
    Wish(Kind.RAISE, Path(os.fsdecode(b"/home/me/caf\xe9.strongroom"))),
    Wish(Kind.LOCK),
    Wish(Kind.QUICK_ACCESS, token="abc"),
    Wish(Kind.GREET),
]


@pytest.mark.parametrize("wish", WISHES)
def test_a_wish_arrives_as_it_was_sent(wish: Wish) -> None:
    assert read_wish(decode(encode(wish.message())) or {}) == wish


def test_the_messages_are_the_agreed_ones() -> None:
    assert Wish(Kind.RAISE).message() == {"raise": None}
    assert Wish(Kind.LOCK).message() == {"lock": True}
    assert Wish(Kind.QUICK_ACCESS).message() == {"quick_access": True}


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"unlock": True},
        {"lock": False},
        {"lock": 1},
        {"lock": True, "raise": None},
        {"raise": 7},
        {"raise": "relative.strongroom"},
        {"raise": "/home/\0"},
        {"raise": "/" + "x" * 20_000},
        {"raise": "/home/\ud800.strongroom"},
        {"lock": True, "token": 5},
        {"raise": None, "token": "a\0b"},
        {"raise": None, "token": "a\ud800b"},
        {"quick_access": True, "token": "a\udce9b"},
        {"lock": True, "token": "x" * 2000},
    ],
    ids=lambda message: ascii(message)[:40],
)
def test_nonsense_is_no_wish(message: Mapping[str, Any]) -> None:
    assert read_wish(message) is None


@given(
    st.dictionaries(
        st.sampled_from([*Kind, "token", "other"]),
        st.none() | st.booleans() | st.text() | st.integers() | st.lists(st.text(), max_size=2),
    )
)
def test_no_message_is_too_odd_to_be_read(message: dict[str, Any]) -> None:
    wish = read_wish(message)
    assert wish is None or read_wish(wish.message()) == wish


def test_a_token_that_would_not_be_heard_is_not_sent() -> None:
    assert token_of({"XDG_ACTIVATION_TOKEN": "caf\udce9"}) == ""
    assert token_of({"DESKTOP_STARTUP_ID": "panel_TIME1"}) == "panel_TIME1"


def test_what_became_of_it_is_told(tmp_path: Path) -> None:
    def silent(_message: Mapping[str, Any]) -> None:
        raise TimeoutError

    def broken(_message: Mapping[str, Any]) -> None:
        raise PermissionError

    assert FirstWindow(lambda _message: DONE).lock() == Answer.DONE
    assert FirstWindow(lambda _message: None).lock() == Answer.NOBODY
    assert FirstWindow(lambda _message: NOT_DONE).lock() == Answer.SILENT
    assert FirstWindow(silent).lock() == Answer.SILENT
    assert FirstWindow(broken).lock() == Answer.NOBODY
    nobody = FirstWindow(lambda message: instance.send(tmp_path, message))
    assert nobody.hears(Wish(Kind.RAISE)) == Answer.NOBODY


def test_of_two_that_start_at_once_the_slower_tells_the_faster(tmp_path: Path) -> None:
    nobody = FirstWindow(lambda _message: None)
    told, listening = become_first(nobody, WISHES[1], lambda: instance.listen(tmp_path))
    assert not told
    assert listening is not None
    listening.serve(lambda request: request.answer(DONE))
    first = FirstWindow(lambda message: instance.send(tmp_path, message))
    assert become_first(first, WISHES[1], lambda: instance.listen(tmp_path)) == (True, None)
    assert become_first(nobody, WISHES[1], lambda: instance.listen(tmp_path)) == (False, None)
    listening.close()


def test_where_no_place_can_be_made_the_program_does_without(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    nobody = FirstWindow(lambda _message: None)
    made = become_first(nobody, WISHES[0], lambda: instance.listen(tmp_path / "file"))
    assert made == (False, None)


def test_a_real_window_is_locked(tmp_path: Path) -> None:
    listening = instance.listen(tmp_path)
    assert listening is not None
    heard: list[Wish | None] = []

    def hear(request: instance.Request) -> None:
        heard.append(read_wish(request.message))
        request.answer(DONE)

    listening.serve(hear)
    assert FirstWindow(lambda message: instance.send(tmp_path, message)).lock() == Answer.DONE
    listening.close()
    assert heard == [Wish(Kind.LOCK)]
