# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktop's keyring (GNOME Keyring, KWallet) as the origin of an import."""

from functools import partial
from typing import TYPE_CHECKING

from strongroom.errors import CannotImport, NoKeyring
from strongroom.exchange.collecting import Collecting
from strongroom.exchange.format import Format
from strongroom.exchange.keyring_entry import entry_of
from strongroom.exchange.reading import Entry, Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.texts import N_, _

if TYPE_CHECKING:
    from strongroom.system.stored_secrets import StoredSecret

_OURS = ("service", "Strongroom")


def _read_no_keyring(_source: Source, _given: Given, _step: Step) -> Reading:
    raise CannotImport(_("A keyring is no file: import from it without naming one."))


KEYRING = Format(
    name="keyring",
    title=N_("This computer's keyring (GNOME Keyring, KWallet)"),
    fits=lambda _source: False,  # no file is one
    read=_read_no_keyring,
    aliases=("gnome-keyring", "kwallet", "secret-service"),
    plain=False,
    real=True,
)


class KeyringOrigin:
    """All that the Secret Service keeps, each collection as a folder."""

    name = "keyring"

    def recognised(self) -> Format:
        """Return what it is."""
        return KEYRING

    def read(self, kind: Format, given: Given, step: Step) -> Reading:
        """Read it; the service itself asks its person to unlock what is locked.

        Raises:
            KeyringFailed: there is no such service, or it refused.
        """
        from strongroom.system.stored_secrets import (  # noqa: PLC0415 - Linux alone has it
            StoredSecret,
            stored_secrets,
        )

        del given
        if kind is not KEYRING:
            raise CannotImport(_("The keyring can only be imported as what it is."))
        found = Collecting(step)
        losses: list[str] = []
        try:
            for one in stored_secrets(step):
                if not isinstance(one, StoredSecret):
                    sentence = _("“{name}” stayed locked and was left out.")
                    losses.append(sentence.format(name=one))
                elif one.attributes.get(_OURS[0]) != _OURS[1]:
                    found.take(partial(_entry, one), one.label)
        except ImportError:
            raise NoKeyring(_("There is no such keyring on this system.")) from None
        return found.reading(losses=losses)

    def close(self) -> None:
        """Nothing is open."""


def _entry(found: "StoredSecret") -> Entry:
    return entry_of(
        found.collection,
        found.label,
        found.attributes,
        found.secret,
        created=found.created,
        modified=found.modified,
    )
