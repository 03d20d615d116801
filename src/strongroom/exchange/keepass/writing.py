# SPDX-License-Identifier: GPL-3.0-or-later
"""Our items as a KeePass database: KDBX 4 that KeePass and KeePassXC open with all of it.

Folders are groups, an item is an entry, its versions are its history, and the trash is the
recycle bin.  A first look finds which folders and attachments there are; the XML wants items
by folder, so they are held while one look has room for them, and looked at again if not.
"""

import hashlib
from base64 import b64encode
from typing import BinaryIO

from strongroom.crypto.kdf import Argon2Cost
from strongroom.exchange.kdbx.database import XmlSink
from strongroom.exchange.kdbx.writing import USUAL, write_kdbx
from strongroom.exchange.keepass import names
from strongroom.exchange.keepass.by_folder import Plan, Where, by_folder
from strongroom.exchange.keepass.entry_out import write_entry
from strongroom.exchange.keepass.pool import Pool
from strongroom.exchange.keepass.times import text_of
from strongroom.exchange.keepass.xml_out import XmlOut, writable
from strongroom.exchange.outgoing import Outgoing
from strongroom.exchange.reading import Given, Step, no_step
from strongroom.secret import SecretBytes
from strongroom.texts import _

_FEWEST_VERSIONS = 10  # what KeePass keeps unless it is told otherwise


def write(
    out: BinaryIO,
    outgoing: Outgoing,
    password: SecretBytes | None,
    *,
    key_file: bytes | None = None,
    cost: Argon2Cost = USUAL,
    step: Step = no_step,
) -> tuple[str, ...]:
    """Write all that leaves; return in sentences what did not.

    Raises:
        CannotImport: this machine has not got the memory that ``cost`` asks for.
    """
    database = Writing(outgoing, step)
    write_kdbx(
        out,
        database.xml,
        given=Given(password, key_file),
        cost=cost,
        binaries=database.pool.binaries,
        step=step,
    )
    return database.pool.losses()


class Writing:
    """One database: what a first look found, and its XML."""

    def __init__(self, outgoing: Outgoing, step: Step) -> None:
        self.pool = Pool()
        self._outgoing = outgoing
        self._plan = Plan(outgoing)
        self._step = step
        for item in outgoing.items():
            step()
            self.pool.look(item)
            self._plan.look(item)
        self.pool.settle(step)

    def xml(self, sink: XmlSink) -> None:
        """Write the XML of it."""
        xml = XmlOut(sink)
        xml.open("KeePassFile")
        self._meta(xml)
        xml.open("Root")
        self._groups(xml)
        xml.raw("<DeletedObjects/>\n")
        xml.close("Root")
        xml.close("KeePassFile")
        xml.end()

    def _meta(self, xml: XmlOut) -> None:
        versions = max(_FEWEST_VERSIONS, self._plan.most_versions)
        trash = group_uuid(Where((), trash=True)) if self._plan.trash else _NO_UUID
        latest = text_of(self._plan.latest)
        xml.open("Meta")
        xml.text("Generator", "Strongroom")
        xml.text("DatabaseName", self._outgoing.name)
        xml.text("DatabaseNameChanged", latest)
        xml.open("MemoryProtection")
        for name in names.STANDARD:
            xml.text(f"Protect{name}", str(name == names.PASSWORD))
        xml.close("MemoryProtection")
        xml.text("RecycleBinEnabled", "True")
        xml.text("RecycleBinUUID", trash)
        xml.text("RecycleBinChanged", latest)
        xml.text("HistoryMaxItems", str(versions))
        xml.text("HistoryMaxSize", "-1")
        xml.text("SettingsChanged", latest)
        xml.close("Meta")

    def _groups(self, xml: XmlOut) -> None:
        """Write all groups, each with its entries, then the groups in it."""
        above: list[Where] = []
        for where, items in by_folder(self._outgoing, self._plan, self._step):
            while above and not where.lies_in(above[-1]):
                above.pop()
                xml.close("Group")
            above.append(where)
            xml.open("Group")
            self._group(xml, where)
            for item in items:
                self._step()
                write_entry(xml, item, self.pool)
        for _group in above:
            xml.close("Group")

    def _group(self, xml: XmlOut, where: Where) -> None:
        trash = where == Where((), trash=True)
        outermost = _("Recycle Bin") if trash else self._outgoing.name
        name = where.path[-1] if where.path else outermost
        xml.text("UUID", group_uuid(where))
        xml.text("Name", writable(name))
        xml.text("IconID", str(names.TRASH_ICON if trash else names.FOLDER_ICON))
        if trash:
            xml.text("EnableAutoType", "False")
            xml.text("EnableSearching", "False")


_NO_UUID = b64encode(bytes(16)).decode()


def group_uuid(where: Where) -> str:
    """Return a group's UUID: the same in every export, so that copies can be merged there."""
    said = "\0".join(("strongroom folder", str(where.trash), *where.path))
    return b64encode(hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest()[:16]).decode()
