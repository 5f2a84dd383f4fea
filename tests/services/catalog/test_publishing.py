"""Publishers and their products as the service keeps them: agreed, proven, suspended, timed and passed on."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from eventlog.refusal import Conflicting, Forbidden, Missing
from services.catalog.service.publishers import MOST_LOOKS
from services.catalog.settings import Settings
from tests.controls.catalog import LOGO
from tests.parts.names import name_server
from tests.services.catalog.pushed import image_saying, push
from tests.services.catalog.shop import LISTING, SOURCE, Shop, official, open_shop

ZONE: dict[tuple[str, str], list[str]] = {}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Shop]:
    """A shop without a registry, and a name server of its own."""
    ZONE.clear()
    with name_server(ZONE) as port, open_shop(tmp_path, {"CHANDLERY_DNS": f"127.0.0.1:{port}"}) as shop:
        yield shop


def bobs(shop: Shop, *, agrees: bool = True) -> None:
    """Bob's publisher is approved, too, and has accepted the agreement."""
    bob = shop.by("bob", "bobs:owner")
    shop.catalog.apply_as_publisher("bobs", "Bob's", "https://bobs.example", "1", "bob@bobs.example", LOGO, bob)
    shop.catalog.approve_publisher("bobs", shop.rita())
    if agrees:
        shop.catalog.accept_agreement("bobs", "1", shop.by("bob", "bobs:owner"))


def test_nothing_is_submitted_before_the_agreement_is_accepted(office: Shop) -> None:
    bobs(office, agrees=False)
    bob = office.by("bob", "bobs:owner")
    address = office.catalog.draft_product("bobs", "db", "container", LISTING, bob)["slug"]
    plan = {"id": "free", "name": "Free", "repository": "db", "access": "anyone", "channel": "beta"}
    office.catalog.add_plan(address, plan, office.by("bob", "bobs:owner"))
    with pytest.raises(Conflicting, match="agreement-not-accepted"):
        office.catalog.submit_product(address, office.by("bob", "bobs:owner"))
    asked = office.catalog.agreement()
    office.catalog.accept_agreement("bobs", asked["version"], office.by("bob", "bobs:owner"))
    office.catalog.submit_product(address, office.by("bob", "bobs:owner"))
    told = office.catalog.publisher("bobs")["agreement"]
    assert (told["version"], told["by"], told["present"]) == ("1", "bob", True)


def test_a_domain_is_proven_by_a_record(office: Shop) -> None:
    office.sells()
    proof = office.catalog.domain_proof("acme")
    assert proof["well_known"]["url"] == "https://acme.example/.well-known/chandlery.txt"
    with pytest.raises(Conflicting, match=r"domain-not-proven: _chandlery\.acme\.example has no TXT record"):
        office.catalog.prove_domain("acme", office.ada())
    ZONE[proof["record"]["name"], "TXT"] = [f'"{proof["record"]["value"]}"']
    office.catalog.prove_domain("acme", office.ada())
    assert office.catalog.publisher("acme")["verified"]
    office.catalog.edit_publisher("acme", {"website": "https://acme.test"}, office.ada())
    assert not office.catalog.publisher("acme")["verified"]


def test_a_domain_is_looked_at_for_its_publisher_alone_and_not_without_end(office: Shop) -> None:
    office.sells()
    with pytest.raises(Forbidden, match="not-yours"):
        office.catalog.prove_domain("acme", office.by("bob"))
    for _ in range(MOST_LOOKS):
        with pytest.raises(Conflicting, match="domain-not-proven"):
            office.catalog.prove_domain("acme", office.ada())
    with pytest.raises(Forbidden, match="too-many-requests"):
        office.catalog.prove_domain("acme", office.ada())


def test_each_publisher_has_a_proof_of_its_own(office: Shop) -> None:
    office.sells()
    bobs(office)
    office.catalog.edit_publisher("bobs", {"website": "https://acme.example"}, office.by("bob", "bobs:owner"))
    ours, theirs = (office.catalog.domain_proof(one)["record"] for one in ("acme", "bobs"))
    assert (ours["name"], ours["value"] == theirs["value"]) == (theirs["name"], False)


