# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for what another program does, which sends the test no signal."""

import time
from collections.abc import Callable


def comes_true(condition: Callable[[], bool], seconds: float = 30) -> bool:
    """Tell whether ``condition`` holds within ``seconds``; return as soon as it does."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
