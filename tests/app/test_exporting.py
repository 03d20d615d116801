# SPDX-License-Identifier: GPL-3.0-or-later
"""Taking items out: by whom, which, where, and what is left when it fails."""

import dataclasses
import io
import json
import stat
from pathlib import Path

import pytest
from tests.app.worlds import PASSWORD, login, with_password
from tests.vault.ground import add_file

from strongroom.app import plain_files
from strongroom.app.access_log import AccessLog, Act, Through
from strongroom.app.access_words import act_text
from strongroom.app.attachments import Attachments
from strongroom.app.export_formats import FORMATS, ExportFormat
from strongroom.app.exporting import (
    COPY,
    PAGE,
    Exporting,
    Order,
    What,
    check,
    export_format,
)
from strongroom.crypto.kdf import Argon2Cost
from strongroom.errors import (
    AlreadyExists,
    Cancelled,
    CannotExport,
    ChangedSince,
    InvalidInput,
    NotFound,
    NotWritable,
    RiskyPlace,
    VaultLocked,
    WrongKey,
)
from strongroom.exchange.formats import recognise
from strongroom.exchange.kdbx.derivation import Argon2
from strongroom.exchange.kdbx.header import read_header
from strongroom.exchange.reading import Given, no_step
from strongroom.exchange.source import Source
from strongroom.secret import SecretBytes
from strongroom.vault import key_file

NEW = "the file's own password"


def _lines(out, writing):
    """Write a line an item; what stands for every writer of another program's file."""
    for one in writing.outgoing.items():
        attached = b"".join(b"".join(a.chunks()) for a in one.attachments)
        path = "/".join((*one.path, one.overview.title))
        out.write(path.encode() + b"|" + attached + b"\n")
        writing.step()
    return ("Something did not come.",)


PLAIN = ExportFormat("lines", "Lines", "Readable.", ".txt", write=_lines)


@pytest.fixture
def log(session):
    return AccessLog(session, lambda: True)


@pytest.fixture
def exporting(session, log):
    return Exporting(session, log, Through.WINDOW)


