# SPDX-License-Identifier: GPL-3.0-or-later
"""The private place as a Unix socket: mode 0600 in a folder of mode 0700.

A lock file is held while somebody looks whether the socket is alive and puts another in its
place; it is not held afterwards, so that one descriptor is all that a process which takes
another's place needs.  A client that is slow, silent or talks too much costs nobody else
anything: one thread waits for all of them, each has a deadline, and beyond a number of them
the one that has waited longest is hung up on.

macOS is untried: it has no /proc, so a folder whose path is too long cannot be listened at;
and a queue that is full there looks like a program that died.
"""

import contextlib
import fcntl
import os
import selectors
import socket
import stat
import struct
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from strongroom.system.instance_messages import END, LONGEST, Message, Tell, decode, encode

SOCKET = "window.sock"
LOCK = "window.lock"
READ_SECONDS = 2.0  # a program of ours has said it all within milliseconds
MOST_PEERS = 16
_QUEUE = 64
_LOCK_SECONDS = 5.0  # it is held for the time of a few system calls
_PAUSE = 0.02
_PIECE = 16 * 1024
# sun_path holds 108 bytes on Linux and 104 on macOS, the last of them zero; a socket that
# is being put in place has nine more characters in its name.
_LONGEST_ADDRESS = 103 - 9
_OWNER_FOLDER = 0o700
_OWNER_ONLY = 0o600


class _HungUp(Exception):
    """The other end went away before it answered."""


class SocketRequest:
    """A message, and the connection that its answer goes back on."""

    def __init__(self, message: Message, peer: socket.socket) -> None:
        self.message = message
        self._peer = peer

    def answer(self, message: Mapping[str, Any]) -> None:
        """Say something back; it fits the buffer that nothing was written to yet."""
        with self._peer, contextlib.suppress(OSError):
            self._peer.send(encode(message))


