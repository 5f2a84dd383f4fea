"""On the real registry: what the store signs is believed by the real cosign, and nothing else is."""

import subprocess
import threading
from pathlib import Path

import pytest

from services.catalog.adapters.registry import Distribution, distribution_of
from services.catalog.adapters.registry.client import Client
from services.catalog.adapters.registry.signing import SigningKeys
from services.catalog.adapters.registry.tokens import Access, Signer
from services.catalog.adapters.registry.verifying import beside, verifies
from services.catalog.ports import RegistryAway, Said
from services.catalog.settings import Settings
from tests.parts import registry
from tests.parts.cosign import OLD, Cosign
from tests.services.catalog.pushed import about, digest_of, image_saying, push, tags_of
from vocabulary.cosign import CYCLONEDX, SIGNED, VULNERABILITIES

REPOSITORIES = [f"cosign-{name}" for name in ("signed", "wrong", "unsigned", "theirs", "both", "rotated", "stated")]


@pytest.fixture
def cosign(tmp_path: Path, settings: Settings) -> Cosign:
    """With a token of the store's own for every repository here."""
    access = [Access(f"{side}acme/{name}", ("pull", "push")) for name in REPOSITORIES for side in ("", "staging/")]
    signer = Signer(settings.keys, settings.registry_host, settings.registry_version)
    return Cosign(tmp_path / "cosign", settings.registry_host, {"registrytoken": signer.token(access)})


@pytest.fixture
def key(tmp_path: Path, settings: Settings) -> Path:
    """The store's public one, as everybody gets it."""
    path = tmp_path / "store.pub"
    path.write_text(SigningKeys(settings.keys).newest.pem)
    return path


def released(settings: Settings, distribution: Distribution, name: str) -> str:
    """Its reference by digest."""
    digest = push(settings, f"staging/acme/{name}", "1.0.0", image_saying(f"{name} to be signed"))
    list(distribution.release(f"acme/{name}", "1.0.0", digest))
    return f"{settings.registry_host}/acme/{name}@{digest}"


def test_cosign_believes_what_the_store_signed_in_both_forms(
    settings: Settings, distribution: Distribution, cosign: Cosign, key: Path
) -> None:
    image = released(settings, distribution, "cosign-signed")
    platform = image_saying("cosign-signed to be signed").manifests[0].digest
    for one in (image, image.replace(f"@{image.partition('@')[2]}", ":1.0.0"), f"{image.partition('@')[0]}@{platform}"):
        assert cosign.verifies(one, key), one
        assert cosign.verifies(one, key, OLD), one


def test_another_s_key_is_not_believed(
    settings: Settings, distribution: Distribution, cosign: Cosign, key: Path
) -> None:
    image, other = released(settings, distribution, "cosign-wrong"), cosign.make_keys()
    assert not cosign.verifies(image, other)
    assert not cosign.verifies(image, other, OLD)
    assert cosign.verifies(image, key)


def test_what_nobody_signed_is_not_believed(settings: Settings, cosign: Cosign, key: Path) -> None:
    digest = push(settings, "acme/cosign-unsigned", "1.0.0", image_saying("unsigned"))
    for options in ((), (OLD,)):
        assert not cosign.verifies(f"{settings.registry_host}/acme/cosign-unsigned@{digest}", key, *options)


def test_signing_again_changes_nothing(settings: Settings, distribution: Distribution) -> None:
    digest = released(settings, distribution, "cosign-once").partition("@")[2]
    before = {tag: digest_of(settings, "acme/cosign-once", tag) for tag in tags_of(settings, "acme/cosign-once")}
    assert not distribution.sign("acme/cosign-once", digest)
    list(distribution.release("acme/cosign-once", "1.0.0", digest))
    assert before == {
        tag: digest_of(settings, "acme/cosign-once", tag) for tag in tags_of(settings, "acme/cosign-once")
    }


def test_a_publisher_s_signature_stays_beside_the_store_s(
    settings: Settings, distribution: Distribution, cosign: Cosign, key: Path
) -> None:
    digest = push(settings, "staging/acme/cosign-both", "1.0.0", image_saying("both"))
    theirs, staged = cosign.make_keys(), f"{settings.registry_host}/staging/acme/cosign-both@{digest}"
    cosign.sign(staged)
    cosign.sign_old(staged)
    list(distribution.release("acme/cosign-both", "1.0.0", digest))
    image = f"{settings.registry_host}/acme/cosign-both@{digest}"
    assert [cosign.verifies(image, by, *how) for by in (theirs, key) for how in ((), (OLD,))] == [True] * 4


