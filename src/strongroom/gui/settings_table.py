# SPDX-License-Identifier: GPL-3.0-or-later
"""Every row of the settings, as data: one line each, in the order in which they stand.

What a row does is not here (``flows/preferring.py`` carries it out by its id); what it is
called, on which page it stands, how it is set and by which words it is found is nowhere
else.  The id of a setting of this computer is its name in ``app/settings.py``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

from strongroom.app.settings import Settings, Theme
from strongroom.app.vault_rules import VaultRules
from strongroom.gui.amounts import Amount, Unit
from strongroom.model.folding import fold
from strongroom.texts import N_, _


class Page(Enum):
    """The pages: title and icon."""

    WINDOW = (N_("Window"), "app-window")
    LOCKING = (N_("Locking"), "lock")
    CLIPBOARD = (N_("Clipboard and screen"), "clipboard")
    QUICK_UNLOCK = (N_("Quick unlock"), "zap")
    BACKUPS = (N_("Backups"), "archive")
    VAULT = (N_("This vault"), "vault")
    SECURITY = (N_("Security"), "shield-check")

    @property
    def title(self) -> str:
        """What it is called."""
        return _(self.value[0])

    @property
    def icon(self) -> str:
        """Lucide's name of its icon."""
        return self.value[1]


class Need(StrEnum):
    """What a row cannot do without."""

    TRAY = "a tray"
    IDLE_TIME = "somebody who knows how long the computer is unused"
    VAULT = "an open vault"
    WRITABLE = "an open vault that may be changed"


@dataclass(frozen=True, slots=True)
class OnOff:
    """A switch."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """A few choices side by side: values, and what each is called."""

    choices: tuple[tuple[Any, str], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A line to type."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A button; the row's value says what it is called at the moment."""

    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """Nothing to set: the row's value says how things stand."""


Control = OnOff | OneOf | Amount | Words | Deed | Told


@dataclass(frozen=True, slots=True)
class Row:
    """One row.  Texts are marked, and translated when shown.

    ``words`` are others to find it by.  ``under`` names the switch without which it means
    nothing.
    """

    id: str
    page: Page
    name: str
    text: str = ""
    control: Control = OnOff()
    words: str = ""
    group: str = ""
    needs: Need | None = None
    under: str = ""


_NEVER = N_("Never")
_LOCK = (1, 2, 5, 10, 15, 30, 60, None)
_CLEAR = (10, 20, 30, 60, 120, None)
_HIDE = (15, 30, 60, 300, None)
_THEMES = ((Theme.SYSTEM, N_("System")), (Theme.LIGHT, N_("Light")), (Theme.DARK, N_("Dark")))

# What the place of the backups is called; the folder itself is the setting's value.
BESIDE, ELSEWHERE = "", "folder"
_PLACES = ((BESIDE, N_("Beside the vault")), (ELSEWHERE, N_("In a folder…")))

_WHILE = N_("After a while")
_AT_ONCE = N_("At once")
_TRAY = N_("Tray")
_ACCESS = N_("Quick access")
_HERE = N_("On this computer")
_TERMINAL = N_("Terminal")
_LOG = N_("Access log")
_PROGRAM = N_("This program")
_VAULT = N_("The open vault")

