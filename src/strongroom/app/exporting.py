# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking items out of the vault into a file: by whom, what, as what, and where.

Whoever exports has just shown that they can open the vault, whatever the format: a file
under a password of somebody else's choice gives away as much as one that all can read.  That
was shown of this opening of the vault, and a moment ago.  A file that all can read lies in no
folder that others have too, unless that was said twice; none takes the place of a vault or a key
file, and none is half-written.  The access log has what leaves before it does: a file before
that has its name, a stream or a page before the first item is given away.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from strongroom.app.access_log import AccessLog, Through
from strongroom.app.export_formats import COPY, FORMATS, PAGE, ExportFormat, Writing, export_format
from strongroom.app.leaving import Chosen, What, chosen, outgoing
from strongroom.app.new_files import check_place, new_file
from strongroom.app.new_vault import file_name
from strongroom.app.plain_files import PlainFile
from strongroom.app.risky_places import reasons
from strongroom.app.session import Session
from strongroom.app.spared import check as check_spared
from strongroom.app.spared import check_what_is_there
from strongroom.errors import CannotExport, CannotImport, InvalidInput, RiskyPlace
from strongroom.exchange.outgoing import Outgoing, OutgoingItem
from strongroom.model.credentials import Credentials, NewUnlock
from strongroom.model.rules import clean_vault_name
from strongroom.secret import SecretBytes
from strongroom.texts import _, ngettext
from strongroom.vault.check import Progress, no_progress
from strongroom.vault.vault import Vault

__all__ = [
    "COPY",
    "FORMATS",
    "PAGE",
    "Chosen",
    "ExportFormat",
    "Exported",
    "Exporting",
    "Order",
    "Outgoing",
    "OutgoingItem",
    "Proof",
    "What",
    "Writing",
    "check",
    "export_format",
    "reasons",
]

_MS = 1000
PROOF_SECONDS = 120.0  # that a proof is good for: nobody has left the keyboard to others yet


class Proof:
    """That somebody has just opened the vault once more; good for one export of it, now.

    It is of one opening: once the vault is locked, it is worth nothing.
    """

    def __init__(self, vault: Vault, at: float) -> None:
        """Begin at a moment of the clock that only goes forward."""
        self._vault: Vault | None = vault
        self._until = at + PROOF_SECONDS

    def use(self, vault: Vault, at: float) -> None:
        """Take the proof for the vault that is open, once.

        Raises:
            CannotExport: it is of another opening, is used up, or too old.
        """
        known, self._vault = self._vault, None
        if known is not vault or at >= self._until:
            raise CannotExport(_("Give the master password again to export."))


@dataclass(frozen=True, slots=True)
class Order:
    """One export.  ``password`` is the new file's own, and stays the caller's.

    A page is an order too, of a ``PAGE`` that the window gave its ``write``.

    ``anyway`` is the second yes to a file that all can read in a place that others have too.
    """

    what: What
    format: ExportFormat
    path: Path
    password: SecretBytes | None = field(default=None, repr=False)
    replace: bool = False
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class Exported:
    """What was exported; ``losses`` are sentences on what the format had no place for.

    ``items`` are in the file; ``left_out`` ones were to leave too, and the format takes none
    of their kind.
    ``plain`` is the file where anyone can read it, so that it can be deleted later.
    """

    format: ExportFormat
    path: Path | None
    items: int
    folders: int
    losses: tuple[str, ...] = ()
    plain: PlainFile | None = None
    left_out: int = 0


def check(order: Order) -> None:
    """Refuse what would be refused, before anybody is asked for a password.

    Raises:
        AlreadyExists, NotWritable: the place will not do.
        RiskyPlace: others would have the file, which all can read.
    """
    file = order.format is not COPY
    check_place(order.path, replace=order.replace and file, nameless=file)
    check_what_is_there(order.path)
    found = () if order.format.encrypted or order.anyway else reasons(order.path)
    if found:
        sentence = _("Anyone can read this file, and others would have it. {reasons}")
        raise RiskyPlace(sentence.format(reasons=" ".join(found)), found)


