"""Organisations, robots and refresh tokens as the gateway knows them: what decides a pull, and what lists show."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection

from eventlog.testing import project
from gateway.views import PROJECTIONS, accounts
from services.catalog import events as catalog
from services.identity import events
from tests.controls import identity as controls
from tests.controls.identity import ADA, BOB

BOB_REGISTERED = replace(controls.registered, account=BOB)
TEAM = (
    (f"account-{ADA}", controls.registered),
    (f"account-{ADA}", controls.verified),
    (f"account-{BOB}", BOB_REGISTERED),
    ("organization-acme", controls.founded),
    ("organization-acme", controls.ada_joined),
    ("organization-acme", controls.bob_joined),
    ("organization-acme", controls.robot_created),
    (f"account-{ADA}", controls.token_issued),
    (f"account-{ADA}", controls.refresh_issued),
)
ROBOTS_REFRESH = events.RefreshTokenIssued("acme", "robot-1", "refresh-2", "containerd", "aa" * 32, "iJkL")


@pytest.fixture
def told() -> Iterator[Any]:
    opened: list[Connection] = []

    def after(*more: tuple[str, Any]) -> Connection:
        opened.append(project(PROJECTIONS, [*TEAM, *more]))
        return opened[-1]

    yield after
    for db in opened:
        db.close()


def team(db: Connection) -> list[tuple[str, str]]:
    return [(each.account, each.role) for each in accounts.members_of(db, "acme")]


def test_an_organisation_has_its_founder_and_who_joined(told: Any) -> None:
    db = told()
    assert team(db) == [(ADA, "owner"), (BOB, "editor")]
    assert accounts.organizations_of(db, BOB) == [accounts.Membership("acme", "Acme", "editor")]
    assert accounts.roles_of(db, BOB) == {"acme:editor"}


def test_a_new_role_takes_the_place_of_the_one_before(told: Any) -> None:
    assert accounts.roles_of(told(("organization-acme", controls.bob_made_owner)), BOB) == {"acme:owner"}


def test_who_left_has_no_part_in_it(told: Any) -> None:
    db = told(("organization-acme", controls.bob_left))
    assert team(db) == [(ADA, "owner")]
    assert (accounts.organizations_of(db, BOB), accounts.roles_of(db, BOB)) == ([], frozenset())


def test_an_organisation_shows_its_newest_name(told: Any) -> None:
    db = told(("organization-acme", controls.renamed))
    assert accounts.organization(db, "acme") == accounts.Organization("acme", "Acme Tools")
    assert accounts.organization(db, "nobodys") is None


def test_one_look_up_of_a_token_tells_the_organisations_of_its_account(told: Any) -> None:
    db = told(("organization-beta", replace(controls.ada_joined, organization="beta")))
    row = accounts.by_token(db, controls.token_issued.sha256)
    assert row is not None
    assert (row.kind, row.account_state, row.organizations) == ("account", "active", ("acme", "beta"))
    left = (
        replace(controls.ada_joined, organization="gone"),
        replace(controls.bob_left, organization="gone", account=ADA),
    )
    again = accounts.by_token(told(*(("organization-gone", each) for each in left)), controls.token_issued.sha256)
    assert again is not None
    assert again.organizations == ("acme",)


def test_a_robot_is_looked_up_like_a_token_and_is_kept_to_its_products(told: Any) -> None:
    row = accounts.by_token(told(), controls.robot_created.sha256)
    assert row is not None
    assert (row.kind, row.account, row.account_state) == ("robot", "", "active")
    assert (row.organization, row.products, row.networks) == ("acme", ("acme/db",), ("192.0.2.0/24",))


def test_revoked_robots_are_listed_no_more(told: Any) -> None:
    assert [robot.label for robot in accounts.robots_of(told(), "acme")] == ["ci"]
    db = told(("organization-acme", controls.robot_revoked))
    row = accounts.by_token(db, controls.robot_created.sha256)
    assert row is not None
    assert (accounts.robots_of(db, "acme"), row.revoked) == ([], True)


def test_a_refresh_token_is_found_with_the_token_that_it_belongs_to(told: Any) -> None:
    db = told(("organization-acme", ROBOTS_REFRESH))
    of_ada = accounts.by_refresh(db, controls.refresh_issued.sha256)
    of_robot = accounts.by_refresh(db, ROBOTS_REFRESH.sha256)
    assert of_ada is not None
    assert of_robot is not None
    assert (of_ada[0].client, of_ada[1].id, of_ada[1].organizations) == ("docker", "token-1", ("acme",))
    assert (of_robot[0].holder, of_robot[1].id, of_robot[1].account_state) == ("acme", "robot-1", "active")
    assert accounts.by_refresh(db, "00" * 32) is None


@pytest.mark.parametrize("end", [controls.refresh_revoked, controls.token_revoked, controls.erased])
def test_a_refresh_token_ends_alone_with_its_token_and_with_its_account(told: Any, end: Any) -> None:
    assert [each.client for each in accounts.refresh_tokens_of(told(), ADA)] == ["docker"]
    db = told((f"account-{ADA}", end))
    found = accounts.by_refresh(db, controls.refresh_issued.sha256)
    assert found is not None
    assert (accounts.refresh_tokens_of(db, ADA), found[0].revoked) == ([], True)


def test_owners_and_editors_do_what_a_publisher_does_and_its_support_sees_it(told: Any) -> None:
    applied = catalog.PublisherApplied("acme", ADA, "Acme", "https://acme.example", "", "", "")
    db = told(
        ("publisher-acme", applied),
        ("organization-acme", events.MemberRoleChanged("acme", BOB, "support")),
        ("organization-beta", replace(controls.ada_joined, organization="beta")),
    )
    assert [accounts.owns(db, who, "acme") for who in (ADA, BOB, "eve")] == [True, False, False]
    assert [accounts.publishers_of(db, who) for who in (ADA, BOB)] == [["acme"], ["acme"]]


def test_having_applied_makes_nobody_an_owner(told: Any) -> None:
    applied = catalog.PublisherApplied("delta", ADA, "Delta", "https://delta.example", "", "", "")
    db = told(("publisher-delta", applied))
    assert (accounts.owns(db, ADA, "delta"), accounts.publishers_of(db, ADA)) == (False, [])
