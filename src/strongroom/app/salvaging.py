# SPDX-License-Identifier: GPL-3.0-or-later
"""Saving what is left of a damaged or altered vault into a new one, and the report of it."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from strongroom.app.new_vault import SUFFIX, free_path
from strongroom.app.session import Session
from strongroom.errors import AlreadyExists, NotWritable
from strongroom.model.credentials import Credentials
from strongroom.texts import _
from strongroom.vault.check import Progress, no_progress
from strongroom.vault.places import VaultPlaces, create_private
from strongroom.vault.salvage.report import LostAttachment, SalvageReport
from strongroom.vault.salvage.salvaging import salvage as salvage_vault

__all__ = [
    "LostAttachment",
    "SalvageReport",
    "as_json",
    "check_report",
    "report_text",
    "salvage",
    "save_report",
    "suggested_report",
    "suggested_target",
]

_MS = 1000


def salvage(
    session: Session,
    source: Path,
    credentials: Credentials,
    target: Path,
    *,
    methods_from: Path | None = None,
    progress: Progress = no_progress,
) -> SalvageReport:
    """Make a vault at ``target`` of all that can still be read of the one at ``source``.

    No vault is opened, and the source is only read.  ``methods_from`` is a backup or another
    copy, for where the unlock methods in the source are lost.  ``progress`` is told steps
    done and in all; what it raises ends the work, and nothing of it is left.  The caller
    closes ``credentials``.

    Raises:
        CannotOpen: nothing can be saved, or not with this password (``WrongKey`` …).
        CannotSave: the new vault cannot be made there.
        InvalidInput: the key file or the recovery code is none.
    """
    return salvage_vault(
        source,
        target,
        credentials,
        places=VaultPlaces(state=session.places.state),
        clock=session.clock,
        cost=session.cost(),
        methods_from=methods_from,
        progress=progress,
    )


def suggested_target(source: Path) -> Path:
    """Return where the new vault may lie: beside the old one, under a name that is free."""
    return free_path(source.parent, _("{name} salvaged").format(name=source.stem))


def suggested_report(target: Path) -> Path:
    """Return where the report may lie: beside the new vault."""
    stem = target.name.removesuffix(SUFFIX)
    return target.with_name(_("{name}, report").format(name=stem) + ".txt")


def report_text(report: SalvageReport, source: Path, target: Path, *, now_ms: int) -> str:
    """Return the report as a text to be kept.  It names items, and holds no secret."""
    # The person's own time, with its distance from UTC: a report is read by people.
    when = datetime.fromtimestamp(now_ms / _MS).astimezone().strftime("%Y-%m-%d %H:%M %z")
    heading = (
        _("Strongroom: report of a salvage, {when}").format(when=when),
        _("From: {path}").format(path=source),
        _("To: {path}").format(path=target),
        "",
    )
    return report.text(heading)


def check_report(path: Path, target: Path) -> None:
    """Refuse a place for the report that will not do, before hours of work.

    Raises:
        AlreadyExists: something of that name is there, or will be: the new vault.
        NotWritable: there is no such folder.
    """
    if os.path.lexists(path) or path.absolute() == target.absolute():
        raise _is_there(path)
    if not path.parent.is_dir():
        sentence = _("There is no folder “{folder}”; choose another for the report.")
        raise NotWritable(sentence.format(folder=path.parent))


def save_report(path: Path, text: str) -> None:
    """Write a report to a new file that only its owner may read; all of it or none.

    Raises:
        AlreadyExists: there is a file of that name.
        NotWritable: it cannot be written.
    """
    try:
        with create_private(path) as file:
            try:
                file.write(text.encode("utf-8", "replace"))
                file.flush()
            except OSError:
                path.unlink(missing_ok=True)
                raise
    except FileExistsError:
        raise _is_there(path) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        sentence = _("“{path}” cannot be written ({reason}).")
        reason = getattr(error, "strerror", None) or _("no file can have this name")
        raise NotWritable(sentence.format(path=path, reason=reason)) from None


def _is_there(path: Path) -> AlreadyExists:
    sentence = _("“{path}” exists already: choose another name or folder.")
    return AlreadyExists(sentence.format(path=path))


def as_json(report: SalvageReport) -> dict[str, Any]:
    """Return the report for programs."""
    found: dict[str, Any] = msgspec.to_builtins(report)
    return {**found, "complete": report.complete}
