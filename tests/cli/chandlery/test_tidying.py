"""An operator brings a running store's registry into step with its log, and frees what nobody needs."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cli.chandlery import registry
from demo.images import Image
from demo.push import Registry
from gateway.registry import keys
from services.catalog.adapters.registry.client import Client
from services.catalog.adapters.registry.signing import SigningKeys
from services.catalog.adapters.registry.tokens import Signer
from services.catalog.adapters.registry.verifying import beside, verifies
from services.catalog.settings import Settings
from tests.cli.chandlery.test_up import chandlery
from tests.parts.process import free_port, wait_until
from tests.parts.registry import ISSUER, start
from tests.parts.store import Store, put_demonstration
from tests.parts.store import store as running_store
from tests.services.catalog.pushed import about, attach, digest_of, image_saying, manifest_of, tags_of
from vocabulary.cosign import SIGNED
from vocabulary.digest import Digest

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(registry.find() is None, reason="no registry program (docker-registry) on PATH"),
]
PLAN = "/products/harbourline/lamplighter/plans/free"
REPOSITORY = "harbourline/lamplighter"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("tidying")
    with running_store(folder, CHANDLERY_REGISTRY_PORT=put_demonstration(folder)) as opened:
        yield opened


@pytest.fixture(scope="module")
def settings(store: Store) -> Settings:
    """How the store itself reaches its registry."""
    told = {"CHANDLERY_DATA": str(store.data), "CHANDLERY_REGISTRY_HOST": store.registry}
    return Settings.load(told | {"CHANDLERY_REGISTRY_API": f"http://127.0.0.1:{store.registry.rpartition(':')[2]}"})


def client_of(settings: Settings) -> Client:
    return Client(settings.registry_api, Signer(settings.keys, settings.registry_host, settings.registry_version))


def does(store: Store, method: str, path: str, body: Any = None) -> Any:
    answer = store.api(method, path, body, token=store.accounts["publisher"]["token"])
    assert answer.ok, answer.body
    return answer.json()


def pushed(store: Store, tag: str, image: Image) -> str:
    """To staging as its publisher does; read by now."""
    entry = store.accounts["publisher"]
    address = f"http://127.0.0.1:{store.registry.rpartition(':')[2]}"
    digest = Registry(address, entry["email"], entry["token"]).push(f"staging/{REPOSITORY}", tag, image)

    def staged() -> bool:
        return any(
            (one["tag"], one["state"]) == (tag, "staged") for one in does(store, "GET", f"{PLAN}/staged")["items"]
        )

    wait_until(staged, 20, f"{tag} was not read")
    return digest


def released(store: Store, tag: str, digest: str) -> None:
    asked = does(store, "POST", f"{PLAN}/releases", {"tag": tag, "digest": digest})
    path = f"{PLAN}/releases/{asked['id']}"
    wait_until(lambda: does(store, "GET", path)["state"] == "released", 20, f"{tag} was not released")


def tidied(store: Store, *words: str) -> str:
    done = chandlery("registry", *words, CHANDLERY_DATA=str(store.data))
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_store_in_step_has_no_differences(store: Store) -> None:
    assert "Differences: 0." in tidied(store, "reconcile")


def test_a_released_tag_that_somebody_took_away_is_put_back(store: Store, settings: Settings) -> None:
    image = image_saying("taken away")
    digest = pushed(store, "7.0.0", image)
    released(store, "7.0.0", digest)
    for one in (digest, *(manifest.digest for manifest in image.manifests)):
        client_of(settings).delete_manifest(REPOSITORY, one)
    told = tidied(store, "reconcile")
    assert "brought from staging again" in told
    assert digest_of(settings, REPOSITORY, "7.0.0") == digest
    assert "Differences: 0." in tidied(store, "reconcile")


def test_what_is_lost_or_nobody_s_is_told(store: Store, settings: Settings) -> None:
    digest = pushed(store, "7.1.0", image_saying("lost"))
    released(store, "7.1.0", digest)
    for name in (REPOSITORY, f"staging/{REPOSITORY}"):
        client_of(settings).delete_manifest(name, digest)
    content, media_type = client_of(settings).manifest(REPOSITORY, "7.0.0")
    client_of(settings).put_manifest(REPOSITORY, "nobodys", content, media_type)
    done = chandlery("registry", "reconcile", CHANDLERY_DATA=str(store.data))
    assert done.returncode == 1, done.stdout + done.stderr
    found = {line.split()[1]: line.split()[2] for line in done.stdout.splitlines() if line.startswith(REPOSITORY)}
    assert found["7.1.0"] in ("lost", "gone")
    assert found["nobodys"] == "unknown"


@pytest.mark.skipif(shutil.which("skopeo") is None, reason="no skopeo on PATH")
def test_a_collection_frees_what_was_cleared_and_nothing_that_is_pulled(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    image, passing = image_saying("stays"), image_saying("passes")
    digest = pushed(store, "7.2.0", image)
    of = image.manifests[0].digest
    attestation = attach(settings, f"staging/{REPOSITORY}", of, ".att", "built so")
    released(store, "7.2.0", digest)
    gone = pushed(store, "passing", passing)
    does(store, "DELETE", f"{PLAN}/staged/7.2.0")
    does(store, "DELETE", f"{PLAN}/staged/passing")
    wait_until(lambda: not digest_of(settings, f"staging/{REPOSITORY}", gone), 20, "it still lies in staging")
    assert "Blobs that would be freed: " in tidied(store, "collect", "--dry-run")
    assert "freed: 0," not in tidied(store, "collect")
    assert "freed: 0," in tidied(store, "collect", "--dry-run")
    assert digest_of(settings, REPOSITORY, attestation) == attestation
    assert str(Digest.of(b"built so")) in manifest_of(settings, REPOSITORY, about(of, ".att")).decode()
    copied = ["skopeo", "copy", "--all", "--src-tls-verify=false", f"docker://{store.registry}/{REPOSITORY}:7.2.0"]
    done = subprocess.run([*copied, f"oci:{tmp_path}"], capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "blobs" / "sha256" / digest.partition(":")[2]).is_file()


def test_even_a_collection_that_minds_tags_alone_spares_what_was_released(store: Store, settings: Settings) -> None:
    """An operator's own `garbage-collect --delete-untagged` takes the platforms of an index that have no tag."""
    found = registry.find()
    assert found is not None
    image = image_saying("stays")
    wait_until(lambda: signed_in(settings, image.index.digest) == {"tag", "bundle"}, 20, "it was not signed")
    command = [found.path, "garbage-collect", "--delete-untagged", str(store.data / "registry" / "config.yml")]
    with held(store.pid):
        before = resting(settings)
        subprocess.run(command, capture_output=True, timeout=180, check=True)
        assert {tag: digest_of(settings, REPOSITORY, digest) for tag, digest in before.items()} == before
    assert [digest_of(settings, REPOSITORY, one.digest) for one in image.manifests] == [
        one.digest for one in image.manifests
    ]
    assert signed_in(settings, image.index.digest) == {"tag", "bundle"}


