# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the window share: the theme."""

import pytest
from PySide6.QtWidgets import QApplication

from strongroom.gui import theme


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    """Every test begins in the light scheme."""
    theme.apply(qapp, theme.Scheme.LIGHT)
