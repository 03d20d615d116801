# SPDX-License-Identifier: GPL-3.0-or-later
"""When two websites are the same place to log in: the same host and port.

Browsers export the page where a password was saved, a person types the front page: scheme,
path and a leading ``www.`` say nothing about whose password it is.
"""

from urllib.parse import urlsplit

_DEFAULT_PORTS = {80, 443, None}


def site_of(website: str) -> str:
    """Return what same sites have in common; an address that is none stands for itself."""
    text = website.strip().casefold()
    if not text:
        return ""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return text
    if not host or (parts.scheme not in {"http", "https"}):
        return text
    host = host.removeprefix("www.").rstrip(".")
    return host if port in _DEFAULT_PORTS else f"{host}:{port}"
