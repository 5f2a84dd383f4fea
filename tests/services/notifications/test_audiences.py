"""Whom a notice reaches: people by what they belong to and hold, and the owners of their webhooks."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from eventlog.refusal import Unavailable
from eventlog.testing import project, recorded
from services.billing.events import EntitlementEnded, EntitlementGranted
from services.identity.events import AccountRegistered, MemberJoined, OrganizationCreated, RoleGranted, SubjectErased
from services.notifications.service.audiences import Audiences
from tests.services.notifications.stories import AROUND, NOON, REPOSITORY, Views

PEOPLE = ("ada", "bea", "cyd", "dan", "eve", "sam")


def belongs(organization: str, **members: str) -> list[Any]:
    founded = OrganizationCreated(organization, organization, "root")
    return [founded, *(MemberJoined(organization, name, role, "") for name, role in members.items())]


def granted(holder: str) -> EntitlementGranted:
    return EntitlementGranted(holder, REPOSITORY, "db", "team", None, "subscription", "")


WORLD = (
    *(AccountRegistered(name, "aes-gcm:m", "aes-gcm:n", name) for name in PEOPLE),
    *belongs("initech", ada="owner", bea="billing", cyd="member"),
    *belongs("acme", dan="owner", eve="editor", cyd="support", bea="billing"),
    RoleGranted("sam", "reviewer"),
    granted("initech"),
    granted("eve"),
)


def world(*later: Any, views: type[Views] = Views) -> Audiences:
    facts = [recorded(event, "told", place, at=NOON) for place, event in enumerate((*WORLD, *later), start=1)]
    audiences = Audiences()
    audiences.views = views(project(AROUND, facts))  # type: ignore[assignment]
    audiences.clock = SimpleNamespace(now=lambda: NOON)  # type: ignore[assignment]
    audiences.heads = SimpleNamespace(of=lambda source: len(facts))  # type: ignore[assignment]
    return audiences


@pytest.mark.parametrize(
    ("audiences", "reached"),
    [
        (["account:ada"], ["ada"]),
        (["holder:eve"], ["eve"]),
        (["holder:initech"], ["ada", "bea", "cyd"]),
        (["payer:eve"], ["eve"]),
        (["payer:initech"], ["ada", "bea"]),
        (["owners:initech"], ["ada"]),
        ([f"users:{REPOSITORY}"], ["ada", "bea", "cyd", "eve"]),
        (["publisher:acme:team"], ["dan", "eve"]),
        (["publisher:acme:money"], ["bea", "dan"]),
        (["publisher:acme:desk"], ["cyd", "dan"]),
        (["staff:reviewer"], ["sam"]),
        (["payer:initech", "publisher:acme:money"], ["ada", "bea", "dan"]),
        (["publisher:acme:team", "but:dan"], ["eve"]),
    ],
)
def test_an_audience_is_these_people_each_once(audiences: list[str], reached: list[str]) -> None:
    assert world()._reached(audiences)[0] == reached


@pytest.mark.parametrize(
    ("audiences", "owners"),
    [
        (["account:ada"], ["account:ada"]),
        (["holder:initech"], ["organization:initech"]),
        (["payer:eve"], ["account:eve"]),
        ([f"users:{REPOSITORY}"], ["account:eve", "organization:initech"]),
        (["publisher:acme:team", "publisher:acme:money", "but:dan"], ["publisher:acme"]),
        (["staff:reviewer"], []),
    ],
)
def test_an_audience_has_these_webhooks(audiences: list[str], owners: list[str]) -> None:
    assert world()._reached(audiences)[1] == owners


def test_who_was_erased_is_reached_by_nothing() -> None:
    assert world(SubjectErased("eve"))._reached(["account:eve", "publisher:acme:team"])[0] == ["dan"]


def test_users_are_those_of_when_it_happened() -> None:
    ended = world(EntitlementEnded("eve", REPOSITORY, "db", "team", "cancelled"))
    assert ended._reached([f"users:{REPOSITORY}"], NOON - timedelta(days=1)) == ([], [])
    assert "eve" not in ended._reached([f"users:{REPOSITORY}"], NOON)[0]


def test_nobody_is_reached_before_it_is_known_who_belongs_to_what() -> None:
    class Behind(Views):
        def wait_for(self, position: str, at_most: float = 1.0) -> bool:
            return False

    with pytest.raises(Unavailable, match="view-behind"):
        world(views=Behind)._reached(["account:ada"])
