# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person typed into the search field, as data.

Words in any order, each of which must be found; quotes keep words together; ``-`` excludes;
``name:value`` looks in one part of an item.  Terms narrow, while a repeated ``tag:``,
``folder:`` or ``type:`` widens.  Nothing that can be typed is an error: a name or value that
this version does not know is searched as words, with a notice that says so, and a term that
is still being typed has no effect.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from strongroom.model.fields import KINDS
from strongroom.model.folding import fold
from strongroom.texts import _

MAX_QUERY = 1000  # characters; what lies past them is not looked at
MAX_WORDS = 16
FORGIVING_LENGTH = 4  # letters from which small typos in a word are forgiven

_BEGINNINGS = ("https://", "http://")


class Where(StrEnum):
    """The part of an item that a term looks in; NOTES and FIELD lie in its details."""

    ANY = ""
    TITLE = "title"
    USER = "user"
    URL = "url"
    TAG = "tag"
    FOLDER = "folder"
    NOTES = "notes"
    FIELD = "field"


class Flag(StrEnum):
    """What an item is or has."""

    FAVOURITE = "is:favourite"
    EXPIRED = "is:expired"
    TRASHED = "is:trashed"
    OTP = "has:otp"
    ATTACHMENT = "has:attachment"


@dataclass(frozen=True, slots=True)
class Term:
    """Folded text to be found; ``quoted`` is meant to the letter."""

    text: str
    where: Where = Where.ANY
    quoted: bool = False

    @property
    def forgiving(self) -> bool:
        """Whether small typos in it may be forgiven."""
        if self.quoted or self.where is not Where.ANY:
            return False
        return sum(c.isalpha() for c in self.text) >= FORGIVING_LENGTH


@dataclass(frozen=True, slots=True)
class Query:
    """A search; an empty one finds everything.

    ``words`` and ``parts`` must all be found, one of ``tags``, of ``folders`` and of
    ``kinds`` where there are any, none of what is excluded.  ``details`` look into details,
    which an index does not hold: its caller asks :func:`details_match` for those.
    """

    words: tuple[Term, ...] = ()
    parts: tuple[Term, ...] = ()
    tags: tuple[Term, ...] = ()
    folders: tuple[Term, ...] = ()
    kinds: frozenset[str] = frozenset()
    flags: frozenset[Flag] = frozenset()
    details: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    excluded_details: tuple[Term, ...] = ()
    excluded_kinds: frozenset[str] = frozenset()
    excluded_flags: frozenset[Flag] = frozenset()
    notices: tuple[str, ...] = field(default=(), compare=False)

    @property
    def needs_details(self) -> bool:
        """Whether what the index finds is still to be looked at in its details."""
        return bool(self.details or self.excluded_details)

    @property
    def trashed(self) -> bool:
        """Whether it asks for what lies in the trash."""
        return Flag.TRASHED in self.flags

    def __bool__(self) -> bool:
        return self != Query()


_WHERE = {
    **{where.value: where for where in Where if where.value},
    "username": Where.USER,
    "website": Where.URL,
    "note": Where.NOTES,
}
_FLAGS = {
    "is": {
        "favourite": Flag.FAVOURITE,
        "favorite": Flag.FAVOURITE,
        "expired": Flag.EXPIRED,
        "trashed": Flag.TRASHED,
    },
    "has": {"otp": Flag.OTP, "attachment": Flag.ATTACHMENT, "attachments": Flag.ATTACHMENT},
}
_TYPE = "type"

