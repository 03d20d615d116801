# SPDX-License-Identifier: GPL-3.0-or-later
r"""The names in Keeper's JSON: ``$type:label:number`` of a field, ``outer\inner`` of a folder."""

import re

from strongroom.exchange.filling import DEEPEST

_NUMBER = re.compile(r":\d+$", re.ASCII)
# A backslash of a folder's own name is written twice.
_PART = re.compile(r"(?:[^\\]|\\\\)+")


def field_key(key: str) -> tuple[str, str]:
    """Return the type and the label in a field's key, "" for what it does not say.

    A key without a dollar is a label alone.
    """
    if not key.startswith("$"):
        return "", _NUMBER.sub("", key).strip()
    type_, _colon, label = key[1:].partition(":")
    label = _NUMBER.sub("", f":{label}")[1:]
    return type_.strip(), label.strip()


def path_of(text: str) -> tuple[str, ...]:
    """Return the names of a folder's path, from the root down; a deeper rest is one name."""
    parts = _PART.findall(text)
    if len(parts) > DEEPEST:
        parts[DEEPEST - 1 :] = ["\\".join(parts[DEEPEST - 1 :])]
    return tuple(part.replace("\\\\", "\\") for part in parts)
