# SPDX-License-Identifier: GPL-3.0-or-later
import pytest
from tests.fakes import FakeClipboard, FakeClock

from strongroom.app.clipping import Clipping
from strongroom.app.events import ChangedOnDisk, ClipboardCleared, Event, Locked, LockReason
from strongroom.errors import StrongroomError
from strongroom.secret import SecretBytes


class Desk:
    def __init__(self, seconds=30):
        self.clock = FakeClock()
        self.clipboard = FakeClipboard()
        self.events: list[Event] = []
        self.seconds = seconds
        self.clipping = Clipping(
            self.clipboard, self.clock, lambda: self.seconds, self.events.append
        )


@pytest.fixture
def desk():
    return Desk()


def test_clears_when_the_time_is_over_and_not_before(desk):
    assert desk.clipping.copy("hunter2", "password") == 30
    desk.clock.forward(seconds=29.9)
    desk.clipping.tick()
    assert desk.clipboard.text == "hunter2"
    desk.clock.forward(seconds=0.1)
    desk.clipping.tick()
    assert desk.clipboard.text is None
    assert desk.events == [ClipboardCleared("password", by_us=True)]
    desk.clipping.tick()
    desk.clipping.clear_now()
    assert desk.clipboard.cleared == 1
    assert len(desk.events) == 1


def test_leaves_what_another_program_put_there(desk):
    desk.clipping.copy("hunter2", "password")
    desk.clipboard.text = "a shopping list"
    desk.clock.forward(seconds=31)
    desk.clipping.tick()
    assert desk.clipboard.text == "a shopping list"
    assert desk.events == [ClipboardCleared("password", by_us=False)]


@pytest.mark.parametrize("now_there", [None, "", "hunter", "hunter2 ", "\ud800"])
def test_clears_only_the_very_same_text(desk, now_there):
    desk.clipping.copy("hunter2", "password")
    desk.clipboard.text = now_there
    desk.clipping.clear_now()
    assert desk.clipboard.cleared == 0
    assert desk.clipboard.text == now_there


def test_copying_again_starts_the_time_again(desk):
    desk.clipping.copy("hunter2", "password")
    desk.clock.forward(seconds=20)
    desk.clipping.copy("alice", "username")
    assert desk.clipping.remaining() == 30
    assert desk.clipping.label == "username"
    desk.clock.forward(seconds=20)
    desk.clipping.tick()
    assert desk.clipboard.text == "alice"


def test_counts_down(desk):
    assert desk.clipping.remaining() is None
    assert desk.clipping.label is None
    desk.clipping.copy("hunter2", "password")
    desk.clock.forward(seconds=10)
    assert desk.clipping.remaining() == 20
    desk.clock.forward(seconds=1000)
    assert desk.clipping.remaining() == 0


def test_never_leaves_it_until_lock():
    desk = Desk(seconds=None)
    assert desk.clipping.copy("hunter2", "password") is None
    assert desk.clipping.remaining() is None
    desk.clock.forward(days=1)
    desk.clipping.tick()
    assert desk.clipboard.text == "hunter2"
    desk.clipping.hear(Locked(LockReason.BY_HAND))
    assert desk.clipboard.text is None


def test_a_lock_clears_and_other_events_do_not(desk):
    desk.clipping.copy("hunter2", "password")
    desk.clipping.hear(ChangedOnDisk())
    assert desk.clipboard.text == "hunter2"
    desk.clipping.hear(Locked(LockReason.UNUSED))
    assert desk.clipboard.text is None


def test_quitting_without_a_copy_touches_nothing(desk):
    desk.clipboard.text = "a shopping list"
    desk.clipping.clear_now()
    assert desk.clipboard.cleared == 0
    assert desk.events == []


@pytest.mark.parametrize("end", ["time", "lock", "now", "unseen"])
def test_what_the_mouse_marked_in_our_windows_goes_with_the_copy(desk, end):
    desk.clipping.copy("hunter2", "password")
    desk.clipboard.selected = "a note"
    desk.clipping.tick()
    assert desk.clipboard.selected == "a note"
    if end == "time":
        desk.clock.forward(seconds=30)
        desk.clipping.tick()
    elif end == "lock":
        desk.clipping.hear(Locked(LockReason.BY_HAND))
    elif end == "now":
        desk.clipping.clear_now()
    else:
        desk.clipping.clear_unseen()
    assert desk.clipboard.selected is None


def test_a_lock_takes_what_the_mouse_marked_also_where_nothing_was_copied(desk):
    desk.clipboard.selected = "a note"
    desk.clipping.hear(Locked(LockReason.BY_HAND))
    assert desk.clipboard.selected is None
    assert desk.events == []


def test_closes_the_secret_it_was_given(desk):
    secret = SecretBytes.of_text("hunter2")
    desk.clipping.copy(secret, "password")
    assert desk.clipboard.text == "hunter2"
    assert len(secret) == 0


def test_keeps_no_copy_of_the_text(desk):
    desk.clipping.copy("hunter2", "password")
    assert "hunter2" not in repr(desk.clipping._copy)
    assert "hunter2" not in repr({**vars(desk.clipping), "_clipboard": None})


def test_two_processes_have_different_digests():
    first, second = Desk(), Desk()
    first.clipping.copy("hunter2", "password")
    second.clipping.copy("hunter2", "password")
    assert first.clipping._digest("hunter2") != second.clipping._digest("hunter2")


class BlindClipboard(FakeClipboard):
    """One whose owner does not answer."""

    def read(self):
        message = "The clipboard cannot be reached."
        raise StrongroomError(message)


def test_what_cannot_be_read_may_still_be_ours(desk):
    desk.clipping._clipboard = clipboard = BlindClipboard()
    desk.clipping.copy("hunter2", "password")
    with pytest.raises(StrongroomError):
        desk.clipping.clear_now()
    assert desk.clipping.label == "password"
    assert desk.events == []
    desk.clipping.clear_unseen()
    assert clipboard.text is None
    assert desk.events == [ClipboardCleared("password", by_us=True)]
    desk.clipping.clear_unseen()
    assert clipboard.cleared == 1


class StubbornClipboard(FakeClipboard):
    stubborn = True

    def clear(self):
        if self.stubborn:
            message = "The clipboard cannot be reached."
            raise StrongroomError(message)
        super().clear()


def test_a_refusal_is_told_and_the_next_call_tries_again(desk):
    desk.clipping._clipboard = clipboard = StubbornClipboard()
    desk.clipping.copy("hunter2", "password")
    with pytest.raises(StrongroomError):
        desk.clipping.clear_now()
    assert clipboard.text == "hunter2"
    clipboard.stubborn = False
    desk.clipping.clear_now()
    assert clipboard.text is None
