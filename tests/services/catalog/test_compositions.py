"""Products of several images as a service: their compose files are read by certification, judged, and offered."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from eventlog.refusal import Conflicting, Forbidden, Invalid
from services.catalog.settings import Settings
from services.certification.service import Certification
from tests.services.catalog.pushed import image_saying, push
from tests.services.catalog.shop import LISTING, SOURCE, Shop, official, open_shop

STACK = "acme/stack"


@pytest.fixture
def shop(tmp_path: Path, registry_environment: dict[str, str]) -> Iterator[Shop]:
    """Ada's stack has one plan, `free`, and no version yet."""
    with open_shop(tmp_path, registry_environment, Certification) as shop:
        shop.sells()
        shop.catalog.draft_product("acme", "stack", "compose", LISTING, shop.ada())
        plan = {"id": "free", "name": "Free", "repository": "stack", "access": "anyone"}
        shop.catalog.add_plan(STACK, plan, shop.ada())
        yield shop


def released(shop: Shop, settings: Settings, address: str, repository: str, tag: str) -> None:
    image = image_saying(f"{repository} {tag}")
    digest = push(settings, f"staging/{repository}", tag, image)
    shop.tells(repository, tag, digest, image.index.media_type)
    shop.staged(address, tag)
    release = shop.catalog.release_version(address, "free", tag, digest, "", shop.ada())
    assert shop.ended(address, release["id"])["state"] == "released"


def file(*images: str) -> str:
    return "services:\n" + "".join(f"  s{number}:\n    image: {image}\n" for number, image in enumerate(images))


def test_a_stack_is_released_and_its_product_goes_on_the_shelves(shop: Shop, settings: Settings) -> None:
    released(shop, settings, STACK, STACK, "web-1.0.0")
    text = file(f"{settings.registry_host}/{STACK}:web-1.0.0")
    shop.catalog.submit_product(STACK, shop.ada())
    shop.catalog.approve_product(STACK, shop.rita())
    with pytest.raises(Conflicting, match="version-missing"):
        shop.catalog.publish_product(STACK, shop.ada())
    told = shop.catalog.release_compose_file(STACK, "free", "1.0.0", text, "First.", shop.ada())
    assert (told["text"], told["remarks"], told["withdrawn"]) == (text, [], None)
    assert [(image["place"], image["tag"]) for image in told["images"]] == [("own", "web-1.0.0")]
    shop.catalog.publish_product(STACK, shop.ada())
    assert shop.catalog.product(STACK)["state"] == "published"


def test_what_is_wrong_is_told_by_its_place_and_nothing_is_kept(shop: Shop, settings: Settings) -> None:
    host = settings.registry_host
    text = file(f"{host}/{STACK}:web-1.0.0", f"{host}/acme/nothing:1", "redis") + "  s3: {build: .}\n"
    told = shop.catalog.check_compose_file(STACK, "free", text)
    assert [(one["check"], one["where"]) for one in told["wrong"]] == [
        ("pinned-images", "services.s2.image, line 7"),
        ("compose-file", "services.s3.build, line 8"),
        ("known-images", "services.s0.image, line 3"),
        ("known-images", "services.s1.image, line 5"),
    ]
    with pytest.raises(Invalid, match=r"compose-file-wrong: services\.s2\.image, line 7: "):
        shop.catalog.release_compose_file(STACK, "free", "1.0.0", text, "", shop.ada())
    assert shop.catalog.compose_files(STACK, "free") == []


def test_an_image_of_another_product_has_to_be_open_to_whoever_has_the_plan(shop: Shop, settings: Settings) -> None:
    released(shop, settings, "acme/db", "acme/db", "1.0.0")
    text = file(f"{settings.registry_host}/acme/db:1.0.0")
    assert [one["what"] for one in shop.catalog.check_compose_file(STACK, "free", text)["wrong"]] == [
        f"{settings.registry_host}/acme/db is not in the store"
    ]
    for step, by in (("submit", shop.ada()), ("approve", shop.rita()), ("publish", shop.ada())):
        getattr(shop.catalog, f"{step}_product")("acme/db", by)
    assert shop.catalog.check_compose_file(STACK, "free", text)["wrong"] == []
    shop.catalog.change_plan("acme/db", "free", {"access": "signed_in"}, shop.ada())
    (wrong,) = shop.catalog.check_compose_file(STACK, "free", text)["wrong"]
    assert wrong["what"] == f"{settings.registry_host}/acme/db asks for more than this plan does"


def test_images_elsewhere_and_powers_over_the_host_are_told_to_readers(shop: Shop) -> None:
    shop.catalog.import_products(SOURCE, [official("redis")], shop.by("olga", "operator"))
    text = file("redis:1.0", "ghcr.io/other/thing:2.0") + "    privileged: true\n"
    told = shop.catalog.release_compose_file(STACK, "free", "1.0.0", text, "", shop.ada())
    assert [(one["check"], one["where"]) for one in told["remarks"]] == [
        ("host-access", "services.s1.privileged, line 6"),
        ("known-images", "services.s1.image, line 5"),
    ]


def test_a_withdrawn_version_is_offered_no_more(shop: Shop) -> None:
    shop.catalog.release_compose_file(STACK, "free", "1.0.0", file("redis:7"), "", shop.ada())
    with pytest.raises(Forbidden, match="not-yours"):
        shop.catalog.withdraw_compose_file(STACK, "free", "1.0.0", "It loses data.", shop.by("bob"))
    told = shop.catalog.withdraw_compose_file(STACK, "free", "1.0.0", "It loses data.", shop.ada())
    assert told["withdrawn"] == "It loses data."


def test_nobody_else_releases(shop: Shop) -> None:
    with pytest.raises(Forbidden, match="not-yours"):
        shop.catalog.release_compose_file(STACK, "free", "1.0.0", file("redis:7"), "", shop.by("bob"))
