# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands on the page that opens a vault whose password was forgotten.

Pure data: the window prints it or saves it as PDF, the terminal writes it out.  The code
is on the page in the clear, which is the page's purpose; it is a string from here on,
so a kit is made when it is shown and dropped right after.
"""

import hmac
from datetime import datetime
from pathlib import Path

import msgspec

from strongroom.secret import SecretBytes
from strongroom.texts import _

GROUP = 4  # characters, as the code is shown
_FORGIVEN = str.maketrans("OIL", "011")  # Crockford's base32 reads these alike


class RecoveryKit(msgspec.Struct, frozen=True):
    """One page, from top to bottom.  ``facts`` are pairs of label and value."""

    title: str
    purpose: str
    facts: tuple[tuple[str, str], ...]
    code_label: str
    code: str
    steps: tuple[str, ...]
    warning: str

    def __repr__(self) -> str:
        return "RecoveryKit(…)"

    def text(self) -> str:
        """Return the page as plain text, one line end at its end."""
        facts = [f"{label}: {value}" for label, value in self.facts]
        steps = [f"{number}. {step}" for number, step in enumerate(self.steps, start=1)]
        parts = [self.title, self.purpose, "\n".join(facts), f"{self.code_label}\n{self.code}"]
        return "\n\n".join([*parts, "\n".join(steps), self.warning]) + "\n"


def recovery_kit(code: SecretBytes, *, name: str, path: Path, made_ms: int) -> RecoveryKit:
    """Return the page for the vault ``name`` at ``path``; ``code`` stays the caller's."""
    made = datetime.fromtimestamp(made_ms / 1000).astimezone()
    return RecoveryKit(
        title=_("Strongroom recovery kit"),
        purpose=_(
            "This page opens the vault if the master password is forgotten or the key file lost."
        ),
        facts=(
            (_("Vault"), name),
            (_("File"), str(path)),
            (_("Made on"), f"{made:%Y-%m-%d}"),
        ),
        code_label=_("Recovery code"),
        code=grouped(code),
        steps=(
            _("Open Strongroom, choose this vault, and choose “Recovery code”."),
            _("Type the code above. Capital or small letters and spaces do not matter."),
            _("Choose a new master password, and make a new recovery kit."),
            _("Destroy this page then: it opens the vault no more, but still its old backups."),
        ),
        warning=_(
            "Whoever holds this page and the file can read the vault. Keep it where you keep"
            " your passport, not beside the computer."
        ),
    )


def grouped(code: SecretBytes) -> str:
    """Return the code in groups of four with dashes between, as people see it."""
    plain = _canonical(code.text())
    return "-".join(plain[start : start + GROUP] for start in range(0, len(plain), GROUP))


def typed_back(code: SecretBytes, typed: str) -> bool:
    """Return whether ``typed`` is the last group of the code, or all of it."""
    plain, given = _canonical(code.text()), _canonical(typed)
    # Compared as bytes: what a person types may be any character.
    return any(
        hmac.compare_digest(given.encode(), right.encode()) for right in (plain, plain[-GROUP:])
    )


def _canonical(text: str) -> str:
    return "".join(c for c in text.upper() if c.isalnum()).translate(_FORGIVEN)
