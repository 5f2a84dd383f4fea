"""The store's support looks at Ada's pages while she lets it: asked, granted, refused, withdrawn, lapsed, looked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from eventlog.decider import Context
from eventlog.testing import Scenario, acting
from services.support.deciders.looking import (
    PAGES,
    AskToLook,
    Command,
    Event,
    GrantLook,
    LapseLook,
    Look,
    RefuseLook,
    State,
    WithdrawLook,
    looking,
    may,
)
from services.support.events import LookGranted, LookWithdrawn, PageLooked
from tests.controls import support as people
from tests.controls import support_looks as told
from tests.controls.support_looks import AT, UNTIL

ada = acting(people.ADA, at=AT)
sam = acting(people.SAM, "support", at=AT)
sue = acting(people.SUE, "operator", at=AT)
pat = acting(people.PAT, "acme:owner", at=AT)  # of the publisher's desk
policy = acting("policy:support", at=UNTIL)
late = replace(sam, at=UNTIL)

nothing = Scenario(looking, sam)
asked = nothing.given(told.asked)
granted = asked.given(told.granted)
ask = AskToLook(people.TICKET, people.ADA, people.ADA, " To see which plan is pulled. ")


def test_staff_asks_and_says_what_for() -> None:
    nothing.when(ask).then(told.asked)


def test_asked_again_it_is_the_same_question_and_so_it_is_while_one_may_look() -> None:
    asked.when(ask).then()
    granted.when(ask).then()


@pytest.mark.parametrize("over", [told.refused, told.withdrawn, told.lapsed])
def test_what_was_refused_or_is_over_may_be_asked_anew(over: Event) -> None:
    granted.given(over).on(UNTIL).when(ask).then(replace(told.asked, at=UNTIL))


@pytest.mark.parametrize("by", [ada, pat, acting("eve", at=AT)])
def test_nobody_but_the_stores_staff_asks_or_looks(by: Context) -> None:
    nothing.by(by).when(ask).then_refused("staff-only")
    granted.by(by).when(Look("licences")).then_refused("staff-only")


def test_nothing_is_asked_without_a_reason_nor_on_a_ticket_that_is_over() -> None:
    nothing.when(replace(ask, text=" ")).then_refused("text-missing")
    nothing.when(replace(ask, text="x" * 501)).then_refused("text-too-long")
    nothing.when(replace(ask, is_over=True)).then_refused("ticket-over")


def test_the_customer_grants_it_for_so_many_hours() -> None:
    asked.by(ada).when(GrantLook(24)).then(told.granted)
    asked.by(ada).when(GrantLook(1)).then(LookGranted(people.TICKET, people.ADA, AT + timedelta(hours=1), AT))


def test_granted_twice_its_end_stays_as_it_was() -> None:
    granted.by(ada).when(GrantLook(72)).then()


@pytest.mark.parametrize("hours", [0, -1, 73])
def test_it_is_granted_for_three_days_at_most(hours: int) -> None:
    asked.by(ada).when(GrantLook(hours)).then_refused("field-invalid")


@pytest.mark.parametrize("command", [GrantLook(24), RefuseLook()])
def test_what_was_not_asked_is_neither_granted_nor_refused(command: Command) -> None:
    nothing.by(ada).when(command).then_refused("look-not-asked")
    granted.given(told.withdrawn).by(ada).when(command).then_refused("look-not-asked")


@pytest.mark.parametrize("command", [GrantLook(24), RefuseLook()])
@pytest.mark.parametrize("by", [sam, pat, acting("eve", at=AT)])
def test_nobody_answers_in_the_customers_place(command: Command, by: Context) -> None:
    asked.by(by).when(command).then_refused("not-yours")


def test_of_an_organisation_its_owners_answer_and_who_does_its_billing() -> None:
    of_globex = nothing.given(replace(told.asked, holder="globex"))
    of_globex.by(acting("bob", "globex:billing", at=AT)).when(RefuseLook()).then(replace(told.refused, by="bob"))
    of_globex.by(acting("bob", "globex:member", at=AT)).when(GrantLook(1)).then_refused("not-yours")
    of_globex.by(ada).when(GrantLook(1)).then_refused("not-yours")


def test_refused_twice_it_is_refused_once() -> None:
    asked.by(ada).when(RefuseLook()).then(told.refused)
    asked.given(told.refused).by(ada).when(RefuseLook()).then()


def test_the_customer_takes_it_back_at_any_time_and_the_desk_when_it_needs_it_no_more() -> None:
    granted.by(ada).when(WithdrawLook()).then(told.withdrawn)
    granted.by(sue).when(WithdrawLook()).then(LookWithdrawn(people.TICKET, people.SUE, AT))
    asked.by(sam).when(WithdrawLook()).then(LookWithdrawn(people.TICKET, people.SAM, AT))
    granted.given(told.withdrawn).by(ada).when(WithdrawLook()).then()
    granted.by(pat).when(WithdrawLook()).then_refused("not-yours")


@pytest.mark.parametrize("page", PAGES)
def test_each_look_is_told_also_a_second_one_at_the_same_page(page: str) -> None:
    looked = PageLooked(people.TICKET, people.ADA, page, people.SAM, AT)
    granted.given(looked).when(Look(page)).then(looked)


def test_there_are_pages_that_nobody_is_shown() -> None:
    granted.when(Look("tokens")).then_refused("field-invalid")


def test_nobody_looks_unless_it_was_granted() -> None:
    nothing.when(Look("licences")).then_refused("look-not-granted")
    asked.when(Look("licences")).then_refused("look-not-granted")
    asked.given(told.refused).when(Look("licences")).then_refused("look-not-granted")


def test_nobody_looks_once_it_is_over_whether_or_not_that_was_noted() -> None:
    granted.on(UNTIL).when(Look("licences")).then_refused("look-over")
    granted.given(told.lapsed).when(Look("licences")).then_refused("look-over")
    granted.given(told.withdrawn).when(Look("licences")).then_refused("look-over")
    granted.when(Look("licences", is_over=True)).then_refused("look-over")


def test_it_ends_by_itself_once() -> None:
    granted.by(policy).on(UNTIL).when(LapseLook()).then(told.lapsed)
    granted.given(told.lapsed).by(policy).on(UNTIL).when(LapseLook()).then()


def test_what_was_granted_anew_has_another_end() -> None:
    later = replace(told.granted, until=UNTIL + timedelta(hours=1))
    granted.given(told.withdrawn, told.asked, later).by(policy).on(UNTIL).when(LapseLook()).then()


def test_what_one_may_do_is_what_is_not_refused() -> None:
    def allowed(story: Scenario[Command, State, Event], by: Context) -> list[str]:
        return may(story.state, by, is_over=False)

    assert allowed(nothing, sam) == ["ask_to_look"]
    assert allowed(asked, ada) == ["grant_look", "refuse_look"]
    assert allowed(granted, sam) == ["look", "withdraw_look"]
    assert allowed(granted, ada) == ["withdraw_look"]
    assert allowed(granted, late) == ["ask_to_look"]
    assert allowed(granted, pat) == []
