"""Versions as a service on the real registry: yanked, retagged, cleared, and mended where messages were lost."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from eventlog.refusal import Conflicting, Forbidden
from services.catalog.adapters.registry import Distribution
from services.catalog.adapters.registry.client import Client
from services.catalog.adapters.registry.signing import SigningKeys
from services.catalog.adapters.registry.tokens import Signer
from services.catalog.settings import Settings
from tests.services.catalog.pushed import digest_of, image_saying, push, tags_of
from tests.services.catalog.shop import Shop, open_shop


def pushed(shop: Shop, settings: Settings, name: str, tag: str, text: str = "") -> str:
    """Pushed to staging and told of; returns the digest."""
    image = image_saying(text or f"{name} {tag}")
    digest = push(settings, f"staging/acme/{name}", tag, image)
    shop.tells(f"acme/{name}", tag, digest, image.index.media_type)
    return digest


def released(shop: Shop, settings: Settings, name: str, *tags: str) -> list[str]:
    """A product of this name with these versions; returns their digests."""
    address, digests = shop.sells(name, name), []
    for tag in tags:
        digests.append(pushed(shop, settings, name, tag))
        shop.staged(address, tag)
        release = shop.catalog.release_version(address, "free", tag, digests[-1], "", shop.ada())
        assert shop.ended(address, release["id"]) | {"step": "tagged"} == shop.ended(address, release["id"])
    return digests


def olga(shop: Shop) -> dict[str, Any]:
    return shop.by("olga", "operator")


def found(shop: Shop, repository: str) -> set[tuple[str, str]]:
    return {(one["what"], one["tag"]) for one in shop.catalog.reconcile_repository(repository, olga(shop))}


def test_a_yanked_tag_goes_and_its_digest_still_pulls(shop: Shop, settings: Settings) -> None:
    (digest,) = released(shop, settings, "yanked", "1.0.0")
    shop.catalog.yank_version("acme/yanked", "free", "1.0.0", "It loses data.", False, shop.ada())
    shop.services.until(lambda: not digest_of(settings, "acme/yanked", "1.0.0"))
    assert digest_of(settings, "acme/yanked", digest) == digest
    (version,) = shop.catalog.versions_of("acme/yanked", "free")
    assert (version["tags"], version["yanked"][0]["reason"]) == ([], "It loses data.")


def test_a_yank_for_security_takes_the_image_too(shop: Shop, settings: Settings) -> None:
    (digest, other) = released(shop, settings, "unsafe", "1.0.0", "1.0.1")
    shop.catalog.yank_version("acme/unsafe", "free", "1.0.0", "CVE", True, shop.ada())
    shop.services.until(lambda: not digest_of(settings, "acme/unsafe", digest))
    assert digest_of(settings, "acme/unsafe", other) == other
    with pytest.raises(Conflicting, match="version-withdrawn"):
        shop.catalog.release_version("acme/unsafe", "free", "1.0.2", digest, "", shop.ada())


def test_what_was_yanked_is_released_again_as_it_was(shop: Shop, settings: Settings) -> None:
    (digest,) = released(shop, settings, "back", "1.0.0")
    shop.catalog.yank_version("acme/back", "free", "1.0.0", "Too early.", False, shop.ada())
    shop.services.until(lambda: not digest_of(settings, "acme/back", "1.0.0"))
    release = shop.catalog.release_version("acme/back", "free", "1.0.0", digest, "", shop.ada())
    assert shop.ended("acme/back", release["id"])["state"] == "released"
    assert digest_of(settings, "acme/back", "1.0.0") == digest


def test_a_moving_tag_is_led_to_another_released_image(shop: Shop, settings: Settings) -> None:
    (one, two) = released(shop, settings, "led", "1.0.0", "2.0.0")
    for digest in (two, one):
        asked = shop.catalog.retag_version("acme/led", "free", "latest", digest, shop.ada())
        assert asked["state"] in {"requested", "moved"}  # an engine that is quick has moved it before the answer
        shop.services.until(lambda digest=digest: digest_of(settings, "acme/led", "latest") == digest)
        shop.services.until(lambda digest=digest: tags_at(shop, "acme/led", digest) >= {"latest"})
    assert shop.catalog.retag_version("acme/led", "free", "latest", one, shop.ada())["state"] == "moved"


def tags_at(shop: Shop, address: str, digest: str) -> set[str]:
    versions = shop.catalog.versions_of(address, "free")
    return {tag for version in versions if version["digest"] == digest for tag in version["tags"]}


def test_all_of_a_repository_is_told_at_once(shop: Shop, settings: Settings) -> None:
    released(shop, settings, "told", "1.0.0")
    address = ("acme/told", "free")
    told = shop.catalog.repository_of(*address)
    assert told["staged"] == shop.catalog.staged(*address)
    assert told["releases"] == shop.catalog.releases(*address)
    assert told["versions"] == shop.catalog.versions_of(*address)


def test_a_publisher_clears_what_it_pushed_and_customers_keep_what_they_have(shop: Shop, settings: Settings) -> None:
    (digest,) = released(shop, settings, "emptied", "1.0.0")
    shop.catalog.remove_staged("acme/emptied", "free", "1.0.0", shop.ada())
    shop.services.until(lambda: not digest_of(settings, "staging/acme/emptied", digest))
    assert shop.catalog.staged("acme/emptied", "free") == []
    assert digest_of(settings, "acme/emptied", "1.0.0") == digest


def test_what_is_on_its_way_out_of_staging_is_not_found_there_again(
    tmp_path: Path, registry_environment: dict[str, str], settings: Settings
) -> None:
    with open_shop(tmp_path, registry_environment) as before:
        released(before, settings, "leaving", "1.0.0")
        before.sells("missed", "missed")
        before.catalog.remove_staged("acme/leaving", "free", "1.0.0", before.ada())
        before.services.until(lambda: not digest_of(settings, "staging/acme/leaving", "1.0.0"))
    for repository in ("leaving", "missed"):  # in the order of a look around, which a start begins with
        push(settings, f"staging/acme/{repository}", "1.0.0", image_saying(repository))
    with open_shop(tmp_path, registry_environment) as after:
        assert after.staged("acme/missed")["state"] == "staged"
        assert after.catalog.staged("acme/leaving", "free") == []
        assert ("noted", "1.0.0") in found(after, "acme/leaving")


def test_a_push_that_comes_in_while_it_is_released_changes_nothing(shop: Shop, settings: Settings) -> None:
    address = shop.sells("raced", "raced")
    digest = pushed(shop, settings, "raced", "1.0.0")
    shop.staged(address)
    release = shop.catalog.release_version(address, "free", "1.0.0", digest, "", shop.ada())
    later = pushed(shop, settings, "raced", "1.0.0", "another image")
    assert shop.ended(address, release["id"])["state"] == "released"
    assert digest_of(settings, "acme/raced", "1.0.0") == digest != later


def test_only_operators_bring_the_registry_into_step(shop: Shop) -> None:
    for ask in (shop.catalog.registry_repositories, lambda by: shop.catalog.reconcile_repository("acme/db", by)):
        with pytest.raises(Forbidden, match="staff-only"):
            ask(shop.ada())


def test_a_push_that_was_not_told_is_noted(shop: Shop, settings: Settings) -> None:
    shop.sells("untold", "untold")
    push(settings, "staging/acme/untold", "1.0.0", image_saying("untold"))
    assert found(shop, "acme/untold") == {("noted", "1.0.0")}
    assert found(shop, "acme/untold") == set()
    assert shop.staged("acme/untold")["state"] == "staged"


def test_notices_told_twice_late_and_in_any_order_come_out_the_same(shop: Shop, settings: Settings) -> None:
    address, at = shop.sells("notices", "notices"), datetime(2026, 1, 15, tzinfo=UTC)
    images = [image_saying(f"notice {number}") for number in range(3)]
    digests = [push(settings, "staging/acme/notices", "1.0.0", image) for image in images]
    for number in (1, 0, 2, 2, 1, 0):
        told = ("acme/notices", "1.0.0", digests[number], images[number].index.media_type)
        moment = (at + timedelta(seconds=number)).isoformat()
        shop.catalog.note_push(*told, moment, shop.by("registry", "registry"))
    assert shop.staged(address)["digest"] == digests[2]
    assert found(shop, "acme/notices") == set()


def test_what_left_the_registry_behind_our_back_is_told_and_mended(shop: Shop, settings: Settings) -> None:
    (one, two, three) = released(shop, settings, "mended", "1.0.0", "2.0.0", "3.0.0")
    registry = registry_of(settings)
    registry.withdraw("acme/mended", one, {two, three})
    registry.unstage("acme/mended", "2.0.0", two, {one, three})
    registry.drop_tag("acme/mended", "2.0.0")
    registry.withdraw("acme/mended", three, {one, two})
    registry.unstage("acme/mended", "3.0.0", three, {one, two})
    told = {("gone", "2.0.0"), ("gone", "3.0.0"), ("mended", "1.0.0"), ("mended", "2.0.0"), ("lost", "3.0.0")}
    assert found(shop, "acme/mended") == told
    assert [digest_of(settings, "acme/mended", tag) for tag in ("1.0.0", "2.0.0", "3.0.0")] == [one, two, ""]


def test_a_digest_without_a_tag_is_mended_too(shop: Shop, settings: Settings) -> None:
    (digest,) = released(shop, settings, "tagless", "1.0.0")
    shop.catalog.yank_version("acme/tagless", "free", "1.0.0", "Too early.", False, shop.ada())
    shop.services.until(lambda: not digest_of(settings, "acme/tagless", "1.0.0"))
    registry_of(settings).withdraw("acme/tagless", digest, ())
    assert found(shop, "acme/tagless") == {("mended", "")}
    assert digest_of(settings, "acme/tagless", digest) == digest
    assert "1.0.0" not in tags_of(settings, "acme/tagless")


def test_what_nobody_released_is_told_and_what_was_yanked_goes_again(shop: Shop, settings: Settings) -> None:
    (digest,) = released(shop, settings, "strange", "1.0.0")
    shop.catalog.retag_version("acme/strange", "free", "latest", digest, shop.ada())
    shop.services.until(lambda: tags_at(shop, "acme/strange", digest) >= {"latest"})
    shop.catalog.yank_version("acme/strange", "free", "1.0.0", "Too early.", False, shop.ada())
    shop.services.until(lambda: not digest_of(settings, "acme/strange", "1.0.0"))
    for tag in ("1.0.0", "stray"):
        registry_of(settings).move_tag("acme/strange", tag, digest)
    assert found(shop, "acme/strange") == {("mended", "1.0.0"), ("unknown", "stray")}
    assert [tag for tag in tags_of(settings, "acme/strange") if "sha256" not in tag] == ["latest", "stray"]


def test_what_is_past_its_age_is_cleared_unless_customers_have_it(shop: Shop, settings: Settings) -> None:
    (kept,) = released(shop, settings, "aged", "1.0.0")
    old = pushed(shop, settings, "aged", "1.1.0")
    shop.staged("acme/aged", "1.1.0")
    before = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    for dry_run in (True, False):
        told = shop.catalog.clear_staged("acme/aged", before, dry_run, olga(shop))
        assert [(one["tag"], one["digest"]) for one in told] == [("1.1.0", old)]
        assert told[0]["bytes"] > 0
    shop.services.until(lambda: not digest_of(settings, "staging/acme/aged", old))
    assert digest_of(settings, "staging/acme/aged", kept) == kept
    assert shop.catalog.clear_staged("acme/aged", before, False, olga(shop)) == []


def test_an_image_that_a_later_push_hides_is_cleared_at_its_age(shop: Shop, settings: Settings) -> None:
    address = shop.sells("hidden", "hidden")
    hidden = pushed(shop, settings, "hidden", "latest", "before")
    shop.staged(address, "latest")
    pause = (datetime.now(UTC) + timedelta(milliseconds=1)).isoformat()
    now = pushed(shop, settings, "hidden", "latest", "now")
    told = shop.catalog.clear_staged("acme/hidden", pause, False, olga(shop))
    assert [one["digest"] for one in told] == [hidden]
    shop.services.until(lambda: not digest_of(settings, "staging/acme/hidden", hidden))
    assert digest_of(settings, "staging/acme/hidden", "latest") == now


def registry_of(settings: Settings) -> Distribution:
    signer = Signer(settings.keys, settings.registry_host, settings.registry_version)
    return Distribution(Client(settings.registry_api, signer), SigningKeys(settings.keys), settings.registry_host)
