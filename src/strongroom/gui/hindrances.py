# SPDX-License-Identifier: GPL-3.0-or-later
"""What keeps a window from being opened, and must be said before Qt is loaded.

Qt ends the process with a page of its own jargon where there is no display or where one of
its system libraries is missing.  So that is looked at first, and told in one sentence that
says what to do and names the program that needs no window.
"""

import ctypes
import importlib
import importlib.util
import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from strongroom.texts import _

_TERMINAL_PROGRAM = "strongroom-cli"

# What brings a library: Debian and Ubuntu, then Fedora.
_PACKAGES: dict[str, tuple[str, str]] = {
    "libEGL.so.1": ("libegl1", "libglvnd-egl"),
    "libGL.so.1": ("libgl1", "libglvnd-glx"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libX11.so.6": ("libx11-6", "libX11"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
}
_LIBRARY = re.compile(r"(lib[\w.+-]+\.so(?:\.\d+)*)")
_QT_PARTS = ("QtCore", "QtGui", "QtWidgets", "QtSvg", "QtDBus")


def missing_display(environment: Mapping[str, str], platform: str = sys.platform) -> str:
    """Return a sentence where there is no display to open a window on, "" where there is."""
    if not platform.startswith("linux") or _own_platform(environment):
        return ""
    if _has_wayland(environment):
        return ""
    display = environment.get("DISPLAY", "")
    if not display:
        return _(
            "There is no display to open a window on; start Strongroom from a desktop, "
            "or use {program}, which needs none."
        ).format(program=terminal_program())
    if not _answers(display):
        return _(
            "The display {display} does not answer; start Strongroom from a desktop, "
            "or use {program}, which needs none."
        ).format(display=display, program=terminal_program())
    return ""


def missing_library(environment: Mapping[str, str], platform: str = sys.platform) -> str:
    """Return a sentence where Qt lacks a library of the system, "" where it has all."""
    try:
        for part in _QT_PARTS:
            importlib.import_module(f"PySide6.{part}")
        if platform.startswith("linux") and _wants_xcb(environment):
            _load_xcb_plugin()
    except (ImportError, OSError) as error:
        return sentence_for(str(error))
    return ""


def sentence_for(complaint: str) -> str:
    """Return what to tell of a loader's complaint."""
    found = _LIBRARY.search(complaint)
    if found is None:
        return _(
            "Strongroom's window needs Qt, which cannot be loaded ({reason}); "
            "install PySide6-Essentials, or use {program}, which needs none."
        ).format(reason=complaint, program=terminal_program())
    library = found.group(1)
    if library not in _PACKAGES:
        return _(
            "Strongroom's window needs {library}; install the package that has it, "
            "or use {program}, which needs none."
        ).format(library=library, program=terminal_program())
    debian, fedora = _PACKAGES[library]
    return _(
        "Strongroom's window needs {library}; install it with “sudo apt install {debian}” or "
        "“sudo dnf install {fedora}”, or use {program}, which needs none."
    ).format(library=library, debian=debian, fedora=fedora, program=terminal_program())


def terminal_program() -> str:
    """Return how to call the program that needs no window: where no shell finds it, its path."""
    beside = Path(sys.prefix) / "bin" / _TERMINAL_PROGRAM
    if sys.prefix == sys.base_prefix or shutil.which(_TERMINAL_PROGRAM) or not beside.exists():
        return _TERMINAL_PROGRAM
    here = Path.cwd()
    return str(beside.relative_to(here) if beside.is_relative_to(here) else beside)


def _own_platform(environment: Mapping[str, str]) -> bool:
    """Tell whether the person named a platform that needs neither X nor Wayland."""
    named = environment.get("QT_QPA_PLATFORM", "").split(":")[0]
    return bool(named) and not named.startswith(("xcb", "wayland"))


def _has_wayland(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY", "")
    if not name or environment.get("QT_QPA_PLATFORM", "").startswith("xcb"):
        return False
    return (Path(environment.get("XDG_RUNTIME_DIR", "/")) / name).exists()


def _wants_xcb(environment: Mapping[str, str]) -> bool:
    return not _own_platform(environment) and not _has_wayland(environment)


def _answers(display: str) -> bool:
    """Tell whether an X server answers, by asking as Qt's plugin would."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # missing_library() names what is missing
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(display.encode(), None))
    try:
        return not xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)


def _load_xcb_plugin() -> None:
    """Load Qt's plugin for X11, so that the loader names the library that it misses.

    Raises:
        OSError: with that name in its text.
    """
    spec = importlib.util.find_spec("PySide6")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        plugin = Path(folder) / "Qt" / "plugins" / "platforms" / "libqxcb.so"
        if plugin.exists():
            ctypes.CDLL(str(plugin))
