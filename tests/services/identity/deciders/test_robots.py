"""A robot may no more than who made it, in the organisation and by the token in use."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.testing import Scenario, acting
from services.identity.deciders.organization import organization
from services.identity.deciders.organization_state import ROLES
from services.identity.deciders.refreshing import IssueRefresh, RevokeRefresh
from services.identity.deciders.robots import (
    MOST_PRODUCTS,
    MOST_ROBOTS,
    ROBOT_SCOPES,
    SCOPES_OF_ROLE,
    CreateRobot,
    RevokeRobot,
)
from services.identity.deciders.tokens import SCOPES, Token
from services.identity.events import MemberRoleChanged, RefreshTokenIssued, RefreshTokenRevoked
from tests.controls import identity as controls
from tests.controls.identity import ACME, ADA, BOB, NOON

EVE = "0198a000-0000-7000-8000-00000000000e"
create = CreateRobot("robot-1", "ci", ("push", "publish"), ("acme/db",), None, ("192.0.2.7/24",), "cd" * 32, "aBcD")
revoke = RevokeRobot("robot-1")
founded = Scenario(organization, acting(ADA)).given(controls.founded, controls.ada_joined)
with_robot = founded.given(controls.robot_created)
maker = Token(("buy", "publish", "push"), datetime(2026, 3, 1, tzinfo=UTC), ("192.0.2.0/24",))
derived = replace(create, expires=maker.expires, networks=("192.0.2.128/25",), made_with="token-1", maker=maker)
keep = IssueRefresh("robot-1", "refresh-1", "docker", "ef" * 32, "eFgH")


def bob_as(role: str, story: Scenario = founded) -> Scenario:  # type: ignore[type-arg]
    return story.given(controls.bob_joined, MemberRoleChanged(ACME, BOB, role)).by(acting(BOB))


# making one


def test_an_owner_makes_a_robot() -> None:
    founded.when(create).then(controls.robot_created)


def test_an_editor_makes_one_that_releases() -> None:
    bob_as("editor").when(create).then(controls.robot_created)


def test_who_does_the_billing_makes_one_that_pulls_and_no_more() -> None:
    assert len(bob_as("billing").when(replace(create, scopes=("pull",))).events) == 1
    bob_as("billing").when(create).then_refused("more-than-its-maker")


@pytest.mark.parametrize("role", ["member", "support"])
def test_others_make_none(role: str) -> None:
    bob_as(role).when(replace(create, scopes=("pull",))).then_refused("role-missing")
    founded.by(acting(EVE, f"{ACME}:owner")).when(create).then_refused("role-missing")


@pytest.mark.parametrize("name", ["", "CI", "a b", "x" * 64])
def test_its_name_is_a_short_word(name: str) -> None:
    founded.when(replace(create, name=name)).then_refused("robot-name-unfit")


def test_its_name_is_its_own_while_it_lives() -> None:
    with_robot.when(replace(create, robot="robot-2")).then_refused("robot-name-taken")
    assert len(with_robot.given(controls.robot_revoked).when(replace(create, robot="robot-2")).events) == 1


def test_it_is_for_machines_and_has_no_scope_of_people() -> None:
    founded.when(replace(create, scopes=())).then_refused("scopes-missing")
    founded.when(replace(create, scopes=("pull", "buy"))).then_refused("scope-unknown")


def test_it_is_kept_to_products_by_their_addresses_known_or_not() -> None:
    outcome = founded.when(replace(create, products=("beta/tool", "acme/db", "acme/db")))
    assert [event.products for event in outcome.events] == [("acme/db", "beta/tool")]
    founded.when(replace(create, products=("acme",))).then_refused("product-unreadable")
    many = tuple(f"acme/p{number}" for number in range(MOST_PRODUCTS + 1))
    founded.when(replace(create, products=many)).then_refused("too-many-products")


def test_it_does_not_begin_expired_and_its_networks_can_be_read() -> None:
    founded.when(replace(create, expires=NOON)).then_refused("expires-in-the-past")
    founded.when(replace(create, networks=("the office",))).then_refused("network-unreadable")


def test_there_is_an_end_to_robots_and_expired_ones_do_not_count() -> None:
    tomorrow = NOON + timedelta(days=1)
    many = [
        replace(controls.robot_created, robot=f"r-{number}", name=f"r-{number}", expires=tomorrow)
        for number in range(MOST_ROBOTS)
    ]
    founded.given(*many).when(create).then_refused("too-many-robots")
    assert len(founded.given(*many).on(tomorrow).when(create).events) == 1


# made with a token


def test_a_token_makes_a_robot_that_may_as_much() -> None:
    assert len(founded.when(derived).events) == 1


def test_a_token_makes_none_that_may_more_for_longer_or_from_elsewhere() -> None:
    for more in (
        replace(derived, scopes=("pull",)),
        replace(derived, expires=None),
        replace(derived, networks=()),
    ):
        founded.when(more).then_refused("more-than-its-maker")


def test_a_token_that_ended_makes_none() -> None:
    founded.when(replace(derived, maker=None)).then_refused("token-unknown")


@given(
    role=st.sampled_from(ROLES),
    held=st.sets(st.sampled_from(sorted(SCOPES)), min_size=1),
    wanted=st.sets(st.sampled_from(sorted(ROBOT_SCOPES)), min_size=1),
)
def test_no_robot_exceeds_its_maker(role: str, held: set[str], wanted: set[str]) -> None:
    token = replace(maker, scopes=tuple(sorted(held)))
    outcome = bob_as(role).when(replace(derived, scopes=tuple(wanted), maker=token))
    allowed = held & SCOPES_OF_ROLE.get(role, frozenset())
    assert bool(outcome.events) == (wanted <= allowed)


# ending one


def test_a_robot_is_revoked_by_who_could_have_made_it() -> None:
    with_robot.when(revoke).then(controls.robot_revoked)
    bob_as("editor", with_robot).when(revoke).then(controls.robot_revoked)
    with_robot.by(acting(EVE, "operator")).when(revoke).then(controls.robot_revoked)


def test_it_is_revoked_once() -> None:
    with_robot.given(controls.robot_revoked).when(revoke).then()


def test_others_do_not_revoke_it() -> None:
    bob_as("billing", with_robot).when(revoke).then_refused("role-missing")
    bob_as("member", with_robot).when(revoke).then_refused("role-missing")
    with_robot.by(acting(EVE)).when(revoke).then_refused("role-missing")


def test_a_robot_that_never_was_cannot_be_revoked() -> None:
    founded.when(revoke).then_refused("robot-unknown")


# what clients keep of it


def test_a_robot_gets_a_refresh_token_of_its_organisation() -> None:
    issued = RefreshTokenIssued(ACME, "robot-1", "refresh-1", "docker", "ef" * 32, "eFgH")
    with_robot.by(acting("robot-1")).when(keep).then(issued)
    with_robot.by(acting("policy:door", f"{ACME}:editor")).when(keep).then(issued)
    with_robot.by(acting(EVE)).when(keep).then_refused("not-yours")


def test_a_robot_that_ended_gets_none_and_those_that_it_had_end_with_it() -> None:
    kept = with_robot.given(RefreshTokenIssued(ACME, "robot-1", "refresh-1", "docker", "ef" * 32, "eFgH"))
    over = kept.given(controls.robot_revoked)
    over.by(acting("robot-1")).when(keep).then_refused("token-unknown")
    over.when(RevokeRefresh("refresh-1")).then()


def test_its_refresh_token_is_revoked_by_who_could_revoke_the_robot() -> None:
    kept = with_robot.given(RefreshTokenIssued(ACME, "robot-1", "refresh-1", "docker", "ef" * 32, "eFgH"))
    kept.when(RevokeRefresh("refresh-1")).then(RefreshTokenRevoked(ACME, "refresh-1"))
    bob_as("billing", kept).when(RevokeRefresh("refresh-1")).then_refused("role-missing")
    kept.by(acting(EVE)).when(RevokeRefresh("unknown")).then_refused("role-missing")
    kept.when(RevokeRefresh("unknown")).then_refused("refresh-token-unknown")
