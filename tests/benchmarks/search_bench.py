# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a keystroke takes to its first 200 ranked rows, over invented vaults.

Every prefix of each query is searched, as it is typed; the slowest and the middle keystroke
are printed.  The goal is 16 ms at 100,000 items.  What is measured is the thread's own time,
so that what else the machine does is left out.

    python tests/benchmarks/search_bench.py [quick | SIZE …]

``quick`` leaves out the vault of 100,000 items.
"""

import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from strongroom.model.changes import Changes
from strongroom.model.fields import KINDS
from strongroom.model.item import Folder, Overview, new_id
from strongroom.model.search import Found, Scope, SearchIndex, Sort, parse

T = TypeVar("T")

SIZES = (1_000, 10_000, 100_000)
GOAL = 16.0  # milliseconds
TODAY = "2030-01-01"

QUERIES = (
    "github",
    "mail",
    "amazon",
    "a",
    "gmail.com",
    "maria garcia",
    "john github",
    "shop com",
    "gihtub",
    "amazom",
    "wikipdia zzz",
    "xqzjy",
    "tag:work mail",
    "url:github",
    "user:anna bank",
    "folder:clients -archive",
    "is:favourite mail",
    "type:card visa",
    "has:otp a",
    "-com",
    "Ærøskøbing",
    "münchen",
    "почта",
)

_SITES = [
    "github",
    "gitlab",
    "google",
    "gmail",
    "amazon",
    "ebay",
    "paypal",
    "netflix",
    "spotify",
    "wikipedia",
    "reddit",
]
_SITES += [
    "dropbox",
    "adobe",
    "apple",
    "microsoft",
    "slack",
    "zoom",
    "twitch",
    "steam",
    "booking",
    "airbnb",
    "ikea",
    "bank",
]
_ENDS = ("com", "com", "com", "org", "net", "de", "co.uk", "io", "fr", "shop")
_NAMES = [
    "anna",
    "maria",
    "john",
    "james",
    "mary",
    "ivan",
    "li",
    "wei",
    "fatima",
    "omar",
    "lena",
    "noah",
    "emma",
    "liam",
    "olga",
    "pedro",
]
_SURNAMES = [
    "garcia",
    "smith",
    "müller",
    "jones",
    "novák",
    "rossi",
    "tanaka",
    "kim",
    "nguyen",
    "silva",
    "ivanov",
    "haddad",
]
_MAILS = ("gmail.com", "gmail.com", "outlook.com", "proton.me", "example.org", "mail.example")
_TAGS = ("work", "family", "shopping", "travel", "finance", "archive", "почта")
_OTHERS = ("почта", "日本語のメモ", "München Stadtwerke", "البنك الأهلي", "Ærøskøbing Havn")


@dataclass(frozen=True)
class Use:
    """An invented use."""

    last_used: int
    times_used: int


def invented(size: int) -> tuple[dict[int, Overview], dict[int, Folder], dict[int, Use]]:
    """Return a vault of ``size`` items, the same one every time."""
    chance = random.Random(size)  # noqa: S311 - invented data, the same at every run
    folders = _folders(chance, 200)
    places = [None, *folders]
    items = [_item(chance, places) for _number in range(size)]
    overviews = {item.id: item for item in items}
    used = chance.sample(list(overviews), min(300, size // 3))
    usage = {n: Use(chance.randrange(10**12), chance.randrange(1, 90)) for n in used}
    return overviews, folders, usage


def _folders(chance: random.Random, count: int) -> dict[int, Folder]:
    folders: dict[int, Folder] = {}
    for number in range(count):
        roots = [n for n, folder in folders.items() if folder.parent is None]
        parent = chance.choice([None, *roots[:20]])
        name = f"Clients {number}" if number % 3 else f"Projects {_word(chance)}"
        folder = Folder(id=new_id(), name=name, parent=parent)
        folders[folder.id] = folder
    return folders


def _item(chance: random.Random, places: Sequence[int | None]) -> Overview:
    site = chance.choice(_SITES) if chance.random() < 0.4 else _word(chance) + _word(chance)
    host = f"{site}.{chance.choice(_ENDS)}"
    name, surname = chance.choice(_NAMES), chance.choice(_SURNAMES)
    username = f"{name}.{surname}{chance.randrange(100)}@{chance.choice(_MAILS)}"
    title = chance.choice(_OTHERS) if chance.random() < 0.03 else site.capitalize()
    if chance.random() < 0.3:
        title += f" {name.capitalize()}"
    return Overview(
        id=new_id(),
        kind=chance.choice([*KINDS, *["login"] * 20]),
        title=title,
        username=username,
        websites=(f"https://www.{host}/login", f"https://{host}")[: chance.randrange(3)],
        tags=tuple(chance.sample(_TAGS, chance.randrange(3))),
        folder=chance.choice(places),
        favourite=chance.random() < 0.01,
        created=chance.randrange(10**12),
        modified=chance.randrange(10**12),
        trashed=1 if chance.random() < 0.01 else None,
        has_otp=chance.random() < 0.1,
    )


def _word(chance: random.Random) -> str:
    pairs = chance.randrange(1, 4)
    return "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(pairs))


def main(arguments: Sequence[str]) -> None:
    """Measure every size and print a table."""
    quick = list(arguments) == ["quick"]
    for size in SIZES[:-1] if quick else [int(argument) for argument in arguments] or SIZES:
        _measure(size)


def _measure(size: int) -> None:
    overviews, folders, usage = invented(size)
    made, index = _timed(lambda: SearchIndex(overviews, folders, usage))
    warmed, _ = _timed(index.warm)
    _say(f"{size:,} items: index {made:.0f} ms, then all texts {warmed:.0f} ms")
    for name, took in _listings(index):
        _say(f"  {name:<30} {took:8.2f} ms")
    for query in QUERIES:
        times, found = _keystrokes(index, query)
        slowest, middle = max(times), sorted(times)[len(times) // 2]
        mark = "" if slowest <= GOAL else "  above the goal"
        _say(f"  {query:<30} {slowest:8.2f} ms slowest {middle:8.2f} ms middle  {found}{mark}")
    for name, took in _changes(index, overviews):
        _say(f"  {name:<30} {took:8.2f} ms")


def _keystrokes(index: SearchIndex, query: str) -> tuple[list[float], str]:
    times = []
    for length in range(1, len(query) + 1):
        typed = query[:length]
        took, found = _timed(partial(_search, index, typed))
        times.append(took)
    total = "many" if found.total is None else f"{found.total:,}"
    return times, f"{total} found, {found.near} near"


def _search(index: SearchIndex, typed: str) -> Found:
    return index.find(parse(typed), today=TODAY)


def _listings(index: SearchIndex) -> Iterator[tuple[str, float]]:
    for sort in Sort:
        yield f"first list by {sort}", _timed(partial(index.find, parse(""), sort=sort))[0]
    yield "list again", _timed(lambda: index.find(parse(""), limit=None))[0]
    scope = Scope.kind("login")
    yield "list of a kind", _timed(lambda: index.find(parse(""), scope=scope))[0]
    everything = parse("a")
    yield "all ranked results of “a”", _timed(lambda: index.find(everything, limit=None))[0]


def _changes(index: SearchIndex, overviews: dict[int, Overview]) -> Iterator[tuple[str, float]]:
    number, overview = next(iter(overviews.items()))
    yield "one item saved", _timed(lambda: index.update(Changes(items={number: overview})))[0]
    yield "search after it", _timed(lambda: index.find(parse("github")))[0]
    yield "one item used", _timed(lambda: index.used(number, Use(10**12, 99)))[0]


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    start = time.thread_time()
    result = work()
    return (time.thread_time() - start) * 1000, result


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
