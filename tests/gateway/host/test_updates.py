"""What a host is told of its images: newer releases by version and by digest, and what it may not see."""

from datetime import UTC, datetime

import pytest

from services.catalog import events as catalog
from tests.gateway.counter import HOST, URL
from tests.gateway.host.hosting import AMD64, Hosting, digest, name


def test_an_old_version_is_told_of_the_newest_and_how_to_pull_it(host: Hosting) -> None:
    old, new = host.release("1.4.2"), host.release("1.5.0")
    told = host.of(name("1.4.2"), old)
    assert (told["known"], told["product"], told["name"]) == (True, "acme/db", "Db")
    assert told["link"] == f"{URL}/acme/db"
    assert told["mine"] == {"tag": "1.4.2", "digest": old, "released": "2026-01-16T12:00:00Z"}
    assert told["newest"] == {"tag": "1.5.0", "digest": new, "released": "2026-01-17T12:00:00Z"}
    assert (told["state"], told["pull_command"]) == ("newer", f"docker pull {HOST}/acme/db:1.5.0")


def test_the_newest_version_is_current(host: Hosting) -> None:
    host.release("1.4.2")
    assert host.of(name("1.5.0"), host.release("1.5.0"))["state"] == "current"


def test_an_image_is_known_by_its_platforms_manifest_as_well(host: Hosting) -> None:
    old, _ = host.release("1.4.2"), host.release("1.5.0")
    told = host.of(f"{HOST}/acme/db:mine", digest(f"{old} {AMD64}"))
    assert (told["mine"]["tag"], told["mine"]["digest"]) == ("1.4.2", old)


def test_an_image_without_a_name_is_known_by_its_digest(host: Hosting) -> None:
    old, _ = host.release("1.4.2"), host.release("1.5.0")
    told = host.of("<none>:<none>", old)
    assert (told["product"], told["mine"]["tag"], told["newest"]["tag"]) == ("acme/db", "1.4.2", "1.5.0")


def test_an_image_that_was_carried_to_another_registry_is_known_by_its_digest(host: Hosting) -> None:
    old, _ = host.release("1.4.2"), host.release("1.5.0")
    assert host.of("registry.internal:5000/db:1.4.2", old)["newest"]["tag"] == "1.5.0"


def test_the_order_is_that_of_versions_and_not_of_release(host: Hosting) -> None:
    old = host.release("1.10.0")
    host.release("1.9.7")
    assert host.of(name("1.10.0"), old)["state"] == "current"


def test_a_variant_is_told_of_its_own_kind_alone(host: Hosting) -> None:
    old = host.release("1.4.2-alpine")
    host.release("1.5.0-alpine3.22")
    host.release("1.6.0")
    assert host.of(name("1.4.2-alpine"), old)["newest"]["tag"] == "1.5.0-alpine3.22"


def test_a_pre_release_is_no_update_of_a_version(host: Hosting) -> None:
    old = host.release("1.4.2")
    host.release("1.5.0-rc1")
    assert host.of(name("1.4.2"), old)["state"] == "current"


def test_the_same_major_version_comes_before_the_next_one(host: Hosting) -> None:
    first = host.release("1.4.2")
    last, _ = host.release("1.5.0"), host.release("2.0.0")
    assert host.of(name("1.4.2"), first)["newest"]["tag"] == "1.5.0"
    assert host.of(name("1.5.0"), last)["newest"]["tag"] == "2.0.0"


def test_a_series_that_was_left_behind_is_told_of_the_next(host: Hosting) -> None:
    old, _ = host.release("1.4.2", "1.4"), host.release("1.5.0", "1.5")
    assert host.of(name("1.4.2"), old)["newest"]["tag"] == "1.5.0"


def test_latest_is_compared_by_its_digest(host: Hosting) -> None:
    old = host.release("1.4.2", "latest")
    new = host.release("1.5.0", "latest")
    assert host.of(f"{HOST}/acme/db", new)["state"] == "current"
    told = host.of(name("latest"), old)
    assert (told["state"], told["mine"]["tag"], told["newest"]["tag"]) == ("newer", "1.4.2", "1.5.0")
    assert told["pull_command"] == f"docker pull {HOST}/acme/db:latest"


def test_a_tag_that_moves_on_stays_with_its_numbers(host: Hosting) -> None:
    old = host.release("1.4.1", "1.4")
    host.release("1.4.2", "1.4")
    host.release("1.5.0", "1.5")
    assert host.of(name("1.4"), old)["newest"]["tag"] == "1.4.2"


def test_without_its_digest_nobody_can_say_what_latest_was(host: Hosting) -> None:
    host.release("1.4.2", "latest")
    assert host.of(name("latest"))["state"] == "unknown"


