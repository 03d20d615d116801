# SPDX-License-Identifier: GPL-3.0-or-later
"""Adding, replacing or removing one unlock method, with what that means said before.

Which of these it is, and what has to be asked for, is data (:class:`Wish`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from strongroom.gui import theme
from strongroom.gui.dialogs.two_steps import TwoSteps
from strongroom.gui.widgets.busy_button import BusyButton
from strongroom.gui.widgets.card import Card, column
from strongroom.gui.widgets.key_file_place import KeyFilePlace
from strongroom.gui.widgets.labels import label
from strongroom.gui.widgets.new_password import NewPassword
from strongroom.gui.widgets.proof import Proof
from strongroom.gui.widgets.secret_line_edit import SecretLineEdit
from strongroom.model.credentials import Credentials, NewMethod
from strongroom.texts import _


class File(Enum):
    """Whether a key file is asked for."""

    NO = auto()
    MAY = auto()
    MUST = auto()


@dataclass(frozen=True, slots=True)
class Wish:
    """What is going to be done, in words, and what it takes.

    ``stay`` is how many further passwords may be typed, so that they stay; ``caution`` is
    said in the tone of a warning.  ``codes`` lets the recovery code do as
    well as the password.
    """

    title: str
    sentence: str
    deed: str
    leave: str
    caution: str = ""
    password: bool = False
    file: File = File.NO
    stay: int = 0
    codes: bool = True
    recovery: bool = False


@dataclass(frozen=True, slots=True)
class WantedMethod:
    """What opens the vault now, what else is to stay, and the new method, if there is one.

    Whoever receives it closes it.
    """

    current: Credentials
    others: tuple[Credentials, ...] = field(default=())
    new: NewMethod = field(default_factory=NewMethod)

    def close(self) -> None:
        """Zero what is secret."""
        for given in (self.current, *self.others):
            given.close()
        self.new.close()


class MethodChange(TwoSteps):
    """``wanted`` carries a :class:`WantedMethod`; ``key_file`` is the one that was used last."""

    def __init__(
        self, parent: QWidget, wish: Wish, vault: Path, key_file: Path | None = None
    ) -> None:
        super().__init__(
            parent,
            title=wish.title,
            deed=BusyButton(wish.deed, _("One moment…"), large=False),
            leave=wish.leave,
            proof=Proof(codes=wish.codes),
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAccessibleDescription(wish.sentence)
        self._wish = wish
        self.password = NewPassword()
        without = _("None: the password opens the vault alone.")
        if wish.file is File.MUST:
            without = _("Make a new one, or choose one that is there.")
        self.file = KeyFilePlace(without, vault)
        self._file_card = Card()
        self._file_card.add_row(self.file)
        self.others = _fields(wish.stay)
        self._others = _others(self.others)
        self._sentence = label(wish.sentence, tone="muted", wrap=True)
        self._caution = label(wish.caution, tone="warning", wrap=True)
        self._build()
        self.password.setVisible(wish.password)
        self._file_card.setVisible(wish.file is not File.NO)
        self._others.setVisible(bool(wish.stay))
        self._caution.setVisible(bool(wish.caution))
        self._lead_on()
        if key_file is not None:
            self.proof.use_key_file(key_file)

    def done(self, result: int) -> None:
        """Forget everything that was typed and shown."""
        self.password.wipe()
        for each in self.others:
            each.wipe()
        super().done(result)

    def _parts(self) -> tuple[QWidget, ...]:
        return (
            self._sentence,
            self._caution,
            self.proof,
            self._others,
            self.password,
            self._file_card,
        )

    def _lead_on(self) -> None:
        """Let Enter go from field to field, and at the last one do it."""
        fields: list[SecretLineEdit] = [self.proof.field, *self.others]
        if self._wish.password:
            fields += [self.password.first, self.password.second]
        for one, after in pairwise(fields):
            one.returnPressed.connect(after.setFocus)
        fields[-1].returnPressed.connect(self._submit)
        self.password.changed.connect(lambda: self._say(""))
        self.file.changed.connect(lambda: self._say(""))

    def _collect(self) -> WantedMethod | None:
        wish = self._wish
        problem = self.password.problem if wish.password else ""
        if problem:
            self._say(problem)
            return None
        if wish.file is File.MUST and self.file.path is None:
            self.file.say(_("Choose where the key file is, or shall be made."), "danger")
            self.file.new_button.setFocus()
            self._grow()
            return None
        new = NewMethod(
            password=self.password.first.secret() if wish.password else None,
            key_file=self.file.path if wish.file is not File.NO else None,
            recovery=wish.recovery,
        )
        current = self.proof.given()
        typed = (each.secret() for each in self.others if each.count)
        return WantedMethod(
            current, tuple(Credentials(one, current.key_file) for one in typed), new
        )


def _fields(count: int) -> tuple[SecretLineEdit, ...]:
    made = []
    for _number in range(count):
        text = _("Another master password that stays")
        one = SecretLineEdit(text)
        one.setPlaceholderText(text)
        one.setProperty("large", True)
        made.append(one)
    return tuple(made)


def _others(fields: Sequence[SecretLineEdit]) -> QWidget:
    box = QWidget()
    layout = column(box)
    said = _("The other master passwords stay only if you type them too:")
    layout.addWidget(label(said, theme.Text.SMALL, "warning", wrap=True))
    for one in fields:
        layout.addWidget(one)
    return box
