# SPDX-License-Identifier: GPL-3.0-or-later
"""A salvage as a front end asks for it, and its report as it is kept."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from tests.app.worlds import World, login, new_unlock, with_password

from strongroom.app.items import Items
from strongroom.app.salvaging import (
    LostAttachment,
    SalvageReport,
    as_json,
    report_text,
    salvage,
    save_report,
    suggested_report,
    suggested_target,
)
from strongroom.errors import AlreadyExists, NotWritable, WrongKey


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    session = made.session()
    session.create(made.path, "Personal", new_unlock())
    Items(session).add(login("Bank"))
    session.lock()
    return made


def test_no_vault_is_opened_and_the_new_one_opens_with_the_same_password(world: World) -> None:
    session = world.session()
    target = suggested_target(world.path)
    assert target.name == "Personal salvaged.strongroom"
    seen: list[tuple[int, int]] = []
    with closing(with_password()) as given:
        report = salvage(
            session,
            world.path,
            given,
            target,
            progress=lambda done, total: seen.append((done, total)),
        )
    assert (report.items, report.complete, session.is_open) == (1, True, False)
    assert seen[-1] == (1000, 1000)
    assert seen == sorted(seen)
    assert suggested_target(world.path).name == "Personal salvaged 2.strongroom"
    assert session.remembered.recent() == world.session().remembered.recent()
    opened = world.opened(path=target)
    assert [one.title for one in opened.vault.overviews().values()] == ["Bank"]
    opened.lock()
    # And the old one opens as before: nothing that is remembered of it has changed.
    assert world.opened().vault.finding is None


def test_a_wrong_password_counts_for_nothing_at_the_door(world: World) -> None:
    session = world.session()
    for _try in range(6):
        with closing(with_password("wrong")) as given, pytest.raises(WrongKey):
            salvage(session, world.path, given, suggested_target(world.path))
    assert session.wait(world.path) == 0


def test_a_report_is_a_text_of_ones_own(tmp_path: Path) -> None:
    report = SalvageReport(items=1, lost_attachments=(LostAttachment("Bank", "a.pdf"),))
    text = report_text(report, tmp_path / "a", tmp_path / "b.strongroom", now_ms=0)
    assert str(tmp_path / "b.strongroom") in text
    assert "Bank: a.pdf" in text
    place = suggested_report(tmp_path / "b.strongroom")
    assert place == tmp_path / "b, report.txt"
    save_report(place, text + "\udc80")  # a name that is no UTF-8 hinders nothing
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.read_text().startswith("Strongroom: report of a salvage, ")
    with pytest.raises(AlreadyExists):
        save_report(place, text)
    for wrong in (tmp_path / "none" / "x.txt", tmp_path / "a\0b"):
        with pytest.raises(NotWritable):
            save_report(wrong, text)


def test_a_report_is_data_for_programs() -> None:
    report = SalvageReport(lost_attachments=(LostAttachment("Bank", "a.pdf"),), vouched=True)
    found = json.loads(json.dumps(as_json(report)))
    assert found["lost_attachments"] == [{"title": "Bank", "name": "a.pdf"}]
    assert found["complete"] is False
