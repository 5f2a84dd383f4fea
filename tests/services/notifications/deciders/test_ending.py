"""What runs out is reminded of on its days, while the day stands, once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from eventlog.effects import Due
from eventlog.testing import Scenario, acting, recorded
from services.notifications.deciders.ending import NoteEnding, Remind, SettleEnding, ending
from services.notifications.events import EndingNoted, EndingReminded, EndingSettled, Told
from services.notifications.policies.endings import REMIND, caused, reminder

UNTIL = datetime(2026, 6, 1, tzinfo=UTC)
NOTED_AT = datetime(2026, 1, 15, 12, tzinfo=UTC)
note = NoteEnding(
    ending="licence:l-1",
    kind="licence.ending",
    about="l-1",
    product="acme/db",
    link="/my-content/licences",
    facts=(Told("plan", "Team"),),
    audiences=("holder:ada",),
    until=UNTIL,
)
noted = EndingNoted(**vars(note), at=NOTED_AT)
later = replace(note, until=UNTIL + timedelta(days=30))
prolonged = EndingNoted(**vars(later), at=NOTED_AT)
story = Scenario(ending, acting("policy:billing"))
in_time = UNTIL - timedelta(days=7)
reminded = EndingReminded("licence:l-1", 7, UNTIL, in_time)


def test_what_runs_out_is_noted() -> None:
    story.when(note).then(noted)


def test_noted_again_as_it_is_it_changes_nothing() -> None:
    story.given(noted).on(in_time).when(note).then()


def test_what_is_prolonged_is_noted_with_its_new_day() -> None:
    story.given(noted).when(later).then(prolonged)


def test_on_its_day_who_it_concerns_is_reminded() -> None:
    story.given(noted).on(in_time).when(Remind(7, UNTIL)).then(reminded)


def test_nobody_is_reminded_twice_of_the_same_days_that_are_left() -> None:
    story.given(noted, reminded).on(in_time).when(Remind(7, UNTIL)).then()


def test_a_day_that_was_put_off_is_silent() -> None:
    story.given(noted, prolonged).on(in_time).when(Remind(7, UNTIL)).then()


def test_what_is_over_is_silent() -> None:
    story.given(noted, EndingSettled("licence:l-1", NOTED_AT)).on(in_time).when(Remind(7, UNTIL)).then()


def test_after_a_standstill_the_nearest_of_the_days_that_passed_is_told_alone() -> None:
    after = story.given(noted).on(UNTIL - timedelta(hours=12))
    for days in (30, 14, 7):
        after.when(Remind(days, UNTIL)).then()
    after.when(Remind(1, UNTIL)).then(replace(reminded, days=1, at=UNTIL - timedelta(hours=12)))


def test_however_late_it_is_told_that_it_is_over() -> None:
    story.given(noted).on(UNTIL + timedelta(days=9)).when(Remind(0, UNTIL)).then(
        replace(reminded, days=0, at=UNTIL + timedelta(days=9))
    )


def test_noted_again_after_a_replay_it_is_not_reminded_of_again() -> None:
    story.given(noted, reminded, prolonged, noted).on(in_time).when(Remind(7, UNTIL)).then()


def test_what_is_over_is_settled_once() -> None:
    over = EndingSettled("licence:l-1", NOTED_AT)
    story.given(noted).when(SettleEnding("licence:l-1", NOTED_AT)).then(over)
    story.given(noted, over).when(SettleEnding("licence:l-1", NOTED_AT)).then()
    story.when(SettleEnding("licence:l-1", NOTED_AT)).then()


def test_what_ends_on_its_day_is_told_to_be_over() -> None:
    story.given(noted).on(UNTIL).when(SettleEnding("licence:l-1", UNTIL)).then()
    story.given(noted).on(UNTIL).when(Remind(0, UNTIL)).then(replace(reminded, days=0, at=UNTIL))


def test_what_was_over_and_begins_again_is_noted() -> None:
    story.given(noted, EndingSettled("licence:l-1", NOTED_AT)).when(note).then(noted)


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("licence:l-1", [90, 60, 30, 14, 7, 1, 0]),
        ("trial:s-1", [3, 1, 0]),
        ("renewal:s-1", [7]),
    ],
)
def test_a_reminder_is_due_on_each_of_its_days(name: str, days: list[int]) -> None:
    event = replace(noted, ending=name)
    due = list(caused(event, recorded(event, f"ending-{name}")))
    wanted = [Due(REMIND, UNTIL - timedelta(days=n), name, {"days": n, "until": UNTIL.isoformat()}) for n in days]
    assert due == wanted


def test_of_days_that_have_passed_when_it_is_noted_none_is_due() -> None:
    event = replace(noted, at=UNTIL - timedelta(days=10))
    assert [each.arguments["days"] for each in caused(event, recorded(event, "ending-1"))] == [7, 1, 0]


def test_a_reminder_says_what_was_noted_and_how_many_days_are_left() -> None:
    fact = recorded(reminded, "ending-licence:l-1", at=in_time)
    notice = reminder(reminded, fact, noted)
    assert (notice.id, notice.kind, notice.audiences) == (
        f"{fact.id}.licence.ending",
        "licence.ending",
        ("holder:ada",),
    )
    assert notice.facts == {"plan": "Team", "days": "7", "until": UNTIL.isoformat()}
    assert (notice.happened, notice.product, notice.link) == (in_time, "acme/db", "/my-content/licences")
