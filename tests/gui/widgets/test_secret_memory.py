# SPDX-License-Identifier: GPL-3.0-or-later
"""What was typed into a secret field is in no memory of the process once it was taken.

Another process reads all of it, as an attacker would.  Qt's own line edit is put through
the same, to show that the reading finds what is there.
"""

import os
import secrets
import string
import subprocess
import sys
from pathlib import Path

import pytest

MASK = 0x55

# Types each character by itself, shows it, takes it, destroys the field, then waits.
CHILD = """
import sys
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from strongroom.gui import theme
from strongroom.gui.widgets.secret_line_edit import SecretLineEdit

kind, masked = sys.argv[1], bytes.fromhex(sys.argv[2])
app = QApplication([])
theme.apply(app)
field = SecretLineEdit("Password") if kind == "secret" else QLineEdit()
field.show()
none = Qt.KeyboardModifier.NoModifier
for code in masked:
    event = QKeyEvent(QEvent.Type.KeyPress, 0, none, chr(code ^ 0x55))
    app.sendEvent(field, event)
    app.sendEvent(field, QKeyEvent(QEvent.Type.KeyRelease, 0, none, ""))
if kind == "secret":
    field.set_revealed(True)
    field.grab()
    field.take().close()
else:
    assert len(field.text()) == len(masked)
    field.clear()
field.deleteLater()
app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
del field, event
print("typed", flush=True)
sys.stdin.readline()
"""


def copies_in(pid: int, text: str) -> int:
    """Count ``text`` in the memory of a process, in the encodings that Qt and Python use."""
    forms = [text.encode(code) for code in ("utf-8", "utf-16-le", "utf-32-le")]
    found = 0
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights, *_rest = line.split()
            if not rights.startswith("rw"):
                continue
            start, end = (int(part, 16) for part in span.split("-"))
            try:
                memory.seek(start)
                data = memory.read(end - start)
            except OSError:
                continue
            found += sum(data.count(form) for form in forms)
    return found


def left_after_typing(kind: str) -> int:
    text = "".join(secrets.choice(string.ascii_letters) for _ in range(24))
    masked = bytes(ord(character) ^ MASK for character in text).hex()
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, kind, masked],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=dict(os.environ, QT_QPA_PLATFORM="offscreen"),
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "typed\n"
        return copies_in(child.pid, text)
    finally:
        child.communicate("\n")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_nothing_typed_is_left_in_memory() -> None:
    assert left_after_typing("secret") == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_the_same_reading_finds_what_qts_own_field_leaves() -> None:
    assert left_after_typing("plain") > 0
