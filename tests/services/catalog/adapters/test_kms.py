"""On a real registry, with a security module: the key that signs images never leaves it, and cosign believes it."""

import subprocess
from pathlib import Path

import pytest

from services.catalog.adapters.registry import Distribution
from services.catalog.adapters.registry.client import Client
from services.catalog.adapters.registry.kms import KeyAway
from services.catalog.adapters.registry.signing import SigningKeys
from services.catalog.adapters.registry.tokens import Access, Signer
from services.catalog.ports import Said
from services.catalog.settings import Settings
from tests.parts import softhsm
from tests.parts.cosign import OLD, Cosign
from tests.parts.softhsm import Module
from tests.services.catalog.pushed import digest_of, image_saying, push, tags_of
from vocabulary.cosign import CYCLONEDX

REPOSITORY = "acme/kept"


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Module:
    made = softhsm.module(tmp_path / "module")
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    return made


@pytest.fixture
def keys(tmp_path: Path) -> SigningKeys:
    return SigningKeys(tmp_path / "keys")


def test_cosign_believes_what_a_key_in_a_module_signed_and_signing_again_adds_nothing(
    settings: Settings, module: Module, keys: SigningKeys, tmp_path: Path
) -> None:
    before = keys.newest
    keys.add_kept(module.make_key("images"))
    signer = Signer(settings.keys, settings.registry_host, settings.registry_version)
    distribution = Distribution(Client(settings.registry_api, signer), keys, settings.registry_host)
    digest = push(settings, f"staging/{REPOSITORY}", "1.0.0", image_saying("kept"))
    list(distribution.release(REPOSITORY, "1.0.0", digest))
    distribution.attest(REPOSITORY, digest, [Said(CYCLONEDX, "linux/amd64", {"version": 1})])
    auth = {"registrytoken": signer.token([Access(REPOSITORY, ("pull",))])}
    cosign, image = Cosign(tmp_path / "cosign", settings.registry_host, auth), f"{settings.registry_host}/{REPOSITORY}"
    public, other = tmp_path / "store.pub", tmp_path / "other.pub"
    public.write_text(keys.newest.pem)
    other.write_text(before.pem)
    assert cosign.done("public-key", "--key", "softhsm://images").strip() == keys.newest.pem.strip()
    for how in ((), (OLD,)):
        assert cosign.verifies(f"{image}@{digest}", public, *how)
        assert not cosign.verifies(f"{image}@{digest}", other, *how)
        assert cosign.attested(f"{image}@{digest}", public, "cyclonedx", *how)
    there = {tag: digest_of(settings, REPOSITORY, tag) for tag in tags_of(settings, REPOSITORY)}
    assert not distribution.sign(REPOSITORY, digest)
    assert there == {tag: digest_of(settings, REPOSITORY, tag) for tag in tags_of(settings, REPOSITORY)}


def test_the_newest_signs_wherever_it_is_kept_and_those_before_count(module: Module, keys: SigningKeys) -> None:
    keys.add()
    keys.add_kept(module.make_key("images"))
    assert [key.name for key in keys.all] == ["signing-2.kms", "signing-1.pem"]
    keys.add()
    assert [one["signs"] for one in keys.published()] == [True, False, False]
    assert keys.newest.name == "signing-3.pem"


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("softhsm://nothing", "CalledProcessError for nothing"),
        ("elsewhere://images", "no program sigstore-kms-elsewhere on PATH"),
        ("../../bin/sh://images", "no program"),
    ],
)
def test_a_key_that_does_not_answer_changes_nothing(
    module: Module, keys: SigningKeys, tmp_path: Path, reference: str, why: str
) -> None:
    with pytest.raises(KeyAway, match=why):
        keys.add_kept(reference)
    assert list(tmp_path.glob("keys/*")) == []


def test_what_another_key_signed_under_the_same_name_is_never_given_out(module: Module, keys: SigningKeys) -> None:
    keys.add_kept(module.make_key("images"))
    tool = ["pkcs11-tool", "--module", module.environment["SOFTHSM2_MODULE"], "--login", "--pin", softhsm.PIN]
    for kind in ("privkey", "pubkey"):
        command = [*tool, "--delete-object", "--type", kind, "--label", "images"]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    module.make_key("images")
    with pytest.raises(KeyAway, match="another key"):
        keys.newest.sign(b"an image")