def test_a_new_key_signs_beside_the_one_before(
    settings: Settings, distribution: Distribution, cosign: Cosign, key: Path, tmp_path: Path
) -> None:
    image = released(settings, distribution, "cosign-rotated")
    SigningKeys(settings.keys).add()
    newest = tmp_path / "newest.pub"
    newest.write_text(SigningKeys(settings.keys).newest.pem)
    assert not cosign.verifies(image, newest)
    assert distribution.sign("acme/cosign-rotated", image.partition("@")[2])
    assert [cosign.verifies(image, by, *how) for by in (key, newest) for how in ((), (OLD,))] == [True] * 4


def test_what_is_stated_is_read_by_cosign_and_replaced_by_what_is_stated_later(
    settings: Settings, distribution: Distribution, cosign: Cosign, key: Path
) -> None:
    image = released(settings, distribution, "cosign-stated")
    digest = image.partition("@")[2]
    for version in (1, 2):
        bill = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": version}
        said = [Said(CYCLONEDX, "linux/amd64", bill), Said(VULNERABILITIES, "linux/amd64", {"scanner": {}})]
        distribution.attest("acme/cosign-stated", digest, said)
    for how in ((), (OLD,)):
        (found,) = cosign.attested(image, key, "cyclonedx", *how)
        assert found["predicate"]["version"] == 2  # type: ignore[index]
        assert cosign.attested(image, key, "vuln", *how)
        assert cosign.verifies(image, key, *how)


_one = threading.Lock()


def threading_lock(what: str) -> threading.Lock:
    return _one


def test_many_who_write_beside_one_image_lose_nothing(settings: Settings, distribution: Distribution) -> None:
    digest = released(settings, distribution, "cosign-theirs").partition("@")[2]
    kinds = [f"https://example.test/kind/{number}" for number in range(6)]

    def state(kind: str) -> None:
        distribution.attest("acme/cosign-theirs", digest, [Said(kind, "linux/amd64", {})], threading_lock)

    threads = [threading.Thread(target=state, args=(kind,)) for kind in kinds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    signer = Signer(settings.keys, settings.registry_host, settings.registry_version)
    found = list(beside(Client(settings.registry_api, signer), "acme/cosign-theirs", digest))
    assert {claim.predicate for claim in found} >= set(kinds)
    assert len(found) == 2 * (len(kinds) + 1)
    assert about(digest) in tags_of(settings, "acme/cosign-theirs")


def test_a_signature_that_did_not_stay_is_written_again_later(
    settings: Settings, distribution: Distribution, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = released(settings, distribution, "cosign-lost").partition("@")[2]
    SigningKeys(settings.keys).add()
    with monkeypatch.context() as patch:
        patch.setattr(distribution._client, "put_manifest", lambda *_: None)
        with pytest.raises(RegistryAway, match=r"does not hold sha256:\w+ after it was put there"):
            distribution.sign("acme/cosign-lost", digest)
    assert distribution.sign("acme/cosign-lost", digest)


def test_what_was_replaced_is_cleared_away(settings: Settings, distribution: Distribution) -> None:
    digest = released(settings, distribution, "cosign-cleared").partition("@")[2]
    said = [Said(VULNERABILITIES, "linux/amd64", {"scanner": {"version": str(version)}}) for version in range(3)]
    distribution.attest("acme/cosign-cleared", digest, said[:1])
    first, before = digest_of(settings, "acme/cosign-cleared", about(digest)), tags_of(settings, "acme/cosign-cleared")
    for one in said[1:]:
        distribution.attest("acme/cosign-cleared", digest, [one])
    assert len(tags_of(settings, "acme/cosign-cleared")) == len(before)
    assert digest_of(settings, "acme/cosign-cleared", first) == ""


def test_a_collection_that_minds_tags_alone_spares_what_lies_beside_a_released_image(tmp_path: Path) -> None:
    with registry.own(tmp_path) as environment:
        settings, distribution = Settings.load(environment), distribution_of({"CHANDLERY": environment})
        digest = released(settings, distribution, "collected").partition("@")[2]
        distribution.attest("acme/collected", digest, [Said(CYCLONEDX, "linux/amd64", {"version": 1})])
        config = str(tmp_path / "registry" / "config.yml")
        command = [registry.PROGRAM, "garbage-collect", "--delete-untagged", config]
        subprocess.run(command, capture_output=True, timeout=180, check=True)
        signer = Signer(settings.keys, settings.registry_host, settings.registry_version)
        found = list(beside(Client(settings.registry_api, signer), "acme/collected", digest))
    pem = SigningKeys(settings.keys).newest.pem
    assert sorted((claim.form, claim.predicate) for claim in found) == [
        *(("bundle", CYCLONEDX), ("bundle", SIGNED)),
        *(("tag", CYCLONEDX), ("tag", SIGNED)),
    ]
    assert all(verifies(pem, claim.message, claim.signatures[0]) for claim in found)
