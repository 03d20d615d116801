# SPDX-License-Identifier: GPL-3.0-or-later
"""The rest of the program is loaded in steps, all of it, and nothing of it before."""

import subprocess
import sys

from strongroom.gui.loading import Loading, names

STEPS = """
import sys
from PySide6.QtCore import QCoreApplication
from strongroom.gui.loading import Loading
app = QCoreApplication([])
assert "strongroom.gui.interior" not in sys.modules
loading = Loading()
steps = 0
loading.start()
while loading._timer.isActive():
    loading.step()
    steps += 1
import strongroom.gui.interior
print(steps)
"""


def test_it_ends_with_everything_that_an_open_vault_needs() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", STEPS], capture_output=True, text=True, timeout=120, check=True
    )
    assert int(ended.stdout) > 20


def test_the_window_starts_without_what_is_loaded_later() -> None:
    code = "import sys, strongroom.gui.main; print('\\n'.join(sys.modules))"
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True
    )
    loaded = set(ended.stdout.split())
    for name in ("strongroom.gui.interior", "strongroom.gui.pages.vault", "rapidfuzz", "segno"):
        assert name not in loaded, name


def test_stopped_it_loads_no_more() -> None:
    loading = Loading()
    loading.start()
    loading.stop()
    assert not loading._timer.isActive()
    assert list(names())[-1] == "strongroom.gui.interior"
