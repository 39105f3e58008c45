"""The pace of a run: pages fall into the time in which they were read, in a bounded number of steps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.pace import FIRST_STEP_S, STEPS, Pace, PaceMeter


def test_pages_are_spread_over_the_time_of_their_file() -> None:
    meter = PaceMeter()
    meter.add(6, started_s=0, ended_s=15)
    pace = meter.read(seconds=15)
    assert pace.edges_s == (0, 5, 10, 15)
    assert pace.pages == pytest.approx((2, 2, 2))
    assert pace.pages_a_minute == pytest.approx((24, 24, 24))


def test_files_at_work_together_add_up() -> None:
    meter = PaceMeter()
    meter.add(1, started_s=0, ended_s=5)
    meter.add(3, started_s=0, ended_s=10)
    assert meter.read(seconds=10).pages == pytest.approx((2.5, 1.5))


def test_a_step_in_which_nothing_was_read_is_shown_as_nothing() -> None:
    meter = PaceMeter()
    meter.add(1, started_s=0, ended_s=4)
    meter.add(0, started_s=4, ended_s=11)
    meter.add(1, started_s=11, ended_s=15)
    assert meter.read(seconds=15).pages == pytest.approx((1, 0, 1))


def test_a_file_read_at_once_counts() -> None:
    meter = PaceMeter()
    meter.add(2, started_s=3, ended_s=3)
    assert meter.read(seconds=3).pages == (2,)


@pytest.mark.parametrize("seconds", [0.0, -1.0])
def test_a_run_that_took_no_time_has_no_pace(seconds: float) -> None:
    assert PaceMeter().read(seconds=seconds) == Pace()


def test_a_short_rest_joins_the_step_before() -> None:
    meter = PaceMeter()
    meter.add(3, started_s=0, ended_s=10.1)
    pace = meter.read(seconds=10.1)
    assert pace.edges_s == (0, 5, 10.1)
    assert sum(pace.pages) == pytest.approx(3)


@given(st.lists(st.tuples(st.integers(0, 9), st.floats(0, 50), st.floats(0, 5e4)), max_size=60))
def test_no_page_is_lost_and_steps_stay_few(files: list[tuple[int, float, float]]) -> None:
    meter = PaceMeter()
    end = 0.0
    for pages, before, took in files:
        started = max(0.0, end - before)
        end = max(end, started + took)
        meter.add(pages, started_s=started, ended_s=started + took)
    pace = meter.read(seconds=end + 0.1)
    assert sum(pace.pages) == pytest.approx(sum(pages for pages, _, _ in files))
    assert len(pace.pages) <= STEPS
    assert len(pace.edges_s) == len(pace.pages) + 1
    assert pace.edges_s[-1] == pytest.approx(end + 0.1)


def test_a_hundred_thousand_files_keep_no_more_than_forty_steps() -> None:
    meter = PaceMeter()
    for number in range(100_000):
        meter.add(2, started_s=2.0 * number, ended_s=2.0 * number + 3)
    pace = meter.read(seconds=200_001)
    assert STEPS / 2 - 1 <= len(pace.pages) <= STEPS
    assert meter.step_s % FIRST_STEP_S == 0
    assert pace.pages_a_minute[5] == pytest.approx(60, rel=0.01)
