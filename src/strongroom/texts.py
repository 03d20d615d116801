# SPDX-License-Identifier: GPL-3.0-or-later
"""Every sentence for people passes through here.

``_`` translates at once, ``N_`` marks a text in a table that is read at import and
translated where it is shown.  Whole sentences with named placeholders, filled after
translation: ``_("{count} items").format(count=n)``.
"""

import gettext
from functools import cache

from strongroom import resources

DOMAIN = "strongroom"


@cache
def _translations() -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, resources.folder("locale"), fallback=True)


def _(message: str) -> str:
    """Return ``message`` in the language of the person, English where there is none."""
    return _translations().gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the form of the sentence that fits ``count``."""
    return _translations().ngettext(one, many, count)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark ``message`` for translation without translating it yet."""
    return message
