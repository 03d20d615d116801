# SPDX-License-Identifier: GPL-3.0-or-later
"""The access log as a verb uses it: as the person's settings want it."""

from typing import TYPE_CHECKING

from strongroom.app.access_log import AccessLog
from strongroom.app.settings import SettingsFile
from strongroom.cli.program import Program

if TYPE_CHECKING:
    from strongroom.app.session import Session


def access_log(program: Program, session: "Session") -> AccessLog:
    """Return the log of the vault that ``session`` has open; its lock writes what waits."""
    settings = SettingsFile(program.places().settings_file).current
    return AccessLog(session, lambda: settings.access_log)
