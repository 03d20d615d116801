# SPDX-License-Identifier: GPL-3.0-or-later
"""Real files, decoded by a real process beside this one."""

import io
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage

from strongroom.gui.decoding import child
from strongroom.gui.decoding.decoder import Decoder
from strongroom.gui.decoding.messages import (
    ANSWER,
    MOST_PAGES,
    MOST_POINTS,
    UNCONFINED,
    Kind,
    Status,
    fitted,
    parse_answer,
)

PATIENCE = 60_000


@pytest.fixture
def decoder(qapp):  # noqa: ARG001 - the process needs its events
    decoder = Decoder()
    yield decoder
    decoder.close()


@pytest.fixture
def show(qtbot, decoder):
    """Return what becomes of one page of a file: a picture and the pages, or a sentence."""

    def show(kind, data, page=0, across=1000, down=1000):
        decoder.start(kind, data)
        with qtbot.waitSignal(decoder.shown, timeout=PATIENCE) as shown:
            decoder.ask(page, across, down)
        return shown.args

    return show


@pytest.fixture
def refuse(qtbot, decoder):
    def refuse(kind, data, page=0):
        with qtbot.waitSignal(decoder.failed, timeout=PATIENCE) as failed:
            decoder.start(kind, data)
            decoder.ask(page, 100, 100)
        return failed.args[0]

    return refuse


def picture(kind: str = "png", width: int = 200, height: int = 100) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(200, 0, 0))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind)  # type: ignore[call-overload]  # bytes are refused
    return bytes(buffer.data().data())


def pdf(pages: int = 2) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _number in range(pages):
        document.new_page(300, 600)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)

    class Sink:
        def write(self, data: bytes) -> int:
            return buffer.write(bytes(data))

    document.save(Sink())
    return bytes(buffer.data().data())


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "bmp", "tiff"])
def test_a_picture_is_shown_as_it_is(show, kind):
    image, pages = show(Kind.PICTURE, picture(kind))
    assert (image.width(), image.height(), pages) == (200, 100, 1)
    colour = image.pixelColor(100, 50)
    assert abs(colour.red() - 200) < 8
    assert colour.green() < 8


def test_a_large_picture_comes_as_small_as_it_is_shown(show):
    image, _pages = show(Kind.PICTURE, picture(width=4000, height=1000), across=500, down=500)
    assert (image.width(), image.height()) == (500, 125)


def test_pages_of_a_pdf_are_turned(qtbot, decoder, show):
    image, pages = show(Kind.PDF, pdf(), across=300, down=300)
    assert (image.width(), image.height(), pages) == (150, 300, 2)
    assert image.pixelColor(5, 5) == QColor("white")
    with qtbot.waitSignal(decoder.shown, timeout=PATIENCE) as shown:
        decoder.ask(1, 600, 600)
    assert (shown.args[0].width(), shown.args[0].height()) == (300, 600)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Kind.PICTURE, b""),
        (Kind.PICTURE, b"no picture"),
        (Kind.PICTURE, picture()[:60]),
        (Kind.PICTURE, b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"),
        (Kind.PDF, b""),
        (Kind.PDF, b"%PDF-1.7 and no more"),
    ],
)
def test_what_cannot_be_shown_is_said(refuse, kind, data):
    assert "damaged" in refuse(kind, data)


