# SPDX-License-Identifier: GPL-3.0-or-later
"""The program's side: starts a decoder for one file, asks it for pages, and ends it.

Everything goes through signals; nothing waits.  A decoder that is silent for too long, says
what no decoder of ours says, answers what nobody asked, or dies is ended, and that is told in
a sentence.  It has the two ends of its pipes and no other descriptor of this process.
"""

import sys
from collections import deque

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal
from PySide6.QtGui import QImage

from strongroom.gui.decoding.messages import (
    ANSWER,
    ASK,
    FILE,
    MOST_FILE,
    POINT,
    UNCONFINED,
    Answer,
    Kind,
    Status,
    parse_answer,
)
from strongroom.texts import N_, _

_PATIENCE_MS = 20_000  # for one page, on a busy machine
_MODULE = "strongroom.gui.decoding"
_CHUNK = 1 << 20  # bytes given at once: the rest waits until those have gone

_SENTENCES: dict[Status, str] = {
    Status.BROKEN: N_("This file cannot be shown: it is damaged, or not what its name says."),
    Status.LOCKED: N_("This PDF has a password of its own: save it and open it elsewhere."),
    Status.TOO_LARGE: N_("This picture is too large to be shown: save it and open it elsewhere."),
    Status.UNSAFE: N_(
        "This file cannot be shown safely on this system, so it is not: save it and open it"
        " elsewhere."
    ),
}


class Decoder(QObject):
    """Shows the pages of one file; ``shown`` gives a page and how many there are."""

    shown = Signal(object, int)  # QImage, pages
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._answer: Answer | None = None
        self._asked = 0  # pages that were asked for, and have not come
        self._over = False
        self._got = bytearray()
        self._unsent = deque[bytes]()
        self._sent = 0  # bytes of the first of them
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(lambda: self._fail(Status.BROKEN))
        self._process = process = QProcess(self)
        environment = QProcessEnvironment()  # an empty one: nothing of ours goes along
        environment.insert("QT_QPA_PLATFORM", "offscreen")
        environment.insert("QT_NO_GLIB", "1")  # its loop wants more of the system than is left
        process.setProcessEnvironment(environment)
        process.setStandardErrorFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(self._read)
        process.bytesWritten.connect(lambda _count: self._send())
        process.finished.connect(self._ended)
        process.errorOccurred.connect(self._went_wrong)
        _leave_descriptors(process)

    def start(self, kind: Kind, data: bytes) -> None:
        """Give it the file; one decoder takes one."""
        if len(data) > MOST_FILE:
            self._fail(Status.TOO_LARGE)
            return
        self._unsent += filter(None, (FILE.pack(kind, len(data)), data))
        self._process.start(sys.executable, ["-I", "-m", _MODULE])
        self._send()

    def ask(self, page: int, across: int, down: int) -> None:
        """Ask for a page, from 0, at most so many points across and down."""
        self._unsent.append(ASK.pack(page, max(1, across), max(1, down)))
        self._asked += 1
        self._patience.start()
        self._send()

    def close(self) -> None:
        """End the process; nothing more is told."""
        self._over = True
        self.blockSignals(True)
        self._patience.stop()
        self._process.blockSignals(True)
        self._got.clear()
        self._unsent.clear()
        if self._process.state() != QProcess.ProcessState.NotRunning:
            self._process.kill()
            # It has nothing to put in order, and is gone at once.
            self._process.waitForFinished(1000)

    def _send(self) -> None:
        """Give the next piece; what is left of a file is not copied for each."""
        if not self._unsent or self._process.bytesToWrite():
            return
        piece = self._unsent[0][self._sent : self._sent + _CHUNK]
        self._sent += len(piece)
        if self._sent == len(self._unsent[0]):
            self._unsent.popleft()
            self._sent = 0
        self._process.write(piece)

    def _read(self) -> None:
        self._got += self._process.readAllStandardOutput().data()
        while True:
            if self._answer is None:
                if len(self._got) < ANSWER.size:
                    return
                self._answer = parse_answer(bytes(self._got[: ANSWER.size]))
                del self._got[: ANSWER.size]
                self._asked -= 1
                if self._answer is None or self._asked < 0:
                    self._fail(Status.BROKEN)
                    return
            if len(self._got) < self._answer.size:
                return
            self._tell(self._answer)
            self._answer = None

    def _tell(self, answer: Answer) -> None:
        points = bytes(self._got[: answer.size])
        del self._got[: answer.size]
        self._patience.stop()
        if self._asked:
            self._patience.start()
        if answer.status is not Status.SHOWN:
            self.failed.emit(_(_SENTENCES[answer.status]))
            return
        line = answer.width * POINT
        image = QImage(
            points, answer.width, answer.height, line, QImage.Format.Format_RGBA8888
        ).copy()
        self.shown.emit(image, answer.pages)

    def _ended(self, code: int, status: QProcess.ExitStatus) -> None:
        unsafe = status is QProcess.ExitStatus.NormalExit and code == UNCONFINED
        self._fail(Status.UNSAFE if unsafe else Status.BROKEN)

    def _went_wrong(self, error: QProcess.ProcessError) -> None:
        """Tell of one that did not start; others end, and say by which status, or are silent."""
        if error is QProcess.ProcessError.FailedToStart:
            self._fail(Status.BROKEN)

    def _fail(self, status: Status) -> None:
        """Tell it once, and end the process: it may be anything by now."""
        if self._over:
            return
        self._over = True
        self.failed.emit(_(_SENTENCES[status]))
        self.close()


def _leave_descriptors(process: QProcess) -> None:
    """Close everything but its own input and output before it starts.

    On Windows nothing of ours is handed on, for no handle of Python's is made to be.
    """
    if sys.platform != "win32":
        parameters = QProcess.UnixProcessParameters()
        parameters.flags = QProcess.UnixProcessFlag.CloseFileDescriptors
        process.setUnixProcessParameters(parameters)
