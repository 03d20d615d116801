# SPDX-License-Identifier: GPL-3.0-or-later
"""One entry of the desktop's keyring: a label, attributes by name, and a secret.

The attributes are up to the program that made the entry.  Sources: the Secret Service API
(specifications.freedesktop.org/secret-service), libsecret's schemas
(``org.gnome.keyring.NetworkPassword``, ``org.gnome.keyring.Note``), NetworkManager's
``org.freedesktop.NetworkManager.Connection``, and the names that the ``keyring`` package uses.
"""

from collections.abc import Mapping

from strongroom.exchange.builder import EntryBuilder, moment_of_seconds
from strongroom.exchange.reading import Entry
from strongroom.model.fields import ItemKind, Role
from strongroom.texts import _

_SCHEMA = "xdg:schema"
_NOTE = "org.gnome.keyring.Note"
_WIFI = ("setting-key", "psk")
_USERS = ("username", "user", "account", "UserName", "login", "username_value")
_SITES = ("URL", "url", "server", "origin_url", "signon_realm", "service", "domain")
# What says something to the program that made the entry alone.
_LEFT_OUT = frozenset({_SCHEMA, "application", "Uuid", "Path", "Title", "date_created"})


def entry_of(
    folder: str,
    label: str,
    attributes: Mapping[str, str],
    secret: bytes,
    *,
    created: int,
    modified: int,
) -> Entry:
    """Return the entry; moments are in seconds since 1970.

    Raises:
        InvalidInput: it cannot be kept, above all because it is too large.
    """
    kind, title = _kind_and_title(label, attributes)
    builder = EntryBuilder(title, kind, (folder,))
    builder.created = moment_of_seconds(created)
    builder.modified = moment_of_seconds(modified)
    used = _LEFT_OUT | _take_known(builder, attributes)
    try:
        text = secret.decode()
    except UnicodeDecodeError:
        builder.attach(_("secret"), len(secret), lambda: iter((secret,)))
        text = ""
    builder.role(Role.NOTES if kind == ItemKind.NOTE else Role.PASSWORD, text)
    for name, value in attributes.items():
        if name not in used:
            builder.text(name, value)
    return builder.entry()


def _kind_and_title(label: str, attributes: Mapping[str, str]) -> tuple[str, str]:
    if attributes.get(_SCHEMA) == _NOTE:
        return ItemKind.NOTE, label
    if attributes.get(_WIFI[0]) == _WIFI[1]:
        # "Network secret for Home/802-11-wireless-security/psk"
        name = label.partition(" for ")[2].split("/802-11-", 1)[0]
        return ItemKind.WIFI, name or label
    has_user = any(attributes.get(name) for name in _USERS)
    return ItemKind.LOGIN if has_user else ItemKind.PASSWORD, label


def _take_known(builder: EntryBuilder, attributes: Mapping[str, str]) -> set[str]:
    """Add the user and the site, and return the attributes that are used up by that."""
    used: set[str] = set()
    user = next((name for name in _USERS if attributes.get(name)), None)
    if user is not None and builder.kind != ItemKind.NOTE:
        builder.role(Role.USERNAME, attributes[user])
        used.add(user)
    site = next((name for name in _SITES if attributes.get(name)), None)
    if site is not None and "." in attributes[site] and builder.kind != ItemKind.WIFI:
        value = attributes[site]
        protocol = attributes.get("protocol", "")
        address = f"{protocol}://{value}" if protocol and "://" not in value else value
        builder.role(Role.WEBSITE, address)
        used |= {site, "protocol"} if protocol else {site}
    if builder.kind == ItemKind.WIFI:
        builder.role("wifi.ssid", builder.title)
    return used