class Exporting:
    """Writes items of the open vault to files of other programs, and to vaults of their own."""

    def __init__(self, session: Session, log: AccessLog, through: Through) -> None:
        self._session = session
        self._log = log
        self._through = through

    # Before

    def count(self, what: What) -> Chosen:
        """Return what would leave; raises as :func:`chosen`."""
        return chosen(self._session, what)

    def prove(self, credentials: Credentials) -> Proof:
        """Make sure that whoever sits here can open the vault; ``credentials`` stay theirs.

        Raises:
            VaultLocked, MustWait, WrongKey, MethodMissing: as ``Session.verify``.
        """
        self._session.verify(credentials)
        return Proof(self._session.vault, self._session.clock.monotonic())

    def suggested_name(self, one: ExportFormat) -> str:
        """Return a name for the file: the vault's, and the day."""
        return Path(file_name(f"{self._session.vault.name} {self.day()}")).stem + one.ending

    def now_ms(self) -> int:
        """Return the moment of now."""
        return self._session.clock.now_ms()

    def day(self) -> str:
        """Return the day of now, as it stands in names and on pages."""
        return f"{datetime.fromtimestamp(self.now_ms() / _MS).astimezone():%Y-%m-%d}"

    # The export

    def run(self, order: Order, proof: Proof, progress: Progress = no_progress) -> Exported:
        """Write the file; ``progress`` is told items done and in all, and may end it.

        Raises:
            VaultLocked: no vault is open.
            CannotExport: the proof is none; ``NotWritable``, ``RiskyPlace`` as :func:`check`.
            InvalidInput: an encrypted format has no password, or one that cannot be taken.
            CannotSave: the file cannot be written.
            ChangedSince, CannotOpen: the vault was changed, or altered, in the middle of it.
        """
        if order.format is not COPY and order.format.write is None:
            raise _on_paper(order.format)
        self._use(proof)
        _check_password(order)
        check(order)
        check_spared(order.path, self._session)
        what = self.count(order.what)
        if order.format is COPY:
            return self._copy(order, what, progress)
        with new_file(order.path, replace=order.replace) as out:
            exported = self._written(order, out, self._leaving(order.format, what, progress))
            if not order.format.encrypted:
                out.flush()
                plain = PlainFile.of(order.path, out.fileno())
                exported = replace(exported, plain=plain)
            self._note(what)
        return exported

    def stream(
        self, order: Order, proof: Proof, out: BinaryIO, progress: Progress = no_progress
    ) -> Exported:
        """Write to a stream what would be the file; no place is looked at.

        It is noted before the first item is written: who reads may close at any moment.

        Raises:
            CannotExport: the format is none that can be streamed, or as :meth:`run`.
        """
        if order.format.write is None:
            if order.format is PAGE:
                raise _on_paper(order.format)
            sentence = _("“{format}” needs a file of its own; name one.")
            raise CannotExport(sentence.format(format=order.format.name))
        self._use(proof)
        _check_password(order)
        what = self.count(order.what)
        leaving = self._leaving(order.format, what, progress, partial(self._note, what))
        return replace(self._written(order, out, leaving), path=None)

    @contextmanager
    def for_paper(
        self, what: What, proof: Proof, progress: Progress = no_progress
    ) -> Iterator[Writing]:
        """Lend the items to whoever prints them; noted before the first is given.

        Raises:
            VaultLocked, CannotExport: as :meth:`run`.
        """
        self._use(proof)
        found = self.count(what)
        leaving = self._leaving(PAGE, found, progress, partial(self._note, found))
        yield Writing(leaving.outgoing, None, self._session.cost, leaving.step)

    def _use(self, proof: Proof) -> None:
        proof.use(self._session.vault, self._session.clock.monotonic())

    def _note(self, what: Chosen) -> None:
        self._log.record_export(what.items, self._through)

    def _leaving(
        self,
        kind: ExportFormat,
        what: Chosen,
        progress: Progress,
        begun: Callable[[], None] = lambda: None,
    ) -> "_Leaving":
        source = outgoing(self._session, what)
        return _Leaving(what, source, _Rounds(progress, kind.rounds, source.count), begun)

    def _written(self, order: Order, out: BinaryIO, leaving: "_Leaving") -> Exported:
        assert order.format.write is not None  # noqa: S101 - run and stream see to it
        cost, left_out = self._session.cost, leaving.leave_out
        writing = Writing(leaving.outgoing, order.password, cost, leaving.step, left_out)
        try:
            losses = order.format.write(out, writing)
        except CannotImport as error:  # of what reads and writes alike, as key derivation does
            raise CannotExport(str(error)) from None
        leaving.end()
        return Exported(
            order.format,
            order.path,
            len(leaving.what.items) - leaving.left_out,
            len(leaving.outgoing.folders),
            (*losses, *_trash_lost(order, leaving.what), *_removed_lost(leaving.what)),
            left_out=leaving.left_out,
        )

    def _copy(self, order: Order, what: Chosen, progress: Progress) -> Exported:
        assert order.password is not None  # noqa: S101 - _check_password
        vault = self._session.vault

        def stepped(done: int, total: int) -> None:
            progress(done, total)
            if done == total:  # it is whole, and has no name yet
                self._note(what)

        came = vault.extract(
            order.path,
            what.items,
            what.folders,
            name=_name_of(order.path) or vault.name,
            unlock=NewUnlock(order.password),
            cost=self._session.cost(),
            progress=stepped,
        )
        return Exported(order.format, order.path, came, len(what.folders), _removed_lost(what))


