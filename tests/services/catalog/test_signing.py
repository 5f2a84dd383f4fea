"""A publisher's own signature: asked for where it registered a key, checked by what the real cosign signed."""

from pathlib import Path
from typing import Any

import pytest

from services.catalog.adapters.registry.signing import SigningKeys
from services.catalog.adapters.registry.tokens import Access, Signer
from services.catalog.settings import Settings
from tests.parts.cosign import OLD, Cosign
from tests.services.catalog.pushed import about, attach, image_saying, push, tags_of
from tests.services.catalog.shop import Shop
from vocabulary.cosign import SIMPLE_SIGNING, simple_signing


@pytest.fixture
def cosign(tmp_path: Path, settings: Settings) -> Cosign:
    (tmp_path / "cosign").mkdir()
    access = [
        Access(f"{side}acme/keyed-{number}", ("pull", "push")) for number in range(9) for side in ("", "staging/")
    ]
    signer = Signer(settings.keys, settings.registry_host, settings.registry_version)
    return Cosign(tmp_path / "cosign", settings.registry_host, {"registrytoken": signer.token(access)})


def pushed(shop: Shop, settings: Settings, name: str) -> tuple[str, str]:
    """A product with an image in staging; its address and the image's digest."""
    address, image = shop.sells(name, name), image_saying(name)
    digest = push(settings, f"staging/acme/{name}", "1.0.0", image)
    shop.tells(f"acme/{name}", "1.0.0", digest, image.index.media_type)
    shop.staged(address)
    return address, digest


def released(shop: Shop, address: str, digest: str) -> dict[str, Any]:
    asked = shop.catalog.release_version(address, "free", "1.0.0", digest, "", shop.ada())
    return shop.ended(address, asked["id"])


def registers(shop: Shop, key: Path) -> str:
    shop.catalog.register_signing_key("acme", key.name, key.read_text(), shop.ada())
    return str(next(one["id"] for one in shop.catalog.signing_keys_of("acme") if one["name"] == key.name))


@pytest.mark.parametrize("old", [False, True], ids=["bundle", "tag"])
def test_what_a_registered_key_has_signed_is_released_with_its_signature(
    shop: Shop, settings: Settings, cosign: Cosign, old: bool
) -> None:
    name = f"keyed-{int(old)}"
    address, digest = pushed(shop, settings, name)
    key, staged = cosign.make_keys(), f"{settings.registry_host}/staging/acme/{name}@{digest}"
    registers(shop, key)
    (cosign.sign_old if old else cosign.sign)(staged)
    assert released(shop, address, digest)["state"] == "released"
    assert cosign.verifies(f"{settings.registry_host}/acme/{name}:1.0.0", key, *([OLD] if old else []))


def test_what_nobody_signed_is_not_released_where_a_key_is_registered(
    shop: Shop, settings: Settings, cosign: Cosign
) -> None:
    address, digest = pushed(shop, settings, "keyed-2")
    registers(shop, cosign.make_keys())
    found = released(shop, address, digest)
    assert (found["state"], found["step"]) == ("failed", "")
    assert found["reason"].startswith(f"{digest} is not signed.")
    assert tags_of(settings, "acme/keyed-2") == []


def test_a_signature_by_another_key_is_refused_until_that_is_registered(
    shop: Shop, settings: Settings, cosign: Cosign
) -> None:
    address, digest = pushed(shop, settings, "keyed-3")
    registers(shop, cosign.make_keys("registered"))
    other = cosign.make_keys("other")
    cosign.sign(f"{settings.registry_host}/staging/acme/keyed-3@{digest}", name="other")
    assert released(shop, address, digest)["reason"].endswith("verifies with a key that you registered.")
    registers(shop, other)
    assert released(shop, address, digest)["state"] == "released"


def test_a_withdrawn_key_counts_no_more(shop: Shop, settings: Settings, cosign: Cosign) -> None:
    address, digest = pushed(shop, settings, "keyed-4")
    gone, kept = cosign.make_keys("gone"), cosign.make_keys("kept")
    cosign.sign(f"{settings.registry_host}/staging/acme/keyed-4@{digest}", name="gone")
    key = registers(shop, gone)
    registers(shop, kept)
    shop.catalog.withdraw_signing_key("acme", key, shop.ada())
    assert released(shop, address, digest)["state"] == "failed"


def test_a_signature_of_another_image_is_refused(shop: Shop, settings: Settings, cosign: Cosign) -> None:
    address, digest = pushed(shop, settings, "keyed-5")
    registers(shop, cosign.make_keys())
    other = image_saying("another").index.digest
    repository = f"{settings.registry_host}/staging/acme/keyed-5"
    payload = simple_signing(repository, other).decode()
    attach(settings, "staging/acme/keyed-5", digest, ".sig", payload, SIMPLE_SIGNING, "c2lnbmVk")
    assert "is one of another image" in released(shop, address, digest)["reason"]


def test_without_a_registered_key_nothing_is_asked_for_and_the_store_signs(
    shop: Shop, settings: Settings, cosign: Cosign
) -> None:
    address, digest = pushed(shop, settings, "keyed-6")
    assert released(shop, address, digest)["state"] == "released"
    (cosign.folder / "store.pub").write_text(next(one["pem"] for one in shop.catalog.signing_keys() if one["signs"]))
    assert cosign.verifies(f"{settings.registry_host}/acme/keyed-6:1.0.0", cosign.folder / "store.pub")


def test_what_was_released_before_is_signed_with_a_new_key_when_the_registry_is_gone_through(
    shop: Shop, settings: Settings, cosign: Cosign
) -> None:
    address, digest = pushed(shop, settings, "keyed-7")
    released(shop, address, digest)
    SigningKeys(settings.keys).add()
    (told,) = shop.catalog.reconcile_repository("acme/keyed-7", shop.by("olga", "operator"))
    assert (told["what"], told["digest"]) == ("mended", digest)
    assert shop.catalog.reconcile_repository("acme/keyed-7", shop.by("olga", "operator")) == []
    newest = cosign.folder / "newest.pub"
    newest.write_text(shop.catalog.signing_keys()[0]["pem"])
    assert cosign.verifies(f"{settings.registry_host}/acme/keyed-7:1.0.0", newest)
    assert about(digest, ".sig") in tags_of(settings, "acme/keyed-7")
