# SPDX-License-Identifier: GPL-3.0-or-later
"""The one style sheet: what Fusion and a palette cannot say, and no more.

Buttons have a role (``setProperty("role", …)``): primary, secondary, ghost, link, danger.
Names in braces are tokens of the theme.  No font sizes here: they are points, and live in
:mod:`strongroom.gui.theme`.
"""

_SHEET = """
QToolTip {{ background: {toast}; color: {on_toast}; border: 0; padding: 4px 8px; }}

QPushButton, QToolButton {{
    background: {pane}; color: {text};
    border: 1px solid {hairline}; border-radius: {radius}px;
    padding: 5px 12px; min-height: {inner}px; outline: 0;
}}
QPushButton:hover, QToolButton:hover {{ background: {hover}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {pressed}; }}
QPushButton:focus, QToolButton:focus {{ border: {ring}px solid {accent}; padding: 4px 11px; }}
QPushButton:disabled, QToolButton:disabled {{ color: {muted}; background: {window}; }}

QPushButton[role="primary"] {{
    background: {accent}; color: {on_accent}; border: 1px solid {accent};
}}
QPushButton[role="primary"]:hover {{
    background: {accent_hover}; border-color: {accent_hover};
}}
QPushButton[role="primary"]:pressed {{ background: {accent_pressed}; }}
QPushButton[role="primary"]:focus {{ border: {ring}px solid {text}; }}
QPushButton[role="primary"]:disabled {{
    background: {hairline}; color: {muted}; border-color: {hairline};
}}

QPushButton[role="danger"] {{ color: {danger}; }}

QPushButton[role="ghost"], QToolButton[role="ghost"] {{
    background: transparent; border: 1px solid transparent;
}}
QPushButton[role="ghost"]:hover, QToolButton[role="ghost"]:hover {{ background: {hover}; }}
QPushButton[role="ghost"]:pressed, QToolButton[role="ghost"]:pressed {{ background: {pressed}; }}
QPushButton[role="ghost"]:focus, QToolButton[role="ghost"]:focus {{
    border: {ring}px solid {accent};
}}
QToolButton[role="ghost"] {{ padding: 5px; }}
QToolButton[role="ghost"]:focus {{ padding: 4px; }}
QFileDialog QToolButton {{ padding: 3px; min-height: 16px; }}
QToolButton::menu-indicator, QPushButton::menu-indicator {{ image: none; width: 0; }}

QPushButton[role="link"] {{
    background: transparent; border: 1px solid transparent; color: {muted};
    padding: 3px 7px; min-height: {line}px;
}}
QPushButton[role="link"]:hover {{ color: {text}; background: transparent; }}
QPushButton[role="link"]:focus {{ border: {ring}px solid {accent}; padding: 2px 6px; }}
QPushButton[role="link"][flush="true"] {{ padding: 3px 1px; }}
QPushButton[role="link"][flush="true"]:focus {{ padding: 2px 0; }}
QPushButton[role="link"][tone="accent"] {{ color: {accent}; }}
QPushButton[role="link"]:disabled {{ color: {muted}; background: transparent; }}

QToolButton[role="inner"] {{
    background: transparent; border: 1px solid transparent; padding: 0; min-height: 0;
}}
QToolButton[role="inner"]:focus {{ border: {ring}px solid {accent}; padding: 0; }}

QFrame[segmented="true"] {{ background: {hover}; border: 0; border-radius: {radius}px; }}
QPushButton[role="segment"] {{
    background: transparent; border: 1px solid transparent; color: {muted}; border-radius: 6px;
    padding: 3px 11px;
}}
QPushButton[role="segment"]:checked {{
    background: {pane}; color: {text}; border-color: {hairline};
}}
QPushButton[role="segment"]:focus {{ border: {ring}px solid {accent}; padding: 2px 10px; }}

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {{
    background: {pane}; color: {text};
    border: 1px solid {hairline}; border-radius: {radius}px;
    padding: 5px 10px; min-height: {inner}px;
    selection-background-color: {accent}; selection-color: {on_accent};
    placeholder-text-color: {muted};
}}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {{
    border: {ring}px solid {accent}; padding: 4px 9px;
}}
QLineEdit {{ lineedit-password-character: 8226; }}
QLineEdit[revealed="true"] {{ lineedit-password-character: 32; }}
QLineEdit[wrong="true"], QLineEdit[wrong="true"]:focus,
QComboBox[wrong="true"], QComboBox[wrong="true"]:focus {{ border-color: {danger}; }}
QComboBox QLineEdit, QComboBox QLineEdit:focus, QComboBox QLineEdit:disabled {{
    background: transparent; border: 0; padding: 0; min-height: 0;
}}
QLineEdit[search="true"] {{ background: {window}; min-height: {search}px; }}
QLineEdit[bare="true"], QLineEdit[bare="true"]:focus {{
    background: transparent; border: 0; border-radius: 0; padding: 0;
}}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled {{
    color: {muted}; background: {window};
}}
QLineEdit[large="true"], QPushButton[large="true"], QComboBox[large="true"] {{
    min-height: {tall}px;
}}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: 0; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox::drop-down {{ border: 0; width: 24px; }}
QComboBox QAbstractItemView::item {{ min-height: 28px; padding: 0 8px; border-radius: 6px; }}
QComboBox QAbstractItemView::item:selected {{ background: {selected}; color: {text}; }}
QComboBox QAbstractItemView {{
    background: {pane}; color: {text}; border: 1px solid {hairline}; padding: 4px; outline: 0;
    selection-background-color: {selected}; selection-color: {text};
}}

QMenu {{ background: {pane}; color: {text}; border: 1px solid {hairline}; padding: 4px; }}
QMenu::item {{ padding: 6px 24px 6px 12px; border-radius: 6px; }}
QMenu::item:selected {{ background: {selected}; color: {text}; }}
QMenu::item:disabled {{ color: {muted}; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::separator {{ height: 1px; background: {hairline}; margin: 4px 8px; }}
QMenuBar {{ background: {window}; color: {text}; border-bottom: 1px solid {hairline}; }}
QMenuBar::item {{ padding: 6px 10px; background: transparent; border-radius: 6px; }}
QMenuBar::item:selected {{ background: {hover}; }}

QScrollArea {{ background: transparent; border: 0; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 2px; }}
QScrollBar::handle {{ background: {handle}; border-radius: 3px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}

QTableView[plain="true"] {{
    background: {pane}; border: 1px solid {hairline}; border-radius: {radius}px; outline: 0;
    padding: 1px;
}}
QTableView[plain="true"]:focus {{ border: {ring}px solid {accent}; padding: 0; }}
QTableView[plain="true"]::item {{ padding: 0 5px; }}
QHeaderView {{ background: transparent; }}
QHeaderView::section {{
    background: transparent; color: {muted}; border: 0; border-bottom: 1px solid {hairline};
    padding: 6px 8px;
}}

QProgressBar {{
    background: {hairline}; border: 0; border-radius: 3px;
    min-height: 6px; max-height: 6px; color: transparent;
}}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}

QSplitter::handle {{ background: {hairline}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QDialog {{ background: {window}; }}

QLabel[tone="muted"] {{ color: {muted}; }}
QLabel[tone="danger"] {{ color: {danger}; }}
QLabel[tone="warning"] {{ color: {warning}; }}
QLabel[tone="accent"] {{ color: {accent}; }}

QFrame[card="true"] {{
    background: {pane}; border: 1px solid {hairline}; border-radius: {radius}px;
}}
"""


def style_sheet(
    tokens: dict[str, object], *, radius: int, ring: int, line: int, control: int, field: int
) -> str:
    """Return the sheet filled with the tokens of a scheme and five lengths in pixels."""
    frame = 12  # borders and padding
    search = control + 4 - frame
    heights = {"inner": control - frame, "search": search, "tall": field - frame, "line": line}
    return _SHEET.format(**tokens, **heights, radius=radius, ring=ring)
