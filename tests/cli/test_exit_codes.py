# SPDX-License-Identifier: GPL-3.0-or-later
from typing import get_args

import pytest

from strongroom import errors
from strongroom.cli.exit_codes import MEANINGS, Exit, NotAsLastSeen, of_error, of_finding
from strongroom.cli.terminal import OutputFailed
from strongroom.vault.findings import BothChanged, Finding, Older, Retired, Unrelated

# Scripts lean on these numbers: a line here is never changed, only added.
PROMISED = {
    0: "DONE",
    1: "FAULT",
    2: "USAGE",
    3: "REFUSED",
    4: "NOT_FOUND",
    5: "AMBIGUOUS",
    6: "WRONG_KEY",
    7: "UNREADABLE",
    8: "NEWER_VERSION",
    9: "DAMAGED",
    10: "ALTERED",
    11: "OLDER",
    12: "BOTH_CHANGED",
    13: "RETIRED",
    14: "UNRELATED",
    15: "NOT_SAVED",
    16: "BUSY",
    17: "CHANGED_SINCE",
    18: "NOT_IMPORTED",
    19: "PARTLY_IMPORTED",
    20: "NO_CLIPBOARD",
    21: "CANCELLED",
    22: "UNSOUND",
    23: "NO_KEYRING",
    24: "NOT_LOCKED",
    25: "PARTLY_SALVAGED",
    130: "INTERRUPTED",
    141: "BROKEN_PIPE",
    143: "TERMINATED",
}


def test_no_number_has_changed_its_meaning():
    assert {int(code): code.name for code in Exit} == PROMISED


def test_each_has_a_meaning_in_words():
    assert set(MEANINGS) == set(Exit)
    assert len(set(MEANINGS.values())) == len(Exit)


def every_error(kind: type[BaseException]) -> set[type[BaseException]]:
    return {kind}.union(*(every_error(sub) for sub in kind.__subclasses__()))


def made(kind: type[BaseException]) -> BaseException:
    return kind.__new__(kind)


def test_every_error_has_a_code_of_its_kind():
    for kind in every_error(errors.StrongroomError) - {NotAsLastSeen}:
        code = of_error(made(kind))
        plain = (errors.StrongroomError, errors.VaultLocked, OutputFailed)
        assert (code is Exit.FAULT) == (kind in plain), kind


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.InvalidInput("x"), Exit.REFUSED),
        (errors.WrongKey("x"), Exit.WRONG_KEY),
        (errors.MethodMissing("x"), Exit.WRONG_KEY),
        (errors.WrongPin("x", left=4), Exit.WRONG_KEY),
        (errors.QuickUnlockOver("x"), Exit.WRONG_KEY),
        (errors.KeyringLocked("x"), Exit.NO_KEYRING),
        (errors.NotAVault("x"), Exit.UNREADABLE),
        (errors.Unreadable("x"), Exit.UNREADABLE),
        (errors.DiskFull("x"), Exit.NOT_SAVED),
        (errors.AlreadyExists("x"), Exit.NOT_SAVED),
        (errors.VaultBusy("x"), Exit.BUSY),
        (errors.AmbiguousName("x", []), Exit.AMBIGUOUS),
        (NotAsLastSeen("x", Exit.OLDER), Exit.OLDER),
        (RuntimeError("x"), Exit.FAULT),
    ],
)
def test_the_nearest_kind_decides(error, code):
    assert of_error(error) is code


def test_every_finding_has_its_own():
    found = [Older(2, 1, 0), BothChanged(2, 1, 0), Retired(0), Unrelated()]
    assert {type(finding) for finding in found} == set(get_args(Finding))
    codes = {of_finding(finding) for finding in found}
    assert len(codes) == len(found)
    assert Exit.FAULT not in codes
