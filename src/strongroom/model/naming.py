# SPDX-License-Identifier: GPL-3.0-or-later
r"""How a person names an item or folder in a terminal, and how it is named to them.

An item answers to its id (13 Crockford characters), to its folder path and title
(``Work/GitHub``; ``\/`` is a slash that belongs to a name, ``\\`` a backslash) and to its
title alone, wherever it lies.  A leading slash means outside of all folders: ``/GitHub``.
Case is folded, and an exact spelling wins over others.  The trash is searched only if asked.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence

from strongroom.errors import AmbiguousName, NotFound
from strongroom.model.item import Attachment, Folder, Overview, folder_path, id_of_text
from strongroom.texts import _, ngettext


def _exactly(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _caselessly(text: str) -> str:
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKD", text).casefold())


_FOLDS: tuple[Callable[[str], str], ...] = (_exactly, _caselessly)


def split_path(text: str) -> list[str]:
    r"""Split at slashes, less those written ``\/``: ``a\/b/c`` is ``["a/b", "c"]``."""
    parts = [""]
    characters = iter(text)
    for character in characters:
        if character == "/":
            parts.append("")
        elif character == "\\":
            escaped = next(characters, "")
            parts[-1] += escaped if escaped in {"/", "\\"} else character + escaped
        else:
            parts[-1] += character
    return parts


def join_path(parts: Iterable[str]) -> str:
    r"""Join names with slashes, so that :func:`split_path` gives them back."""
    return "/".join(part.replace("\\", "\\\\").replace("/", "\\/") for part in parts)


def item_path(overview: Overview, folders: Mapping[int, Folder]) -> str:
    """Return folder path and title, the name that an item answers to."""
    return join_path([*folder_path(folders, overview.folder), overview.title])


def find_item(
    name: str,
    overviews: Mapping[int, Overview],
    folders: Mapping[int, Folder],
    *,
    trash: bool = False,
) -> int:
    """Return the id of the one item that answers to ``name``.

    ``trash`` looks among the items in the trash alone, else they are left out.

    Raises:
        NotFound: none does.
        AmbiguousName: several do; ``candidates`` are their ids and paths.
    """
    number = id_of_text(name)
    there = [o for o in overviews.values() if (o.trashed is not None) == trash]
    if number is not None and any(o.id == number for o in there):
        return number
    found = _by_path(name, there, folders) or _by_title(name, there)
    if not found:
        sentence = (
            _("Nothing in the trash is called “{name}”: list the trash to see its names.")
            if trash
            else _("No item is called “{name}”: list or search to see the names.")
        )
        raise NotFound(sentence.format(name=name))
    if len(found) > 1:
        raise _ambiguous_items(name, [(o.id, item_path(o, folders)) for o in found])
    return found[0].id


def find_folder(name: str, folders: Mapping[int, Folder]) -> int:
    """Return the id of the folder with that path, or of the only one with that name.

    Raises:
        NotFound: there is none.
        AmbiguousName: there are several; ``candidates`` are their ids and paths.
    """
    wanted = [part for part in split_path(name) if part]
    paths = {number: folder_path(folders, number) for number in folders}
    found = _folders_at(wanted, paths) or _folders_called(wanted, paths)
    if not found:
        sentence = _("No folder is called “{name}”: check its spelling.")
        raise NotFound(sentence.format(name=name))
    if len(found) > 1:
        sentence = ngettext(
            "{count} folder answers to “{name}”: name it by its path.",
            "{count} folders answer to “{name}”: name one by its path.",
            len(found),
        ).format(count=len(found), name=name)
        raise AmbiguousName(sentence, sorted((n, join_path(paths[n])) for n in found))
    return found[0]


def _by_path(name: str, there: Sequence[Overview], folders: Mapping[int, Folder]) -> list[Overview]:
    """Return what a path names; a title alone is a path of one part, in any folder."""
    *above, title = split_path(name)
    for fold in _FOLDS:
        wanted = fold(title)
        found = [o for o in there if fold(o.title) == wanted]
        if above:
            place = [fold(part) for part in above if part]
            found = [o for o in found if _folded_path(fold, folders, o.folder) == place]
        if found:
            return found
    return []


def _by_title(name: str, there: Sequence[Overview]) -> list[Overview]:
    """Return the items whose title has a slash in it that the person did not mark."""
    for fold in _FOLDS:
        wanted = fold(name)
        found = [o for o in there if fold(o.title) == wanted]
        if found:
            return found
    return []


def _folded_path(
    fold: Callable[[str], str], folders: Mapping[int, Folder], folder_id: int | None
) -> list[str]:
    return [fold(part) for part in folder_path(folders, folder_id)]


def find_attachment(name: str, attachments: Sequence[Attachment]) -> Attachment:
    """Return the one attachment that answers to ``name``: its id, or its name.

    Raises:
        NotFound: none does; the sentence names those that there are.
        AmbiguousName: several do; ``candidates`` are their ids and names.
    """
    number = id_of_text(name)
    found = [one for one in attachments if one.id == number]
    for fold in _FOLDS:
        found = found or [one for one in attachments if fold(one.name) == fold(name)]
    if not found:
        names = ", ".join(f"“{one.name}”" for one in attachments)
        sentence = (
            _("There is no attachment “{name}”; there are {names}.")
            if names
            else _("There is no attachment “{name}”; the item has none.")
        )
        raise NotFound(sentence.format(name=name, names=names))
    if len(found) > 1:
        sentence = ngettext(
            "{count} attachment answers to “{name}”: name it by its id.",
            "{count} attachments answer to “{name}”: name one by its id.",
            len(found),
        ).format(count=len(found), name=name)
        raise AmbiguousName(sentence, [(one.id, one.name) for one in found])
    return found[0]


def _ambiguous_items(name: str, found: list[tuple[int, str]]) -> AmbiguousName:
    sentence = ngettext(
        "{count} item answers to “{name}”: name it by its path or its id.",
        "{count} items answer to “{name}”: name one by its path or its id.",
        len(found),
    ).format(count=len(found), name=name)
    return AmbiguousName(sentence, sorted(found, key=lambda pair: (pair[1], pair[0])))


def _folders_at(wanted: list[str], paths: Mapping[int, tuple[str, ...]]) -> list[int]:
    for fold in _FOLDS:
        folded = [fold(part) for part in wanted]
        found = [n for n, path in paths.items() if [fold(part) for part in path] == folded]
        if found:
            return found
    return []


def _folders_called(wanted: list[str], paths: Mapping[int, tuple[str, ...]]) -> list[int]:
    if len(wanted) != 1:
        return []
    return [n for n, path in paths.items() if _caselessly(path[-1]) == _caselessly(wanted[0])]
