# SPDX-License-Identifier: GPL-3.0-or-later
"""The only module that finds files under ``resources/``.

A wheel carries them inside the package; a checkout and an editable install have them in
the repository's own folder, two levels above the package.
"""

from pathlib import Path

_IN_WHEEL = Path(__file__).parent / "_resources"
_IN_CHECKOUT = Path(__file__).parent.parent.parent / "resources"


def folder(name: str = "") -> Path:
    """Return the path of a resource folder, which need not exist."""
    root = _IN_WHEEL if _IN_WHEEL.is_dir() else _IN_CHECKOUT
    return root / name


def path(name: str) -> Path:
    """Return the path of one resource.

    Raises:
        FileNotFoundError: the program was installed without it.
    """
    found = folder(name)
    if not found.is_file():
        raise FileNotFoundError(name)
    return found
