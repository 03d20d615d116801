# SPDX-License-Identifier: GPL-3.0-or-later
"""KeePassXC itself opens what we write and writes what we read, with nothing missing."""

import io
import os
import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from tests.exchange.bitwarden import outgoing_items as made
from tests.exchange.keepass.made import with_files
from tests.exchange.keepass.test_round_trip import check, opened, sealed

from strongroom.exchange.days import day_of_moment
from strongroom.exchange.formats import recognise
from strongroom.exchange.keepass.times import moment_of
from strongroom.exchange.outgoing import Outgoing, OutgoingItem
from strongroom.exchange.reading import Given, Reading, no_step
from strongroom.exchange.source import Source
from strongroom.model.fields import Field
from strongroom.model.item import Details, Overview, Version, overview_of
from strongroom.model.otp import parse_otp

pytestmark = pytest.mark.real("keepassxc-cli")

WORD = "word"
PLACE = "Folder/Inner/Über/Site"


def cli(*arguments: str | Path, words: str = WORD, home: Path) -> str:
    """Run keepassxc-cli with a password, or several lines, on its standard input."""
    environment = {**os.environ, "HOME": str(home), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    done = subprocess.run(
        ["keepassxc-cli", *map(str, arguments)],
        input=(words + "\n").encode(),
        capture_output=True,
        env=environment,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def exported(path: Path, home: Path) -> ET.Element:
    return ET.fromstring(cli("export", "-q", path, home=home))  # noqa: S314 - our own


def texts(entry: ET.Element) -> dict[str, str]:
    return {
        one.findtext("Key", ""): one.findtext("Value", "") or "" for one in entry.findall("String")
    }


def is_hidden(string: ET.Element) -> bool:
    value = string.find("Value")
    return value is not None and value.get("ProtectInMemory") == "True"


def full_item() -> OutgoingItem:
    fields = (
        Field(id=1, role="username", value="me & you <3"),
        Field(id=2, role="password", kind="concealed", value="pä\u0085ss ]]> word"),
        Field(id=3, role="otp", kind="otp", value="jbsw y3dp ehpk 3pxp"),
        Field(id=4, role="website", kind="website", value="https://example.org"),
        Field(id=5, role="website", kind="website", value="https://example.com"),
        Field(id=6, role="notes", kind="note", value="two\nlines\tand a tab"),
        Field(id=7, role="expires", kind="date", value="2031-05-09"),
        Field(id=8, label="shown", value="seen"),
        Field(id=9, label="hidden", kind="concealed", value="unseen"),
        Field(id=10, role="otp", kind="otp", label="second", value="otpauth://totp/a?secret=MFRGG"),
    )
    history = (
        Version(id=3, at=1_600_000_000_500, title="Before", fields=fields[:2]),
        Version(id=2, at=1_500_000_000_000, title="Long before", fields=fields[:1]),
    )
    overview = Overview(
        id=5,
        kind="login",
        title="Über/Site",
        tags=("work", "bank"),
        favourite=True,
        created=1_400_000_000_123,
        modified=1_700_000_000_456,
    )
    item = OutgoingItem(
        overview, Details(version=1, fields=fields, history=history), ("Folder", "Inner")
    )
    return with_files(item, [("a.txt", b"attached"), ("b.bin", bytes(range(256)) * 300)])


def test_all_of_an_item_is_to_be_seen_there(tmp_path):
    card = OutgoingItem(
        Overview(id=6, kind="card", title="Card", created=1000, modified=2000, trashed=3000),
        Details(version=1, fields=(Field(id=1, role="card.number", kind="concealed", value="41"),)),
    )
    vault = Outgoing("My vault", (("Folder",), ("Folder", "Inner"), ("Empty",)),
                     lambda: iter([full_item(), card]), 2)  # fmt: skip
    path = tmp_path / "vault.kdbx"
    path.write_bytes(sealed(vault))
    run = {"home": tmp_path}
    assert cli("ls", "-q", "-R", "-f", path, **run).split("\n")[:-1] == [
        "Folder/",
        "Folder/Inner/",
        "Folder/Inner/Über/Site",
        "Empty/",
        "Empty/[empty]",
        "Recycle Bin/",
        "Recycle Bin/Card",
    ]
    root = exported(path, tmp_path)
    assert root.findtext("Meta/DatabaseName") == "My vault"
    entry = next(e for e in root.iter("Entry") if texts(e)["Title"] == "Über/Site")
    told = texts(entry)
    otp = parse_otp(told.pop("otp"))
    assert otp.secret == parse_otp("JBSWY3DPEHPK3PXP").secret
    assert told == {
        "Title": "Über/Site",
        "UserName": "me & you <3",
        "Password": "pä\u0085ss ]]> word",
        "URL": "https://example.org",
        "KP2A_URL": "https://example.com",
        "Notes": "two\nlines\tand a tab",
        "shown": "seen",
        "hidden": "unseen",
        "second": told["second"],
    }
    hidden = {s.findtext("Key"): is_hidden(s) for s in entry.findall("String")}
    assert {key for key, said in hidden.items() if said} == {"Password", "otp", "hidden", "second"}
    assert set(re.split("[;,]", entry.findtext("Tags", ""))) == {"Favorite", "work", "bank"}
    assert entry.findtext("Times/Expires") == "True"
    assert [texts(e)["Title"] for e in entry.findall("History/Entry")] == ["Long before", "Before"]
    for name, data in (("a.txt", b"attached"), ("b.bin", bytes(range(256)) * 300)):
        cli("attachment-export", "-q", path, PLACE, name, tmp_path / name, **run)
        assert (tmp_path / name).read_bytes() == data
    shown = cli("show", "-q", "-t", path, PLACE, **run)
    assert re.fullmatch("[0-9]{6}", shown.strip())


def resaved(path: Path, home: Path) -> tuple[bytes, bytes]:
    """Return a database as KeePassXC exports it, and as it writes it anew from that."""
    xml = cli("export", "-q", path, home=home).encode()
    plain, anew = path.with_suffix(".xml"), path.with_name("anew.kdbx")
    plain.write_bytes(xml)
    anew.unlink(missing_ok=True)
    cli("import", "-q", "-t", "100", "-p", plain, anew, words=f"{WORD}\n{WORD}", home=home)
    return xml, anew.read_bytes()


def read_xml(xml: bytes) -> Reading:
    source = Source(io.BytesIO(xml))
    found = recognise(source)
    assert found is not None
    assert found.name == "keepass-xml"
    return found.read(source, Given(), no_step)


@settings(
    max_examples=6,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(vault=made.vaults())
def test_what_keepassxc_exports_and_writes_anew_comes_back_equal(vault, tmp_path):
    path = tmp_path / "vault.kdbx"
    path.write_bytes(sealed(vault))
    xml, anew = resaved(path, tmp_path)
    # It writes a carriage return as it is, which XML reads as a line end.
    check(vault, read_xml(xml), returns=False)
    check(vault, opened(anew), returns=False)


def test_an_edit_there_keeps_attachments_and_what_only_we_know(tmp_path):
    item = with_files(full_item(), [("b.txt", b"one"), ("a.txt", b"two"), ("b.txt", b"two")])
    path = tmp_path / "vault.kdbx"
    path.write_bytes(sealed(Outgoing("v", (), lambda: iter([item]), 1)))
    cli("edit", "-q", "-u", "new name", path, PLACE, home=tmp_path)
    (entry,) = opened(path.read_bytes()).entries
    assert [(a.name, b"".join(a.chunks())) for a in entry.attachments] == [
        ("b.txt", b"one"),
        ("a.txt", b"two"),
        ("b.txt", b"two"),
    ]
    content = entry.content
    assert content.tags == ("work", "bank")
    assert content.favourite
    assert content.created == item.overview.created
    assert (content.modified or 0) > item.overview.modified
    assert [(f.role, f.label, f.kind) for f in content.fields] == [
        (f.role, f.label, f.kind) for f in item.details.fields
    ]
    assert [f.value for f in content.fields] == [
        "new name",
        *(f.value for f in item.details.fields[1:]),
    ]
    assert [version.at for version in entry.history][1:] == [1_600_000_000_500, 1_500_000_000_000]


def test_an_export_as_xml_says_that_it_has_no_attachments(tmp_path):
    """KeePassXC leaves them out of it."""
    path = tmp_path / "vault.kdbx"
    path.write_bytes(sealed(Outgoing("v", (), lambda: iter([full_item()]), 1)))
    (entry,) = read_xml(cli("export", "-q", path, home=tmp_path).encode()).entries
    assert entry.attachments == ()
    assert len(entry.losses) == 2
    assert "a.txt" in entry.losses[0]


HAND_MADE = """<?xml version="1.0" encoding="utf-8"?>
<KeePassFile><Meta><DatabaseName>Theirs</DatabaseName></Meta><Root><Group>
<UUID>q5P4mUnjTUq9eW6ZJ4C5Lw==</UUID><Name>Root</Name><Entry>
<UUID>5VvA8hMtQrGzNz2d8vWbkg==</UUID><IconID>1</IconID><OverrideURL>cmd://x {URL}</OverrideURL>
<Tags>home,work</Tags><Times><LastModificationTime>2020-01-02T03:04:05Z</LastModificationTime>
<CreationTime>2019-01-02T03:04:05Z</CreationTime><ExpiryTime>2030-06-07T00:00:00Z</ExpiryTime>
<Expires>True</Expires></Times>
<String><Key>Title</Key><Value>Imported</Value></String>
<String><Key>UserName</Key><Value>user</Value></String>
<String><Key>Password</Key><Value ProtectInMemory="True">pass</Value></String>
<String><Key>URL</Key><Value>https://example.org</Value></String>
<String><Key>KP2A_URL_1</Key><Value>https://example.com</Value></String>
<String><Key>Notes</Key><Value>a
b</Value></String>
<String><Key>otp</Key><Value ProtectInMemory="True">otpauth://totp/a:b?secret=JBSWY3DPEHPK3PXP&amp;period=30&amp;digits=6&amp;issuer=a</Value></String>
<String><Key>custom</Key><Value>open</Value></String>
<String><Key>secret</Key><Value ProtectInMemory="True">closed</Value></String>
<AutoType><Enabled>True</Enabled><DataTransferObfuscation>0</DataTransferObfuscation>
<DefaultSequence>{PASSWORD}{ENTER}</DefaultSequence><Association><Window>Some window</Window>
<KeystrokeSequence>{USERNAME}</KeystrokeSequence></Association></AutoType>
<History><Entry><UUID>5VvA8hMtQrGzNz2d8vWbkg==</UUID>
<Times><LastModificationTime>2019-06-02T03:04:05Z</LastModificationTime></Times>
<String><Key>Title</Key><Value>Before</Value></String>
<String><Key>Password</Key><Value ProtectInMemory="True">old</Value></String></Entry></History>
</Entry></Group></Root></KeePassFile>
"""


def theirs(folder: Path) -> Path:
    """Make a database with all that keepassxc-cli can put into one."""
    plain, path = folder / "hand.xml", folder / "theirs.kdbx"
    plain.write_text(HAND_MADE)
    (folder / "file.bin").write_bytes(bytes(range(200)))

    def run(*arguments: str | Path, words: str = WORD) -> None:
        cli(*arguments, words=words, home=folder)

    run("import", "-q", "-t", "100", "-p", plain, path, words=f"{WORD}\n{WORD}")
    for group in ("Work", "Work/Deep", "Empty"):
        run("mkdir", "-q", path, group)
    run("add", "-q", "-u", "me", "--url", "https://a.example", "--notes", "first\\nsecond", "-p",
        path, "Work/Deep/Added", words=f"{WORD}\nfirst secret")  # fmt: skip
    run("edit", "-q", "-u", "me too", "-p", path, "Work/Deep/Added",
        words=f"{WORD}\nsecond secret")  # fmt: skip
    run("attachment-import", "-q", path, "Work/Deep/Added", "file.bin", folder / "file.bin")
    run("add", "-q", "-u", "gone", path, "Gone")
    run("rm", "-q", path, "Gone")
    return path


def test_all_that_keepassxc_writes_comes(tmp_path):
    reading = opened(theirs(tmp_path).read_bytes())
    assert reading.problems == ()
    found = {entry.content.title: entry for entry in reading.entries}
    assert set(found) == {"Imported", "Added", "Gone"}
    assert reading.folders == (("Empty",),)
    added = found["Added"]
    assert added.path == ("Work", "Deep")
    values = [(f.role, f.value) for f in added.content.fields]
    assert values == [
        ("username", "me too"),
        ("password", "second secret"),
        ("website", "https://a.example"),
        ("notes", "first\nsecond"),
    ]
    assert ("password", "first secret") in [
        (f.role, f.value) for version in added.history for f in version.fields
    ]
    assert [(a.name, b"".join(a.chunks())) for a in added.attachments] == [
        ("file.bin", bytes(range(200)))
    ]
    assert found["Gone"].trashed
    assert found["Gone"].path == ()
    imported = found["Imported"].content
    assert [(f.role, f.label, f.kind, f.value) for f in imported.fields] == [
        ("username", "", "text", "user"),
        ("password", "", "concealed", "pass"),
        (
            "otp",
            "",
            "otp",
            "otpauth://totp/a:b?secret=JBSWY3DPEHPK3PXP&period=30&digits=6&issuer=a",
        ),
        ("website", "", "website", "https://example.org"),
        ("website", "", "website", "https://example.com"),
        ("notes", "", "note", "a\nb"),
        ("expires", "", "date", "2030-06-07"),
        ("", "custom", "text", "open"),
        ("", "secret", "concealed", "closed"),
        ("keepass.override_url", "URL override", "text", "cmd://x {URL}"),
        ("keepass.sequence", "auto-type", "concealed", "{PASSWORD}{ENTER}"),
        (
            "keepass.window",
            "auto-type in a window",
            "concealed",
            "Some window\n{USERNAME}",
        ),
    ]
    assert imported.tags == ("home", "work")
    assert (imported.created, imported.modified) == (1546398245000, 1577934245000)
    (before,) = found["Imported"].history
    assert (before.title, before.at) == ("Before", 1559444645000)


def told_by(root: ET.Element) -> dict[str, object]:
    """Return what a database says of each of its entries, but for what is its alone."""
    found: dict[str, object] = {}
    for group in root.iter("Group"):
        for entry in group.findall("Entry"):
            found[texts(entry)["Title"]] = (
                group.findtext("Name") if group.findtext("Name") != "Theirs" else "Root",
                _state_of(entry),
                [one.findtext("Key") for one in entry.findall("Binary")],
                [_state_of(one) for one in entry.findall("History/Entry")],
            )
    return found


def _state_of(entry: ET.Element) -> object:
    strings = {
        one.findtext("Key", ""): (one.findtext("Value", ""), is_hidden(one))
        for one in entry.findall("String")
        if one.findtext("Value")
    }
    otp = strings.pop("otp", None)
    urls = sorted(strings.pop(key) for key in list(strings) if key.startswith("KP2A_URL"))
    return (
        urls,
        sorted(strings.items()),
        otp and parse_otp(otp[0]),
        entry.findtext("OverrideURL"),
        entry.findtext("Times/LastModificationTime"),
        entry.findtext("Times/Expires"),
        day_of_moment(moment_of(entry.findtext("Times/ExpiryTime", "")) or 0)
        if entry.findtext("Times/Expires") == "True"
        else "",
        entry.findtext("AutoType/DefaultSequence"),
        [
            (one.findtext("Window"), one.findtext("KeystrokeSequence"))
            for one in entry.findall("AutoType/Association")
        ],
    )


def test_what_came_from_keepassxc_goes_back_as_it_was(tmp_path):
    path = theirs(tmp_path)
    before = exported(path, tmp_path)
    reading = opened(path.read_bytes())
    back = tmp_path / "back.kdbx"
    back.write_bytes(sealed(leaving(reading)))
    after = exported(back, tmp_path)
    assert told_by(after) == told_by(before)
    cli("attachment-export", "-q", back, "Work/Deep/Added", "file.bin", tmp_path / "out",
        home=tmp_path)  # fmt: skip
    assert (tmp_path / "out").read_bytes() == bytes(range(200))


def leaving(reading: Reading) -> Outgoing:
    """Return what was read as it would leave a vault that took it in."""
    items = []
    for number, entry in enumerate(reading.entries, 1):
        overview = overview_of(
            entry.content,
            item_id=number,
            created=entry.content.created or 0,
            modified=entry.content.modified or 0,
            trashed=entry.trashed,
        )
        details = Details(version=1, fields=entry.content.fields, history=entry.history)
        items.append(OutgoingItem(overview, details, entry.path, entry.attachments))
    folders = {
        path[:n] for e in reading.entries for path in (e.path,) for n in range(1, len(path) + 1)
    }
    folders |= {path[:n] for path in reading.folders for n in range(1, len(path) + 1)}
    return Outgoing("Theirs", tuple(sorted(folders)), lambda: iter(items), len(items))
