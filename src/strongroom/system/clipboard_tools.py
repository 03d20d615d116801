# SPDX-License-Identifier: GPL-3.0-or-later
"""The clipboard of a terminal, through the desktop's own tools.

What is copied goes to a tool by its standard input, never by its arguments, which every
user of the machine can read.  When to clear is not decided here: ``app/clipping.py`` does.

wl-copy marks a text as secret for histories from version 2.3 on; an older one refuses the
option and is asked again without it.  xclip offers one kind of content at a time and pbcopy
nothing but text, so what they put there has no such mark.  wl-copy needs no focus where the
desktop has data-control; elsewhere it opens a window for an instant to have it.  wl-copy and
pbcopy were not tried.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from strongroom.errors import NoClipboard
from strongroom.texts import _

# A tool that waits for a hung owner of the selection is given up after this many seconds.
_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Tool:
    """The three command lines of one tool; ``clear`` also gets an empty standard input.

    ``set_marked``, where there is one, is tried before ``set`` and marks the text as secret.
    ``nothing`` is what it complains of where no text is there to be read, which it fails at
    as if something were wrong.
    """

    set: tuple[str, ...]
    read: tuple[str, ...]
    clear: tuple[str, ...]
    nothing: tuple[bytes, ...] = ()
    set_marked: tuple[str, ...] = ()


WL_CLIPBOARD = Tool(
    set=("wl-copy", "--type", "text/plain"),
    read=("wl-paste", "--no-newline"),
    clear=("wl-copy", "--clear"),
    nothing=(b"Nothing is copied", b"No selection", b"No suitable type of content copied"),
    set_marked=("wl-copy", "--sensitive", "--type", "text/plain"),
)
XCLIP = Tool(
    set=("xclip", "-selection", "clipboard", "-in"),
    read=("xclip", "-selection", "clipboard", "-out"),
    clear=("xclip", "-selection", "clipboard", "-in"),
    nothing=(b"target STRING not available", b"target UTF8_STRING not available"),
)
PBCOPY = Tool(set=("pbcopy",), read=("pbpaste",), clear=("pbcopy",))


def find_tool(
    environment: Mapping[str, str] = os.environ,
    installed: Callable[[str], str | None] = shutil.which,
    platform: str = sys.platform,
) -> Tool:
    """Return the tool for the desktop that ``environment`` belongs to.

    Raises:
        NoClipboard: no desktop, or its tool is not installed; the text says which to install.
    """
    if platform == "darwin":
        return PBCOPY
    if environment.get("WAYLAND_DISPLAY") and installed("wl-copy"):
        return WL_CLIPBOARD
    # Not xsel: it hands over a text that was replaced a moment ago, and fails now and then.
    if environment.get("DISPLAY") and installed("xclip"):
        return XCLIP
    if environment.get("WAYLAND_DISPLAY"):
        raise NoClipboard(
            _("Nothing here can reach the clipboard: install wl-clipboard and try again.")
        )
    if environment.get("DISPLAY"):
        raise NoClipboard(_("Nothing here can reach the clipboard: install xclip and try again."))
    raise NoClipboard(_("There is no clipboard here, because no desktop is running."))


class ToolClipboard:
    """The clipboard behind one tool, looked for when it is first used."""

    def __init__(self, find: Callable[[], Tool] = find_tool) -> None:
        self._find = find
        self._found: Tool | None = None
        self._marks = True

    def set_secret(self, text: str) -> None:
        """Put ``text`` there, marked as secret where the tool can.

        Raises:
            NoClipboard: there is no tool, or it failed.
        """
        tool, data = self._tool, text.encode("utf-8")
        if tool.set_marked and self._marks:
            try:
                self._run(tool.set_marked, data)
            except NoClipboard:
                self._marks = False
            else:
                return
        self._run(tool.set, data)

    def read(self) -> str | None:
        """Return the text that is there, None where there is none.

        Raises:
            NoClipboard: there is no tool, or it failed; what is there cannot be told.
        """
        tool = self._tool
        try:
            done = subprocess.run(  # noqa: S603 - one of the command lines above
                tool.read,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_PATIENCE,
                check=False,
            )
        except (OSError, subprocess.SubprocessError):
            raise _out_of_reach(tool.read) from None
        if done.returncode:
            if any(words in done.stderr for words in tool.nothing):
                return None
            raise _out_of_reach(tool.read)
        try:
            return done.stdout.decode("utf-8")
        except UnicodeDecodeError:
            return None  # a picture, say

    def clear(self) -> None:
        """Leave nothing there.

        Raises:
            NoClipboard: there is no tool, or it failed.
        """
        self._run(self._tool.clear, b"")

    def clear_selection(self) -> None:
        """Do nothing: no tool here ever sets what a middle click pastes."""

    @property
    def _tool(self) -> Tool:
        if self._found is None:
            self._found = self._find()
        return self._found

    @staticmethod
    def _run(command: tuple[str, ...], given: bytes) -> None:
        """Run a tool that may stay behind to serve the selection, so with no pipe out of it."""
        try:
            subprocess.run(  # noqa: S603 - one of the command lines above
                command,
                input=given,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_PATIENCE,
                check=True,
            )
        except (OSError, subprocess.SubprocessError):
            # TimeoutExpired and CalledProcessError name the command and can carry output.
            raise _out_of_reach(command) from None


def _out_of_reach(command: tuple[str, ...]) -> NoClipboard:
    return NoClipboard(_("“{tool}” could not reach the clipboard.").format(tool=command[0]))
