# SPDX-License-Identifier: GPL-3.0-or-later
"""The window's clipboard on a real X server, as another program sees it."""

import os
import subprocess
import sys

import pytest

# Does what it is told a line at a time, in the process of the window's own adapter.
HOLDER = """
import sys, threading
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication
from strongroom.gui.clipboard import QtClipboard

class Ear(QObject):
    heard = Signal(str)

app = QApplication([])
board = QtClipboard()

def act(line):
    verb, _, text = line.partition(" ")
    if verb == "set":
        board.set_secret(text)
    elif verb == "clear":
        board.clear()
    print("done", flush=True)

def listen():
    for line in sys.stdin:
        ear.heard.emit(line.rstrip("\\n"))

ear = Ear()
ear.heard.connect(act)
threading.Thread(target=listen, daemon=True).start()
app.exec()
"""


@pytest.mark.real("Xvfb", "xclip")
def test_a_secret_is_marked_and_gone_when_cleared(display: str) -> None:
    environment = dict(os.environ, DISPLAY=display, QT_QPA_PLATFORM="xcb")
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    )
    to_it, from_it = holder.stdin, holder.stdout
    assert to_it is not None
    assert from_it is not None

    def tell(line: str) -> None:
        to_it.write(line + "\n")
        to_it.flush()
        assert from_it.readline() == "done\n"

    def seen(*more: str) -> str:
        got = subprocess.run(
            ["xclip", "-selection", "clipboard", "-o", *more],
            env=environment,
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
        return got.stdout

    try:
        tell("set pässwörd 密码")
        assert seen() == "pässwörd 密码"
        assert "x-kde-passwordManagerHint" in seen("-t", "TARGETS")
        assert seen("-t", "x-kde-passwordManagerHint") == "secret"
        tell("clear")
        assert seen() == ""
    finally:
        holder.terminate()
        holder.wait()
        to_it.close()
        from_it.close()
