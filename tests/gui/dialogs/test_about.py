# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program says of itself."""

import strongroom
from strongroom.gui.dialogs.about import About, versions
from strongroom.gui.program import Program


def test_it_names_its_version_and_what_it_runs_on(program: Program) -> None:
    program.window.actions_by_id["about"].trigger()
    dialog = program.window.findChild(About)
    assert dialog is not None
    assert dialog.isVisible()
    assert strongroom.__version__ in dialog.details.text()
    assert "Qt 6" in versions()
    dialog.accept()