@contextmanager
def held(pid: int) -> Iterator[None]:
    """What the store states beside its images moves tags, and what a tag leaves behind is collected by right."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def resting(settings: Settings) -> dict[str, str]:
    """Each tag with its digest, once the registry has done what it was asked for before."""
    seen: list[dict[str, str]] = [{}]

    def rests() -> bool:
        seen.append({tag: digest_of(settings, REPOSITORY, tag) for tag in tags_of(settings, REPOSITORY)})
        return seen[-1] == seen[-2]

    wait_until(rests, 20, "its tags still move")
    return seen[-1]


def signed_in(settings: Settings, digest: str) -> set[str]:
    """The forms in which the store's own signature lies beside it."""
    pem = SigningKeys(settings.keys).newest.pem
    found = [one for one in beside(client_of(settings), REPOSITORY, digest) if one.predicate == SIGNED]
    return {one.form for one in found if any(verifies(pem, one.message, each) for each in one.signatures)}


def test_pushes_are_taken_again_after_a_collection(store: Store) -> None:
    tidied(store, "collect")
    assert pushed(store, "7.3.0", image_saying("after"))


def test_of_a_registry_elsewhere_staging_is_cleared_and_its_operator_told_the_rest(tmp_path: Path) -> None:
    port, folder = free_port(), tmp_path / "data" / "keys"
    folder.mkdir(parents=True)
    cert = keys.prepare(folder)
    told = {"CHANDLERY_DEMO": "0", "CHANDLERY_REGISTRY_PROGRAM": "none", "CHANDLERY_REGISTRY_PORT": str(port)}
    elsewhere = start(tmp_path / "registry", port, "http://localhost:1/registry/token", ISSUER, cert)
    with elsewhere, running_store(tmp_path, **told) as opened:
        assert "run its `garbage-collect` over its configuration" in tidied(opened, "collect")