def test_a_publisher_without_a_website_has_nothing_to_prove(office: Shop) -> None:
    office.sells()
    office.catalog.edit_publisher("acme", {"website": ""}, office.ada())
    with pytest.raises(Conflicting, match="website-missing"):
        office.catalog.domain_proof("acme")


def test_a_suspended_publisher_submits_and_releases_nothing(office: Shop) -> None:
    address = office.sells()
    office.catalog.suspend_publisher("acme", "Its images were not its own.", office.rita())
    assert office.catalog.publisher("acme")["state"] == "suspended"
    with pytest.raises(Conflicting, match="publisher-suspended"):
        office.catalog.submit_product(address, office.ada())
    with pytest.raises(Conflicting, match="publisher-suspended"):
        office.catalog.release_version(address, "free", "1.0.0", LOGO, "", office.ada())
    office.catalog.reinstate_publisher("acme", office.rita())
    office.catalog.submit_product(address, office.ada())


def test_advice_is_told_beside_what_keeps_a_product_from_review(office: Shop) -> None:
    address = office.sells()
    office.catalog.edit_listing(address, {"logo": ""}, office.ada())
    told = {one["code"]: one["blocks"] for one in office.catalog.product(address)["problems"]}
    assert (told["logo-missing"], told["version-missing"], told["support-missing"]) == (True, False, False)
    office.catalog.set_support("acme", {"policy": "We answer."}, office.ada())
    assert "support-missing" not in [one["code"] for one in office.catalog.product(address)["problems"]]


def test_a_reviewer_sees_what_changed_since_the_last_approval(office: Shop) -> None:
    address = office.sells()
    assert office.catalog.review_of(address)["before"] is None
    office.catalog.submit_product(address, office.ada())
    office.catalog.approve_product(address, office.rita())
    office.catalog.edit_listing(address, {"name": "Acme DB"}, office.ada())
    office.catalog.change_plan(address, "free", {"access": "signed_in"}, office.ada())
    told = office.catalog.review_of(address)
    assert (told["before"]["listing"]["name"], told["now"]["listing"]["name"]) == ("Acme Database", "Acme DB")
    assert told["changes"] == [
        {"field": "name", "before": "Acme Database", "now": "Acme DB"},
        {"field": "plans.free.access", "before": "anyone", "now": "signed_in"},
    ]


def test_a_reviewer_sees_what_was_mended_since_the_last_rejection(office: Shop) -> None:
    address = office.sells()
    office.catalog.submit_product(address, office.ada())
    office.catalog.reject_product(address, [{"field": "name", "text": "Say whose it is."}], office.rita())
    office.catalog.edit_listing(address, {"name": "Acme DB"}, office.ada())
    office.catalog.submit_product(address, office.ada())
    told = office.catalog.review_of(address)
    assert (told["before"]["state"], told["now"]["state"]) == ("draft", "submitted")
    assert [change["field"] for change in told["changes"]] == ["name"]


def test_screenshots_are_added_and_removed(office: Shop) -> None:
    address = office.sells()
    office.catalog.add_screenshot(address, LOGO, office.ada())
    assert office.catalog.product(address)["listing"]["screenshots"] == [LOGO]
    office.catalog.remove_screenshot(address, LOGO, office.ada())
    assert office.catalog.product(address)["listing"]["screenshots"] == []


def test_a_product_goes_on_the_shelves_when_its_time_comes(shop: Shop, settings: Settings) -> None:
    address, image = shop.sells("timed", "timed"), image_saying("timed")
    digest = push(settings, "staging/acme/timed", "1.0.0", image)
    shop.tells("acme/timed", "1.0.0", digest, image.index.media_type)
    assert shop.staged(address)["state"] == "staged"
    release = shop.catalog.release_version(address, "free", "1.0.0", digest, "", shop.ada())
    assert shop.ended(address, release["id"])["state"] == "released"
    shop.catalog.submit_product(address, shop.ada())
    shop.catalog.approve_product(address, shop.rita())
    at = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    shop.catalog.schedule_publication(address, at, shop.ada())
    assert shop.catalog.product(address)["scheduled"] == at
    shop.catalog.schedule_publication(address, (datetime.now(UTC) + timedelta(seconds=1)).isoformat(), shop.ada())
    shop.services.until(lambda: shop.catalog.product(address)["state"] == "published")


