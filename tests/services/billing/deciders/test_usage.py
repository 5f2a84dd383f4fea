"""Use is counted once for each report, until its period is charged."""

from dataclasses import replace
from datetime import timedelta

import pytest

from eventlog.testing import MIDDAY, Scenario, acting
from services.billing.deciders.charging import metered
from services.billing.deciders.usage import CloseUsage, RecordUsage, usage
from services.catalog.events import Component, Tier
from tests.controls import subscriptions as controls
from tests.controls.subscriptions import ADA, SUBSCRIPTION

robot = acting("robot", f"{ADA}:member", at=controls.used.at)
store = acting("policy:billing")
story = Scenario(usage, robot)
report = RecordUsage(SUBSCRIPTION, ADA, frozenset({"requests"}), "requests", 1500, controls.used.at, "report-1")


def test_a_report_is_counted() -> None:
    story.when(report).then(controls.used)


def test_a_report_that_comes_again_counts_once() -> None:
    story.given(controls.used).when(report).then()
    story.given(controls.used).when(replace(report, amount=3)).then()


def test_one_that_was_counted_in_the_period_before_is_not_counted_again() -> None:
    story.when(replace(report, counted=frozenset({"report-1"}))).then()


def test_what_is_being_charged_is_counted_no_more() -> None:
    closed = story.given(controls.used, controls.usage_closed)
    closed.when(report).then()
    closed.when(replace(report, id="report-2")).then_refused("usage-being-charged")


def test_a_count_is_closed_with_its_sums_once() -> None:
    counted = story.by(store).given(controls.used)
    counted.when(CloseUsage(SUBSCRIPTION, 0)).then(controls.usage_closed)
    counted.given(controls.usage_closed).when(CloseUsage(SUBSCRIPTION, 0)).then()
    counted.by(robot).when(CloseUsage(SUBSCRIPTION, 0)).then_refused("store-only")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"component": "seats"}, "component-unknown"),
        ({"amount": 0}, "usage-invalid"),
        ({"id": ""}, "usage-invalid"),
        ({"at": controls.used.at + timedelta(hours=1)}, "usage-in-future"),
    ],
)
def test_what_is_no_report_is_refused(change: dict[str, object], code: str) -> None:
    story.when(replace(report, **change)).then_refused(code)


def test_nobody_reports_for_another() -> None:
    story.by(acting("mallory", at=MIDDAY)).when(report).then_refused("not-yours")


@pytest.mark.parametrize(
    ("units", "cents"), [(0, 0), (1, 1), (1000, 500), (1001, 500), (1002, 501), (10_000, 500 + 2250)]
)
def test_each_tier_takes_its_own_units_and_the_sum_is_rounded_once(units: int, cents: int) -> None:
    assert metered(controls.requests, units) == cents


def test_fractions_of_a_cent_add_up_exactly() -> None:
    tenth = Component("c", "C", "c", (Tier(3, "0.1"), Tier(None, "0.2")))
    assert metered(tenth, 4) == 1  # 0.3 + 0.2 is half a cent, and halves are rounded up
