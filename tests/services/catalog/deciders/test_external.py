"""Importing products whose images lie elsewhere: a repeated import decides nothing."""

from dataclasses import replace

import pytest

from eventlog.testing import Scenario
from services.catalog.deciders.external import ListExternally
from services.catalog.deciders.listing import Listing
from services.catalog.deciders.product import product, reserves
from services.catalog.events import PlanAdded, ProductPublished, ProductRevoked, ProductTransferred, ProductUnlisted
from tests.controls.catalog import (
    ada,
    db_drafted,
    db_listed,
    nginx_drafted,
    nginx_versions,
    nginx_versions_listed,
    rita,
)

listing = Listing(name="nginx", short_description="A web server.", categories=("web-servers",))
command = ListExternally(
    product="nginx",
    publisher="library",
    slug="nginx",
    listing=listing,
    pull="nginx",
    source="docker-library",
    listed="2026-08-21",
    versions=nginx_versions,
)
where = "Pulled from the registry that docker-library names, not from here."
first = (
    nginx_drafted,
    listing.edited("nginx"),
    PlanAdded("nginx", "public", "Public image", where, "nginx", "anyone", None),
    nginx_versions_listed,
    ProductPublished("nginx"),
)
story = Scenario(product, rita)
imported = story.given(*first)


def test_a_new_product_stands_on_the_shelves_at_once() -> None:
    story.when(command).then(*first)


def test_a_repeated_import_decides_nothing_also_on_another_day() -> None:
    imported.when(replace(command, listed="2026-08-22")).then()


def test_a_changed_text_is_one_event() -> None:
    changed = replace(listing, short_description="A web server and proxy.")
    imported.when(replace(command, listing=changed)).then(changed.edited("nginx"))


def test_a_new_version_is_one_event() -> None:
    fewer = replace(nginx_versions_listed, versions=nginx_versions[:1])
    imported.when(replace(command, versions=nginx_versions[:1])).then(fewer)


def test_what_staff_took_off_the_shelves_stays_off() -> None:
    imported.given(ProductUnlisted("nginx")).when(command).then()


def test_what_was_revoked_is_not_imported_again() -> None:
    imported.given(ProductRevoked("nginx")).when(command).then_refused("product-revoked")


def test_a_product_of_this_store_is_not_overwritten() -> None:
    story.given(db_drafted, db_listed).when(replace(command, product="db")).then_refused("slug-taken")


def test_only_staff_import() -> None:
    story.by(ada).when(command).then_refused("staff-only")


def test_an_address_is_reserved_for_it() -> None:
    assert [one.stream for one in reserves(command)] == ["slug-library/nginx"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"slug": "../etc"}, "slug-invalid"),
        ({"pull": "nginx:latest"}, "repository-invalid"),
        ({"listing": Listing()}, "listing-incomplete"),
        ({"versions": (replace(nginx_versions[0], tags=("no tag",)),)}, "tag-invalid"),
        ({"versions": (replace(nginx_versions[0], platforms=("linux",)),)}, "platform-invalid"),
        ({"versions": (replace(nginx_versions[0], tags=()),)}, "version-invalid"),
    ],
)
def test_a_source_cannot_list_what_makes_no_sense(wrong: dict[str, object], code: str) -> None:
    story.when(replace(command, **wrong)).then_refused(code)  # type: ignore[arg-type]


def test_what_passed_to_its_makers_gets_versions_alone() -> None:
    theirs = imported.given(ProductTransferred("nginx", "nginxinc", "nginx", "library/nginx"))
    fewer = replace(command, versions=nginx_versions[:1], listing=replace(listing, name="Other"))
    theirs.when(fewer).then(replace(nginx_versions_listed, versions=nginx_versions[:1]))
    theirs.when(replace(command, listing=fewer.listing)).then()
