"""Who people are, to what they belong, and who could pull from where: whom a notice reaches."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from eventlog.projection import apply
from eventlog.recorded import Recorded
from eventlog.testing import project, recorded
from services.billing.events import EntitlementEnded, EntitlementGranted
from services.identity.events import (
    AccountRegistered,
    AccountSuspended,
    EmailVerified,
    MemberJoined,
    MemberLeft,
    MemberRoleChanged,
    OrganizationCreated,
    RegistrationLapsed,
    RoleGranted,
    SubjectErased,
)
from services.notifications.projections import holders, people
from services.notifications.projections.asking import AT_ONCE

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ada = AccountRegistered("ada", "aes-gcm:ada@", "aes-gcm:Ada", "5f")
granted = EntitlementGranted("ada", "acme/db-team", "db", "team", NOON + timedelta(days=30), "subscription", "")
ended = EntitlementEnded("ada", "acme/db-team", "db", "team", "cancelled")


def told(*events: Any) -> Any:
    return project([people.projection], [("identity", event) for event in events])


def rights(db: Connection, *facts: tuple[Any, int]) -> None:
    """Each with the hours after noon at which it was told."""
    told: list[Recorded] = [
        recorded(event, "entitlement-1", number, at=NOON + timedelta(hours=hours))
        for number, (event, hours) in enumerate(facts, start=1)
    ]
    apply([holders.projection], db, told)


def test_an_address_lies_there_as_identity_stored_it() -> None:
    with told(ada, EmailVerified("ada")) as db:
        assert people.person(db, "ada") == {"email": "aes-gcm:ada@", "verified": True, "active": True}


def test_who_was_suspended_is_not_active() -> None:
    with told(ada, AccountSuspended("ada", "spam")) as db:
        assert people.person(db, "ada") == {"email": "aes-gcm:ada@", "verified": False, "active": False}


def test_who_was_erased_or_never_verified_is_nobody_any_more() -> None:
    for end in (SubjectErased("ada"), RegistrationLapsed("ada")):
        with told(ada, RoleGranted("ada", "support"), end) as db:
            assert people.person(db, "ada") is None
            assert people.gone(db, ["ada", "bob"]) == {"ada"}


def test_an_erased_person_belongs_to_nothing() -> None:
    with told(ada, MemberJoined("acme", "ada", "owner", ""), SubjectErased("ada")) as db:
        assert people.members(db, ["acme"]) == set()


def test_a_subject_of_another_kind_that_is_erased_is_no_person() -> None:
    with told(SubjectErased("order-1")) as db:
        assert people.gone(db, ["order-1"]) == set()


def test_members_are_told_apart_by_what_they_are_in_an_organisation() -> None:
    joined = [MemberJoined("acme", "ada", "owner", ""), MemberJoined("acme", "bob", "member", "")]
    with told(OrganizationCreated("acme", "Acme", "ada"), *joined) as db:
        assert people.members(db, ["acme"]) == {"ada", "bob"}
        assert people.members(db, ["acme"], ["owner", "billing"]) == {"ada"}
        assert people.organizations_among(db, ["acme", "ada"]) == {"acme"}


def test_whoever_became_something_else_or_left_is_what_they_were_no_more() -> None:
    joined = [MemberJoined("acme", "ada", "owner", ""), MemberJoined("acme", "bob", "owner", "")]
    with told(*joined, MemberRoleChanged("acme", "ada", "support"), MemberLeft("acme", "bob", "ada")) as db:
        assert people.members(db, ["acme"], ["owner"]) == set()


def test_more_than_one_statement_asks_for_are_all_found() -> None:
    joined = [MemberJoined(f"org-{number}", f"m-{number}", "owner", "") for number in range(AT_ONCE + 1)]
    with told(*joined) as db:
        assert len(people.members(db, [each.organization for each in joined])) == len(joined)


def test_a_release_concerns_who_could_pull_when_it_was() -> None:
    with project([holders.projection], []) as db:
        rights(db, (granted, 0))
        assert holders.holders_of(db, "acme/db-team", NOON) == ["ada"]
        assert holders.holders_of(db, "acme/db-team", NOON - timedelta(hours=1)) == []
        assert holders.holders_of(db, "acme/db-team", NOON + timedelta(days=31)) == []


def test_a_right_that_is_prolonged_is_held_since_it_began() -> None:
    with project([holders.projection], []) as db:
        rights(db, (granted, 0), (granted, 5))
        assert holders.holders_of(db, "acme/db-team", NOON + timedelta(hours=1)) == ["ada"]


def test_a_right_that_ended_and_came_back_is_held_since_it_came_back() -> None:
    with project([holders.projection], []) as db:
        rights(db, (granted, 0), (ended, 2), (granted, 5))
        assert holders.holders_of(db, "acme/db-team", NOON + timedelta(hours=3)) == []
        assert holders.holders_of(db, "acme/db-team", NOON + timedelta(hours=6)) == ["ada"]


def test_a_right_that_ended_before_it_came_back_was_held_all_the_same() -> None:
    with project([holders.projection], []) as db:
        rights(db, (granted, 0), (ended, 2), (granted, 5), (ended, 7), (granted, 9))
        times = [NOON + timedelta(hours=hour) for hour in (1, 3, 6, 8, 10)]
        assert [holders.held(db, "ada", "acme/db-team", at) for at in times] == [True, False, True, False, True]
        assert [holders.holders_of(db, "acme/db-team", at) for at in times] == [["ada"], [], ["ada"], [], ["ada"]]


def test_who_lost_a_right_later_held_it_then() -> None:
    with project([holders.projection], []) as db:
        rights(db, (granted, 0), (ended, 2))
        assert holders.holders_of(db, "acme/db-team", NOON + timedelta(hours=1)) == ["ada"]
        assert holders.holders_of(db, "acme/db-team", NOON + timedelta(hours=2)) == []