def test_a_page_that_is_not_there(refuse):
    assert refuse(Kind.PDF, pdf(1), page=7)


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of few bytes that says it has very many points."""

    def chunk(name: bytes, data: bytes) -> bytes:
        tail = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + tail

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1 << 20))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_picture_of_a_billion_points_is_refused_by_its_head(refuse):
    assert "too large" in refuse(Kind.PICTURE, bomb(60_000, 60_000))


def test_a_large_file_goes_there_in_pieces(show):
    data = picture("bmp", 3000, 2000)  # 24 MB
    image, _pages = show(Kind.PICTURE, data, across=300, down=300)
    assert (image.width(), image.height()) == (300, 200)


def test_a_decoder_that_dies_is_told_once(qtbot, decoder, show):
    show(Kind.PICTURE, picture())
    told: list[str] = []
    decoder.failed.connect(told.append)
    with qtbot.waitSignal(decoder.failed, timeout=PATIENCE):
        decoder._process.kill()
        decoder.ask(0, 10, 10)
    assert len(told) == 1


def test_closing_ends_the_process_and_tells_nothing(decoder, show):
    show(Kind.PICTURE, picture())
    decoder.failed.connect(pytest.fail)
    decoder.close()
    assert decoder._process.state() == decoder._process.ProcessState.NotRunning
    decoder.close()


def rogue(decoder, code: str) -> None:
    """Start a program that is no decoder of ours in its place."""
    head = "import os, struct, sys; answer = struct.Struct('<BIII')\n"
    decoder._process.start(sys.executable, ["-c", head + code])


def test_an_answer_to_nothing_that_was_asked_ends_the_decoder(qtbot, decoder):
    shown: list[QImage] = []
    decoder.shown.connect(lambda image, _pages: shown.append(image))
    with qtbot.waitSignal(decoder.failed, timeout=PATIENCE) as failed:
        decoder._asked = 1
        rogue(decoder, "while True: os.write(1, answer.pack(0, 1, 100, 100) + bytes(40000))")
    assert "damaged" in failed.args[0]
    assert len(shown) == 1
    assert decoder._process.state() == decoder._process.ProcessState.NotRunning


def test_a_decoder_that_cannot_be_confined_is_told_as_that(qtbot, decoder):
    """It ends before it reads, which a large file shows: nobody takes it."""
    decoder._unsent.append(bytes(30 << 20))
    with qtbot.waitSignal(decoder.failed, timeout=PATIENCE) as failed:
        rogue(decoder, f"os._exit({UNCONFINED})")
        decoder._send()
    assert "safely" in failed.args[0]


@pytest.mark.parametrize(
    ("here", "confined", "ends"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_a_decoder_reads_nothing_where_it_should_be_confined_and_is_not(
    monkeypatch, here, confined, ends
):
    class Exited(BaseException):
        pass

    def leave(code: int) -> None:
        raise Exited(code)

    served: list[object] = []
    monkeypatch.setattr(child, "_load", lambda: None)
    monkeypatch.setattr(child, "confine", lambda _limits: confined)
    monkeypatch.setattr(child, "filters_here", lambda: here)
    monkeypatch.setattr(child, "serve", lambda given, _answers: served.append(given))
    monkeypatch.setattr(os, "_exit", leave)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO()))
    with pytest.raises(Exited) as ended:
        child.main()
    assert ended.value.args == ((UNCONFINED,) if ends else (0,))
    assert bool(served) is not ends


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="PR_GET_DUMPABLE is Linux's")
def test_nobody_reads_its_memory_from_before_anything_is_loaded(decoder):
    """A core dump that goes to a program is kept off by nothing else."""
    script = """
import ctypes, runpy, sys, types
child = types.ModuleType("child")
child.main = lambda: print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), "PySide6" in sys.modules)
sys.modules["strongroom.gui.decoding.child"] = child
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
runpy.run_module(sys.argv[1], run_name="__main__")
"""
    decoder.start(Kind.PICTURE, picture())
    module = decoder._process.arguments()[-1]
    done = subprocess.run(
        [sys.executable, "-c", script, module],
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("1\n0 False\n", "")


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="nothing tells what is open there")
def test_no_descriptor_of_ours_goes_along(decoder, show, tmp_path):
    (tmp_path / "a secret").touch()
    with (tmp_path / "a secret").open() as file:
        os.set_inheritable(file.fileno(), True)
        show(Kind.PICTURE, picture())
        place = Path("/proc", str(decoder._process.processId()), "fd")
        targets = {one.name: str(one.readlink()) for one in place.iterdir()}
    assert targets["0"].startswith(("pipe:", "socket:"))
    assert not any("a secret" in target for target in targets.values())


def test_nothing_of_ours_goes_along(decoder, monkeypatch):
    monkeypatch.setenv("STRONGROOM_TEST", "a secret")
    assert "STRONGROOM_TEST" not in decoder._process.processEnvironment().keys()  # noqa: SIM118
    decoder.start(Kind.PICTURE, picture())
    assert not any("PNG" in argument for argument in decoder._process.arguments())


@pytest.mark.parametrize(
    "head",
    [
        ANSWER.pack(9, 1, 1, 1),
        ANSWER.pack(Status.UNSAFE, 1, 1, 1),
        ANSWER.pack(Status.SHOWN, MOST_PAGES + 1, 1, 1),
        ANSWER.pack(Status.SHOWN, (1 << 32) - 1, 1, 1),
        ANSWER.pack(Status.SHOWN, 1, 0, 5),
        ANSWER.pack(Status.SHOWN, 1, 9000, 1),
        ANSWER.pack(Status.SHOWN, 1, 8000, 8000),
        ANSWER.pack(Status.BROKEN, 1, 1 << 31, 1 << 31),
    ],
)
def test_what_no_decoder_of_ours_says_is_not_believed(head):
    assert parse_answer(head) is None


def test_a_page_fits_what_was_asked_and_what_is_allowed():
    assert fitted(100, 50, 1000, 1000) == (1000, 500)
    assert fitted(1, 1, 1, 1) == (1, 1)
    width, height = fitted(1000, 1000, 8192, 8192)
    assert width * height <= MOST_POINTS
    assert fitted(1e6, 1, 100, 100) == (100, 1)