def test_what_cannot_be_published_at_its_time_is_scheduled_no_more(office: Shop) -> None:
    address = office.sells()
    office.catalog.submit_product(address, office.ada())
    office.catalog.approve_product(address, office.rita())
    at = (datetime.now(UTC) + timedelta(seconds=0.3)).isoformat()
    office.catalog.schedule_publication(address, at, office.ada())
    office.services.until(lambda: office.catalog.product(address)["scheduled"] is None)
    told = office.catalog.product(address)
    assert (told["state"], told["unpublished"]["code"], told["unpublished"]["about"]) == (
        "approved",
        "version-missing",
        "free",
    )
    assert told["unpublished"]["at"] == at


def test_a_product_passes_to_another_publisher_and_both_addresses_lead_to_it(office: Shop) -> None:
    address = office.sells()
    bobs(office)
    office.catalog.offer_transfer(address, "bobs", office.ada())
    with pytest.raises(Forbidden, match="transfer-not-offered"):
        office.catalog.accept_transfer(address, office.by("eve", "eves:owner"))
    accepted = office.catalog.accept_transfer(address, office.by("bob", "bobs:owner"))
    assert accepted["slug"] == "bobs/db"
    assert [office.catalog.product(one)["slug"] for one in ("acme/db", "bobs/db")] == ["bobs/db", "bobs/db"]
    with pytest.raises(Forbidden, match="not-yours"):
        office.catalog.edit_listing(address, {"name": "Mine"}, office.ada())
    plan = {"id": "pro", "name": "Pro", "repository": "db-pro", "access": "anyone"}
    office.catalog.add_plan("bobs/db", plan, office.by("bob", "bobs:owner"))
    assert [one["repository"] for one in office.catalog.product("bobs/db")["plans"]] == ["acme/db", "bobs/db-pro"]


def test_the_old_address_stays_the_products(office: Shop) -> None:
    address = office.sells()
    bobs(office)
    office.catalog.offer_transfer(address, "bobs", office.ada())
    office.catalog.accept_transfer(address, office.by("bob", "bobs:owner"))
    with pytest.raises(Conflicting, match="slug-taken"):
        office.catalog.draft_product("acme", "db", "container", LISTING, office.ada())


def test_nothing_passes_to_an_address_that_is_taken(office: Shop) -> None:
    address = office.sells()
    bobs(office)
    office.catalog.draft_product("bobs", "db", "container", LISTING, office.by("bob", "bobs:owner"))
    office.catalog.offer_transfer(address, "bobs", office.ada())
    with pytest.raises(Conflicting, match="slug-taken"):
        office.catalog.accept_transfer(address, office.by("bob", "bobs:owner"))


def test_nothing_is_offered_to_nobody(office: Shop) -> None:
    with pytest.raises(Missing, match="no-such-publisher"):
        office.catalog.offer_transfer(office.sells(), "nobody", office.ada())


def test_an_official_image_passes_to_its_makers_and_is_imported_all_the_same(office: Shop) -> None:
    bobs(office)
    office.catalog.import_products(SOURCE, [official("nginx")], office.by("olga", "operator"))
    office.catalog.offer_transfer("library/nginx", "bobs", office.rita())
    office.catalog.accept_transfer("library/nginx", office.by("bob", "bobs:owner"))
    office.catalog.edit_listing("bobs/nginx", {"name": "NGINX"}, office.by("bob", "bobs:owner"))
    told = office.catalog.import_products(SOURCE, [official("nginx")], office.by("olga", "operator"))
    assert (told["changed"], told["refused"]) == ([], [])
    assert office.catalog.product("bobs/nginx")["listing"]["name"] == "NGINX"
