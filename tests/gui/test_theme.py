# SPDX-License-Identifier: GPL-3.0-or-later
"""The look keeps its promises: contrast, two schemes, the system's or a forced one."""

from dataclasses import fields

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication
from tests.gui.contrast import contrast

from strongroom.gui import theme
from strongroom.gui.theme import DARK, LIGHT, Scheme, Text, Tokens

GROUNDS = ("window", "pane", "selected", "hover")
WORDS = ("text", "muted", "accent", "danger", "warning")
ON_ACCENT = ("accent", "accent_hover", "accent_pressed")


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("word", WORDS)
def test_text_can_be_read_on_every_ground(tokens: Tokens, ground: str, word: str) -> None:
    assert contrast(getattr(tokens, word), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
@pytest.mark.parametrize("tone", ["accent", "danger", "warning"])
def test_text_can_be_read_on_what_stands_out(qapp: QApplication, scheme: Scheme, tone: str) -> None:
    theme.apply(qapp, scheme)
    ground = theme.tint(tone).name()
    for ink in ("text", "muted", tone):
        assert contrast(getattr(theme.current(), ink), ground) >= 4.5
    assert ground != theme.current().pane


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_buttons_and_toasts_can_be_read(tokens: Tokens) -> None:
    for ground in ON_ACCENT:
        assert contrast(tokens.on_accent, getattr(tokens, ground)) >= 4.5
    assert contrast(tokens.on_toast, tokens.toast) >= 4.5
    assert contrast(tokens.text, tokens.pressed) >= 4.5
    assert contrast(tokens.muted, tokens.hairline) >= 4.5  # a disabled primary button


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_marks_can_be_seen(tokens: Tokens) -> None:
    for mark in ("accent", "danger", "warning", "muted", "handle"):
        for ground in ("window", "pane"):
            assert contrast(getattr(tokens, mark), getattr(tokens, ground)) >= 3.0


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_the_tray_can_be_seen_on_a_panel_of_either_kind(tokens: Tokens) -> None:
    for panel in (LIGHT.window, DARK.window):
        assert contrast(tokens.tray, panel) >= 3.0


def test_contrast_is_the_standards() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_letters_can_be_read_on_every_monogram() -> None:
    seen = {theme.monogram_colour(str(n)).name() for n in range(500)}
    assert len(seen) > 10
    assert all(contrast("#FFFFFF", colour) >= 4.5 for colour in seen)


def test_a_monogram_keeps_its_colour() -> None:
    assert theme.monogram_colour("github.com") == theme.monogram_colour("GitHub.com")
    assert theme.monogram_colour("github.com").name() == "#6d4ae8"


def test_every_token_is_a_colour() -> None:
    for tokens in (LIGHT, DARK):
        names = [f.name for f in fields(tokens) if f.name != "dark"]
        assert all(QColor(getattr(tokens, name)).isValid() for name in names)


def test_a_forced_scheme_changes_everything_and_says_so(qapp: QApplication) -> None:
    spy = QSignalSpy(theme.changes().changed)
    theme.apply(qapp, Scheme.DARK)
    assert spy.count() == 1
    assert theme.current() is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window)
    assert DARK.accent in qapp.styleSheet()
    theme.apply(qapp, Scheme.DARK)
    assert spy.count() == 1
    theme.apply(qapp, Scheme.LIGHT)
    assert spy.count() == 2
    assert theme.colour("pane") == QColor("#FFFFFF")


def test_follows_the_system_live(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    theme.apply(qapp, Scheme.SYSTEM)
    hints = qapp.styleHints()
    system = {"scheme": Qt.ColorScheme.Dark}
    monkeypatch.setattr(theme, "_system_scheme", lambda: system["scheme"])
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.current() is DARK
    system["scheme"] = Qt.ColorScheme.Light
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.current() is LIGHT
    theme.apply(qapp, Scheme.DARK)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.current() is DARK


def test_fonts_are_the_systems_in_the_pages_sizes() -> None:
    sizes = {kind: QFontInfo(theme.font(kind)).pixelSize() for kind in Text}
    assert sizes[Text.BODY] == 13
    assert sizes[Text.TITLE] == 20
    assert QFontInfo(theme.mono()).fixedPitch()


def test_lengths_grow_with_large_text(monkeypatch: pytest.MonkeyPatch) -> None:
    assert theme.scaled(40) == 40
    monkeypatch.setattr(theme, "text_scale", lambda: 2.0)
    assert theme.scaled(40) == 80
    monkeypatch.setattr(theme, "text_scale", lambda: 0.8)
    assert theme.scaled(40) == 40


def test_a_desktop_that_qt_cannot_ask_is_followed(qapp: QApplication) -> None:
    theme.apply(qapp, theme.Scheme.SYSTEM)
    before = theme.colour("window")
    theme.desktop_says(dark=True, app=qapp)
    try:
        assert theme.desktop_is_dark()
        assert theme.colour("window").lightness() < before.lightness()
        theme.apply(qapp, theme.Scheme.LIGHT)  # what was chosen here goes before
        assert theme.colour("window") == before
    finally:
        theme.desktop_says(dark=False, app=qapp)
