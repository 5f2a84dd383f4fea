"""What may be certified is told by what the catalogue says of publishers, products and images."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from eventlog.testing import project
from services.catalog import events as catalog
from services.certification.projections import catalogue
from tests.controls import certification as told

AT = datetime(2026, 11, 2, tzinfo=UTC)
applied = catalog.PublisherApplied("acme", told.ADA, "Acme", "https://acme.example", "", "", "")
drafted = catalog.ProductDrafted(told.DATABASE, "acme", "db", "container", external=False)
planned = catalog.PlanAdded(told.DATABASE, "team", "Team", "", "acme/team", "anyone", None)
platforms = (catalog.PlatformImage("linux/amd64", told.AMD64.digest, 1, 1),)
staged = catalog.VersionStaged("acme/team", "2.1", told.INDEX, "…index", "container", platforms, "")
removed = catalog.StagedRemoved("acme/team", "2.1", told.INDEX, "expired")
named = (told.DATABASE, "team", "acme/team", "2.1", told.INDEX)
released = catalog.VersionReleased("r1", *named, platforms=platforms, created="", notes="", at=AT)
yanked = catalog.VersionYanked("acme/team", told.DATABASE, "2.1", told.INDEX, "broken", security=False)


def shown(*events: Any) -> Connection:
    return project([catalogue.projection], [("stream", event) for event in events])


def test_a_publisher_stands_as_the_catalogue_says() -> None:
    agreed = catalog.AgreementAccepted("acme", "2", "sha256:" + "11" * 32, told.ADA)
    helped = catalog.SupportSet("acme", "We help.", "all day", "help@acme.example", "Acme Corp")
    with shown(applied, catalog.PublisherApproved("acme"), agreed, helped) as db:
        found = catalogue.publisher_of(db, "acme")
    assert found == {
        "publisher": "acme",
        "approved": True,
        "suspended": False,
        "agreement": "2",
        "support": True,
        "tsanet": "Acme Corp",
    }


def test_a_suspended_publisher_is_one_until_it_is_reinstated() -> None:
    suspended, back = catalog.PublisherSuspended("acme", "spam"), catalog.PublisherReinstated("acme")
    with shown(applied, suspended) as db:
        assert (catalogue.publisher_of(db, "acme") or {})["suspended"]
    with shown(applied, suspended, back) as db:
        assert not (catalogue.publisher_of(db, "acme") or {})["suspended"]


def test_a_product_is_found_at_its_address_of_today() -> None:
    moved = catalog.ProductTransferred(told.DATABASE, "globex", "db", "acme/db")
    with shown(drafted, planned, moved) as db:
        assert catalogue.product_at(db, "acme/db") is None
        assert (catalogue.product_at(db, "globex/db") or {})["publisher"] == "globex"
        assert catalogue.repository_of(db, told.DATABASE, "team") == "acme/team"


def test_a_retired_plan_has_nothing_to_certify() -> None:
    with shown(drafted, planned, catalog.PlanRetired(told.DATABASE, "team")) as db:
        assert catalogue.repository_of(db, told.DATABASE, "team") is None


def test_an_image_lies_where_its_tags_are() -> None:
    with shown(staged, released) as db:
        assert catalogue.sides_of(db, "acme/team", told.INDEX) == [("released", "2.1"), ("staged", "2.1")]
    with shown(staged, released, removed, yanked) as db:
        assert catalogue.sides_of(db, "acme/team", told.INDEX) == []
        assert (catalogue.image_of(db, "acme/team", told.INDEX) or {})["platforms"] == [
            ["linux/amd64", told.AMD64.digest]
        ]


def test_a_tag_that_leads_elsewhere_by_now_is_not_dropped() -> None:
    newer = replace(staged, digest=told.ARM64.digest)
    with shown(staged, newer, removed) as db:
        assert catalogue.sides_of(db, "acme/team", told.ARM64.digest) == [("staged", "2.1")]


def test_keys_are_those_that_were_not_withdrawn() -> None:
    first = catalog.SigningKeyRegistered("acme", "k1", "old", "PEM 1", AT)
    second = replace(first, key="k2", pem="PEM 2")
    with shown(first, second, catalog.SigningKeyWithdrawn("acme", "k1", AT)) as db:
        assert catalogue.keys_of(db, "acme") == ["PEM 2"]