ROWS: tuple[Row, ...] = (
    Row(
        "theme",
        Page.WINDOW,
        N_("Colours"),
        control=OneOf(_THEMES),
        words=N_("theme dark light mode appearance colors"),
    ),
    Row(
        "tray_icon",
        Page.WINDOW,
        N_("Icon in the tray"),
        N_("Lock, quick access and the window, a click away."),
        words=N_("system tray notification area indicator status bar"),
        group=_TRAY,
        needs=Need.TRAY,
    ),
    Row(
        "close_to_tray",
        Page.WINDOW,
        N_("Closing hides the window in the tray"),
        N_("The program goes on; Quit in its menu ends it."),
        words=N_("close keep running background system tray"),
        group=_TRAY,
        needs=Need.TRAY,
        under="tray_icon",
    ),
    Row(
        "minimise_to_tray",
        Page.WINDOW,
        N_("Minimising hides the window in the tray"),
        words=N_("minimise minimize iconify background system tray"),
        group=_TRAY,
        needs=Need.TRAY,
        under="tray_icon",
    ),
    Row(
        "start_minimised",
        Page.WINDOW,
        N_("Start hidden"),
        N_("Only the icon in the tray appears when the program starts."),
        words=N_("start minimised minimized autostart login boot hidden background"),
        group=_TRAY,
        needs=Need.TRAY,
        under="tray_icon",
    ),
    Row(
        "quick_access_key",
        Page.WINDOW,
        N_("Quick access key"),
        control=Told(),
        words=N_("global shortcut hotkey keyboard palette Ctrl+Shift+Space"),
        group=_ACCESS,
    ),
    Row(
        "lock_after_minutes",
        Page.LOCKING,
        N_("Lock when the vault is unused"),
        N_("Nothing was typed or clicked in this window."),
        Amount(Unit.MINUTES, _LOCK, never_text=_NEVER),
        N_("auto-lock automatic timeout idle inactivity minutes"),
        _WHILE,
    ),
    Row(
        "lock_computer_unused_minutes",
        Page.LOCKING,
        N_("Lock when the computer is unused"),
        N_("Nothing was typed or moved in any program."),
        Amount(Unit.MINUTES, _LOCK, never_text=_NEVER),
        N_("auto-lock automatic timeout idle away inactivity minutes"),
        _WHILE,
        Need.IDLE_TIME,
    ),
    Row(
        "lock_on_screen_lock",
        Page.LOCKING,
        N_("Lock with the screen"),
        words=N_("screen lock screensaver saver"),
        group=_AT_ONCE,
    ),
    Row(
        "lock_on_suspend",
        Page.LOCKING,
        N_("Lock when the computer goes to sleep"),
        words=N_("suspend hibernate standby"),
        group=_AT_ONCE,
    ),
    Row(
        "lock_on_user_switch",
        Page.LOCKING,
        N_("Lock when another user takes the screen"),
        words=N_("switch user account session"),
        group=_AT_ONCE,
    ),
    Row(
        "lock_on_lid",
        Page.LOCKING,
        N_("Lock when the lid is closed"),
        words=N_("laptop notebook"),
        group=_AT_ONCE,
    ),
    Row(
        "lock_on_minimise",
        Page.LOCKING,
        N_("Lock when the window is minimised"),
        words=N_("minimize iconify hide"),
        group=_AT_ONCE,
    ),
    Row(
        "clear_clipboard_seconds",
        Page.CLIPBOARD,
        N_("Clear the clipboard"),
        N_("Only if it still holds what was copied here; a lock and the end clear it at once."),
        Amount(Unit.SECONDS, _CLEAR, never_text=_NEVER),
        N_("copy paste wipe timeout seconds"),
    ),
    Row(
        "hide_revealed_seconds",
        Page.CLIPBOARD,
        N_("Hide what was shown"),
        N_("A password that was revealed turns back into bullets."),
        Amount(Unit.SECONDS, _HIDE, never_text=_NEVER),
        N_("reveal conceal bullets password visible seconds"),
    ),
    Row(
        "hide_on_focus_loss",
        Page.CLIPBOARD,
        N_("Hide what was shown when you turn to another window"),
        N_("So that nothing stays readable beside your work."),
        words=N_("reveal conceal focus bullets switch window shown"),
    ),
    Row(
        "quick_pin",
        Page.QUICK_UNLOCK,
        N_("With a PIN"),
        N_(
            "4 to 12 digits in place of the master password. After five wrong ones they are "
            "taken again once the master password was given."
        ),
        Deed(N_("Use a PIN…")),
        N_("quick unlock digits number code keyring"),
        needs=Need.VAULT,
    ),
    Row(
        "quick_click",
        Page.QUICK_UNLOCK,
        N_("With a click"),
        N_("Nothing is typed. Whoever sits at your unlocked screen can open the vault."),
        Deed(N_("Use a click…")),
        N_("quick unlock one click keyring without PIN"),
        needs=Need.VAULT,
    ),
    Row(
        "quick_off",
        Page.QUICK_UNLOCK,
        N_("Off"),
        N_("The master password is asked for after every lock."),
        Deed(N_("Turn off…")),
        N_("quick unlock disable none master password"),
        needs=Need.VAULT,
    ),
    Row(
        "quick_unlock_hours",
        Page.QUICK_UNLOCK,
        N_("Quick unlock lasts for"),
        N_("Counted from the master password, which is asked for again after that."),
        Amount(Unit.HOURS, (1, 4, 8, 12, 24, 72)),
        N_("hours expire timeout end"),
        _HERE,
    ),
    Row(
        "grant_minutes",
        Page.QUICK_UNLOCK,
        N_("The terminal asks again after"),
        N_("Counted from its last use after “strongroom-cli unlock”; any lock ends it."),
        Amount(Unit.MINUTES, (1, 5, 10, 30, 60)),
        N_("grant command line cli shell minutes strongroom-cli"),
        _TERMINAL,
    ),
    Row(
        "backups_kept",
        Page.BACKUPS,
        N_("Keep the last"),
        N_("One is made before your first change after each unlock, and before large ones."),
        Amount(Unit.BACKUPS, (3, 5, 10, 20, 50)),
        N_("backup copies number count rotation"),
    ),
    Row(
        "backups_folder",
        Page.BACKUPS,
        N_("Where they lie"),
        N_(
            "Another disk also helps when this one fails. They are as locked as the vault; those "
            "beside it stay listed."
        ),
        OneOf(_PLACES),
        N_("backup folder directory place location disk"),
    ),
    Row(
        "vault_name",
        Page.VAULT,
        N_("Name"),
        control=Words(),
        words=N_("rename vault title"),
        needs=Need.WRITABLE,
    ),
    Row(
        "trash_days",
        Page.VAULT,
        N_("Empty the trash"),
        N_("Items leave it for good after this time."),
        Amount(Unit.DAYS, (7, 30, 90, 365, 0), never=0, never_text=_NEVER),
        N_("delete deleted purge bin days"),
        needs=Need.WRITABLE,
    ),
    Row(
        "history_length",
        Page.VAULT,
        N_("History"),
        N_("Earlier versions kept of each item."),
        Amount(Unit.VERSIONS, (5, 10, 20, 50, 200, 0), never=0, never_text=N_("None")),
        N_("versions old passwords past"),
        needs=Need.WRITABLE,
    ),
    Row(
        "master_password",
        Page.VAULT,
        N_("Master password"),
        N_("A new one means new keys: everything is sealed afresh, and quick unlock ends."),
        Deed(N_("Change…")),
        N_("change password key file recovery code unlock method"),
        needs=Need.WRITABLE,
    ),
    Row(
        "access_log",
        Page.SECURITY,
        N_("Note who looked at what"),
        N_("What is opened, copied and revealed here, sealed on this computer only."),
        words=N_("access log audit history opened copied record privacy"),
        group=_LOG,
    ),
    Row(
        "memory",
        Page.SECURITY,
        N_("Memory is scrubbed"),
        control=Told(),
        words=N_("ram zero wipe allocator self-test memory scrubbing"),
        group=_PROGRAM,
    ),
    Row(
        "dumps",
        Page.SECURITY,
        N_("Memory is kept from other programs"),
        control=Told(),
        words=N_("core dump crash debugger ptrace dump protection"),
        group=_PROGRAM,
    ),
    Row(
        "confined",
        Page.SECURITY,
        N_("Attached pictures and PDFs are shown apart"),
        control=Told(),
        words=N_("sandbox seccomp viewer attachment decoder isolation"),
        group=_PROGRAM,
    ),
    Row(
        "remember_key_files",
        Page.SECURITY,
        N_("Remember where key files are"),
        N_(
            "The one that a vault was opened with last need not be chosen each time. Whoever "
            "can read your files then knows where to look for it."
        ),
        words=N_("key file path location recent last used stick"),
        group=_HERE,
    ),
    Row(
        "argon2",
        Page.SECURITY,
        N_("Cost of a guess"),
        control=Told(),
        words=N_("argon2 argon2id kdf key derivation brute force cost memory"),
        group=_VAULT,
        needs=Need.VAULT,
    ),
    Row(
        "methods",
        Page.SECURITY,
        N_("What opens it"),
        control=Told(),
        words=N_("unlock methods key file recovery code master password"),
        group=_VAULT,
        needs=Need.VAULT,
    ),
    Row(
        "unlock_methods",
        Page.SECURITY,
        N_("Unlock methods"),
        N_("Add a recovery kit, a key file or another password; replace or remove one."),
        Deed(N_("Manage…")),
        N_("add remove replace recovery kit code key file move lost master password"),
        _VAULT,
        Need.VAULT,
    ),
    Row(
        "quick_state",
        Page.SECURITY,
        N_("Quick unlock"),
        control=Told(),
        words=N_("pin click keyring state"),
        group=_VAULT,
        needs=Need.VAULT,
    ),
)

BY_ID: Mapping[str, Row] = {row.id: row for row in ROWS}

_RULES = VaultRules()
DEFAULTS: Mapping[str, Any] = {
    **{row.id: getattr(Settings(), row.id) for row in ROWS if hasattr(Settings(), row.id)},
    "trash_days": _RULES.trash_days,
    "history_length": _RULES.history_length,
}


def rows_of(page: Page) -> list[Row]:
    """Return the rows of a page, in their order."""
    return [row for row in ROWS if row.page is page]


def found(text: str) -> frozenset[str]:
    """Return the ids of the rows that have every word of ``text``, in any order and form."""
    wanted = fold(text).split()
    return frozenset(row.id for row in ROWS if all(word in _everything(row) for word in wanted))


def _everything(row: Row) -> str:
    parts = (row.name, row.text, row.words, row.group)
    return fold(" ".join((row.page.title, *(_(part) for part in parts if part))))
