# SPDX-License-Identifier: GPL-3.0-or-later
"""The letter keys of a menu's entries, found anew each time it opens.

Each entry gets a letter that no other one of its menu has, in every language and whatever
its text says at the moment: the first of a word where that is free.  Once the menu is closed
the texts are as they were, for they stand in other places too.
"""

from collections.abc import Iterable, Iterator

from PySide6.QtWidgets import QMenu


def with_letters(texts: Iterable[str]) -> list[str]:
    """Return ``texts``, each with ``&`` before a letter of its own, as far as there are any."""
    taken: set[str] = set()
    marked = []
    for text in texts:
        place = next((at for at in _places(text) if text[at].casefold() not in taken), None)
        if place is None:
            marked.append(text)
        else:
            taken.add(text[place].casefold())
            marked.append(f"{text[:place]}&{text[place:]}")
    return marked


def give_letters(menu: QMenu) -> None:
    """Let every entry of ``menu`` have its letter for as long as the menu is open."""
    menu.aboutToShow.connect(lambda: _mark(menu))
    menu.aboutToHide.connect(lambda: _clean(menu))


def _places(text: str) -> Iterator[int]:
    letters = [at for at, letter in enumerate(text) if letter.isalpha()]
    yield from (at for at in letters if at == 0 or text[at - 1] == " ")
    yield from letters


def _mark(menu: QMenu) -> None:
    _clean(menu)
    entries = [action for action in menu.actions() if not action.isSeparator()]
    for action, text in zip(entries, with_letters(a.text() for a in entries), strict=True):
        action.setText(text)


def _clean(menu: QMenu) -> None:
    for action in menu.actions():
        if "&" in action.text():
            action.setText(action.text().replace("&", ""))