@pytest.fixture
def target(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "file.txt"


@pytest.fixture
def export(exporting, target):
    def export(what=None, one=PLAIN, **more):
        password = SecretBytes.of_text(NEW) if one.encrypted else None
        more.setdefault("path", target)
        progress = more.pop("progress", lambda _done, _total: None)
        order = Order(what or What(), one, password=password, **more)
        return exporting.run(order, exporting.prove(with_password()), progress)

    return export


def test_all_that_is_not_in_the_trash_by_folder_and_title(export, target, add, items):
    items.add(login("b"))
    (work,) = items.add_folder("Work").folders
    items.add(login("c", folder=work))
    items.add(login("A"))
    items.trash([add("gone")])
    done = export()
    assert target.read_text() == "A|\nb|\nWork/c|\n"
    assert (done.items, done.folders, done.path) == (3, 1, target)
    assert done.losses == ("Something did not come.",)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert plain_files.delete(done.plain)
    assert not target.exists()


def test_a_folder_comes_with_those_in_it_and_its_whole_path(exporting, export, target, items):
    (outer,) = items.add_folder("Outer").folders
    (work,) = items.add_folder("Work", outer).folders
    (deep,) = items.add_folder("Deep", work).folders
    items.add_folder("Empty", deep)
    items.add_folder("Other")
    items.add(login("a", folder=work))
    items.add(login("b", folder=deep))
    items.add(login("not this", folder=outer))
    done = export(What(folder=work))
    assert target.read_text() == "Outer/Work/a|\nOuter/Work/Deep/b|\n"
    assert done.folders == 4
    with pytest.raises(NotFound):
        exporting.count(What(folder=12345))


def test_a_selection_comes_as_it_is_from_the_trash_too(export, target, add, items):
    one, two, _three = add("one"), add("two"), add("three")
    items.trash([two])
    done = export(What(ids=frozenset({one, two})))
    assert target.read_text() == "one|\ntwo|\n"
    assert "in Trash is among the others" in done.losses[-1]


def test_the_trash_comes_where_it_is_asked_for(export, target, add, items):
    items.trash([add("gone")])
    done = export(What(trash=True))
    assert target.read_text() == "gone|\n"
    assert len(done.losses) == 2


def test_attachments_are_read_as_they_are_written(export, target, add, session):
    item_id = add("a")
    add_file(session.vault, item_id, "x", lambda: [b"data", b" more"])
    export()
    assert target.read_text() == "a|data more\n"


def test_removed_attachments_stay_and_that_is_told(export, target, add, session):
    item_id = add("a")
    add_file(session.vault, item_id, "x", lambda: [b"data"])
    assert not any("removed" in loss for loss in export().losses)
    target.unlink()
    files = Attachments(session)
    files.remove(item_id, session.vault.item(item_id).details.attachments[0].id)
    assert "1 item has attachments that were removed" in export().losses[-1]
    assert target.read_text() == "a|\n"


def test_an_attachment_that_goes_meanwhile_ends_it(export, target, add, session):
    item_id = add("a")
    add_file(session.vault, item_id, "x", lambda: [b"data"])

    def remove_first(_out, writing):
        for one in writing.outgoing.items():
            session.vault.write(lambda draft: draft.bury(item_id))
            list(one.attachments[0].chunks())
        return ()

    with pytest.raises(ChangedSince, match="again"):
        export(one=dataclasses.replace(PLAIN, write=remove_first))
    assert list(target.parent.iterdir()) == []


def test_nobody_exports_without_having_opened_the_vault_once_more(exporting, target, add):
    add()
    with pytest.raises(WrongKey):
        exporting.prove(with_password("not it"))
    proof = exporting.prove(with_password())
    order = Order(What(), PLAIN, target, replace=True)
    exporting.run(order, proof)
    with pytest.raises(CannotExport, match="again"):
        exporting.run(order, proof)


def test_a_proof_is_of_one_opening_of_the_vault(exporting, session, world, target, add):
    add()
    proof = exporting.prove(with_password())
    session.lock()
    session.unlock(world.path, with_password())
    with pytest.raises(CannotExport, match="again"):
        exporting.run(Order(What(), PLAIN, target), proof)
    assert not target.exists()


def test_a_proof_lapses_after_two_minutes(exporting, world, target, add):
    add()
    order = Order(What(), PLAIN, target, replace=True)
    proof = exporting.prove(with_password())
    world.clock.forward(seconds=119)
    assert exporting.run(order, proof).items == 1
    takers = (
        lambda proof: exporting.run(order, proof),
        lambda proof: exporting.stream(order, proof, io.BytesIO()),
        lambda proof: exporting.for_paper(What(), proof).__enter__(),
    )
    for take in takers:
        proof = exporting.prove(with_password())
        world.clock.forward(seconds=120)
        with pytest.raises(CannotExport, match="again"):
            take(proof)


def test_locked_there_is_nothing_to_export(exporting, session, target):
    proof = exporting.prove(with_password())
    session.lock()
    with pytest.raises(VaultLocked):
        exporting.run(Order(What(), PLAIN, target), proof)


def test_stopped_it_leaves_nothing_and_notes_nothing(export, target, add, log):
    add("a")
    add("b")
    told = []

    def stop(done, total):
        told.append((done, total))
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        export(progress=stop)
    assert told == [(0, 2), (0, 2), (1, 2)]
    assert list(target.parent.iterdir()) == []
    assert log.entries() == ()


@pytest.mark.parametrize("kind", [one.name for one in FORMATS if one is not PAGE])
def test_the_percentage_rises_once_to_a_hundred(export, add, items, kind):
    """A format whose writer looks at all items twice counted to a hundred twice."""
    (folder,) = items.add_folder("Work").folders
    for number in range(7):
        add(f"Item {number}", folder=folder if number % 2 else None)
    told = []
    export(one=export_format(kind), progress=lambda *both: told.append(both[0] / max(both[1], 1)))
    assert told == sorted(told)
    assert told[-1] == 1
    assert kind == "strongroom" or told.count(1) == 1
    assert len(set(told)) >= 7


def test_progress_ends_with_all_of_them(export, add):
    add("a")
    told = []
    export(progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (1, 1)


def test_a_file_that_is_there_stays(export, target):
    target.write_bytes(b"dear")
    with pytest.raises(AlreadyExists):
        export()
    assert target.read_bytes() == b"dear"
    export(replace=True)
    assert target.read_bytes() == b""


def test_what_anyone_can_read_lies_in_no_synced_folder_without_a_second_yes(
    export, exporting, target, add
):
    add("a")
    (target.parent / ".stfolder").mkdir()
    with pytest.raises(RiskyPlace, match="Syncthing") as refused:
        export()
    (reason,) = refused.value.reasons
    assert str(refused.value) == f"Anyone can read this file, and others would have it. {reason}"
    assert not target.exists()
    export(anyway=True)
    assert target.exists()
    export(one=COPY, path=target.with_name("x.strongroom"))
    check(Order(What(), COPY, target.with_name("y.strongroom")))
    assert exporting.suggested_name(COPY).startswith("Personal 20")


def test_each_item_is_noted_and_many_as_one(export, add, items, log):
    ids = [add("a"), add("b")]
    export(What(ids=frozenset(ids)))
    assert {(one.item, act_text(one)) for one in log.entries()} == {
        (item_id, "Exported") for item_id in ids
    }
    items.add_many(login(f"{number}") for number in range(100))
    export(replace=True)
    latest = log.entries()[0]
    assert (latest.item, latest.act, latest.count) == (0, Act.EXPORTED, 102)
    assert act_text(latest) == "102 items exported"


def test_a_vault_of_its_own_opens_with_its_own_password(export, target, add, world, log):
    one = add("one")
    add("two")
    path = target.with_name("Friends.strongroom")
    done = export(What(ids=frozenset({one})), COPY, path=path)
    assert (done.items, done.plain) == (1, None)
    assert [(noted.item, noted.act) for noted in log.entries()] == [(one, Act.EXPORTED)]
    there = world.opened(NEW, path)
    assert [o.title for o in there.vault.overviews().values()] == ["one"]
    assert there.vault.name == "Friends"
    there.lock()
    with pytest.raises(WrongKey):
        world.opened(PASSWORD, path)
    with pytest.raises(AlreadyExists):
        export(What(), COPY, path=path, replace=True)


def test_the_vault_itself_is_never_replaced(export, world, tmp_path):
    link = tmp_path / "link.txt"
    link.symlink_to(world.path)
    before = world.path.read_bytes()
    for path in (world.path, link):
        with pytest.raises(NotWritable, match="is a vault"):
            export(path=path, replace=True)
    assert world.path.read_bytes() == before


def test_no_vault_backup_or_key_file_is_replaced(export, world, session, target, add):
    add("a")
    add("b")
    other = target.with_name("Other.strongroom")
    other.write_bytes(world.path.read_bytes())
    named_otherwise = target.with_name("other.json")
    named_otherwise.write_bytes(world.path.read_bytes()[:4096])
    beside = [target.with_name(f"Other.strongroom-{what}") for what in ("journal", "wal", "shm")]
    for one in beside:
        one.write_bytes(b"not written back yet")
    key = target.with_name("Other.key")
    key_file.create(key).close()
    backup = session.safeguard.make(session.vault)
    for path, why in (
        (other, "is a vault"),
        (named_otherwise, "is a vault"),
        *((one, "vault beside it") for one in beside),
        (key, "key file"),
        (backup, "is a vault"),
    ):
        before = path.read_bytes()
        with pytest.raises(NotWritable, match=why):
            export(path=path, replace=True)
        with pytest.raises(NotWritable, match=why):
            check(Order(What(), PLAIN, path, replace=True))
        assert path.read_bytes() == before


def test_what_is_the_programs_own_is_left_alone(export, world, session, target, add):
    add("a")
    kept = target.with_name("old key")
    kept.write_bytes(b"of a form that is not known")
    session.remembered.keep_key_file(world.path, kept)
    beside = session.safeguard.folder(session.vault) / "half of one.part"
    beside.parent.mkdir(exist_ok=True)
    beside.write_bytes(b"half")
    own = session.places.state / "notes.txt"
    for path, why in ((kept, "key file"), (beside, "backups"), (own, "its own files")):
        with pytest.raises(NotWritable, match=why):
            export(path=path, replace=True)
    assert (kept.read_bytes(), beside.read_bytes()) == (b"of a form that is not known", b"half")
    assert not own.exists()


def test_an_encrypted_format_needs_a_password(exporting, target):
    proof = exporting.prove(with_password())
    with pytest.raises(InvalidInput, match="password of its own"):
        exporting.run(Order(What(), COPY, target), proof)
    with pytest.raises(InvalidInput):
        exporting.run(
            Order(What(), COPY, target, SecretBytes(b"")), exporting.prove(with_password())
        )


def test_a_stream_takes_what_would_be_the_file(exporting, add, log):
    add("a")
    out = io.BytesIO()
    order = Order(What(), PLAIN, Path("-"))
    done = exporting.stream(order, exporting.prove(with_password()), out)
    assert out.getvalue() == b"a|\n"
    assert done.path is None
    assert len(log.entries()) == 1
    for one in (COPY, PAGE):
        with pytest.raises(CannotExport):
            exporting.stream(
                Order(What(), one, Path("-")), exporting.prove(with_password()), io.BytesIO()
            )


def test_a_stream_that_is_cut_has_been_noted(exporting, add, log):
    ids = {add("a"), add("b")}
    written = []

    class Cut(io.BytesIO):
        def write(self, data):
            assert len(log.entries()) == len(ids)  # before the first byte
            written.append(data)
            if len(written) == len(ids):
                raise BrokenPipeError
            return len(data)

    with pytest.raises(BrokenPipeError):
        exporting.stream(Order(What(), PLAIN, Path("-")), exporting.prove(with_password()), Cut())
    assert {one.item for one in log.entries()} == ids


@pytest.mark.parametrize("one", [PLAIN, COPY])
def test_a_file_is_noted_before_it_has_its_name(export, target, add, log, one):
    ids = {add(title) for title in "ab"}
    noted = []

    def note(what, through, record=log.record_export):
        noted.append(target.exists())
        record(what, through)

    log.record_export = note
    export(one=one)
    assert noted == [False]
    assert target.exists()
    assert {access.item for access in log.entries()} == ids


def test_a_page_is_no_file_that_is_written_here(export):
    with pytest.raises(CannotExport, match="window"):
        export(one=PAGE)


def test_what_goes_to_paper_is_noted_once_however_it_ends(exporting, add, log):
    add("a")
    lent = exporting.for_paper(What(), exporting.prove(with_password()))
    writing = lent.__enter__()
    assert log.entries() == ()
    for _look in range(2):
        assert [one.overview.title for one in writing.outgoing.items()] == ["a"]
        assert len(log.entries()) == 1
    jammed = OSError("the paper is jammed")
    assert not lent.__exit__(OSError, jammed, None)
    assert len(log.entries()) == 1


def test_a_place_that_will_not_do_is_told_first(target):
    with pytest.raises(NotWritable):
        check(Order(What(), PLAIN, target.parent / "none" / "x"))


def test_formats_are_found_by_name():
    assert [one.name for one in FORMATS if one.encrypted] == [
        "kdbx",
        "strongroom",
        "bitwarden-protected",
    ]
    assert export_format(" KDBX ").name == "kdbx"
    with pytest.raises(NotFound, match="csv-chrome"):
        export_format("doc")


def test_no_repr_tells_a_secret(target):
    order = Order(What(), COPY, target, SecretBytes.of_text(NEW))
    assert NEW not in repr(order)


def test_a_keepass_database_costs_as_much_to_try_in_the_memory_of_a_phone(
    session, log, add, target
):
    add("a")
    session.cost = lambda: Argon2Cost(128 << 10, 2, 4)
    exporting = Exporting(session, log, Through.WINDOW)
    order = Order(What(), export_format("kdbx"), target, SecretBytes.of_text(NEW))
    exporting.run(order, exporting.prove(with_password()))
    with target.open("rb") as file:
        derivation = read_header(file).derivation
    assert isinstance(derivation, Argon2)
    assert (derivation.memory_kib, derivation.passes, derivation.lanes) == (64 << 10, 4, 4)


def test_a_file_for_bitwarden_costs_as_much_to_try_as_the_vault(session, log, add, target):
    add("a")
    session.cost = lambda: Argon2Cost(128 << 10, 2, 4)
    exporting = Exporting(session, log, Through.WINDOW)
    password = SecretBytes.of_text(NEW)
    order = Order(What(), export_format("bitwarden-protected"), target, password)
    exporting.run(order, exporting.prove(with_password()))
    said = json.loads(target.read_bytes())
    assert (said["kdfIterations"], said["kdfMemory"]) == (4, 64)
    with target.open("rb") as file:
        source = Source(file)
        kind = recognise(source)
        assert kind is not None
        assert len(kind.read(source, Given(password), no_step).entries) == 1
