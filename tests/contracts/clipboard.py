# SPDX-License-Identifier: GPL-3.0-or-later
"""What every clipboard must do: subclass it and give it a ``clipboard`` fixture.

A desktop's tool hands the text to a process that stays behind, which takes it over a
moment later; so what is asked for must come true soon, not at once.
"""

import time
from collections.abc import Callable

import pytest

from strongroom.app.ports import Clipboard

TEXTS = [
    "correct horse",
    " spaces around ",
    "two\nlines",
    "line end at the end\n",
    "pässwörd 密码 🗝",
    "שלום",
    "'\"\\$`%&|;<>",
    "x" * 4096,
]
SOON = 5.0  # seconds


def comes_true(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + SOON
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


class ClipboardContract:
    @pytest.fixture
    def clipboard(self) -> Clipboard:
        raise NotImplementedError

    @pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
    def test_gives_back_what_was_set(self, clipboard, text):
        clipboard.set_secret(text)
        assert comes_true(lambda: clipboard.read() == text)

    def test_keeps_the_latest_only(self, clipboard):
        clipboard.set_secret("first")
        assert comes_true(lambda: clipboard.read() == "first")
        clipboard.set_secret("second")
        assert comes_true(lambda: clipboard.read() == "second")

    def test_is_empty_after_clearing(self, clipboard):
        clipboard.set_secret("secret")
        assert comes_true(lambda: clipboard.read() == "secret")
        clipboard.clear()
        assert comes_true(lambda: not clipboard.read())

    def test_clearing_twice_is_harmless(self, clipboard):
        clipboard.clear()
        clipboard.clear()
        assert comes_true(lambda: not clipboard.read())

    def test_can_be_set_again_after_clearing(self, clipboard):
        clipboard.clear()
        assert comes_true(lambda: not clipboard.read())
        clipboard.set_secret("second")
        assert comes_true(lambda: clipboard.read() == "second")

    def test_clearing_the_selection_leaves_the_clipboard_alone(self, clipboard):
        clipboard.set_secret("secret")
        assert comes_true(lambda: clipboard.read() == "secret")
        clipboard.clear_selection()
        assert clipboard.read() == "secret"
