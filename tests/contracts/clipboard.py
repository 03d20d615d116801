# SPDX-License-Identifier: GPL-3.0-or-later
"""What every clipboard must do: subclass it and give it a ``clipboard`` fixture."""

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


class ClipboardContract:
    @pytest.fixture
    def clipboard(self) -> Clipboard:
        raise NotImplementedError

    @pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
    def test_gives_back_what_was_set(self, clipboard, text):
        clipboard.set_secret(text)
        assert clipboard.read() == text

    def test_keeps_the_latest_only(self, clipboard):
        clipboard.set_secret("first")
        clipboard.set_secret("second")
        assert clipboard.read() == "second"

    def test_is_empty_after_clearing(self, clipboard):
        clipboard.set_secret("secret")
        clipboard.clear()
        assert not clipboard.read()

    def test_clearing_twice_is_harmless(self, clipboard):
        clipboard.set_secret("secret")
        clipboard.clear()
        clipboard.clear()
        assert not clipboard.read()

    def test_can_be_set_again_after_clearing(self, clipboard):
        clipboard.set_secret("first")
        clipboard.clear()
        clipboard.set_secret("second")
        assert clipboard.read() == "second"
