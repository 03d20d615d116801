# SPDX-License-Identifier: GPL-3.0-or-later
"""What an item may hold, so that it always fits its rows and never loses a character.

An overview's row ends at 64 KiB and a details' row at 16 MiB (``vault/FORMAT.md``), so the
parts have limits, their sum has one, and room is left for what a newer version adds.  What
goes past is refused in words and never cut.  Dates and months are checked strictly, one-time
passwords must give a code, everything else is the person's own business: a phone number or
an address that looks odd to a program may well be right.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date

import msgspec

from strongroom.errors import InvalidInput
from strongroom.model.characters import check_block, check_line, fits_block, fits_line
from strongroom.model.fields import ROLE_LABELS, Field, FieldKind, Role, label_of, template_of
from strongroom.model.item import Content, overview_of
from strongroom.model.tags import clean_tags
from strongroom.texts import N_, _

MAX_TITLE = 1024  # characters
MAX_PASSWORD = 4096  # UTF-8 bytes
MAX_LABEL = 256  # characters
MAX_KIND = 64  # characters
MAX_LINE = 8192  # characters of a website, an email, a username …
MAX_BLOCK = 1 << 20  # UTF-8 bytes of notes, keys and other long texts
MAX_FIELDS = 500
MAX_OVERVIEW = 60 << 10  # bytes of JSON; the row holds 64 KiB
MAX_CONTENT = 4 << 20  # bytes of JSON; the details' row holds 16 MiB, with the history

_ONE_LINE = frozenset(
    {FieldKind.WEBSITE, FieldKind.EMAIL, FieldKind.PHONE, FieldKind.DATE, FieldKind.MONTH}
)
_KINDS = frozenset(FieldKind)
_CHECKED = frozenset({FieldKind.DATE, FieldKind.MONTH, FieldKind.OTP})
_Rule = tuple[Callable[[str, int], bool], Callable[[str, str, int], None], int]
_PASSWORD: _Rule = (fits_block, check_block, MAX_PASSWORD)
_LINE: _Rule = (fits_line, check_line, MAX_LINE)
_BLOCK: _Rule = (fits_block, check_block, MAX_BLOCK)
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def clean_title(text: str) -> str:
    """Return a title as it is kept: without spaces around it, else to the character.

    Raises:
        InvalidInput: empty, longer than ``MAX_TITLE`` characters, or with control characters.
    """
    return _clean_name(text, _("title"), MAX_TITLE)


def clean_folder_name(text: str) -> str:
    """Return a folder's name as it is kept; the rules are a title's, ``MAX_LABEL`` long.

    Raises:
        InvalidInput: empty, too long, or with control characters.
    """
    return _clean_name(text, _("folder"), MAX_LABEL)


def clean_vault_name(text: str) -> str:
    """Return a vault's name as it is kept; the rules are a folder's.

    Raises:
        InvalidInput: empty, too long, or with control characters.
    """
    return _clean_name(text, _("vault name"), MAX_LABEL)


def check_content(content: Content, before: Content | None = None) -> Content:
    """Return ``content`` as it is kept, with title and tags cleaned.

    A value that stands in ``before`` unchanged is not judged as a date or one-time password
    again: another program, or a newer version, may have known better.

    Raises:
        InvalidInput: something cannot be kept; the sentence names it.
    """
    known = {(f.kind, f.value) for f in before.fields} if before else frozenset()
    if len(content.fields) > MAX_FIELDS:
        sentence = _("The item has {count} fields: keep {limit} at most.")
        raise InvalidInput(sentence.format(count=len(content.fields), limit=MAX_FIELDS))
    _check_name(content.kind, N_("kind"), MAX_KIND)
    summary = template_of(content.kind).summary
    fields = tuple([_checked(f, summary, known) for f in content.fields])
    cleaned = msgspec.structs.replace(
        content, title=clean_title(content.title), fields=fields, tags=clean_tags(content.tags)
    )
    _check_fits(cleaned)
    return cleaned


def check_value(field: Field) -> None:
    """Refuse a value that is not what its field's kind says: for an editor, as one types.

    Raises:
        InvalidInput: a date or month that there is not, or no one-time password.
    """
    if not field.value:
        return
    label = label_of(field)
    if field.kind == FieldKind.DATE and not _is_date(field.value):
        sentence = _("“{label}” is no date: write it as year-month-day, like 2031-05-09.")
        raise InvalidInput(sentence.format(label=label))
    if field.kind == FieldKind.MONTH and not _MONTH.fullmatch(field.value):
        sentence = _("“{label}” is no month: write it as year-month, like 2031-05.")
        raise InvalidInput(sentence.format(label=label))
    if field.kind == FieldKind.OTP:
        from strongroom.model.otp import parse_otp  # noqa: PLC0415 - start-up time

        parse_otp(field.value)


def _clean_name(text: str, label: str, limit: int) -> str:
    name = text.strip()
    if not name:
        raise InvalidInput(_("“{label}” is empty: type something there.").format(label=label))
    check_line(name, label, limit)
    return name


def _checked(field: Field, summary: Iterable[str], known: Iterable[tuple[str, str]]) -> Field:
    label = field.label.strip()
    if field.role not in ROLE_LABELS:
        _check_name(field.role, N_("role"), MAX_KIND)
    if field.kind not in _KINDS:
        _check_name(field.kind, N_("kind"), MAX_KIND)
    if label:
        _check_name(label, N_("label"), MAX_LABEL)
    cleaned = field if label == field.label else msgspec.structs.replace(field, label=label)
    fits, check, limit = _rule_of(field, summary)
    if not fits(field.value, limit):
        check(field.value, label_of(cleaned), limit)
    if field.kind in _CHECKED and (field.kind, field.value) not in known:
        check_value(cleaned)
    return cleaned


def _check_name(text: str, label: str, limit: int) -> None:
    # Translated only where a sentence needs it: an import checks a million texts.
    if not fits_line(text, limit):
        check_line(text, _(label), limit)


def _rule_of(field: Field, summary: Iterable[str]) -> _Rule:
    if field.role == Role.PASSWORD:
        return _PASSWORD
    one_line = field.kind in _ONE_LINE or field.role == Role.USERNAME or field.role in summary
    return _LINE if one_line else _BLOCK


def _check_fits(content: Content) -> None:
    overview = overview_of(content, item_id=1, created=0, modified=0)
    if len(msgspec.json.encode(overview)) > MAX_OVERVIEW:
        raise InvalidInput(
            _("Title, username, websites and tags are too long together: shorten some of them.")
        )
    if len(msgspec.json.encode(content.fields)) > MAX_CONTENT:
        raise InvalidInput(_("The item is larger than 4 MiB: keep part of it in another item."))


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
