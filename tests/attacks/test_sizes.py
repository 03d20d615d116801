# SPDX-License-Identifier: GPL-3.0-or-later
"""Someone has one copy of the file, or several over time, and guesses contents from sizes.

They see how many rows of which class there are, and nothing else: with the same ids and the
same classes, two vaults of different contents are alike in every byte that is not sealed.
"""

from dataclasses import dataclass
from functools import partial

import msgspec
import pytest
from tests.attacks.material import drawn_from
from tests.attacks.skeleton import skeleton
from tests.vault.ground import Ground, add_file, login, new_unlock

from strongroom.crypto.kdf import CHEAPEST
from strongroom.model import edits
from strongroom.model.fields import Field
from strongroom.model.item import Details, Folder, Overview

IDS = range(1000, 1060)


@dataclass(frozen=True)
class Contents:
    """What an owner keeps; of equal size classes in each."""

    title: str
    password: str
    note: str
    attached: bytes

    def of(self, number: int) -> tuple[Overview, Details]:
        content = login(self.title.format(number), self.password.format(number))
        # As long for everybody: only what is said differs, and that within a class.
        note = (self.note * 4000)[: 100 + number % 7 * 500]
        notes = Field(id=9, role="notes", kind="note", value=note)
        overview = Overview(id=number, kind="login", title=content.title, created=1, modified=1)
        return overview, Details(version=1, fields=(*content.fields, notes))


DIFFERENT = Contents("Title {}", "password {}", "a note, ", b"abc" * 3000)
ALIKE = Contents("x", "the same for all", "n", bytes(9000))
OTHERS = Contents("Another {}", "{0}{0}{0}", "many things, ", b"z" * 8999)


def life_of_a_vault(folder, contents):
    """Return the file after each thing that its owner does, and the ground that it lies on."""
    vaults = folder / "vaults"
    vaults.mkdir(parents=True)
    ground = Ground(vaults)
    with drawn_from(7):
        files = {moment: ground.path.read_bytes() for moment in lived(ground, contents)}
    ground.close_all()
    return files, ground


def lived(ground, contents):
    ground.create().close()
    vault = ground.open()
    yield "new"

    vault.write(lambda draft: [draft.put(*contents.of(number)) for number in IDS])
    yield "filled"

    vault.write(lambda draft: draft.put_folder(Folder(id=5, name=contents.title[:3])))
    add_file(vault, 1003, contents.title, lambda: [contents.attached])
    yield "attached"

    vault.write(lambda draft: [edited(draft, number, contents) for number in IDS[::4]])
    yield "edited"

    vault.write(lambda draft: [draft.bury(number) for number in IDS[10:30]])
    yield "deleted"

    vault.change_unlock(new_unlock("a wholly new password"), cost=CHEAPEST).finish()
    yield "rekeyed"


def edited(draft, number, contents):
    item = draft.item(number)
    fields = tuple(
        msgspec.structs.replace(one, value=contents.password.format(number) + "!")
        for one in item.details.fields
    )
    after = edits.revised(item, msgspec.structs.replace(item.content(), fields=fields), 5, 20)
    draft.put(after.overview, after.details)


@pytest.mark.parametrize("contents", [ALIKE, OTHERS], ids=["alike", "others"])
def test_contents_of_equal_classes_are_told_apart_by_nothing(tmp_path, contents):
    """They compare two files byte for byte, after each thing that an owner does."""
    one, _ground = life_of_a_vault(tmp_path / "one", DIFFERENT)
    other, _ground = life_of_a_vault(tmp_path / "other", contents)
    assert list(one) == list(other) == ["new", "filled", "attached", "edited", "deleted", "rekeyed"]
    for moment, file in one.items():
        assert len(file) == len(other[moment]), moment
        assert skeleton(file) == skeleton(other[moment]), moment
    assert one["filled"] != other["filled"]
    # That there is something to compare: several levels of pages, and free ones.
    assert len(one["edited"]) > 20 * 4096
    assert int.from_bytes(one["deleted"][36:40]) > 0


def test_a_skeleton_shows_what_is_not_sealed(tmp_path):
    """That the comparison would notice: one byte of any row's size."""
    files, ground = life_of_a_vault(tmp_path, DIFFERENT)
    file = files["rekeyed"]
    ((sealed,),) = ground.sql("SELECT sealed FROM details ORDER BY length(sealed) DESC LIMIT 1")
    assert sealed[:60] in file
    assert sealed[:60] not in skeleton(file)
    ground.sql("UPDATE details SET sealed = sealed || x'00' WHERE id = 1001")
    assert skeleton(ground.path.read_bytes()) != skeleton(file)


def test_another_class_shows(tmp_path):
    """What they do see, as FORMAT.md says."""
    larger = Contents("Title {}", "password {}" + "x" * 2000, "a note, ", DIFFERENT.attached)
    one, _ground = life_of_a_vault(tmp_path / "one", DIFFERENT)
    other, _ground = life_of_a_vault(tmp_path / "other", larger)
    assert len(one["filled"]) < len(other["filled"])


# Repetition


@pytest.mark.parametrize("what", ["item", "attachment"])
def test_a_repeated_content_changes_the_file_as_a_fresh_one_does(tmp_path, what):
    """They have an owner save what they guess is there already, and look at the size."""
    files = []
    for name, again in (("one", True), ("other", False)):
        stages, ground = life_of_a_vault(tmp_path / name, DIFFERENT)
        ground.path.write_bytes(stages["edited"])
        vault = ground.open("a machine that has not seen it")
        with drawn_from(8):
            if what == "item":
                overview, details = DIFFERENT.of(1001 if again else 8001)
                overview = msgspec.structs.replace(overview, id=500)
                vault.write(lambda draft, o=overview, d=details: draft.put(o, d))
            else:
                data = DIFFERENT.attached if again else b"q" * len(DIFFERENT.attached)
                add_file(vault, 1005, "again", partial(list, [data]))
        vault.close()
        files.append(ground.path.read_bytes())
    assert len(files[0]) == len(files[1]) >= len(stages["edited"])
    assert skeleton(files[0]) == skeleton(files[1])


def test_the_same_content_is_sealed_to_different_bytes(tmp_path):
    """They look for two rows that are alike; there are none, whatever they hold."""
    _files, ground = life_of_a_vault(tmp_path, ALIKE)
    for table in ("overview", "details", "attachment"):
        rows = ground.sql(f"SELECT sealed FROM {table}")  # noqa: S608
        assert len({row[0][:12] for row in rows}) == len({row[0] for row in rows}) == len(rows)
