"""A day's pulls are told whole, and only where they have changed."""

from dataclasses import replace

from eventlog.testing import Scenario
from services.catalog.deciders.pulls import CountPulls, day_of, pulls
from tests.controls.catalog import ada, pulls_counted, store

story = Scenario(pulls, store)
counting = CountPulls("acme/db", "db", "free", pulls_counted.day, pulls_counted.counts)


def test_a_days_pulls_are_told() -> None:
    story.given().when(counting).then(pulls_counted)


def test_the_same_counts_again_change_nothing() -> None:
    story.given(pulls_counted).when(counting).then()


def test_a_late_notice_tells_the_whole_day_anew() -> None:
    more = (replace(pulls_counted.counts[0], count=3),)
    story.given(pulls_counted).when(replace(counting, counts=more)).then(replace(pulls_counted, counts=more))


def test_a_day_without_pulls_is_not_told() -> None:
    story.given().when(replace(counting, counts=())).then()


def test_nobody_counts_but_the_store() -> None:
    story.given().by(ada).when(counting).then_refused("store-only")


def test_each_day_is_a_stream_of_its_own() -> None:
    assert pulls.stream(day_of("acme/db", pulls_counted.day)) == "pulls-acme/db/2026-01-15"
