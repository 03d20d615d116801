# SPDX-License-Identifier: GPL-3.0-or-later
"""Conditions that look at no searched text: kinds, flags, and what lies in the details."""

from collections.abc import Callable, Iterable, Sequence

from strongroom.model.fields import Field, FieldKind, label_of
from strongroom.model.folding import fold
from strongroom.model.item import Overview, has_expired
from strongroom.model.query import Flag, Query, Term, Where

Test = Callable[[Overview], bool]


def kind_and_flag_tests(query: Query, today: str) -> list[Test]:
    """Return the tests of an overview; ``today`` is ``YYYY-MM-DD``."""
    tests: list[Test] = []
    if query.kinds:
        tests.append(lambda overview: overview.kind in query.kinds)
    if query.excluded_kinds:
        tests.append(lambda overview: overview.kind not in query.excluded_kinds)
    tests += [_flag_test(flag, today) for flag in query.flags]
    tests += [_not(_flag_test(flag, today)) for flag in query.excluded_flags]
    return tests


def details_match(query: Query, fields: Sequence[Field]) -> bool:
    """Tell whether an item's fields fit ``notes:`` and ``field:``.

    ``field:`` looks at the labels of what is filled in, and at values that are not concealed.
    """
    wanted = all(_in_details(term, fields) for term in query.details)
    return wanted and not any(_in_details(term, fields) for term in query.excluded_details)


def _in_details(term: Term, fields: Iterable[Field]) -> bool:
    return any(term.text in text for field in fields for text in _searched(field, term.where))


def _searched(field: Field, where: Where) -> Iterable[str]:
    if where is Where.NOTES:
        return [fold(field.value)] if field.kind == FieldKind.NOTE else []
    if not field.value:
        return []
    label = fold(label_of(field))
    return [label] if field.concealed else [label, fold(field.value)]


def _flag_test(flag: Flag, today: str) -> Test:
    tests: dict[Flag, Test] = {
        Flag.FAVOURITE: lambda overview: overview.favourite,
        Flag.EXPIRED: lambda overview: has_expired(overview, today),
        Flag.TRASHED: lambda overview: overview.trashed is not None,
        Flag.OTP: lambda overview: overview.has_otp,
        Flag.ATTACHMENT: lambda overview: overview.has_attachment,
    }
    return tests[flag]


def _not(test: Test) -> Test:
    return lambda overview: not test(overview)
