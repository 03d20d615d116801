# SPDX-License-Identifier: GPL-3.0-or-later
from pathlib import Path

import pytest

from strongroom.app.events import Locked, LockReason, ignore
from strongroom.app.places import Places

EXPLAINED = {LockReason.UNUSED, LockReason.MINIMISED, LockReason.REKEYED}


@pytest.mark.parametrize("reason", LockReason)
def test_a_lock_that_nobody_asked_for_is_explained(reason):
    sentence = reason.sentence
    assert bool(sentence) == (reason in EXPLAINED)
    assert not sentence or sentence.endswith(".")


def test_events_where_nobody_listens():
    ignore(Locked())


def test_places_name_their_files():
    places = Places(config=Path("/c"), state=Path("/s"), documents=Path("/d"))
    assert places.settings_file == Path("/c/settings.json")
    assert places.state_file == Path("/s/state.json")
