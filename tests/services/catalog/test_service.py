"""The catalogue as a service, on the real kernel and the real registry: from an application to a pull."""

from pathlib import Path

import pytest

from demo.images import Image
from eventlog.refusal import Conflicting, Forbidden, Invalid, Missing
from services.catalog.settings import Settings
from tests.services.catalog.pushed import digest_of, image_saying, push, push_blob, put_manifest
from tests.services.catalog.shop import LISTING, SOURCE, Shop, official, open_shop
from vocabulary.digest import Digest


def test_a_product_goes_from_draft_to_shelf(shop: Shop, settings: Settings) -> None:
    address, image = shop.sells("journey", "journey"), image_saying("journey")
    digest = push(settings, "staging/acme/journey", "1.0.0", image)
    shop.tells("acme/journey", "1.0.0", digest, image.index.media_type)
    assert [one["platform"] for one in shop.staged(address)["platforms"]] == ["linux/amd64", "linux/arm64"]
    release = shop.catalog.release_version(address, "free", "1.0.0", digest, "First.", shop.ada())
    assert shop.ended(address, release["id"])["state"] == "released"
    assert digest_of(settings, "acme/journey", "1.0.0") == digest
    shop.catalog.submit_product(address, shop.ada())
    shop.catalog.approve_product(address, shop.rita())
    shop.catalog.publish_product(address, shop.ada())
    assert shop.catalog.product(address)["state"] == "published"


def test_a_product_without_a_released_version_is_not_published(shop: Shop) -> None:
    address = shop.sells("empty", "empty")
    shop.catalog.submit_product(address, shop.ada())
    shop.catalog.approve_product(address, shop.rita())
    with pytest.raises(Conflicting, match="version-missing"):
        shop.catalog.publish_product(address, shop.ada())


def test_a_publisher_is_told_with_its_state(shop: Shop) -> None:
    shop.sells()
    told = shop.catalog.publisher("acme")
    assert (told["state"], told["owner"], told["email"]) == ("approved", "ada", "shop@acme.example")


def test_a_draft_sent_twice_is_one_product(shop: Shop) -> None:
    first = shop.catalog.draft_product("acme", "twice", "container", LISTING, shop.ada(key="draft"))
    again = shop.catalog.draft_product("acme", "twice", "container", LISTING, shop.ada(key="draft"))
    assert (first["id"], first["slug"]) == (again["id"], again["slug"])


def test_an_address_that_is_taken_stays_taken(shop: Shop) -> None:
    shop.catalog.draft_product("acme", "taken", "container", LISTING, shop.ada())
    with pytest.raises(Conflicting, match="slug-taken"):
        shop.catalog.draft_product("acme", "taken", "container", LISTING, shop.ada())


def test_a_repository_that_is_taken_stays_taken(shop: Shop) -> None:
    shop.sells("one", "shared")
    with pytest.raises(Conflicting, match="repository-taken"):
        shop.sells("two", "shared")


def test_authority_is_decided_here(shop: Shop) -> None:
    address = shop.sells()
    with pytest.raises(Forbidden, match="not-yours"):
        shop.catalog.edit_listing(address, {"name": "Mine"}, shop.by("bob"))
    with pytest.raises(Forbidden, match="staff-only"):
        shop.catalog.approve_product(address, shop.ada())


def test_what_has_no_right_shape_is_refused_by_name(shop: Shop) -> None:
    address = shop.sells()
    for changes, words in (({"naem": "x"}, "unknown-field: naem"), ({"tags": "x"}, "field-invalid: tags")):
        with pytest.raises(Invalid, match=words):
            shop.catalog.edit_listing(address, changes, shop.ada())


@pytest.mark.parametrize("address", ["acme/nothing", "nothing", "a/b/c", "", "Acme/Db", "x" * 400 + "/y"])
def test_a_product_that_is_not_there_is_missing(shop: Shop, address: str) -> None:
    with pytest.raises(Missing, match="no-such-product"):
        shop.catalog.product(address)


def test_a_pushed_thing_that_is_no_image_is_refused_with_words(shop: Shop, settings: Settings) -> None:
    address = shop.sells("chart", "chart")
    config = b"{}"
    push_blob(settings, "staging/acme/chart", config, str(Digest.of(config)))
    media_type = "application/vnd.oci.image.manifest.v1+json"
    described = f'"digest":"{Digest.of(config)}","size":2'
    manifest = f'{{"schemaVersion":2,"config":{{"mediaType":"text/plain",{described}}},"layers":[]}}'.encode()
    put_manifest(settings, "staging/acme/chart", "1.0.0", manifest, media_type)
    shop.tells("acme/chart", "1.0.0", str(Digest.of(manifest)), media_type)
    staged = shop.staged(address)
    assert (staged["state"], "text/plain" in staged["reason"]) == ("refused", True)
    assert (staged["code"], staged["particulars"]) == ("config-unknown", {"type": "“text/plain”"})


def test_a_notice_that_was_lost_is_found_in_the_registry(
    tmp_path: Path, registry_environment: dict[str, str], settings: Settings, image: Image
) -> None:
    push(settings, "staging/acme/lost", "1.0.0", image)
    with open_shop(tmp_path, registry_environment) as shop:
        assert shop.staged(shop.sells("lost", "lost"))["digest"] == image.index.digest


def test_what_lies_where_no_plan_can_offer_it_hides_nothing_behind_it(
    tmp_path: Path, registry_environment: dict[str, str], settings: Settings, image: Image
) -> None:
    push(settings, "staging/acme/hidden/deep/down", "1.0.0", image)
    push(settings, "staging/acme/hindmost", "1.0.0", image)
    with open_shop(tmp_path, registry_environment) as shop:
        assert shop.staged(shop.sells("hindmost", "hindmost"))["digest"] == image.index.digest


def test_a_release_that_a_stop_interrupted_is_taken_up_at_the_next_start(
    tmp_path: Path, registry_environment: dict[str, str], settings: Settings
) -> None:
    image = image_saying("interrupted")
    digest = push(settings, "staging/acme/interrupted", "1.0.0", image)
    with open_shop(tmp_path, registry_environment) as shop:
        address = shop.sells("interrupted", "interrupted")
        shop.staged(address)
        release = shop.catalog.release_version(address, "free", "1.0.0", digest, "", shop.ada())["id"]
    with open_shop(tmp_path, registry_environment) as shop:
        assert shop.ended(address, release)["state"] == "released"
    assert digest_of(settings, "acme/interrupted", "1.0.0") == digest


def test_importing_twice_changes_nothing(shop: Shop) -> None:
    products = [official("nginx"), official("rocket.chat"), official("broken", versions=[{"tags": ["no tag"]}])]
    first = shop.catalog.import_products(SOURCE, products, shop.rita())
    assert (first["changed"], first["unchanged"]) == (["library/nginx", "library/rocket.chat"], 0)
    assert [one["product"] for one in first["refused"]] == ["library/broken"]
    again = shop.catalog.import_products(SOURCE, products, shop.rita())
    assert (again["changed"], again["unchanged"]) == ([], 2)
    assert shop.catalog.product("library/nginx")["state"] == "published"


def test_an_import_sent_again_under_its_key_answers_as_it_did(shop: Shop) -> None:
    first = shop.catalog.import_products(SOURCE, [official("nginx")], shop.rita(key="import"))
    assert shop.catalog.import_products(SOURCE, [official("nginx")], shop.rita(key="import")) == first


def test_only_staff_import(shop: Shop) -> None:
    with pytest.raises(Forbidden, match="staff-only"):
        shop.catalog.import_products(SOURCE, [official("nginx")], shop.ada())
