# SPDX-License-Identifier: GPL-3.0-or-later
r"""The private place as a named pipe of Windows.  Written from documentation, untried.

``multiprocessing.connection`` speaks to pipes (https://docs.python.org/3/library/
multiprocessing.html#module-multiprocessing.connection): its listener makes the first pipe
of a name with FILE_FLAG_FIRST_PIPE_INSTANCE, so exactly one program becomes the first, and
nothing is left behind by one that died.  Only ``send_bytes`` and ``recv_bytes`` are used,
which carry bytes as they are; nothing is pickled.  The name is derived from the folder,
which lies in the person's own profile.  A pipe's default access rights let its owner and
administrators write to it (CreateNamedPipe, "Named Pipe Security and Access Rights").

A process cannot hand its pipe to one that takes its place: that one listens anew, and
whoever asks in between asks again.
"""

import contextlib
import hashlib
import queue
import threading
import time
from collections.abc import Mapping
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any

from strongroom.system.instance_messages import LONGEST, Message, Tell, decode, encode

_READ_SECONDS = 2.0
_PAUSE = 0.02
_GAP_SECONDS = 1.5  # for a process that is replaced to listen again
_STOP = b""


class PipeRequest:
    """A message, and the connection that its answer goes back on."""

    def __init__(self, message: Message, peer: Connection) -> None:
        self.message = message
        self._peer = peer

    def answer(self, message: Mapping[str, Any]) -> None:
        """Say something back; it fits the pipe's buffer."""
        with self._peer, contextlib.suppress(OSError):
            self._peer.send_bytes(encode(message))


class PipeListening:
    """Listens with ``listener``: one thread lets in, one reads, a client after the other."""

    def __init__(self, listener: Listener, folder: Path) -> None:
        self._listener = listener
        self._folder = folder
        self._waiting: queue.SimpleQueue[Connection | None] = queue.SimpleQueue()

    def fileno(self) -> int:
        """Return that there is no descriptor to hand over."""
        return -1

    def serve(self, tell: Tell) -> None:
        """Begin to read."""
        threading.Thread(target=self._let_in, name="instance", daemon=True).start()
        threading.Thread(target=self._hear, args=(tell,), name="reading", daemon=True).start()

    def close(self) -> None:
        """Listen no more: the thread that waits is woken by a last knock."""
        self._listener.close()
        with contextlib.suppress(OSError), Client(_name(self._folder), "AF_PIPE") as knocking:
            knocking.send_bytes(_STOP)
        self._waiting.put(None)

    def _let_in(self) -> None:
        while True:
            try:
                self._waiting.put(self._listener.accept())
            except OSError:
                return

    def _hear(self, tell: Tell) -> None:
        while (peer := self._waiting.get()) is not None:
            message = None
            with contextlib.suppress(OSError, EOFError):
                if peer.poll(_READ_SECONDS):
                    message = decode(peer.recv_bytes(LONGEST))
            if message is None:
                peer.close()
            else:
                tell(PipeRequest(message, peer))


def listen(folder: Path) -> PipeListening | None:
    """Do what ``instance.listen`` says."""
    try:
        return PipeListening(Listener(_name(folder), "AF_PIPE"), folder)
    except PermissionError:
        return None  # the name is taken


def adopt(descriptor: int, folder: Path) -> PipeListening:
    """Listen anew, as no descriptor can be handed over; ``descriptor`` is not looked at.

    Raises:
        OSError: another program was faster.
    """
    made = listen(folder)
    if made is None:
        raise OSError(descriptor)
    return made


def send(folder: Path, message: Mapping[str, Any], patience: float) -> Message | None:
    """Do what ``instance.send`` says."""
    line = encode(message)
    begun = time.monotonic()
    hung_up = False
    while (left := begun + patience - time.monotonic()) > 0:
        try:
            found = _asked(folder, line, left)
        except FileNotFoundError:
            if not hung_up or time.monotonic() > begun + _GAP_SECONDS:
                return None
        except (OSError, EOFError):
            hung_up = True
        else:
            if found is not None:
                return found
        time.sleep(_PAUSE)
    raise TimeoutError


def _asked(folder: Path, line: bytes, seconds: float) -> Message | None:
    with Client(_name(folder), "AF_PIPE") as connection:
        connection.send_bytes(line)
        return decode(connection.recv_bytes(LONGEST)) if connection.poll(seconds) else None


def _name(folder: Path) -> str:
    digest = hashlib.sha256(str(folder).casefold().encode("utf-8", "surrogatepass")).hexdigest()
    return rf"\\.\pipe\strongroom-{digest[:32]}"
