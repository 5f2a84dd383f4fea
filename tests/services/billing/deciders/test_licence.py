"""Licences: issued and changed as their subscription goes, with values agreed on, seats, and an end."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from eventlog.testing import Scenario, acting
from services.billing.deciders.licence import (
    AgreeValues,
    Command,
    EndLicence,
    FreeSeat,
    ReplaceLicence,
    RevokeLicence,
    SetLicence,
    TakeSeat,
    licence,
)
from services.billing.deciders.licence_state import Event, State
from services.billing.events import LicenceChanged, LicenceIssued, LicenceRevoked, SeatFreed, SeatTaken, Value
from tests.controls.licences import (
    ADA,
    LICENCE,
    SUBSCRIPTION,
    licence_changed,
    licence_issued,
    licence_revoked,
    seat_taken,
)

POLICY, EDITOR, OPERATOR = acting("policy:billing.follow"), acting("eve", "acme:editor"), acting("olga", "operator")
story: Scenario[Command, State, Event] = Scenario(licence, acting(ADA)).on(date(2026, 3, 10))
wanted = SetLicence(
    subscription=SUBSCRIPTION,
    holder=ADA,
    product=licence_issued.product,
    plan="team",
    address="acme/db",
    publisher="acme",
    licence_fields=licence_issued.licence_fields,
    given=(),
    seats=2,
    starts=date(2026, 3, 2),
    until=datetime(2026, 4, 16, tzinfo=UTC),
)
renewed = replace(wanted, until=licence_changed.until)
values_agreed = replace(
    licence_changed, until=licence_issued.until, values=(Value("nodes", "9"), *licence_issued.values[1:])
)


def test_a_licence_comes_with_the_plans_values_and_no_password_in_it() -> None:
    story.by(POLICY).when(wanted).then(replace(licence_issued, licence=POLICY.new_id("licence")))


def test_a_licence_that_says_the_same_is_not_issued_again() -> None:
    story.given(licence_issued).by(POLICY).when(wanted).then()


def test_nobody_writes_themselves_a_licence() -> None:
    story.when(wanted).then_refused("follows-the-subscription")


def test_a_renewal_changes_the_licence_and_keeps_its_id() -> None:
    story.given(licence_issued).by(POLICY).when(renewed).then(licence_changed)


def test_each_change_has_the_next_number() -> None:
    later = replace(renewed, seats=3)
    story.given(licence_issued, licence_changed).by(POLICY).when(later).then(
        replace(licence_changed, sequence=3, seats=3)
    )


def test_what_came_with_an_order_is_in_the_licence() -> None:
    given = (Value("nodes", "12"), Value("site", "Rotterdam"))
    [event] = story.by(POLICY).when(replace(wanted, given=given)).events
    assert isinstance(event, LicenceIssued)
    assert {Value("nodes", "12"), Value("site", "Rotterdam")} < set(event.values)
    assert event.licence_fields[-1].id == "site"


def test_a_value_that_does_not_fit_its_field_gives_way_to_the_plans() -> None:
    [event] = story.by(POLICY).when(replace(wanted, given=(Value("nodes", "many"),))).events
    assert Value("nodes", "3") in event.values  # type: ignore[union-attr]


def test_an_ended_subscription_ends_its_licence() -> None:
    story.given(licence_issued).by(POLICY).when(EndLicence()).then(licence_revoked)


def test_it_ends_once() -> None:
    story.given(licence_issued, licence_revoked).by(POLICY).when(EndLicence()).then()


def test_nobody_but_the_subscription_ends_it() -> None:
    story.given(licence_issued).when(EndLicence()).then_refused("follows-the-subscription")


def test_without_a_licence_there_is_none_to_end() -> None:
    story.by(POLICY).when(EndLicence()).then()


def test_a_subscription_that_comes_back_has_a_new_licence() -> None:
    again = story.given(licence_issued, licence_revoked).by(POLICY).when(wanted)
    again.then(replace(licence_issued, licence=POLICY.new_id("licence")))


def test_the_publisher_grants_a_customer_other_values() -> None:
    story.given(licence_issued).by(EDITOR).when(AgreeValues({"nodes": "9"})).then(values_agreed)


def test_granting_what_is_granted_changes_nothing() -> None:
    story.given(licence_issued, values_agreed).by(EDITOR).when(AgreeValues({"nodes": "9"})).then()


def test_the_customer_grants_themselves_nothing() -> None:
    story.given(licence_issued).when(AgreeValues({"nodes": "9"})).then_refused("not-yours")


@pytest.mark.parametrize(
    ("field", "value"), [("nodes", "nine"), ("edition", "gold"), ("admin", "secret"), ("colour", "red")]
)
def test_a_value_is_of_its_fields_type(field: str, value: str) -> None:
    story.given(licence_issued).by(EDITOR).when(AgreeValues({field: value})).then_refused("licence-value-unfit")


def test_agreed_values_outlast_a_renewal() -> None:
    [event] = story.given(licence_issued, values_agreed).by(POLICY).when(renewed).events
    assert isinstance(event, LicenceChanged)
    assert event.values == values_agreed.values


def test_a_leaked_licence_is_replaced_and_its_seats_are_free() -> None:
    new = replace(licence_issued, licence=acting(ADA).new_id("licence"))
    replaced = replace(licence_revoked, reason="replaced")
    story.given(licence_issued, seat_taken).when(ReplaceLicence()).then(replaced, new)
    assert story.given(licence_issued, seat_taken, replaced, new).state.taken == frozenset()  # type: ignore[union-attr]


def test_nobody_replaces_anothers_licence() -> None:
    story.given(licence_issued).by(acting("bob")).when(ReplaceLicence()).then_refused("not-yours")


def test_what_was_revoked_is_not_replaced() -> None:
    story.given(licence_issued, licence_revoked).when(ReplaceLicence()).then_refused("licence-revoked")


@pytest.mark.parametrize("by", [EDITOR, OPERATOR])
def test_the_publisher_and_the_operator_revoke(by: object) -> None:
    revoked = story.given(licence_issued).by(by).when(RevokeLicence(" resold "))  # type: ignore[arg-type]
    revoked.then(LicenceRevoked(LICENCE, SUBSCRIPTION, ADA, "resold"))


def test_revoking_twice_is_revoking_once() -> None:
    story.given(licence_issued, licence_revoked).by(EDITOR).when(RevokeLicence("resold")).then()


def test_the_customer_does_not_revoke() -> None:
    story.given(licence_issued).when(RevokeLicence("bored")).then_refused("not-yours")


def test_who_revokes_says_why() -> None:
    story.given(licence_issued).by(EDITOR).when(RevokeLicence(" ")).then_refused("reason-missing")


def test_what_was_revoked_by_the_publisher_comes_back_with_no_renewal() -> None:
    revoked = replace(licence_revoked, reason="resold")
    story.given(licence_issued, revoked).by(POLICY).when(renewed).then()


def test_an_installation_takes_a_seat() -> None:
    story.given(licence_issued).when(TakeSeat(LICENCE, "db-1")).then(SeatTaken(LICENCE, SUBSCRIPTION, "db-1"))


def test_it_sits_once_however_often_it_starts() -> None:
    story.given(licence_issued, seat_taken).when(TakeSeat(LICENCE, "db-1")).then()


def test_there_are_no_more_seats_than_were_bought() -> None:
    second = replace(seat_taken, seat="db-2")
    story.given(licence_issued, seat_taken, second).when(TakeSeat(LICENCE, "db-3")).then_refused("seats-taken")


def test_a_replaced_licence_seats_nobody() -> None:
    story.given(licence_issued).when(TakeSeat("0198-another", "db-1")).then_refused("licence-revoked")


def test_an_expired_licence_seats_nobody() -> None:
    assert licence_issued.until is not None
    late = story.given(licence_issued).on(licence_issued.until)
    late.when(TakeSeat(LICENCE, "db-1")).then_refused("licence-expired")


def test_a_seat_has_a_name() -> None:
    story.given(licence_issued).when(TakeSeat(LICENCE, "\n")).then_refused("seat-unfit")


def test_a_freed_seat_is_free_for_another() -> None:
    story.given(licence_issued, seat_taken).when(FreeSeat("db-1")).then(SeatFreed(LICENCE, SUBSCRIPTION, "db-1"))


def test_an_installation_frees_its_own_seat_by_its_licence() -> None:
    by_licence = story.given(licence_issued, seat_taken).by(acting(f"licence:{LICENCE}"))
    by_licence.when(FreeSeat("db-1")).then(SeatFreed(LICENCE, SUBSCRIPTION, "db-1"))


def test_freeing_a_free_seat_changes_nothing() -> None:
    story.given(licence_issued).when(FreeSeat("db-1")).then()


def test_nobody_frees_anothers_seats() -> None:
    story.given(licence_issued, seat_taken).by(acting("bob")).when(FreeSeat("db-1")).then_refused("not-yours")


def test_a_subscription_without_a_licence_says_so() -> None:
    story.when(TakeSeat(LICENCE, "db-1")).then_refused("licence-unknown")
