"""Whom a notice is meant for, in words."""

import pytest

from services.notifications.policies import audience
from services.notifications.policies.audience import Audience, parse


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (audience.account("ada"), Audience("account", "ada")),
        (audience.holder("initech"), Audience("holder", "initech")),
        (audience.payer("initech"), Audience("payer", "initech", ("owner", "billing"))),
        (audience.owners("initech"), Audience("owners", "initech", ("owner",))),
        (audience.users("acme/db"), Audience("users", "acme/db")),
        (audience.publisher("acme", "team"), Audience("publisher", "acme", ("owner", "editor"))),
        (audience.publisher("acme", "money"), Audience("publisher", "acme", ("owner", "billing"))),
        (audience.publisher("acme", "desk"), Audience("publisher", "acme", ("owner", "support"))),
        (audience.staff("reviewer"), Audience("staff", "reviewer")),
    ],
)
def test_what_is_written_is_read(text: str, meant: Audience) -> None:
    assert parse(text) == meant


@pytest.mark.parametrize("text", ["", "users", "users:", "neighbours:ada", "publisher:acme", "publisher:acme:cooks"])
def test_what_is_no_audience_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse(text)


def test_who_did_it_is_not_meant_but_a_policy_is_nobody() -> None:
    assert audience.but("ada") == ("but:ada",)
    assert audience.but("policy:catalog") == audience.but("") == ()


@pytest.mark.parametrize(
    ("text", "is_organization", "owner"),
    [
        ("account:ada", False, "account:ada"),
        ("holder:ada", False, "account:ada"),
        ("holder:initech", True, "organization:initech"),
        ("payer:initech", True, "organization:initech"),
        ("owners:initech", True, "organization:initech"),
        ("publisher:acme:money", True, "publisher:acme"),
        ("staff:reviewer", False, ""),
        ("but:ada", False, ""),
    ],
)
def test_webhooks_belong_to_a_person_an_organisation_or_a_publisher(
    text: str, is_organization: bool, owner: str
) -> None:
    assert audience.owner(parse(text), is_organization=is_organization) == owner
