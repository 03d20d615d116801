# SPDX-License-Identifier: GPL-3.0-or-later
"""Someone hands over a file that was made to do harm, and it is dropped on the window.

Each goes the way that a person's file goes, in a process of its own whose peak of memory is
measured.  It ends in one sentence, or comes in; what was refused has changed no byte of the
vault, and nothing is left where temporary files lie.  ``ATTACKS_IMPORTS=large`` takes files
as large as they may be, or larger (``make attacks``).
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.app.worlds import World, new_unlock
from tests.attacks import import_child
from tests.attacks.fuzz.imports import cheaply
from tests.attacks.hostile_files import ATTACKS, Attack, zip_file
from tests.exchange.files import source_of

from strongroom.errors import StrongroomError
from strongroom.exchange.formats import FORMATS
from strongroom.exchange.reading import Given, no_step
from strongroom.secret import SecretBytes

ROOT = Path(__file__).parents[2]
LARGE = os.environ.get("ATTACKS_IMPORTS") == "large"
MOST_MEMORY = 512 << 20
CORPUS = Path(__file__).parent / "fuzz" / "corpus" / "import_file"
Take = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def child() -> Iterator[subprocess.Popen[str]]:
    path = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    with subprocess.Popen(
        [sys.executable, import_child.__file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()


@pytest.fixture(scope="module")
def template() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        session = world.session()
        session.create(world.path, "Personal", new_unlock())
        session.lock()
        yield world.places.documents


@pytest.fixture
def take(child: subprocess.Popen[str], template: Path, tmp_path: Path) -> Take:
    """Take a file in; what the vault is afterwards, and what it cost, is looked at here."""

    def take(file: Path, **more: object) -> dict[str, Any]:
        machine, scratch = tmp_path / "machine", tmp_path / "scratch"
        shutil.copytree(template, machine / "documents")
        scratch.mkdir()
        before = _bytes_in(machine / "documents")
        job = {"folder": str(machine), "scratch": str(scratch), "file": str(file), **more}
        assert child.stdin
        assert child.stdout
        child.stdin.write(json.dumps(job) + "\n")
        child.stdin.flush()
        found: dict[str, Any] = json.loads(child.stdout.readline())
        assert found["outcome"] not in {"traceback", "died"}, found["sentence"]
        assert found["peak"] < MOST_MEMORY
        assert list(scratch.iterdir()) == []
        if found["outcome"] != "came":
            assert _bytes_in(machine / "documents") == before
            assert found["sentence"].endswith(".")
        return found

    return take


def _bytes_in(folder: Path) -> dict[Path, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path: sha256(path.read_bytes()).digest() for path in files}


def _size(small: int, large: int) -> int:
    return large if LARGE else small


@pytest.mark.parametrize("name", ATTACKS)
def test_a_file_that_was_made_to_do_harm(name, take, tmp_path, capsys):
    attack: Attack = ATTACKS[name]
    file = tmp_path / "file"
    file.write_bytes(attack.make(_size))
    found = take(file, password=attack.password)
    if LARGE:
        with capsys.disabled():
            print(  # noqa: T201
                f"\n{name}: {found['outcome']}, {found['peak'] >> 20} MiB, {found['seconds']} s"
            )
    assert found["outcome"] in attack.outcomes, found["sentence"]
    if found["outcome"] != "came":
        assert attack.says in found["sentence"]


NAMES = [
    "../../slip", "/etc/slip", "..\\..\\slip", "C:\\slip", "a\0b", "CON", "nul.txt", "com1.",
    "..", ".", " ", "a\nb", "x" * 300, "\u202etxt.exe", "-rf", "~", ".hidden",
]  # fmt: skip


def test_names_of_attachments_that_are_paths_lead_nowhere(take, tmp_path):
    item = {"id": "1", "type": 1, "name": "a", "favorite": False, "login": {}}
    data = json.dumps({"encrypted": False, "folders": [], "items": [item]})
    file, place = tmp_path / "file", tmp_path / "saved"
    place.mkdir()
    names = {f"attachments/1/{name}": str(n) for n, name in enumerate(NAMES)}
    file.write_bytes(zip_file({"data.json": data, **names}))
    around = set(tmp_path.iterdir())
    found = take(file, save=str(place))
    assert found["outcome"] == "came"
    saved = [Path(one) for one in found["saved"]]
    assert len(saved) == len(set(saved)) == len(NAMES)
    assert {path.parent for path in saved} == {place}
    assert set(place.iterdir()) == set(saved)
    assert all(path.is_file() and path.stat().st_mode & 0o777 == 0o600 for path in saved)
    for path in saved:
        assert path.name.split(".")[0].upper() not in {"CON", "NUL", "COM1"}
        assert not set(path.name) & set("/\\\0\n\u202e:")
    assert set(tmp_path.iterdir()) - around == {
        tmp_path / "machine",
        tmp_path / "scratch",
    }


def test_a_symbolic_link_in_a_zip_is_a_file_of_its_bytes(take, tmp_path):
    import zipfile  # noqa: PLC0415 - here alone

    file, place = tmp_path / "file", tmp_path / "saved"
    place.mkdir()
    item = {"id": "1", "type": 1, "name": "a", "favorite": False, "login": {}}
    with zipfile.ZipFile(file, "w") as zipped:
        data = {"encrypted": False, "folders": [], "items": [item]}
        zipped.writestr("data.json", json.dumps(data))
        link = zipfile.ZipInfo("attachments/1/link")
        link.external_attr = 0o120777 << 16
        zipped.writestr(link, "/etc/passwd")
    (saved,) = map(Path, take(file, save=str(place))["saved"])
    assert not saved.is_symlink()
    assert saved.read_bytes() == b"/etc/passwd"


def test_a_pipe_a_device_and_a_folder_are_no_files(take, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert take(pipe)["outcome"] == "CannotImport"


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/full", "/proc/self/mem", "/nowhere"])
def test_a_path_that_is_no_file(path, take):
    assert take(Path(path))["outcome"] in {"CannotImport", "NotFound"}


def test_a_symbolic_link_to_a_file_is_that_file_and_to_a_device_none(take, tmp_path):
    link = tmp_path / "link"
    link.symlink_to("/dev/zero")
    assert take(link)["outcome"] == "CannotImport"


@pytest.mark.parametrize(
    "then", ["file.write_bytes(b'x')", "file.unlink()", "file.write_bytes(b'PK' * 90000)"]
)
def test_a_file_that_changes_under_its_preview(then, take, tmp_path):
    item = {"id": "1", "type": 1, "name": "a", "favorite": False, "login": {}}
    data = json.dumps({"encrypted": False, "folders": [], "items": [item]})
    file = tmp_path / "file"
    file.write_bytes(zip_file({"data.json": data, "attachments/1/a": os.urandom(100_000)}))
    found = take(file, then=then)
    # What is gone by its name alone is still open, and comes.
    assert found["outcome"] == ("came" if "unlink" in then else "CannotImport")


# Every format


SECRET = "Secret-Value-Of-A-File"


def _read(number: int, data: bytes) -> None:
    """Read it as a format, with a password and without; what comes of it tells no value."""
    for given_ in (Given(), Given(password=SecretBytes.of_text(SECRET))):
        shown = _shown(number, data, given_)
        assert shown
        assert SECRET not in f"{shown}{given_!r}"


def _shown(number: int, data: bytes, given_: Given) -> str:
    source = source_of(data)
    try:
        FORMATS[number].fits(source)
        reading = FORMATS[number].read(source, given_, no_step)
    except StrongroomError as error:
        return f"{error}{error!r}{error.__dict__}{error.__cause__ or ''}"
    return f"{reading!r}{reading.entries[:3]!r}{reading.problems[:3]!r}{reading.losses!r}"


@settings(max_examples=60)
@given(st.integers(0, len(FORMATS) - 1), st.binary(max_size=300))
def test_any_bytes_as_any_format(number, data):
    with cheaply():
        _read(number, data)


SEEDS = {file.name: file.read_bytes() for file in sorted(CORPUS.glob("*"))}


@settings(max_examples=60)
@given(st.data())
def test_a_valid_file_of_each_format_changed_at_random(data):
    seed = SEEDS[data.draw(st.sampled_from(sorted(SEEDS)))]
    changed = bytearray(seed)
    for _change in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(changed)))
        end = min(len(changed), at + data.draw(st.integers(0, 12)))
        changed[at:end] = data.draw(
            st.binary(max_size=8)
            | st.sampled_from([b'"', b"[", b"{", b"null", b"-1", b"1e999", b"\\ud800", b"<", b"\0"])
        )
    with cheaply():
        for number, one in enumerate(FORMATS):
            source = source_of(bytes(changed))
            try:
                fits = one.fits(source)
            except StrongroomError:
                continue
            if fits:
                _read(number, bytes(changed))
                break


VALUES = [
    (
        "chrome",
        b"name,url,username,password,note\nt,https://a.example,u," + SECRET.encode() + b',"\n',
    ),
    ("chrome", b"name,url,username,password,note\nt,,," + SECRET.encode() + b",,,,x\n"),
    ("otpauth", b"otpauth://totp/a?secret=" + SECRET.encode() + b"!!\n"),
    (
        "bitwarden",
        b'{"encrypted":false,"items":[{"login":{"password":"' + SECRET.encode() + b'"},]}',
    ),
    ("keepass-xml", b"<KeePassFile><Value>" + SECRET.encode() + b"</KeePassFile>"),
    ("aegis", b'{"version":1,"header":{},"db":{"entries":["' + SECRET.encode() + b'"]}}'),
    ("1pif", b'{"uuid":"' + SECRET.encode() + b'"\n***5642bee8-a5ff-11dc-8314-0800200c9a66***\n'),
]


@pytest.mark.parametrize(("name", "data"), VALUES)
def test_no_sentence_and_no_repr_quotes_a_value(name, data):
    number = next(n for n, one in enumerate(FORMATS) if one.name == name)
    assert SECRET not in _shown(number, data, Given())


@pytest.mark.parametrize("attack", [replace(ATTACKS["billion laughs"], outcomes=("came",))])
def test_an_attack_that_ends_otherwise_is_found_out(attack: Attack, take, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(attack.make(_size))
    found: Mapping[str, Any] = take(file)
    assert found["outcome"] not in attack.outcomes
