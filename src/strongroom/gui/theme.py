# SPDX-License-Identifier: GPL-3.0-or-later
"""The look: every colour, size and font of the window, and the only place with such numbers.

Two sets of tokens, light and dark.  Widgets ask :func:`current` when they paint, and paint
again when Qt tells them that the palette changed; what cannot do that listens to
``changes().changed``.  Fonts are in points and lengths that hold text go through
:func:`scaled`, so that a desktop whose text is set to 200 % gets all of it.
"""

import zlib
from dataclasses import asdict, dataclass
from enum import Enum, StrEnum
from functools import cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from strongroom.gui.style_sheet import style_sheet


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one scheme, as #RRGGBB."""

    dark: bool
    window: str
    pane: str
    selected: str
    hover: str
    pressed: str
    text: str
    muted: str
    hairline: str
    handle: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    danger: str
    warning: str
    toast: str
    on_toast: str
    tray: str


LIGHT = Tokens(
    dark=False,
    window="#F7F7F8",
    pane="#FFFFFF",
    selected="#E6F0ED",
    hover="#F1F2F4",
    pressed="#E4E5E9",
    text="#1C1D21",
    muted="#5C6169",
    hairline="#E4E5E9",
    handle="#868B94",
    accent="#2F6F5E",
    accent_hover="#296253",
    accent_pressed="#235548",
    on_accent="#FFFFFF",
    danger="#C4372B",
    warning="#8A5600",
    toast="#1C1D21",
    on_toast="#FFFFFF",
    tray="#2F6F5E",
)

DARK = Tokens(
    dark=True,
    window="#17181B",
    pane="#1F2024",
    selected="#22352F",
    hover="#292B30",
    pressed="#2D2F35",
    text="#ECEDEF",
    muted="#A3A8B0",
    hairline="#2D2F35",
    handle="#6F747D",
    accent="#5FB89F",
    accent_hover="#70C2AB",
    accent_pressed="#52A38C",
    on_accent="#17181B",
    danger="#F2796E",
    warning="#E0A83C",
    toast="#ECEDEF",
    on_toast="#1C1D21",
    tray="#3F9A82",
)

# Lengths in device-independent pixels.
GRID = 8
RADIUS = 8
ICON = 20
CONTROL = 32  # a button, a line edit
FIELD = 40  # the wide ones of the unlock page
LINE = 16  # of text, at least
ROW = 56
SIDEBAR = 220
LIST = 340
SIDEBAR_LEAST, LIST_LEAST, DETAIL_LEAST = 160, 220, 336  # what a small window has room for
MONOGRAM = 36
MONOGRAM_LARGE = 56
COLUMN = 340  # the middle column of the unlock page
PALETTE = 560  # the window of quick access
WINDOW = (1100, 720)
WINDOW_LEAST = (720, 480)
MOTION_MS = 120
RING = 2  # width of the focus ring
TINT = 0.07  # how much of its colour the ground of a row has that stands out

# Grounds of monograms: white letters have 4.5:1 on each of them.
_MONOGRAMS = (
    "#24292F",
    "#5B4BD6",
    "#6D4AE8",
    "#C23034",
    "#1F7A8C",
    "#B8312A",
    "#7A5835",
    "#274B9F",
    "#14457B",
    "#8A3B7F",
    "#2F6F5E",
    "#9A5300",
    "#4F5B66",
    "#1C6E43",
)


class Scheme(StrEnum):
    """What a person may choose: the system's own, or one of the two."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Text(Enum):
    """The kinds of text there are: pixels at 100 %, and weight."""

    BODY = (13, QFont.Weight.Normal)
    STRONG = (13, QFont.Weight.DemiBold)
    SMALL = (12, QFont.Weight.Normal)
    LABEL = (11, QFont.Weight.Normal)
    SECTION = (11, QFont.Weight.DemiBold)
    CARD = (15, QFont.Weight.DemiBold)
    PROMPT = (16, QFont.Weight.Normal)
    TITLE = (20, QFont.Weight.Bold)
    HERO = (26, QFont.Weight.Bold)
    CODE = (20, QFont.Weight.Medium)


class Changes(QObject):
    """Tells of a change of scheme."""

    changed = Signal()


class _State:
    tokens = LIGHT
    scheme = Scheme.SYSTEM
    desktop_dark = False  # as the desktop itself says, where Qt is not told


@cache
def changes() -> Changes:
    """Return the one object whose ``changed`` tells that the tokens are others now."""
    return Changes()


def current() -> Tokens:
    """Return the tokens in force."""
    return _State.tokens


def colour(token: str) -> QColor:
    """Return a token in force as a colour, by its name in :class:`Tokens`."""
    return QColor(getattr(_State.tokens, token))


def tint(token: str) -> QColor:
    """Return the ground of what stands out on a pane: it has a breath of the token's colour."""
    under, over = colour("pane"), colour(token)
    pairs = (
        (under.red(), over.red()),
        (under.green(), over.green()),
        (under.blue(), over.blue()),
    )
    return QColor(*(round(low + (high - low) * TINT) for low, high in pairs))


