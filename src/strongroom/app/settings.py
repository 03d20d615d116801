# SPDX-License-Identifier: GPL-3.0-or-later
"""The person's choices: ``settings.json``, and nobody else reads or writes it.

What belongs to a vault (days in the trash, length of history) is not here but sealed in
the vault.  A key that this version does not know is kept; a value that makes no sense
falls back to its default and is said; the file is replaced in one step, 0600.
"""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import msgspec

from strongroom.app.private_files import read_object, read_to_change, write_object
from strongroom.errors import InvalidInput
from strongroom.model.generator import PassphraseRecipe, PasswordRecipe, entropy_bits
from strongroom.texts import N_, _

LONGEST_LOCK_MINUTES = 24 * 60
LONGEST_CLIPBOARD_SECONDS = 60 * 60
LONGEST_REVEAL_SECONDS = 60 * 60
LONGEST_QUICK_UNLOCK_HOURS = 7 * 24
LONGEST_GRANT_MINUTES = 12 * 60
MOST_BACKUPS = 100


class Theme(StrEnum):
    """Which colours the window wears."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Generate(StrEnum):
    """What the generator makes at first."""

    PASSWORD = "password"  # noqa: S105 - the name of a choice
    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a choice


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Every setting with its default; None means never.

    ``hide_revealed_seconds`` is how long a value that was revealed stays readable;
    ``quick_unlock_hours`` count from the master password, ``grant_minutes`` (what lets the
    terminal work without asking) from its last use.  ``backups_folder`` "" is beside the
    vault.  The generator starts from its two recipes.
    """

    lock_after_minutes: Annotated[int, msgspec.Meta(ge=1, le=LONGEST_LOCK_MINUTES)] | None = 10
    lock_computer_unused_minutes: (
        Annotated[int, msgspec.Meta(ge=1, le=LONGEST_LOCK_MINUTES)] | None
    ) = 15
    lock_on_screen_lock: bool = True
    lock_on_suspend: bool = True
    lock_on_user_switch: bool = True
    lock_on_lid: bool = True
    lock_on_minimise: bool = False
    clear_clipboard_seconds: (
        Annotated[int, msgspec.Meta(ge=1, le=LONGEST_CLIPBOARD_SECONDS)] | None
    ) = 30
    hide_revealed_seconds: Annotated[int, msgspec.Meta(ge=1, le=LONGEST_REVEAL_SECONDS)] | None = 30
    hide_on_focus_loss: bool = True
    quick_unlock_hours: Annotated[int, msgspec.Meta(ge=1, le=LONGEST_QUICK_UNLOCK_HOURS)] = 12
    grant_minutes: Annotated[int, msgspec.Meta(ge=1, le=LONGEST_GRANT_MINUTES)] = 10
    remember_key_files: bool = True
    access_log: bool = True
    tray_icon: bool = True
    close_to_tray: bool = False
    minimise_to_tray: bool = False
    start_minimised: bool = False
    backups_kept: Annotated[int, msgspec.Meta(ge=1, le=MOST_BACKUPS)] = 10
    backups_folder: str = ""
    theme: Theme = Theme.SYSTEM
    generate: Generate = Generate.PASSWORD
    password: PasswordRecipe = PasswordRecipe()
    passphrase: PassphraseRecipe = PassphraseRecipe()


_RULES: dict[str, str] = {
    "lock_after_minutes": N_("Lock after 1 to {minutes} minutes, or never."),
    "lock_computer_unused_minutes": N_("Lock after 1 to {minutes} minutes, or never."),
    "lock_on_screen_lock": N_("Locking with the screen is on or off."),
    "lock_on_suspend": N_("Locking before the computer sleeps is on or off."),
    "lock_on_user_switch": N_("Locking when another user takes the screen is on or off."),
    "lock_on_lid": N_("Locking when the lid is closed is on or off."),
    "lock_on_minimise": N_("Locking when minimised is on or off."),
    "clear_clipboard_seconds": N_("Clear the clipboard after 1 to {seconds} seconds, or never."),
    "hide_revealed_seconds": N_("Hide what was revealed after 1 to {seconds} seconds, or never."),
    "hide_on_focus_loss": N_("Hiding what was revealed with the window is on or off."),
    "quick_unlock_hours": N_("Quick unlock lasts 1 to {hours} hours."),
    "grant_minutes": N_("A grant ends 1 to {grant} minutes after its last use."),
    "remember_key_files": N_("Remembering where key files are is on or off."),
    "access_log": N_("Noting who looked at what is on or off."),
    "tray_icon": N_("The tray icon is on or off."),
    "close_to_tray": N_("Closing to the tray is on or off."),
    "minimise_to_tray": N_("Minimising to the tray is on or off."),
    "start_minimised": N_("Starting minimised is on or off."),
    "backups_kept": N_("The last 1 to {backups} backups are kept."),
    "backups_folder": N_("The folder for backups is a path, or none."),
    "theme": N_("The theme is system, light or dark."),
    "generate": N_("The generator makes a password or a passphrase."),
    "password": N_("The generator's choices for a password make no sense."),
    "passphrase": N_("The generator's choices for a passphrase make no sense."),
}
_LIMITS = {
    "minutes": LONGEST_LOCK_MINUTES,
    "seconds": LONGEST_CLIPBOARD_SECONDS,
    "hours": LONGEST_QUICK_UNLOCK_HOURS,
    "grant": LONGEST_GRANT_MINUTES,
    "backups": MOST_BACKUPS,
}
_TYPES: dict[str, Any] = {f.name: f.type for f in msgspec.structs.fields(Settings)}


class SettingsFile:
    """The settings in force, and their file.  ``notices`` says what was wrong with it."""

    def __init__(self, path: Path) -> None:
        """Read ``path``, which need not exist; never raises."""
        self._path = path
        content, notice = read_object(path)
        self._current, refused = _read(content)
        self.notices = tuple(sentence for sentence in (notice, *refused) if sentence)

    @property
    def current(self) -> Settings:
        """The settings in force."""
        return self._current

    def change(self, **values: Any) -> Settings:
        """Set the settings named, save, and return all of them.

        The file is read again first, so that what another program changed before is kept.

        Raises:
            InvalidInput: a value makes no sense; nothing was changed.
            CannotSave: the file could not be read or written; nothing was changed.
        """
        checked = {name: check_value(name, value) for name, value in values.items()}
        content, _notice = read_to_change(self._path)
        content.update({name: msgspec.to_builtins(value) for name, value in checked.items()})
        write_object(self._path, content)
        self._current, _refused = _read(content)
        return self._current


def check_value(name: str, value: object) -> Any:
    """Return ``value`` as the setting ``name`` holds it.

    Raises:
        InvalidInput: the setting does not exist, or cannot be that.
    """
    if name not in _TYPES:
        raise InvalidInput(_("There is no setting named {name}.").format(name=name))
    try:
        kept = msgspec.convert(msgspec.to_builtins(value), _TYPES[name])
    except (msgspec.ValidationError, TypeError):
        raise InvalidInput(_(_RULES[name]).format(**_LIMITS)) from None
    if isinstance(kept, PasswordRecipe | PassphraseRecipe):
        entropy_bits(kept)  # refuses what nothing can be made of
    return kept


def _read(content: Mapping[str, Any]) -> tuple[Settings, list[str]]:
    good: dict[str, Any] = {}
    refused: list[str] = []
    for name in _TYPES.keys() & content.keys():
        try:
            good[name] = check_value(name, content[name])
        except InvalidInput as error:
            refused.append(str(error))
    return Settings(**good), sorted(refused)
