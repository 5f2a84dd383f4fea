"""Seats that people have: given, accepted, given back, and never more than were bought."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from eventlog.refusal import Conflicting
from eventlog.testing import MIDDAY, Scenario, acting
from services.billing.deciders.seats import (
    MOST_A_DAY,
    MOST_INVITATIONS,
    AcceptSeat,
    Command,
    EndSeat,
    EndSeats,
    Event,
    InviteToSeat,
    LapseSeat,
    LimitSeats,
    Seats,
    place_of,
    seats,
)
from services.billing.events import SeatEnded, SeatsLimited
from tests.controls.seats import (
    ADA,
    BOB,
    DATABASE,
    SEAT,
    SUBSCRIPTION,
    seat_accepted,
    seat_ended,
    seat_invited,
    seats_limited,
)

POLICY = acting("policy:billing.keep-seats")
story: Scenario[Command, Seats, Event] = Scenario(seats, acting(ADA))
invite = InviteToSeat(SUBSCRIPTION, ADA, DATABASE, "acme/db", SEAT, "bob@example.org", bought=2)
another = replace(invite, seat="seat-2", email="cem@example.org")
accept = AcceptSeat(SEAT, BOB, DATABASE)
invited = replace(seat_invited, until=MIDDAY + timedelta(days=14))


def test_who_has_the_subscription_invites_to_a_seat() -> None:
    story.when(invite).then(invited)


def test_an_invitation_sent_twice_is_one() -> None:
    story.given(invited).when(invite).then()


@pytest.mark.parametrize("role", ["owner", "billing"])
def test_an_organisations_buyers_invite_for_it(role: str) -> None:
    own = replace(invite, holder="orca")
    [event] = story.by(acting("cem", f"orca:{role}")).when(own).events
    assert event == replace(invited, holder="orca", by="cem")


@pytest.mark.parametrize("who", [acting("eve"), acting("eve", "orca:member"), acting("eve", "operator")])
def test_nobody_else_does(who: object) -> None:
    story.by(who).when(replace(invite, holder="orca")).then_refused("not-yours")  # type: ignore[arg-type]


def test_no_more_seats_are_given_than_were_bought_and_one_that_waits_is_given() -> None:
    story.given(invited).when(another).then(replace(invited, seat="seat-2", email="cem@example.org"))
    story.given(invited).when(replace(another, bought=1)).then_refused("no-seat-left")


def test_while_fewer_are_to_come_no_more_than_those_are_given() -> None:
    story.given(invited, replace(seats_limited, limit=1)).when(another).then_refused("no-seat-left")


def test_an_address_has_one_seat() -> None:
    story.given(invited).when(replace(another, email=invite.email)).then_refused("seat-waits")
    story.given(invited, seat_accepted).when(replace(another, email=invite.email)).then_refused("seat-given")


def _sent(number: int, until: datetime) -> list[Event]:
    """So many invitations, each to another address."""
    return [replace(invited, seat=f"s{each}", email=f"{each}@example.org", until=until) for each in range(number)]


def test_invitations_are_no_way_to_write_to_the_whole_world() -> None:
    story.given(*_sent(MOST_INVITATIONS, invited.until)).when(replace(invite, bought=1000)).then_refused(
        "too-many-seat-invitations"
    )


def test_nor_is_taking_them_back_and_sending_new_ones() -> None:
    sent = _sent(MOST_A_DAY, invited.until)
    ended = [SeatEnded(SUBSCRIPTION, DATABASE, f"s{each}", "", "taken-back") for each in range(MOST_A_DAY)]
    story.given(*sent, *ended).when(invite).then_refused("too-many-seat-invitations")
    story.given(*sent, *ended).on(MIDDAY + timedelta(days=1)).when(invite).then(
        replace(invited, until=invited.until + timedelta(days=1))
    )


def test_who_has_the_letter_takes_the_seat() -> None:
    story.given(invited).by(acting(BOB)).when(accept).then(seat_accepted)


def test_taking_it_twice_changes_nothing() -> None:
    story.given(invited, seat_accepted).by(acting(BOB)).when(accept).then()


def test_a_letter_is_good_for_one_person() -> None:
    story.given(invited, seat_accepted).by(acting("eve")).when(replace(accept, account="eve")).then_refused(
        "seat-taken"
    )


def test_nobody_takes_a_seat_for_another() -> None:
    story.given(invited).by(acting("eve")).when(accept).then_refused("not-yours")


def test_a_seat_that_was_taken_back_or_waited_too_long_is_not_taken() -> None:
    story.given(invited, replace(seat_ended, account="")).by(acting(BOB)).when(accept).then_refused("link-expired")
    story.given(invited).by(acting(BOB)).on(invited.until).when(accept).then_refused("link-expired")


def test_a_person_has_one_seat_of_a_product() -> None:
    assert [(each.stream, each.taken) for each in seats.reserves(accept)] == [(place_of(BOB, DATABASE), "seat-held")]
    taken = story.given(invited, seat_accepted).state
    assert seats.releases(EndSeat(SEAT, ADA), taken) == [place_of(BOB, DATABASE)]
    assert seats.releases(EndSeats("subscription-ended"), taken) == [place_of(BOB, DATABASE)]


def test_a_seat_is_taken_back_by_who_bought_it_and_given_back_by_who_has_it() -> None:
    taken = story.given(invited, seat_accepted)
    taken.when(EndSeat(SEAT, ADA)).then(seat_ended)
    taken.by(acting(BOB)).when(EndSeat(SEAT, ADA)).then(replace(seat_ended, reason="left"))


def test_a_seat_that_is_over_is_over_once() -> None:
    story.given(invited, seat_ended).when(EndSeat(SEAT, ADA)).then()


def test_nobody_else_takes_a_seat_away() -> None:
    story.given(invited, seat_accepted).by(acting("eve")).when(EndSeat(SEAT, ADA)).then_refused("not-yours")
    story.when(EndSeat(SEAT, ADA)).then_refused("seat-unknown")


def test_an_invitation_that_nobody_accepts_frees_its_seat_in_time() -> None:
    waiting = story.given(invited).by(POLICY)
    waiting.on(invited.until - timedelta(seconds=1)).when(LapseSeat(SEAT)).then()
    waiting.on(invited.until).when(LapseSeat(SEAT)).then(replace(seat_ended, account="", reason="lapsed"))


def test_an_accepted_one_does_not_lapse() -> None:
    story.given(invited, seat_accepted).by(POLICY).on(invited.until).when(LapseSeat(SEAT)).then()


def test_seats_are_limited_before_fewer_are_ordered() -> None:
    story.given(invited).by(POLICY).when(LimitSeats(SUBSCRIPTION, 2)).then(seats_limited)
    story.given(invited, seats_limited).by(POLICY).when(LimitSeats(SUBSCRIPTION, 2)).then()
    story.given(invited, seats_limited).by(POLICY).when(LimitSeats(SUBSCRIPTION, None)).then(
        SeatsLimited(SUBSCRIPTION, None)
    )


def test_fewer_than_are_given_are_refused_with_both_numbers() -> None:
    both = story.given(invited, replace(invited, seat="seat-2")).state
    with pytest.raises(Conflicting, match="seats-in-use: 2 given, 1 wanted"):
        seats.decide(LimitSeats(SUBSCRIPTION, 1), both, POLICY)


def test_only_the_store_limits_and_ends_seats_by_itself() -> None:
    story.given(invited).when(LimitSeats(SUBSCRIPTION, 2)).then_refused("store-only")
    story.given(invited).when(EndSeats("subscription-ended")).then_refused("store-only")


def test_all_seats_end_with_their_subscription_and_one_with_its_account() -> None:
    both = story.given(invited, seat_accepted, replace(invited, seat="seat-2")).by(POLICY)
    both.when(EndSeats("account-erased", BOB)).then(replace(seat_ended, reason="account-erased"))
    both.when(EndSeats("subscription-ended")).then(
        replace(seat_ended, reason="subscription-ended"),
        replace(seat_ended, seat="seat-2", account="", reason="subscription-ended"),
    )