_TOKEN = re.compile(
    r"""(?P<minus>-?)
        (?:(?P<name>[^\W\d_]+):(?!//|\d+(?:\s|$)))?
        (?:["“„](?P<quoted>[^"“”]*)(?:["“”]|$)|(?P<plain>\S+)|(?=\s|$))""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Token:
    minus: bool
    name: str
    value: str
    quoted: bool
    last: bool  # nothing follows, so that it may still be being typed

    @property
    def typed(self) -> str:
        return f"{self.name}:{self.value}"


class _Parts:
    """What a query gathers while its tokens are read."""

    def __init__(self) -> None:
        self.terms: dict[tuple[str, bool], list[Term]] = {}
        self.kinds: dict[bool, set[str]] = {False: set(), True: set()}
        self.flags: dict[bool, set[Flag]] = {False: set(), True: set()}
        self.notices: list[str] = []

    def add(self, term: Term, *, minus: bool) -> None:
        """Take a term where it has any text."""
        if term.text and (len(self.terms.setdefault((term.where, minus), [])) < MAX_WORDS):
            self.terms[term.where, minus].append(term)

    def get(self, *places: Where, minus: bool = False) -> tuple[Term, ...]:
        """Return the terms of some places, each once."""
        found = (term for where in places for term in self.terms.get((where, minus), ()))
        return tuple(dict.fromkeys(found))


def parse(text: str) -> Query:
    """Read what was typed; never raises."""
    parts = _Parts()
    for token in _tokens(text[:MAX_QUERY]):
        _take(token, parts)
    outside = (Where.ANY, Where.TITLE, Where.USER, Where.URL, Where.TAG, Where.FOLDER)
    return Query(
        words=parts.get(Where.ANY),
        parts=parts.get(Where.TITLE, Where.USER, Where.URL),
        tags=parts.get(Where.TAG),
        folders=parts.get(Where.FOLDER),
        kinds=frozenset(parts.kinds[False]),
        flags=frozenset(parts.flags[False]),
        details=parts.get(Where.NOTES, Where.FIELD),
        excluded=parts.get(*outside, minus=True),
        excluded_details=parts.get(Where.NOTES, Where.FIELD, minus=True),
        excluded_kinds=frozenset(parts.kinds[True]),
        excluded_flags=frozenset(parts.flags[True]),
        notices=tuple(parts.notices),
    )


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        quoted = match["quoted"] is not None
        value = match["quoted"] if quoted else match["plain"] or ""
        if value or match["name"]:
            name = match["name"] or ""
            yield _Token(bool(match["minus"]), name, value, quoted, match.end() == len(text))


def _take(token: _Token, parts: _Parts) -> None:
    name = token.name.lower()
    if not name:
        parts.add(Term(_cleaned(token.value), quoted=token.quoted), minus=token.minus)
    elif name in _WHERE:
        parts.add(Term(_cleaned(token.value), _WHERE[name], token.quoted), minus=token.minus)
    elif name == _TYPE and (kinds := _kinds(token.value)):
        parts.kinds[token.minus] |= kinds
    elif name in _FLAGS and fold(token.value) in _FLAGS[name]:
        parts.flags[token.minus].add(_FLAGS[name][fold(token.value)])
    elif not _unfinished(token, name):
        _take_as_words(token, parts)


def _unfinished(token: _Token, name: str) -> bool:
    """Tell a term that is still being typed from one that is not known."""
    if name == _TYPE:
        return not token.value
    if name not in _FLAGS:
        return False
    return token.last and any(value.startswith(fold(token.value)) for value in _FLAGS[name])


def _take_as_words(token: _Token, parts: _Parts) -> None:
    notice = _("“{text}” is not known to this version: its words are searched instead.")
    parts.notices.append(notice.format(text=token.typed))
    if token.minus:
        parts.add(Term(_cleaned(token.typed)), minus=True)
        return
    parts.add(Term(_cleaned(token.name)), minus=False)
    parts.add(Term(_cleaned(token.value), quoted=token.quoted), minus=False)


def _cleaned(text: str) -> str:
    """Fold a text, and take off what search leaves out of a website that is pasted."""
    folded = "".join(c for c in fold(text).strip() if c >= " ")
    for beginning in _BEGINNINGS:
        if folded.startswith(beginning):
            folded = folded.removeprefix(beginning).rstrip("/")
    return folded.removeprefix("www.")


def _kinds(value: str) -> set[str]:
    """Return the kinds that a name begins to spell, in the person's language or as kept."""
    wanted = fold(value).strip()
    if not wanted:
        return set()
    names = {kind: list(_names(kind)) for kind in KINDS}
    exact = {kind for kind, spelt in names.items() if wanted in spelt}
    return exact or {
        kind
        for kind, spelt in names.items()
        if any(name.startswith(wanted) or f" {wanted}" in name for name in spelt)
    }


def _names(kind: str) -> Iterable[str]:
    template = KINDS[kind]
    for name in (kind, template.name, template.plural, _(template.name), _(template.plural)):
        folded = fold(name).replace("_", " ")
        yield folded
        yield folded.replace("-", "")
        yield folded.replace(" ", "_")
