# SPDX-License-Identifier: GPL-3.0-or-later
"""The window's composition root: the real world for the program, and its run to the end.

Nobody else in ``gui`` (but ``launch.py``, which decides whether anything is loaded at all)
reaches below ``app``.
"""

import os
import sys
from typing import TYPE_CHECKING, NoReturn

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

import strongroom
from strongroom.app.first_window import Listening, token_of
from strongroom.app.places import Places
from strongroom.gui import icons, motion, theme
from strongroom.gui.clipboard import QtClipboard, reach_unfocused
from strongroom.gui.command_line import Command
from strongroom.gui.end_signals import EndSignals
from strongroom.gui.problems import Problems
from strongroom.gui.program import Program
from strongroom.gui.resume import Resume, written
from strongroom.gui.resume import read as resume_of
from strongroom.gui.surroundings import Protection
from strongroom.system import confining, desktop_scheme, hardening, replacing, scrubbing
from strongroom.system.clock import SystemClock
from strongroom.system.global_shortcut import PortalShortcut
from strongroom.system.keyring import SystemKeyring
from strongroom.system.lock_signals import SystemLockSignals
from strongroom.system.paths import config_folder, documents_folder, runtime_folder, state_folder
from strongroom.texts import _

if TYPE_CHECKING:
    from strongroom.crypto.kdf import Argon2Cost

_PIN_SECONDS = 0.3  # a guess at a PIN; five are free, and coming back is to feel like nothing


def run(
    command: Command, listening: Listening | None = None, message: bytes | None = None
) -> NoReturn:
    """Run the window until it is closed, and end the process with its exit code.

    At ``listening`` it hears of other starts; ``message`` is what the process left that
    locked in this one's place.
    """
    resume = resume_of(message)
    reach_unfocused()
    app = application()
    places = _places()
    theme.desktop_says(dark=desktop_scheme.prefers_dark() if resume is None else resume.dark)
    ending = EndSignals()
    program = _program(app, places, ending)
    Problems(lambda: program.window).install()
    _connect(app, program, ending)
    program.start(command.vault, resume, minimised=command.minimised)
    if resume is not None:
        listening = _still_listening(resume, places)
    program.presence.listen(listening)
    if command.quick_access:
        program.quick_access.show(token_of(os.environ))
    code = app.exec()
    if listening is not None:
        listening.close()  # only now: who asks while it ends turns to the next that starts
    _end(code)


def _places() -> Places:
    return Places(
        config=config_folder(),
        state=state_folder(),
        documents=documents_folder(),
        runtime=runtime_folder(),
    )


def _program(app: QApplication, places: Places, ending: EndSignals) -> Program:
    """Return the program among all that is real."""
    return Program(
        app,
        places,
        clock=SystemClock(),
        clipboard=QtClipboard(),
        signals=SystemLockSignals(),
        keyring=SystemKeyring(),
        cost=_cost,
        replace=lambda resume: _replace(ending, resume),
        pin_cost=_pin_cost,
        protection=_protection,
        shortcut=PortalShortcut(),
    )


def _connect(app: QApplication, program: Program, ending: EndSignals) -> None:
    """Let the program hear what the system and the desktop want of it."""
    ending.listen(program, program.end)
    app.commitDataRequest.connect(lambda _manager: program.log_out())
    app.aboutToQuit.connect(program.stop)
    program.window.stood.connect(motion.ask_system)
    program.window.activated.connect(lambda: _ask_scheme(program, app))
    app.setQuitOnLastWindowClosed(False)  # the last to be seen may be a palette or a dialog
    program.window.closing.connect(lambda: app.exit(0))


def _end(code: int) -> NoReturn:
    """End the process now that all is locked and saved.

    Python would take Qt's objects apart in an order of its own, after the application that
    they need is gone, and crash on an icon every other time.
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # as on Windows, where a program of the desktop has none
            stream.flush()
    os._exit(code)


def _ask_scheme(program: Program, app: QApplication) -> None:
    """Ask the desktop for its scheme again: it may have changed while the window was away."""
    if desktop_scheme.has_own_settings() and not program.aside.busy:
        program.aside.run(
            desktop_scheme.prefers_dark,
            lambda dark: theme.desktop_says(dark=dark, app=app),
            lambda _error: None,
        )


def _still_listening(resume: Resume, places: Places) -> Listening | None:
    """Take over what the process before listened at; without, try to get the place again."""
    from strongroom.system import instance  # noqa: PLC0415 - a first start has it already

    folder = places.runtime or places.state
    try:
        if resume.listening is not None:
            return instance.adopt(resume.listening, folder)
        return instance.listen(folder)
    except OSError:
        return None


def application() -> QApplication:
    """Return the application object, named as the desktop knows it."""
    QGuiApplication.setDesktopFileName("strongroom")
    app = QApplication(["strongroom"])
    app.setApplicationName("strongroom")
    app.setApplicationDisplayName(_("Strongroom"))
    app.setApplicationVersion(strongroom.__version__)
    app.setWindowIcon(icons.application_icon())
    return app


def _cost() -> "Argon2Cost":
    from strongroom.crypto.kdf import calibrate  # noqa: PLC0415 - the start can spare it

    return calibrate()


def _pin_cost() -> "Argon2Cost":
    from strongroom.crypto.kdf import calibrate  # noqa: PLC0415 - the start can spare it

    return calibrate(_PIN_SECONDS)


def _protection() -> Protection:
    """Look what is in force; refusing others once more changes nothing."""
    hardened = hardening.harden()
    return Protection(
        scrubbed=scrubbing.freed_memory_is_overwritten(),
        unreadable=hardened.unreadable,
        no_core=hardened.no_core,
        confines=confining.filters_here(),
    )


def _replace(ending: EndSignals, resume: Resume) -> None:
    """Start anew in the place of this process; returns only where the program is to end."""
    with ending.deadly():
        if ending.came:
            return
        environment = scrubbing.with_variables(os.environ)
        command = replacing.own_command()
        replacing.replace(command, written(resume), resume.descriptors(), environment)
