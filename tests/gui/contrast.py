# SPDX-License-Identifier: GPL-3.0-or-later
"""How well one colour can be told from another."""

from PySide6.QtGui import QColor


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, 1.4.3)."""
    lighter, darker = sorted((_luminance(QColor(c)) for c in (first, second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(value: QColor) -> float:
    parts = (value.redF(), value.greenF(), value.blueF())
    red, green, blue = (_linear(part) for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    """Undo sRGB's gamma (IEC 61966-2-1)."""
    knee = 0.04045
    return part / 12.92 if part <= knee else ((part + 0.055) / 1.055) ** 2.4
