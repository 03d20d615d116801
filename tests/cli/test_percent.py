# SPDX-License-Identifier: GPL-3.0-or-later
"""How far it is, where somebody watches, and nothing where nobody does."""

import io
import os

import pytest

from strongroom.cli.percent import Percent
from strongroom.cli.terminal import Terminal


class Screen(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("stream", "shown"), [(Screen, ["Done 50 %", "Done 100 %", "Done 0 %", ""]), (io.StringIO, [])]
)
def test_a_percentage_is_redrawn_when_it_changes_and_is_gone_at_the_end(stream, shown):
    err = stream()
    descriptor = os.open(os.devnull, os.O_RDONLY)
    try:
        with Percent(Terminal(descriptor, io.StringIO(), err), "Done {percent} %") as progress:
            for done in (0, 500, 501, 1000):
                progress(done, 1000)
            progress(0, 0)
    finally:
        os.close(descriptor)
    assert err.getvalue().replace("\x1b[K", "").split("\r")[1:] == shown
