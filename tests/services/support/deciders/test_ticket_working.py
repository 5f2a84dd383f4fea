"""What is done with a ticket: assigned, made more urgent, merged, linked, resolved, reopened, closed and rated."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from eventlog.log import open_log
from eventlog.refusal import Conflicting
from eventlog.testing import Keyring, acting
from services.support.deciders.sides import may
from services.support.deciders.ticket import (
    Assign,
    Close,
    LinkAdvisory,
    Merge,
    OpenTicket,
    Rate,
    Reopen,
    Resolve,
    SetPriority,
    ticket,
)
from services.support.deciders.ticket_state import Ticket
from services.support.events import (
    AdvisoryLinked,
    PriorityChanged,
    TicketAssigned,
    TicketClosed,
    TicketMerged,
    TicketRated,
    TicketReopened,
    TicketResolved,
)
from tests.controls import support as told
from tests.services.support.deciders.ticket_stories import (
    NOW,
    ada,
    answered,
    clock,
    eve,
    nothing,
    pat,
    policy,
    resolved,
    sam,
    story,
    with_acme,
    without_clock,
)

DESK = frozenset({told.SAM, told.SUE})
TWO_WEEKS = timedelta(days=14)
merge = Merge(told.OTHER_TICKET, told.ADA, "store", is_open=True)
closed = story.given(told.closed)


def test_a_ticket_goes_to_one_of_the_desk_and_back_to_nobody() -> None:
    assigned = TicketAssigned(told.TICKET, "store", told.SUE, NOW)
    story.when(Assign(told.SUE, DESK)).then(assigned)
    story.given(assigned).when(Assign("", DESK)).then(replace(assigned, assignee=""))


def test_who_has_it_is_not_given_it_again() -> None:
    story.given(told.assigned).when(Assign(told.SAM, DESK)).then()


def test_it_goes_to_nobody_outside_the_desk_that_owns_it() -> None:
    story.when(Assign(told.PAT, DESK)).then_refused("not-of-the-desk")
    with_acme.when(Assign(told.SAM, DESK)).then_refused("not-the-owner")
    story.by(ada).when(Assign(told.ADA, DESK)).then_refused("not-the-owner")
    resolved.when(Assign(told.SAM, DESK)).then_refused("ticket-not-open")


def test_another_priority_owes_by_its_own_terms() -> None:
    outcome = story.when(SetPriority(1))
    assert without_clock(outcome) == [PriorityChanged(told.TICKET, 1, told.SAM, NOW)]
    assert (clock(outcome).minutes, clock(outcome).started) == (60, told.AT)


def test_the_priority_that_it_has_changes_nothing() -> None:
    story.when(SetPriority(2)).then()


def test_customers_do_not_say_how_urgent_it_is() -> None:
    story.by(ada).when(SetPriority(1)).then_refused("not-the-owner")
    story.when(SetPriority(0)).then_refused("field-invalid")
    closed.when(SetPriority(1)).then_refused("ticket-not-open")


def test_a_ticket_is_merged_into_another_of_the_same_customer() -> None:
    outcome = story.when(merge)
    assert without_clock(outcome) == [TicketMerged(told.TICKET, told.OTHER_TICKET, told.SAM, NOW)]
    assert clock(outcome).what == ""


@pytest.mark.parametrize("many", [2, 3])
def test_one_ticket_goes_on_though_each_was_seen_open_and_merged_into_the_next(tmp_path: Path, many: int) -> None:
    log = open_log("support", f"sqlite:///{tmp_path}/log.db", keys=Keyring(), secret=b"secret")
    circle = [told.TICKET, told.OTHER_TICKET, "0198a000-0000-7000-8000-000000000073"][:many]
    opening = OpenTicket(**{name: value for name, value in vars(told.opened).items() if name != "at"})
    for id in circle:
        log.execute(ticket, id, replace(opening, ticket=id), replace(ada, command_id=f"open {id}"))
    *others, (last, first) = zip(circle, [*circle[1:], circle[0]], strict=True)
    for id, into in others:
        log.execute(ticket, id, Merge(into, told.ADA, "store", True, id), replace(sam, command_id=f"merge {id}"))
    with pytest.raises(Conflicting, match=f"merged-meanwhile: {first}"):
        log.execute(ticket, last, Merge(first, told.ADA, "store", True, last), replace(sam, command_id="back"))
    assert log.fold(ticket, last).phase == "open"
    log.close()


def test_merged_twice_it_is_merged_once() -> None:
    story.given(told.merged).when(merge).then()


def test_what_is_not_merged() -> None:
    story.when(replace(merge, into=told.TICKET)).then_refused("merged-into-itself")
    story.when(replace(merge, holder="globex")).then_refused("of-another-customer")
    story.when(replace(merge, is_open=False)).then_refused("ticket-not-open")
    story.given(told.merged).when(replace(merge, into="a third")).then_refused("ticket-over")
    story.by(ada).when(merge).then_refused("not-the-owner")


def test_an_advisory_is_linked_once() -> None:
    story.when(LinkAdvisory(" CVE-2026-1234 ")).then(AdvisoryLinked(told.TICKET, "CVE-2026-1234", told.SAM, NOW))
    story.given(told.linked).when(LinkAdvisory("CVE-2026-1234")).then()


@pytest.mark.parametrize("id", ["", "the one of last week", "CVE-2026-1\nx", "CVE-" + "1" * 90])
def test_what_is_no_advisory_is_not_linked(id: str) -> None:
    story.when(LinkAdvisory(id)).then_refused("advisory-invalid")


def test_advisories_are_linked_by_desks() -> None:
    story.by(ada).when(LinkAdvisory("CVE-2026-1234")).then_refused("not-the-owner")
    closed.when(LinkAdvisory("CVE-2026-1234")).then_refused("ticket-over")


def test_what_is_resolved_may_be_reopened_for_two_weeks_and_owes_nothing() -> None:
    outcome = answered.when(Resolve())
    assert without_clock(outcome) == [TicketResolved(told.TICKET, told.SAM, NOW + TWO_WEEKS, NOW)]
    assert clock(outcome).what == ""
    assert answered.given(*outcome.events).state.waiting_on == ""


def test_the_customer_may_say_that_it_is_resolved() -> None:
    assert without_clock(with_acme.by(ada).when(Resolve()))[0].by == told.ADA


def test_resolved_twice_it_is_resolved_once() -> None:
    resolved.when(Resolve()).then()


def test_nobody_else_resolves_it() -> None:
    with_acme.by(sam).when(Resolve()).then_refused("not-the-owner")
    story.by(eve).when(Resolve()).then_refused("no-such-ticket")
    closed.when(Resolve()).then_refused("ticket-not-open")


def test_what_is_reopened_owes_the_next_update_from_then() -> None:
    outcome = resolved.by(ada).when(Reopen())
    assert without_clock(outcome) == [TicketReopened(told.TICKET, told.ADA, NOW)]
    assert (clock(outcome).what, clock(outcome).started, clock(outcome).desk) == ("next_update", NOW, "store")


def test_what_is_open_is_not_reopened() -> None:
    story.by(ada).when(Reopen()).then()


def test_after_two_weeks_or_once_closed_nothing_is_reopened() -> None:
    resolved.on(NOW + timedelta(days=15)).by(ada).when(Reopen()).then_refused("too-late-to-reopen")
    closed.by(ada).when(Reopen()).then_refused("not-resolved")
    resolved.by(eve).when(Reopen()).then_refused("no-such-ticket")


def test_what_nobody_reopened_is_closed_when_it_is_due_and_no_earlier() -> None:
    due = told.resolved.reopened_until
    assert without_clock(resolved.on(due).by(policy).when(Close())) == [
        TicketClosed(told.TICKET, "policy:support", due)
    ]
    resolved.on(due - timedelta(seconds=1)).by(policy).when(Close()).then()


def test_a_deadline_closes_nothing_that_was_reopened() -> None:
    resolved.given(told.reopened).on(told.resolved.reopened_until).by(policy).when(Close()).then()


def test_the_ticket_of_somebody_who_was_erased_is_closed() -> None:
    assert clock(story.by(policy).when(Close(gone=True))).what == ""


def test_its_owner_closes_it_once_and_nobody_else() -> None:
    assert without_clock(resolved.when(Close())) == [TicketClosed(told.TICKET, told.SAM, NOW)]
    closed.when(Close()).then()
    story.by(ada).when(Close()).then_refused("not-the-owner")
    story.given(told.merged).when(Close()).then_refused("ticket-over")


def test_no_desk_closes_or_merges_its_way_out_of_an_answer_that_it_owes() -> None:
    story.when(Close()).then_refused("not-resolved")
    with_acme.by(pat).when(Close()).then_refused("not-resolved")
    with_acme.by(pat).when(merge).then_refused("of-another-desk")


def test_customers_rate_what_has_ended_and_may_think_again() -> None:
    resolved.by(ada).when(Rate(4)).then(TicketRated(told.TICKET, 4, told.ADA, NOW))
    resolved.given(told.rated).by(ada).when(Rate(5)).then()
    resolved.given(told.rated).by(ada).when(Rate(1)).then(TicketRated(told.TICKET, 1, told.ADA, NOW))


def test_what_is_not_rated() -> None:
    story.by(ada).when(Rate(5)).then_refused("not-resolved")
    resolved.when(Rate(5)).then_refused("customer-only")
    resolved.by(ada).when(Rate(6)).then_refused("field-invalid")


def test_nothing_is_done_with_a_ticket_that_was_never_opened() -> None:
    nothing.when(Resolve()).then_refused("no-such-ticket")


def test_pages_are_told_what_may_be_done_by_the_rules_that_decide() -> None:
    state = story.state
    assert isinstance(state, Ticket)
    desk = ["reply", "note", "advise", "assign", "set_priority", "merge", "link_advisory", "resolve"]
    assert may(state, sam) == [*desk, "hand_over"]
    assert may(state, ada) == ["reply", "resolve"]
    assert may(state, eve) == []
    assert may(resolved.state, ada) == ["reply", "reopen", "rate"]
    assert may(with_acme.state, pat)[0] == "reply"


def test_an_organisations_people_share_its_tickets() -> None:
    shared = nothing.given(replace(told.opened, holder="globex"))
    assert may(shared.state, acting("bob", "globex:member")) == ["reply", "resolve"]
    assert may(shared.state, acting("bob", "globex:editor")) == []


def test_who_left_the_organisation_that_they_opened_a_ticket_for_is_no_customer_of_it() -> None:
    of_globex = nothing.given(replace(told.opened, holder="globex"), told.clock_set)
    assert of_globex.by(acting(told.ADA, "globex:support", at=NOW)).when(Resolve()).refused is None
    of_globex.by(ada).when(Resolve()).then_refused("no-such-ticket")
