"""A desk says when somebody is there, how soon it answers, who is told when it does not, and what it wants to know."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from eventlog.testing import Scenario, acting
from services.support.clock.terms import DEFAULT
from services.support.deciders.desk import (
    Command,
    DropMacro,
    KeepMacro,
    SetCalendar,
    SetForm,
    SetLevels,
    SetTerms,
    desk,
)
from services.support.deciders.desk_state import Desk, promised
from services.support.events import Calendar, CalendarSet, FormSet, Hours, Level, Question, Terms, TermsSet
from tests.controls import support_desks as told
from tests.controls.support import DATABASE, PAT, SAM, acme_terms, store_terms

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
PIA = "0198a000-0000-7000-8000-0000000000ab"
pia = acting(PIA, "acme:owner")
story = Scenario(desk, pia).on(NOW)
SET = SetCalendar("acme", told.berlin)
TERMS = SetTerms("acme", DATABASE, "team", acme_terms)
LEVELS = SetLevels("acme", told.levels_set.levels, frozenset({PAT}))
KEEP = KeepMacro("acme", told.MACRO, "Logs", told.macro_kept.text, waits=True, resolves=False)
FORM = SetForm("acme", told.form_set.questions)


def calendar(**other: object) -> SetCalendar:
    return SetCalendar("acme", replace(told.berlin, **other))


def test_a_calendar_counts_from_its_day_on() -> None:
    story.when(SET).then(told.calendar_set)


def test_the_next_calendar_has_the_next_version() -> None:
    later = replace(told.berlin, effective=date(2026, 5, 1), closed=())
    story.given(told.calendar_set).when(SetCalendar("acme", later)).then(CalendarSet("acme", 2, later))


def test_the_same_calendar_again_changes_nothing() -> None:
    story.given(told.calendar_set).when(SET).then()


def test_hours_and_days_are_kept_in_order_and_once() -> None:
    untidy = calendar(hours=told.berlin.hours[::-1] * 2, closed=("2026-12-31", "2026-12-24", "2026-12-24"))
    story.when(untidy).then(told.calendar_set)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (calendar(zone="Europe/Atlantis"), "zone-unknown"),
        (calendar(zone="../etc/passwd"), "zone-unknown"),
        (calendar(zone="localtime"), "zone-unknown"),
        (calendar(zone="Factory"), "zone-unknown"),
        (calendar(holidays="XX"), "holidays-unknown"),
        (calendar(holidays="DE-XX"), "holidays-unknown"),
        (calendar(holidays="DE-"), "holidays-unknown"),
        (calendar(effective=date(2026, 3, 1)), "calendar-day-invalid"),
        (calendar(effective=date(2029, 1, 1)), "calendar-day-invalid"),
        (calendar(closed=("24 December",)), "closed-day-invalid"),
        (calendar(hours=(Hours(7, 0, 60),)), "hours-invalid"),
        (calendar(hours=(Hours(0, 60, 60),)), "hours-invalid"),
        (calendar(hours=(Hours(0, 60, 1441),)), "hours-invalid"),
        (calendar(hours=()), "calendar-without-hours"),
        (calendar(hours=(Hours(6, 600, 800),)), "calendar-without-hours"),
    ],
)
def test_a_calendar_that_nobody_can_keep_is_refused(wrong: SetCalendar, code: str) -> None:
    story.when(wrong).then_refused(code)


def test_today_is_the_day_of_the_calendars_own_zone() -> None:
    kiritimati = Calendar(date(2026, 3, 3), "Pacific/Kiritimati", told.morning_and_afternoon, "", ())
    late = story.on(datetime(2026, 3, 2, 23, tzinfo=UTC))
    late.when(SetCalendar("acme", kiritimati)).then(CalendarSet("acme", 1, kiritimati))
    late.when(SetCalendar("acme", replace(kiritimati, effective=date(2026, 3, 2)))).then_refused("calendar-day-invalid")


def test_terms_are_promised_for_a_plan() -> None:
    story.when(TERMS).then(told.terms_set)
    story.when(replace(TERMS, terms=acme_terms[::-1])).then(told.terms_set)


def test_terms_for_everybody_are_of_no_product() -> None:
    story.when(replace(TERMS, plan="")).then(TermsSet("acme", "", "", acme_terms))


def test_the_same_terms_again_change_nothing() -> None:
    story.given(told.terms_set).when(TERMS).then()


@pytest.mark.parametrize(
    "wrong", [acme_terms[:3], (*acme_terms[:3], Terms(3, 1, 1)), (*acme_terms[:3], Terms(4, -1, 1))]
)
def test_terms_are_promised_for_every_priority(wrong: tuple[Terms, ...]) -> None:
    story.when(replace(TERMS, terms=wrong)).then_refused("terms-invalid")


def test_a_plans_terms_go_before_those_for_everybody_and_those_before_the_stores() -> None:
    everybody, store = (Terms(1, 1, 1),), (Terms(1, 2, 2),)
    both = Desk(terms={("", ""): everybody, (DATABASE, "team"): acme_terms})
    assert promised(both, Desk(), DATABASE, "team") == acme_terms
    assert promised(both, Desk(), DATABASE, "solo") == everybody
    assert promised(Desk(), Desk(terms={("", ""): store}), DATABASE, "team") == store
    assert promised(Desk(), Desk(), DATABASE, "team") == DEFAULT == store_terms


def test_levels_are_told_the_soonest_first() -> None:
    story.when(replace(LEVELS, levels=LEVELS.levels[::-1])).then(told.levels_set)


def test_the_same_levels_again_change_nothing() -> None:
    story.given(told.levels_set).when(LEVELS).then()


@pytest.mark.parametrize("wrong", [(Level("", 0, ()),), (Level("A", 0, ()), Level("A", 5, ())), (Level("A", -1, ()),)])
def test_a_level_has_a_name_of_its_own_and_a_time(wrong: tuple[Level, ...]) -> None:
    story.when(replace(LEVELS, levels=wrong)).then_refused("level-invalid")


@pytest.mark.parametrize("stranger", [SAM, "nobody", ""])
def test_levels_are_told_to_the_desks_own_people_alone(stranger: str) -> None:
    story.when(replace(LEVELS, levels=(Level("Lead", 0, (PAT, stranger)),))).then_refused("level-of-a-stranger")


def test_a_ready_answer_is_kept_by_the_desks_people() -> None:
    kept = story.by(acting(PAT, "acme:support")).when(replace(KEEP, macro="")).events
    assert kept == [replace(told.macro_kept, macro=kept[0].macro)]


def test_a_ready_answer_is_changed_and_kept_once() -> None:
    known = story.given(told.macro_kept)
    known.when(replace(KEEP, name="All logs")).then(replace(told.macro_kept, name="All logs"))
    known.when(KEEP).then()


def test_a_ready_answer_says_something_under_a_name() -> None:
    story.when(KEEP).then_refused("no-such-macro")
    story.when(replace(KEEP, macro="", name=" ")).then_refused("macro-name-missing")
    story.when(replace(KEEP, macro="", text=" ")).then_refused("macro-text-missing")


def test_a_ready_answer_is_dropped_once() -> None:
    drop = DropMacro("acme", told.MACRO)
    story.given(told.macro_kept).when(drop).then(told.macro_dropped)
    story.given(told.macro_kept, told.macro_dropped).when(drop).then()


def test_the_form_says_what_a_desk_wants_to_know() -> None:
    story.when(FORM).then(told.form_set)


def test_the_same_form_again_changes_nothing() -> None:
    story.given(told.form_set).when(FORM).then()


@pytest.mark.parametrize(
    "wrong",
    [
        (Question("a", "", "text", required=True, options=()),),
        (Question("a b", "A", "text", required=True, options=()),),
        (Question("a", "A", "colour", required=True, options=()),),
        (Question("a", "A", "choice", required=True, options=()),),
        (Question("a", "A", "choice", required=True, options=("yes", " ")),),
        (Question("a", "A", "text", required=True, options=()), Question("a", "B", "text", required=True, options=())),
    ],
)
def test_a_question_can_be_asked(wrong: tuple[Question, ...]) -> None:
    story.when(replace(FORM, questions=wrong)).then_refused("question-invalid")


def test_what_can_be_chosen_is_kept_once_and_without_blanks_around_it() -> None:
    asked = Question("a", "A", "choice", required=True, options=(" yes ", "yes", "no\n"))
    story.when(SetForm("acme", (asked,))).then(FormSet("acme", (replace(asked, options=("yes", "no")),)))


@pytest.mark.parametrize("command", [SET, TERMS, LEVELS, FORM])
def test_what_a_desk_promises_is_said_by_those_who_lead_it(command: Command) -> None:
    story.by(acting(PAT, "acme:support")).when(command).then_refused("not-yours")
    story.by(acting(SAM, "operator")).when(command).then_refused("not-yours")
    story.by(acting(SAM, "support")).when(replace(command, desk="store")).then_refused("staff-only")
    assert story.by(acting(SAM, "operator")).when(replace(command, desk="store")).events


def test_ready_answers_are_the_business_of_the_desks_people_alone() -> None:
    bob = story.by(acting(SAM, "globex:owner", "operator")).given(told.macro_kept)
    bob.when(KEEP).then_refused("not-yours")
    bob.when(DropMacro("acme", told.MACRO)).then_refused("not-yours")
