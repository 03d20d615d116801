# SPDX-License-Identifier: GPL-3.0-or-later
"""What every clock must do: subclass it and give it a ``clock`` fixture."""

import pytest

from strongroom.app.ports import Clock

YEAR_2020 = 1_577_836_800_000
YEAR_2200 = 7_258_118_400_000


class ClockContract:
    @pytest.fixture
    def clock(self) -> Clock:
        raise NotImplementedError

    def test_tells_the_time_in_whole_milliseconds(self, clock):
        now = clock.now_ms()
        assert isinstance(now, int)
        assert YEAR_2020 < now < YEAR_2200

    def test_never_goes_back(self, clock):
        seen = [clock.monotonic() for _ in range(1000)]
        assert all(isinstance(moment, float) for moment in seen)
        assert seen == sorted(seen)
