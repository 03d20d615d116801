# SPDX-License-Identifier: GPL-3.0-or-later
"""What the settings say of quick unlock: how long it lasts, and what it does not keep out."""

import sys

from strongroom.app.quick_unlock import BY_PIN
from strongroom.gui.widgets.setting_controls import Standing
from strongroom.texts import _, ngettext


def before_pin() -> str:
    """Return what a person should know when they choose a PIN."""
    sentence = _("It opens the vault after a lock, in place of the master password.")
    return f"{sentence} {pin_risk()}".strip()


def pin_risk() -> str:
    """Return what a PIN does not keep out on this system, "" where that is not known."""
    if not _same_user_reads():
        return ""
    return _(
        "A program that runs as you could take the keyring's entry and the slot's file and try"
        " PINs on them: four digits hold it up for an hour, each digit more ten times as long."
    )


def click_risk() -> str:
    """Return what a click does not keep out on this system, "" where that is not known."""
    if not _same_user_reads():
        return ""
    return _(
        "A program that runs as you could read the keyring's entry and the slot's file, and open"
        " the vault without asking you. A PIN makes it guess first."
    )


def lasting(*, by_pin: bool, ends_at_logout: bool | None, hours: int) -> str:
    """Say until when quick unlock is in force."""
    if ends_at_logout is None:
        return _("It begins with the next master password.")
    span = ngettext("{count} hour", "{count} hours", hours).format(count=hours)
    if ends_at_logout and by_pin:
        text = _("Until you log out, {span} after the master password, or five wrong PINs.")
    elif ends_at_logout:
        text = _("Until you log out, or {span} after the master password.")
    elif by_pin:
        text = _(
            "Until you turn it off, {span} after the master password, or five wrong PINs;"
            " here, logging out does not end it."
        )
    else:
        text = _(
            "Until you turn it off, or {span} after the master password; here, logging out"
            " does not end it."
        )
    return text.format(span=span)


def standing(choice: str | None, sentence: str) -> Standing:
    """Return the row of the Security page; ``sentence`` says how long it lasts."""
    if choice is None:
        return Standing(_("Only the unlock methods above open the vault."), _("Off"))
    word = _("With a PIN") if choice == BY_PIN else _("With a click")
    return Standing(sentence, word)


def _same_user_reads() -> bool:
    """Tell whether a program of the same person reads their keyring.

    The Secret Service and the Credential Locker let it; macOS asks its person first.
    """
    return sys.platform != "darwin"