def test_an_official_image_is_known_by_each_of_its_names(host: Hosting) -> None:
    host.listed(("1.31.4", "latest", "1", "1.31"), ("1.31.4-alpine", "alpine"))
    for reference in ("nginx:1.29.1", "library/nginx:1.29.1", "docker.io/library/nginx:1.29.1"):
        told = host.of(reference, digest("whatever"))
        assert (told["product"], told["state"], told["newest"]["tag"]) == ("library/nginx", "newer", "1.31.4")
        assert told["pull_command"] == "docker pull nginx:1.31.4"


def test_a_series_that_its_source_goes_on_with_is_current(host: Hosting) -> None:
    host.listed(("3.14.1", "3.14", "3", "latest"), ("3.12.12", "3.12"), slug="python")
    assert host.of("python:3.12.12")["state"] == "current"
    assert host.of("python:3.12.3")["newest"]["tag"] == "3.12.12"
    assert host.of("python:3.8.20")["newest"]["tag"] == "3.14.1"


def test_the_notes_of_all_releases_since_come_newest_first(host: Hosting) -> None:
    old = host.release("1.4.2", notes="Old.")
    host.release("1.4.3", notes="Faster.")
    host.release("1.5.0", notes="x" * 5000)
    told = host.of(name("1.4.2"), old)["notes"]
    assert [one["tag"] for one in told] == ["1.5.0", "1.4.3"]
    assert (told[1]["notes"], len(told[0]["notes"])) == ("Faster.", 1000)


def test_what_was_deprecated_names_its_successor(host: Hosting) -> None:
    old = host.release("1.4.2")
    host.tell("acme/db", catalog.VersionDeprecated("acme/db", "id-acme-db", "1.4.2", old, "2027-01-31", "1.5.0", ""))
    told = host.of(name("1.4.2"), old)
    assert (told["flags"], told["successor"]) == (["deprecated"], "1.5.0")


def test_what_was_yanked_for_security_is_to_be_left(host: Hosting) -> None:
    host.release("1.4.2")
    bad = host.release("1.4.3")
    host.tell("acme/db", catalog.VersionYanked("acme/db", "id-acme-db", "1.4.3", bad, "It leaks.", True))
    told = host.of(name("1.4.3"), bad)
    assert (told["state"], told["flags"], told["newest"]["tag"]) == ("security", ["yanked"], "1.4.2")


def test_a_product_on_hold_is_told_so(host: Hosting) -> None:
    old = host.release("1.4.2")
    host.counter.tell(("product-id-acme-db", catalog.ProductHeld("id-acme-db", "It waits.")))
    assert host.of(name("1.4.2"), old)["flags"] == ["held"]


def test_a_revoked_product_has_nothing_to_pull(host: Hosting) -> None:
    old, _ = host.release("1.4.2"), host.release("1.5.0")
    host.counter.tell(("product-id-acme-db", catalog.ProductRevoked("id-acme-db")))
    told = host.of(name("1.4.2"), old)
    assert (told["flags"], told["newest"], told["pull_command"]) == (["revoked"], None, None)


def test_a_draft_looks_unknown_but_to_its_publisher(host: Hosting) -> None:
    host.counter.product("acme/next", published=False)
    old = host.release("1.0.0", address="acme/next")
    host.counter.account("bob")
    host.counter.organization("acme", bob="owner")
    told = host.of(name("1.0.0", "acme/next"), old)
    assert (told["known"], told["product"], told["state"]) == (False, None, "unknown")
    assert host.of(name("1.0.0", "acme/next"), old, token=host.counter.token("bob"))["known"]


@pytest.mark.parametrize("holder", ["ada", "crew"])
def test_what_left_the_shelves_is_told_to_who_has_it(host: Hosting, holder: str) -> None:
    host.counter.product("acme/pro", access="subscribers")
    old = host.release("1.0.0", address="acme/pro")
    host.counter.tell(("product-id-acme-pro", catalog.ProductUnlisted("id-acme-pro")))
    host.counter.account("ada")
    host.counter.organization("crew", ada="member")
    token = host.counter.token("ada")
    assert not host.of(name("1.0.0", "acme/pro"), old, token=token)["known"]
    host.counter.entitle(holder, "acme/pro", until=datetime(2026, 2, 1, tzinfo=UTC))
    assert host.of(name("1.0.0", "acme/pro"), old, token=token)["known"]
    assert not host.of(name("1.0.0", "acme/pro"), old)["known"]


def test_items_come_in_the_order_asked_also_twice(host: Hosting) -> None:
    old = host.release("1.4.2")
    sent = [name("1.4.2"), "other.example/x:1", "not a name", name("1.4.2")]
    told = host.ask(*({"reference": one, "digests": [old]} for one in sent))
    assert [one["reference"] for one in told] == sent


def test_five_hundred_images_are_compared_and_no_more(host: Hosting) -> None:
    asked = [{"reference": f"{HOST}/acme/db:1.{n}.0"} for n in range(501)]
    assert len(host.ask(*asked[:500])) == 500
    answer = host.client.post("/api/v1/updates", json={"images": asked})
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["code"] == "too-many-images"
