# SPDX-License-Identifier: GPL-3.0-or-later
"""What a vault that is not as it should be has to say, and what can be done about it.

Every way on is a command line that can be pasted.
"""

import contextlib
import shlex
from collections.abc import Iterator
from pathlib import Path

from strongroom.app import conflict_copies
from strongroom.app.findings import BothChanged, Finding, Older, Retired
from strongroom.app.state import StateFile
from strongroom.cli.exit_codes import NotAsLastSeen, of_finding
from strongroom.cli.program import Program
from strongroom.cli.showing import local_moment
from strongroom.errors import CannotOpen, NotAVault
from strongroom.texts import _


def quoted(path: Path) -> str:
    """Return ``path`` as a shell takes it."""
    return shlex.quote(str(path))


def mending(path: Path) -> str:
    """Say what can be done about a broken vault."""
    return _(
        "See “strongroom-cli backup list --vault {path}” for backups of it; "
        "“strongroom-cli salvage {path} TARGET” saves what can still be read into a new vault."
    ).format(path=quoted(path))


def of_newer(path: Path) -> str:
    """Say what can be done about a vault of a newer version."""
    return _(
        "It stays as it is until then; “strongroom-cli backup list --vault {path}” shows whether "
        "there is a backup that this version can read."
    ).format(path=quoted(path))


def of_wiped(program: Program, path: Path, error: NotAVault) -> NotAVault:
    """Return ``error``, saying more where the file was a vault as far as is known here."""
    if not _was_one(program, path):
        return error
    sentence = _(
        "{error} There was one here: its beginning was overwritten, or another file took its "
        "place. {advice}"
    )
    return NotAVault(sentence.format(error=error, advice=mending(path)))


def _was_one(program: Program, path: Path) -> bool:
    known = StateFile(program.places().state_file).recent()
    if path.absolute() in {vault.path for vault in known}:
        return True
    from strongroom.app.backups import Backups  # noqa: PLC0415 - start-up time

    with contextlib.suppress(CannotOpen):
        return bool(Backups(program.session()).list(path))
    return False


# Copies


def copies_beside(vault: Path, vault_id: bytes) -> tuple[str, ...]:
    """Return the paths of the copies that a sync service left beside the vault."""
    return tuple(str(copy.path) for copy in conflict_copies.find(vault, vault_id))


def merging(vault: Path, copies: tuple[str, ...]) -> tuple[str, ...]:
    """Say how each of ``copies`` is merged, a line for each."""
    sentence = _("To merge a copy: strongroom-cli merge {copy} --vault {vault}")
    return tuple(sentence.format(copy=quoted(Path(copy)), vault=quoted(vault)) for copy in copies)


# Findings


def told(finding: Finding) -> str:
    """Say what was found, with its counts and times, of a vault that is open."""
    return f"{finding.sentence} {facts(finding)}"


def refused(finding: Finding, path: Path) -> NotAsLastSeen:
    """Return the error for a finding with which nobody said to go on."""
    if isinstance(finding, Older | BothChanged):
        advice = _("{sentence} {facts} Add --go-on to use it as it is.")
        sentence = finding.sentence
    else:
        advice = _("{sentence} {facts} Add --go-on to look at it all the same.")
        sentence = finding.unopened
    whole = advice.format(sentence=sentence, facts=facts(finding))
    return NotAsLastSeen(whole, of_finding(finding), ways_on(finding, path))


def facts(finding: Finding) -> str:
    """Return the counts and times that explain ``finding``, as far as they are known."""
    if isinstance(finding, Retired):
        rows = [_("Password changed: {moment}.").format(moment=local_moment(finding.when))]
    else:
        rows = []
    seen = finding.when if isinstance(finding, Older | BothChanged) else finding.seen
    if seen is not None:
        rows.append(_("Last seen here: {moment}.").format(moment=local_moment(seen)))
    said = isinstance(finding, Older)  # in its sentence
    if finding.items_then is not None and not said:
        rows.append(_("Items then: {count:,}.").format(count=finding.items_then))
    if finding.items_now is not None and not said:
        rows.append(_("Items in this copy: {count:,}.").format(count=finding.items_now))
    return " ".join([*rows, *_saves(finding)])


def _saves(finding: Finding) -> Iterator[str]:
    if isinstance(finding, Older | BothChanged) and finding.saves_missing:
        yield _("Saves missing from it: {count:,}.").format(count=finding.saves_missing)
    if isinstance(finding, BothChanged) and finding.saves_new:
        yield _("Saves that only it has: {count:,}.").format(count=finding.saves_new)


def ways_on(finding: Finding, path: Path) -> tuple[str, ...]:
    """Return what can be done about ``finding``, a line for each."""
    vault = quoted(path)
    if isinstance(finding, Older | BothChanged):
        compare = _("To compare it: strongroom-cli backup diff --go-on --vault {vault}")
        merge = _(
            "To bring another copy together with it: strongroom-cli merge COPY --vault {vault}"
        )
        return compare.format(vault=vault), merge.format(vault=vault)
    merge = _(
        "To take what it alone holds into the vault in force, whose path is VAULT: "
        "strongroom-cli merge {vault} --vault VAULT"
    )
    return (merge.format(vault=vault),)
