# SPDX-License-Identifier: GPL-3.0-or-later
import sqlite3

import pytest

from strongroom.app.inspecting import check, public_info, quick_check
from strongroom.errors import Cancelled, NotAVault, VaultLocked


def test_what_anyone_can_read(add, world):
    add()
    info = public_info(world.path)
    assert info.format_version == 1
    assert info.rows["details"] == 1
    assert [method.name for method in info.methods] == ["master password"]


def test_what_is_no_vault_is_told(world):
    world.path.write_bytes(b"x" * 200)
    with pytest.raises(NotAVault):
        public_info(world.path)


def test_a_sound_vault_is_sound(add, session):
    add()
    seen = []
    report = check(session, lambda done, total: seen.append((done, total)))
    assert report.sound
    assert report.items == 1
    assert seen
    assert quick_check(session).sound


def test_a_check_can_be_cancelled(add, session):
    add()

    def stop(_done, _total):
        message = "enough"
        raise Cancelled(message)

    with pytest.raises(Cancelled):
        check(session, stop)


def test_details_of_another_day_are_found_at_once(add, items, session, world):
    item_id = add("GitHub")
    with sqlite3.connect(world.path) as connection:
        connection.execute("UPDATE details SET sealed = zeroblob(length(sealed))")
    connection.close()
    for report in (quick_check(session), check(session, lambda _done, _total: None)):
        assert not report.sound
        assert "GitHub" in report.problems[0]
    assert items.overviews()[item_id].title == "GitHub"


def test_both_need_an_open_vault(world):
    session = world.session()
    with pytest.raises(VaultLocked):
        quick_check(session)
    with pytest.raises(VaultLocked):
        check(session, lambda _done, _total: None)
    with pytest.raises(VaultLocked):
        _ = session.notices
