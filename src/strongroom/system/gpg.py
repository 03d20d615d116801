# SPDX-License-Identifier: GPL-3.0-or-later
"""Decrypts through the person's own GnuPG, which asks for its passphrase by itself.

The file goes in by standard input and the text comes out by a pipe: neither a passphrase nor a
path is an argument, and nothing is written.
"""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from strongroom.errors import CannotImport, SourceDamaged
from strongroom.texts import _

MOST = 64 << 20  # bytes of one decrypted entry
_LOOK_SECONDS = 0.1  # between two looks whether it was cancelled
_COMMAND = ("--quiet", "--batch", "--no-tty", "--max-output", str(MOST), "--decrypt")


def decrypt(path: Path, step: Callable[[], None]) -> bytes:
    """Return what is in an encrypted file; what ``step`` raises ends it.

    Raises:
        CannotImport: there is no GnuPG, or none of its keys opens the file.
        SourceDamaged: the file is no message of OpenPGP.
    """
    program = shutil.which("gpg") or shutil.which("gpg2")
    if program is None:
        raise CannotImport(
            _("GnuPG is not installed, and the store is encrypted with it: install “gpg”.")
        )
    with path.open("rb") as file:
        running = subprocess.Popen(  # noqa: S603 - a program of the system, by its full path
            (program, *_COMMAND),
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    try:
        data, said = _watched(running, step)
    except BaseException:
        running.kill()
        running.communicate()
        raise
    if running.returncode:
        raise _refused(said)
    return data


def _watched(running: "subprocess.Popen[bytes]", step: Callable[[], None]) -> tuple[bytes, bytes]:
    while True:
        step()
        try:
            return running.communicate(timeout=_LOOK_SECONDS)
        except subprocess.TimeoutExpired:
            continue


def _refused(said: bytes) -> CannotImport:
    text = said.lower()
    if b"no valid openpgp data" in text or b"crc error" in text or b"invalid packet" in text:
        return SourceDamaged(_("It is damaged, or was not encrypted by GnuPG."))
    if b"no secret key" in text:
        return CannotImport(_("None of your GnuPG keys opens it."))
    return CannotImport(_("GnuPG did not open it: its passphrase was wrong, or not given."))
