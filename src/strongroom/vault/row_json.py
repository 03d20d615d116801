# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON of rows: read into typed structs, and written back with nothing lost.

``msgspec`` drops keys that it does not know, so an edit merges: known keys are replaced
in the object as it was, and what a newer version put beside them stays byte for byte.
Elements of lists are matched by their own ids.

Almost every row re-encodes to exactly the bytes it came from: such a row has no unknown
key, none twice, and nothing else that needs a second, slower look.
"""

from collections.abc import Iterable, Iterator, Mapping

import msgspec
from msgspec.json import Decoder, Encoder
from msgspec.structs import force_setattr

from strongroom.model.fields import Field
from strongroom.model.item import Attachment, Details, Overview, Version
from strongroom.vault import strict_json
from strongroom.vault.padding import broken_content
from strongroom.vault.row_types import (
    KNOWN_TAGS,
    FolderRow,
    ItemRow,
    KnownRow,
    OverviewRow,
    Retired,
    SettingsRow,
    TombstoneRow,
    UnknownRow,
)

_BROKEN = (msgspec.DecodeError, ValueError, RecursionError)

_encode = Encoder().encode
_rows: Decoder[KnownRow] = Decoder(KnownRow)
_decode_row = _rows.decode
_decode_details = Decoder(Details).decode
_decode_object = Decoder(dict[str, msgspec.Raw]).decode
_decode_list = Decoder(list[msgspec.Raw]).decode


def read_overview(text: bytes, row_id: int) -> OverviewRow:
    """Return the row that an overview's JSON holds.

    Raises:
        Damaged: it holds none.
    """
    try:
        row = _decode_row(text)
    except _BROKEN:
        return _unknown(text)
    if _encode(row) != text:
        _check_strict(text)
    if isinstance(row, ItemRow):
        force_setattr(row.overview, "id", row_id)
    return row


def read_overviews(texts: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, OverviewRow]]:
    """Read many, and look twice only at what the decoder refuses.

    Raises:
        Damaged: as ``read_overview``.
    """
    for row_id, text in texts:
        try:
            row = _decode_row(text)
        except _BROKEN:
            yield row_id, read_overview(text, row_id)
            continue
        if type(row) is ItemRow:
            # Frozen for everyone else: nobody has seen this one yet.
            force_setattr(row.overview, "id", row_id)
        yield row_id, row


def _unknown(text: bytes) -> UnknownRow:
    value = _check_strict(text)
    tag = value.get("t") if isinstance(value, dict) else None
    if not isinstance(tag, str) or tag in KNOWN_TAGS:
        raise broken_content()
    return UnknownRow(tag)


def _check_strict(text: bytes) -> object:
    try:
        return strict_json.loads(text)
    except strict_json.NotStrict:
        raise broken_content() from None


def read_details(text: bytes) -> Details:
    """Return the details that a JSON text holds.

    Raises:
        Damaged: it holds none.
    """
    try:
        details = _decode_details(text)
    except _BROKEN:
        # The cause would quote a field.
        raise broken_content() from None
    if _encode(details) != text:
        _check_strict(text)
    return details


def write_overview(row: KnownRow, before: bytes | None = None) -> bytes:
    """Return the JSON of a row; ``before``, the JSON it replaces, lends its unknown keys.

    A row of another sort takes nothing over: a tombstone says only when.

    Raises:
        Damaged: ``before`` is no row.
    """
    if isinstance(row, ItemRow):
        row = ItemRow(overview=msgspec.structs.replace(row.overview, id=0), details=row.details)
    after = _encode(row)
    _decode_row(after)  # what could not be read back is a bug of ours, told before it is kept
    if before is None:
        return after
    old = read_overview(before, 0)
    if type(old) is not type(row) or _encode(old) == before:
        return after
    return _merged(_object(before), _object(after), _SHAPES[type(row)])


def write_details(details: Details, before: bytes | None = None) -> bytes:
    """Return the JSON of details; ``before``, what they replace, lends its unknown keys.

    Raises:
        Damaged: ``before`` is none.
    """
    after = _encode(details)
    _decode_details(after)
    if before is None or _encode(read_details(before)) == before:
        return after
    return _merged(_with_present(_object(before)), _object(after), _DETAILS)


Object = dict[str, msgspec.Raw]


class _Shape(msgspec.Struct, frozen=True):
    """The keys that this version knows in an object, and the objects inside it.

    ``one`` holds keys of a single object, ``many`` keys of a list with the key by which
    its elements are told apart.
    """

    known: frozenset[str]
    one: Mapping[str, "_Shape"] = {}
    many: Mapping[str, tuple["_Shape", str]] = {}


def _known(*types: type[msgspec.Struct]) -> frozenset[str]:
    return frozenset({"t", *(f.encode_name for t in types for f in msgspec.structs.fields(t))})


_FIELD = _Shape(_known(Field))
_VERSION = _Shape(_known(Version), many={"fields": (_FIELD, "id")})
_ATTACHMENT = _Shape(_known(Attachment))
_DETAILS = _Shape(
    _known(Details),
    many={
        "fields": (_FIELD, "id"),
        "history": (_VERSION, "id"),
        "attachments": (_ATTACHMENT, "id"),
    },
)
_SHAPES: Mapping[type[msgspec.Struct], _Shape] = {
    ItemRow: _Shape(_known(ItemRow), one={"overview": _Shape(_known(Overview))}),
    FolderRow: _Shape(_known(FolderRow)),
    SettingsRow: _Shape(_known(SettingsRow), many={"retired": (_Shape(_known(Retired)), "key")}),
    TombstoneRow: _Shape(_known(TombstoneRow)),
}


def _object(text: bytes | msgspec.Raw) -> Object:
    return _decode_object(text)


def _merged(before: Object, after: Object, shape: _Shape) -> bytes:
    """Return ``after`` with the keys of ``before`` that ``shape`` does not know."""
    merged = dict(after)
    for key, inner in shape.one.items():
        merged[key] = msgspec.Raw(_merged(_object(before[key]), _object(after[key]), inner))
    for key, (inner, id_key) in shape.many.items():
        if key in before and key in after:
            merged[key] = _merged_list(before[key], after[key], inner, id_key)
    merged |= {key: value for key, value in before.items() if key not in shape.known}
    return _encode(merged)


def _merged_list(
    before: msgspec.Raw, after: msgspec.Raw, shape: _Shape, id_key: str
) -> msgspec.Raw:
    olds = {bytes(old[id_key]): old for old in map(_object, _decode_list(before))}
    news = [_object(new) for new in _decode_list(after)]
    merged = (_merged(olds.get(bytes(new[id_key]), {}), new, shape) for new in news)
    return msgspec.Raw(b"[" + b",".join(merged) + b"]")


def _with_present(before: Object) -> Object:
    """Offer the present state as a version too: an edit moves it into the history."""
    versions = _decode_list(before.get("history", msgspec.Raw(b"[]")))
    present = {"id": before["version"], "fields": before.get("fields", msgspec.Raw(b"[]"))}
    return before | {"history": msgspec.Raw(_encode([*versions, present]))}