class SocketListening:
    """Listens with ``listener``, and reads what comes on a thread of its own."""

    def __init__(self, listener: socket.socket, folder: Path) -> None:
        listener.setblocking(False)
        self._listener = listener
        self._folder = folder
        self._thread: threading.Thread | None = None
        self._wake, self._woken = socket.socketpair()

    def fileno(self) -> int:
        """Return the descriptor that listens."""
        return self._listener.fileno()

    def serve(self, tell: Tell) -> None:
        """Begin to read; before this whoever comes waits in the system's queue."""
        room = _Room(self._listener, self._woken, tell)
        self._thread = threading.Thread(target=room.keep, name="instance", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Listen no more, and take the socket's file away if nobody else listens there."""
        self._wake.close()
        if self._thread is not None:
            self._thread.join()
        self._woken.close()
        self._listener.close()
        with contextlib.suppress(OSError), _held(self._folder), _address(self._folder) as address:
            if not _alive(address):
                (self._folder / SOCKET).unlink(missing_ok=True)


def listen(folder: Path) -> SocketListening | None:
    """Do what ``instance.listen`` says."""
    _own(folder)
    with _held(folder), _address(folder) as address:
        return None if _alive(address) else SocketListening(_bound(address), folder)


def adopt(descriptor: int, folder: Path) -> SocketListening:
    """Do what ``instance.adopt`` says."""
    listener = socket.socket(fileno=descriptor)
    if not _listens(listener):
        listener.detach()
        raise OSError(descriptor)
    listener.set_inheritable(False)
    return SocketListening(listener, folder)


def send(folder: Path, message: Mapping[str, Any], patience: float) -> Message | None:
    """Do what ``instance.send`` says."""
    line = encode(message)
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            return _asked(folder, line, deadline)
        except (FileNotFoundError, ConnectionRefusedError, PermissionError, NotADirectoryError):
            return None
        except (_HungUp, BlockingIOError, ConnectionError):
            time.sleep(_PAUSE)  # it quits or is replaced, or its queue is full
    raise TimeoutError


def peer_uid(connection: socket.socket) -> int:
    """Return who is at the other end, as the system says: SO_PEERCRED, or LOCAL_PEERCRED.

    unix(7) of Linux (struct ucred: pid, uid, gid); unix(4) of macOS (struct xucred:
    version, uid, …; untried).
    """
    if sys.platform == "darwin":
        found = connection.getsockopt(0, 0x001, 76)
        return int(struct.unpack_from("=II", found)[1])
    found = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", found)[1])


class _Peer:
    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.heard = bytearray()
        self.deadline = time.monotonic() + READ_SECONDS


class _Room:
    """Everyone who has knocked and not said all of it yet; lives on the thread."""

    def __init__(self, listener: socket.socket, woken: socket.socket, tell: Tell) -> None:
        self._listener = listener
        self._woken = woken
        self._tell = tell
        self._peers: dict[socket.socket, _Peer] = {}
        self._selector = selectors.DefaultSelector()

    def keep(self) -> None:
        """Let in, listen and hang up until the other end of ``woken`` is closed."""
        with self._selector:
            self._selector.register(self._listener, selectors.EVENT_READ)
            self._selector.register(self._woken, selectors.EVENT_READ)
            while self._step():
                pass
            for connection in list(self._peers):
                self._hang_up(connection)

    def _step(self) -> bool:
        for key, _events in self._selector.select(self._longest_wait()):
            if key.fileobj is self._woken:
                return False
            if key.fileobj is self._listener:
                self._let_in()
            elif (peer := self._peers.get(key.fileobj)) is not None:  # type: ignore[call-overload]
                self._hear(peer)
        now = time.monotonic()
        for late in [peer for peer in self._peers.values() if peer.deadline <= now]:
            self._hang_up(late.connection)
        return True

    def _longest_wait(self) -> float | None:
        if not self._peers:
            return None
        first = min(peer.deadline for peer in self._peers.values())
        return max(0.0, first - time.monotonic())

    def _let_in(self) -> None:
        try:
            connection, _nothing = self._listener.accept()
        except OSError:
            time.sleep(_PAUSE)  # it went away again, or no descriptors are left just now
            return
        if not _same_user(connection):
            connection.close()
            return
        connection.setblocking(False)
        while len(self._peers) >= MOST_PEERS:
            self._hang_up(next(iter(self._peers)))  # dicts keep their order: the oldest
        self._peers[connection] = _Peer(connection)
        self._selector.register(connection, selectors.EVENT_READ)

    def _hear(self, peer: _Peer) -> None:
        try:
            piece = peer.connection.recv(_PIECE)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        peer.heard += piece
        line, end, _rest = bytes(peer.heard).partition(END)
        if end:
            self._understand(peer, line + end)
        elif not piece or len(peer.heard) >= LONGEST:
            self._hang_up(peer.connection)

    def _understand(self, peer: _Peer, line: bytes) -> None:
        message = decode(line)
        if message is None:
            self._hang_up(peer.connection)
            return
        self._selector.unregister(peer.connection)
        del self._peers[peer.connection]
        self._tell(SocketRequest(message, peer.connection))

    def _hang_up(self, connection: socket.socket) -> None:
        self._selector.unregister(connection)
        del self._peers[connection]
        connection.close()


def _own(folder: Path) -> None:
    """Make ``folder``, or close it to others if it is there.

    Raises:
        OSError: it is somebody else's, or no folder.
    """
    folder.mkdir(mode=_OWNER_FOLDER, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise NotADirectoryError(str(folder))
    if found.st_mode & 0o077:
        folder.chmod(_OWNER_FOLDER)


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Be the only one who looks at and replaces the socket of ``folder``.

    Raises:
        TimeoutError: somebody else is, for longer than that can take.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(folder / LOCK, flags, _OWNER_ONLY)
    deadline = time.monotonic() + _LOCK_SECONDS
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise TimeoutError from None
                time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)  # and with it the lock


@contextlib.contextmanager
def _address(folder: Path, name: str = SOCKET) -> Iterator[str]:
    """Give an address that is short enough, however long the folder's path is."""
    path = str(folder / name)
    if len(os.fsencode(path)) <= _LONGEST_ADDRESS or not sys.platform.startswith("linux"):
        yield path
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{descriptor}/{name}"
    finally:
        os.close(descriptor)


def _alive(address: str) -> bool:
    """Tell whether a program listens there, however busy it is."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as knocking:
        knocking.setblocking(False)
        try:
            knocking.connect(address)
        except BlockingIOError:
            return True  # its queue is full
        except OSError:
            return False
    return True


def _bound(address: str) -> socket.socket:
    """Listen under another name first, and put it in place in one step."""
    fresh = f"{address}.{os.urandom(4).hex()}"
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        try:
            listener.bind(fresh)
            Path(fresh).chmod(_OWNER_ONLY)
            listener.listen(_QUEUE)
            Path(fresh).rename(address)
        finally:
            with contextlib.suppress(OSError):
                Path(fresh).unlink(missing_ok=True)
    except OSError:
        listener.close()
        raise
    return listener


def _listens(listener: socket.socket) -> bool:
    if listener.family != socket.AF_UNIX:
        return False
    return bool(listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))


def _same_user(connection: socket.socket) -> bool:
    try:
        return peer_uid(connection) == os.getuid()
    except OSError:
        return False


def _asked(folder: Path, line: bytes, deadline: float) -> Message:
    """Ask once.

    Raises:
        _HungUp: whoever took it did not answer.
        OSError: nobody took it (FileNotFoundError, ConnectionRefusedError …), or TimeoutError.
    """
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with connection, _address(folder) as address:
        connection.setblocking(False)
        connection.connect(address)  # to a Unix socket it succeeds or fails at once
        if not _same_user(connection):
            raise PermissionError
        connection.settimeout(max(_PAUSE, deadline - time.monotonic()))
        connection.sendall(line)
        return _answer(connection, deadline)


def _answer(connection: socket.socket, deadline: float) -> Message:
    heard = bytearray()
    while not heard.endswith(END):
        connection.settimeout(max(_PAUSE, deadline - time.monotonic()))
        piece = connection.recv(_PIECE)
        heard += piece
        if not piece or len(heard) > LONGEST:
            raise _HungUp
    message = decode(bytes(heard))
    if message is None:
        raise _HungUp
    return message
