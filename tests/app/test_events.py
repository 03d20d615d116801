# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import pytest
from tests.app.worlds import new_unlock

from strongroom.app.events import Locked, LockReason
from strongroom.app.places import Places
from strongroom.app.session import Session
from strongroom.crypto.kdf import CHEAPEST

# What a person did in the window needs no word.
PLAIN = {LockReason.START, LockReason.BY_HAND, LockReason.SWITCHED, LockReason.QUIT}


@pytest.mark.parametrize("reason", LockReason)
def test_a_lock_that_nobody_asked_for_is_explained(reason):
    sentence = reason.sentence
    assert bool(sentence) == (reason not in PLAIN)
    assert not sentence or sentence.endswith(".")


def test_a_session_that_nobody_listens_to_locks_all_the_same(world):
    session = Session(world.places, world.clock, lambda: CHEAPEST)
    session.create(world.path, "Personal", new_unlock())
    session.lock()
    assert session.state == Locked(LockReason.BY_HAND)
    assert world.events == []


def test_places_name_their_files():
    places = Places(config=Path("/c"), state=Path("/s"), documents=Path("/d"))
    assert places.settings_file == Path("/c/settings.json")
    assert places.state_file == Path("/s/state.json")