class _Rounds:
    """How far a writer is that goes through all items several times: it rises, and once.

    What it does after its last look at them counts too, as long as a round is left for that;
    more looks than were foreseen move nothing.
    """

    def __init__(self, progress: Progress, rounds: int, count: int) -> None:
        self._progress = progress
        self._count = count
        self._whole = rounds * count
        self._next = 0  # where the next look begins
        self._at = 0
        self._told = 0

    def begin(self) -> None:
        """Begin a look at all items."""
        self._at = self._next
        self._next += self._count

    def forward(self) -> None:
        """Count an item of this look, or a step after its end."""
        self._at += 1

    def tell(self) -> None:
        """Tell how far it is."""
        self._told = max(self._told, min(self._at, self._whole - 1))  # whole is what has ended
        self._progress(self._told, self._whole)

    def end(self) -> None:
        """Tell that all is written."""
        self._progress(self._whole, self._whole)


class _Leaving:
    """Counts the items that a writer takes, so that whoever waits sees how far it is.

    ``begun`` is called once, before the first item is given away.
    """

    def __init__(
        self, what: Chosen, source: Outgoing, rounds: _Rounds, begun: Callable[[], None]
    ) -> None:
        self.what = what
        self.outgoing = replace(source, items=self._items)
        self._source = source
        self._rounds = rounds
        self._begun: Callable[[], None] | None = begun
        self._has_looked = False  # at all items, and has not begun again
        self.left_out = 0

    def leave_out(self) -> None:
        """Count an item that the format does not take."""
        self.left_out += 1

    def step(self) -> None:
        """Tell how far it is; what that raises ends the writing."""
        if self._has_looked:
            self._rounds.forward()
        self._rounds.tell()

    def end(self) -> None:
        """Tell that all are written."""
        self._rounds.end()

    def _items(self) -> Iterator[OutgoingItem]:
        self._has_looked = False
        self._rounds.begin()
        for one in self._source.items():
            self.step()
            begun, self._begun = self._begun, None
            if begun is not None:
                begun()
            yield one
            self._rounds.forward()
        self._has_looked = True


def _name_of(path: Path) -> str:
    """Return what a new vault at ``path`` is called: as its file, "" where that will not do."""
    try:
        return clean_vault_name(path.stem)
    except InvalidInput:
        return ""


def _on_paper(one: ExportFormat) -> CannotExport:
    sentence = _("“{format}” is for the window, which prints it or makes a PDF of it.")
    return CannotExport(sentence.format(format=one.name))


def _check_password(order: Order) -> None:
    if order.format.encrypted and not order.password:
        raise InvalidInput(_("The file needs a password of its own; choose one."))


def _trash_lost(order: Order, what: Chosen) -> tuple[str, ...]:
    if order.format.keeps_trash or order.format.tells_trash or not what.trashed:
        return ()
    sentence = ngettext(
        "{count} item that lies in Trash is among the others: the format knows no trash.",
        "{count} items that lie in Trash are among the others: the format knows no trash.",
        what.trashed,
    )
    return (sentence.format(count=what.trashed),)


def _removed_lost(what: Chosen) -> tuple[str, ...]:
    if not what.with_removed:
        return ()
    sentence = ngettext(
        "{count} item has attachments that were removed: they stay in the vault.",
        "{count} items have attachments that were removed: they stay in the vault.",
        what.with_removed,
    )
    return (sentence.format(count=what.with_removed),)