def apply(app: QApplication, scheme: Scheme = Scheme.SYSTEM) -> None:
    """Dress the application, and follow the system's scheme where ``scheme`` says so."""
    first = app.property("strongroomTheme") is None
    _State.scheme = scheme
    if first:
        app.setProperty("strongroomTheme", True)
        app.setStyle("Fusion")
        app.setFont(font(Text.BODY))
        app.styleHints().colorSchemeChanged.connect(lambda _new: _dress(app))
    _ask_platform(scheme)
    _dress(app, always=first)


def desktop_says(*, dark: bool, app: QApplication | None = None) -> None:
    """Take in what the desktop wants where Qt cannot know; ``app`` is dressed anew."""
    _State.desktop_dark = dark
    if app is not None:
        _dress(app)


def desktop_is_dark() -> bool:
    """Return what was said last."""
    return _State.desktop_dark


def font(kind: Text = Text.BODY) -> QFont:
    """Return the system's font in one of the sizes and weights there are."""
    size, weight = kind.value
    face = QFont(_system_font())
    _size(face, size)
    face.setWeight(weight)
    if kind is Text.CODE:
        _tabular(face)
    return face


def digits(kind: Text = Text.SMALL) -> QFont:
    """Return a font whose digits are all of one width, for counts and seconds."""
    face = font(kind)
    _tabular(face)
    return face


def mono(size: int = 14) -> QFont:
    """Return the system's fixed-width face, for secrets that are shown."""
    face = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    face.setStyleHint(QFont.StyleHint.Monospace)
    _size(face, size)
    return face


def text_scale() -> float:
    """Return how much larger than 100 % the desktop wants its text."""
    screen = QGuiApplication.primaryScreen()
    return screen.logicalDotsPerInch() / _base_dpi() if screen else 1.0


def scaled(length: int) -> int:
    """Return a length that grows with the desktop's text size, never below itself."""
    return round(length * max(1.0, text_scale()))


def monogram_colour(key: str) -> QColor:
    """Return the ground of a monogram: the same for the same key, on every machine."""
    return QColor(_MONOGRAMS[zlib.crc32(key.casefold().encode()) % len(_MONOGRAMS)])


def _system_font() -> QFont:
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)


def _base_dpi() -> float:
    return 72.0 if QGuiApplication.platformName() == "cocoa" else 96.0


def _size(face: QFont, pixels: int) -> None:
    face.setPointSizeF(pixels * 72.0 / _base_dpi())


def _tabular(face: QFont) -> None:
    face.setFeature(QFont.Tag("tnum"), 1)


def _ask_platform(scheme: Scheme) -> None:
    """Let title bars and the platform's own dialogs follow a forced scheme."""
    wanted = {
        Scheme.SYSTEM: Qt.ColorScheme.Unknown,
        Scheme.LIGHT: Qt.ColorScheme.Light,
        Scheme.DARK: Qt.ColorScheme.Dark,
    }
    QGuiApplication.styleHints().setColorScheme(wanted[scheme])


def _resolve() -> Tokens:
    if _State.scheme is Scheme.SYSTEM:
        return DARK if _system_scheme() == Qt.ColorScheme.Dark else LIGHT
    return DARK if _State.scheme is Scheme.DARK else LIGHT


def _system_scheme() -> Qt.ColorScheme:
    told = QGuiApplication.styleHints().colorScheme()
    return Qt.ColorScheme.Dark if _State.desktop_dark else told


def _dress(app: QApplication, *, always: bool = False) -> None:
    tokens = _resolve()
    if tokens is _State.tokens and not always:
        return
    _State.tokens = tokens
    app.setPalette(_palette(tokens))
    lengths = {"radius": RADIUS, "ring": RING, "line": scaled(LINE)}
    lengths |= {"control": scaled(CONTROL), "field": scaled(FIELD)}
    app.setStyleSheet(style_sheet(asdict(tokens), **lengths))
    changes().changed.emit()


def _palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for where, value in (
        (role.Window, tokens.window),
        (role.WindowText, tokens.text),
        (role.Base, tokens.pane),
        (role.AlternateBase, tokens.hover),
        (role.Text, tokens.text),
        (role.PlaceholderText, tokens.muted),
        (role.Button, tokens.pane),
        (role.ButtonText, tokens.text),
        (role.BrightText, tokens.danger),
        (role.ToolTipBase, tokens.toast),
        (role.ToolTipText, tokens.on_toast),
        (role.Highlight, tokens.accent),
        (role.HighlightedText, tokens.on_accent),
        (role.Accent, tokens.accent),
        (role.Link, tokens.accent),
        (role.LinkVisited, tokens.accent),
        (role.Light, tokens.pane),
        (role.Midlight, tokens.hover),
        (role.Mid, tokens.hairline),
        (role.Dark, tokens.hairline),
        (role.Shadow, tokens.hairline),
    ):
        palette.setColor(where, QColor(value))
    disabled = QPalette.ColorGroup.Disabled
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(disabled, where, QColor(tokens.muted))
    palette.setColor(disabled, role.Highlight, QColor(tokens.hairline))
    return palette
