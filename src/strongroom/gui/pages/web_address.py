# SPDX-License-Identifier: GPL-3.0-or-later
"""Which websites the browser is asked to open: http and https, and nothing else.

An import can bring any text as a website.  ``file:``, ``javascript:`` or a program's own
scheme would run what the file's author wanted, so only two schemes pass.
"""

import re

from PySide6.QtCore import QUrl

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?![0-9])")
_WEB = frozenset({"http", "https"})


def web_address(website: str) -> QUrl | None:
    """Return what a browser may open, None where the text is no website.

    Without a scheme it is taken as https; "localhost:8080" has a port, not a scheme.
    """
    text = website.strip()
    if not _SCHEME.match(text):
        text = "https://" + text
    url = QUrl(text, QUrl.ParsingMode.StrictMode)
    if not url.isValid() or url.scheme().lower() not in _WEB or not url.host():
        return None
    return url


def shown_website(website: str) -> str:
    """Return a website as a person reads it: what goes without saying is left out."""
    text = website.strip()
    if text.lower().startswith("https://"):
        text = text[len("https://") :]
    return text.removesuffix("/") or website
