# SPDX-License-Identifier: GPL-3.0-or-later
"""Kaspersky Password Manager's text: blocks of ``name: value`` with ``---`` between them.

Known from Proton's reader and its example (ProtonMail/WebClients,
``packages/pass/lib/import/providers/kaspersky``).  A comment or the text of a note goes on to
the end of its block, whatever its lines look like.
"""

import re
from collections.abc import Iterator
from functools import partial

from strongroom.errors import CannotImport
from strongroom.exchange.collecting import Collecting
from strongroom.exchange.csv_rows import Placed
from strongroom.exchange.format import Format
from strongroom.exchange.reading import Entry, Given, Reading, Step
from strongroom.exchange.source import Source
from strongroom.model.fields import ItemKind, Role
from strongroom.texts import N_, _

_FIRST = ("Website name", "Application", "Account name", "Name")
_KEYS = ("Website URL", "Login name", "Login", "Password", "Comment", "Text")
_LAST = frozenset({"Comment", "Text"})
_BEGINS = re.compile(rf"^(?:{'|'.join(_FIRST)}):", re.MULTILINE)
_END = "---"


def _fits(source: Source) -> bool:
    head = source.head.decode("utf-8", "replace").replace("\r\n", "\n")
    return f"\n{_END}\n" in head and bool(_BEGINS.search(head))


def _read(source: Source, _given: Given, step: Step) -> Reading:
    found = Collecting(step)
    for line, values in _blocks(source.text):
        found.take(partial(_entry, values), line=line)
    if not found.entries and not found.problems:
        raise CannotImport(_("The file holds no passwords of Kaspersky Password Manager."))
    return found.reading(losses=filter(None, [source.decoded.notice]))


def _blocks(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line on which each block begins, and its values."""
    block: dict[str, list[str]] = {}
    start, key = 0, ""
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        name, colon, value = line.partition(":")
        if line == _END:
            if block:
                yield start, _joined(block)
            block, key = {}, ""
        elif not block:
            # What stands before the first known name is the heading of a section.
            if colon and name in _FIRST:
                block, key, start = {name: [value.removeprefix(" ")]}, name, number
        elif colon and name in _KEYS and name not in block and key not in _LAST:
            block[name], key = [value.removeprefix(" ")], name
        else:
            block[key].append(line)
    if block:
        yield start, _joined(block)


def _joined(block: dict[str, list[str]]) -> dict[str, str]:
    return {name: "\n".join(lines).rstrip("\n") for name, lines in block.items()}


def _entry(values: dict[str, str]) -> Entry:
    kind = ItemKind.NOTE if "Name" in values else ItemKind.LOGIN
    titles = [values[name] for name in _FIRST if values.get(name)]
    placed = Placed(kind=kind, title=next(iter(titles), ""))
    placed.add_sites([values.get("Website URL", "")])
    placed.role(Role.USERNAME, values.get("Login", ""))
    placed.role(Role.PASSWORD, values.get("Password", ""))
    placed.role(Role.NOTES, values.get("Comment", "") or values.get("Text", ""))
    placed.own(_("login name"), values.get("Login name", ""), shown=True)
    return placed.builder().entry()


FORMATS = (Format("kaspersky", N_("Kaspersky Password Manager (text)"), _fits, _read, ("txt",)),)
