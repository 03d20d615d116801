# SPDX-License-Identifier: GPL-3.0-or-later
"""Sticky Password's XML, as far as it is known (Bitwarden's ``stickypassword-xml-importer.ts``).

``Accounts`` have names, links and comments, and link to ``Logins``, which have usernames and
passwords; ``Groups`` are folders.  A login of several accounts comes with each of them.  A
comment's line ends are written as ``/n``, which may be meant as it stands, above all in an
address: those are left alone, and a comment that is changed is kept as it was written too.
"""

import re
from collections.abc import Iterator
from functools import partial

from strongroom.exchange.builder import EntryBuilder, clean_path
from strongroom.exchange.collecting import Collecting
from strongroom.exchange.filling import Filling, climbed, keys
from strongroom.exchange.format import Format
from strongroom.exchange.reading import Entry, Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.exchange.xml_events import Element, root_name, tree
from strongroom.model.fields import FieldKind, ItemKind, Role
from strongroom.texts import N_, _

_MARKS = (b"<Database", b"<Login")
_BLANK = re.compile(r"(\s+)")
_ADDRESS = re.compile(r"://|\bwww\.|\.[a-z]{2,24}/", re.IGNORECASE)  # within a word

# Read here, or ids alone.
_ACCOUNT = keys("ID Name Link ParentID Comments")
_LOGIN = keys("ID Name Password SourceLoginID")


class _Reader:
    """Reads one export."""

    def __init__(self, database: Element) -> None:
        self._logins = {one.attributes.get("ID", ""): one for one in _below(database, "Logins")}
        groups = [one.attributes for one in _below(database, "Groups")]
        self._groups = {
            one.get("ID", ""): (one.get("Name", ""), one.get("ParentID", "")) for one in groups
        }
        self._accounts = list(_below(database, "Accounts"))

    def read(self, step: Step) -> Reading:
        found = Collecting(step)
        for account, login in self._pairs():
            title = account.attributes.get("Name", "") if account else ""
            found.take(partial(self._entry, account, login), title)
        return found.reading(map(self._path, self._groups))

    def _pairs(self) -> Iterator[tuple[Element | None, Element | None]]:
        """Yield each account with each of its logins, then the logins without an account."""
        seen: set[str] = set()
        for account in self._accounts:
            links = account.first("LoginLinks")
            uids = (
                [one.attributes.get("SourceLoginID", "") for one in links.children] if links else []
            )
            seen.update(uids)
            logins = [self._logins[uid] for uid in uids if uid in self._logins]
            yield from ((account, login) for login in logins)
            if not logins:
                yield account, None
        for uid, login in self._logins.items():
            if uid not in seen:
                yield None, login

    def _path(self, uid: str) -> tuple[str, ...]:
        return clean_path(climbed(uid, self._groups))

    def _entry(self, account: Element | None, login: Element | None) -> Entry:
        about = account.attributes if account else {}
        who = login.attributes if login else {}
        builder = EntryBuilder(
            about.get("Name", ""), ItemKind.LOGIN, self._path(about.get("ParentID", ""))
        )
        filling = Filling(builder)
        filling.once(Role.USERNAME, who.get("Name", ""))
        filling.once(Role.PASSWORD, who.get("Password", ""))
        filling.website(about.get("Link", ""))
        _fill_comments(filling, about.get("Comments", ""))
        filling.rest(about, _ACCOUNT)
        filling.rest(who, _LOGIN, "login.")
        for element in (account, login):
            for child in element.children if element else ():
                if child.name != "LoginLinks":
                    filling.custom(FieldKind.CONCEALED, child.whole_text(), child.name)
        return builder.entry()


def _fill_comments(filling: Filling, written: str) -> None:
    comments = "".join(map(_with_line_ends, _BLANK.split(written)))
    filling.once(Role.NOTES, comments)
    if comments != written:
        filling.custom(FieldKind.TEXT, written, _("Comments as they were written"))


def _with_line_ends(word: str) -> str:
    """Return a word with its line ends, but for what is an address to its end."""
    found = _ADDRESS.search(word)
    start = found.start() if found else len(word)
    return word[:start].replace("/n", "\n") + word[start:]


def _below(database: Element, name: str) -> list[Element]:
    found = database.first(name)
    return found.children if found else []


def _fits(source: Source) -> bool:
    return root_name(source.head) == "root" and all(mark in source.head for mark in _MARKS)


def _read(source: Source, _given: Given, step: Step) -> Reading:
    source.file.seek(0)
    root = tree(source.file, step)
    return _Reader(root.first("Database") or root).read(step)


FORMATS = (Format("sticky-password", N_("Sticky Password (XML)"), _fits, _read, ("xml",)),)
