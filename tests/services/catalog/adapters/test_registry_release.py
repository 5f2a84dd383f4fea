"""Releasing on the real registry: everything mounted, nothing moved, and a kill at any step does no harm."""

import multiprocessing
import os
import signal

import pytest
import requests

from demo.images import Blob, Image
from services.catalog.adapters.registry import Distribution, distribution_of
from services.catalog.adapters.registry.manifests import DOCKER_MANIFEST, PLUGIN_CONFIG
from services.catalog.adapters.registry.reading import keep_tag
from services.catalog.ports import StagedTag, Unreleasable
from services.catalog.settings import Settings
from tests.services.catalog.pushed import about, blob_of, digest_of, image_saying, push, push_one
from vocabulary.digest import Digest


def release(distribution: Distribution, repository: str, tag: str, digest: str) -> list[str]:
    """Carried out to its end; the steps that it told."""
    return list(distribution.release(repository, tag, digest))


def released_whole(settings: Settings, repository: str, tag: str, image: Image) -> bool:
    names = [*(manifest.digest for manifest in image.manifests), image.index.digest]
    manifests = [digest_of(settings, repository, under) == name for name in names for under in (name, keep_tag(name))]
    blobs = [blob_of(settings, repository, blob.digest) == blob.content for blob in image.blobs]
    signed = [digest_of(settings, repository, about(name, form)) != "" for name in names for form in ("", ".sig")]
    return all([*manifests, *blobs, *signed]) and digest_of(settings, repository, tag) == image.index.digest


def test_a_pushed_image_is_read(settings: Settings, distribution: Distribution, image: Image) -> None:
    digest = push(settings, "staging/acme/read", "1.0.0", image)
    seen = distribution.read("acme/read", digest)
    assert (seen.kind, seen.media_type, seen.created) == ("container", image.index.media_type, "2026-01-15T10:00:00Z")
    assert [one.platform for one in seen.platforms] == ["linux/amd64", "linux/arm64"]
    assert [one.digest for one in seen.platforms] == [manifest.digest for manifest in image.manifests]
    assert seen.platforms[0].size == sum(len(blob.content) for blob in image.blobs[:2])


def test_a_release_brings_every_part_to_customers(settings: Settings, distribution: Distribution, image: Image) -> None:
    digest = push(settings, "staging/acme/db", "1.0.0", image)
    release(distribution, "acme/db", "1.0.0", digest)
    assert released_whole(settings, "acme/db", "1.0.0", image)


def test_a_release_moves_no_bytes(
    settings: Settings, distribution: Distribution, image: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = push(settings, "staging/acme/mounted", "1.0.0", image)
    monkeypatch.setattr(distribution._client, "copy", lambda *_: pytest.fail("a blob was copied"))
    release(distribution, "acme/mounted", "1.0.0", digest)


def test_a_release_is_repeated_without_harm(settings: Settings, distribution: Distribution, image: Image) -> None:
    digest = push(settings, "staging/acme/twice", "1.0.0", image)
    release(distribution, "acme/twice", "1.0.0", digest)
    release(distribution, "acme/twice", "1.0.0", digest)
    assert released_whole(settings, "acme/twice", "1.0.0", image)


def test_where_a_mount_is_declined_the_bytes_are_copied(
    settings: Settings, distribution: Distribution, image: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = push(settings, "staging/acme/copied", "1.0.0", image)
    mount = distribution._client.mount
    # A registry declines a mount whose source it does not know (distribution spec, “Mounting a blob”).
    monkeypatch.setattr(distribution._client, "mount", lambda name, blob, _: mount(name, blob, "staging/acme/none"))
    release(distribution, "acme/copied", "1.0.0", digest)
    assert released_whole(settings, "acme/copied", "1.0.0", image)


def test_a_moving_tag_is_put_on_the_next_image_and_the_older_digest_stays(
    settings: Settings, distribution: Distribution
) -> None:
    for text in ("one", "two"):
        release(distribution, "acme/moving", "latest", push(settings, "staging/acme/moving", text, image_saying(text)))
    assert digest_of(settings, "acme/moving", "latest") == image_saying("two").index.digest
    assert digest_of(settings, "acme/moving", image_saying("one").index.digest)


def test_an_image_of_one_platform_needs_no_index(settings: Settings, distribution: Distribution, image: Image) -> None:
    layer, config = image.blobs[:2]
    media_type = "application/vnd.oci.image.manifest.v1+json"
    digest = push_one(settings, "staging/acme/single", "1.0.0", config, layer, media_type)
    assert [one.platform for one in distribution.read("acme/single", digest).platforms] == ["linux/amd64"]
    release(distribution, "acme/single", "1.0.0", digest)
    assert digest_of(settings, "acme/single", "1.0.0") == digest


def test_a_managed_plugin_is_read_and_released(settings: Settings, distribution: Distribution, image: Image) -> None:
    config = Blob(PLUGIN_CONFIG, b'{"description": "volumes", "entrypoint": ["/volumes"]}')
    layer = Blob("application/vnd.docker.image.rootfs.diff.tar.gzip", image.blobs[0].content)
    digest = push_one(settings, "staging/acme/volumes", "1.0.0", config, layer, DOCKER_MANIFEST)
    seen = distribution.read("acme/volumes", digest)
    assert (seen.kind, [one.platform for one in seen.platforms]) == ("plugin", ["linux/amd64"])
    release(distribution, "acme/volumes", "1.0.0", digest)
    assert digest_of(settings, "acme/volumes", "1.0.0") == digest


def test_what_is_not_there_cannot_be_released(distribution: Distribution) -> None:
    with pytest.raises(Unreleasable, match="is not in staging/acme/nothing"):
        release(distribution, "acme/nothing", "1.0.0", str(Digest.of(b"nothing")))


def test_everything_staged_is_listed(settings: Settings, distribution: Distribution, image: Image) -> None:
    digest = push(settings, "staging/acme/listed", "1.0.0", image)
    push(settings, "acme/not-staged", "1.0.0", image)
    found = [one for one in distribution.staged() if "listed" in one.repository or "not-staged" in one.repository]
    assert found == [StagedTag("acme/listed", "1.0.0", digest, image.index.media_type)]


def release_until(environment: dict[str, str], repository: str, digest: str, answers: int) -> None:
    """Releases in a process that is killed as soon as the registry has answered so many times."""
    distribution = distribution_of({"CHANDLERY": environment})
    left = [answers]

    def count(response: requests.Response, *_: object, **__: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    distribution._client._session.hooks["response"].append(count)
    release(distribution, repository, "1.0.0", digest)


def test_a_release_killed_after_any_answer_of_the_registry_is_taken_up_again(
    settings: Settings, distribution: Distribution, registry_environment: dict[str, str]
) -> None:
    fork = multiprocessing.get_context("fork")
    killed = 0
    for answers in range(1, 200, 7):
        image, repository = image_saying(f"killed {answers}"), f"acme/killed-{answers}"
        digest = push(settings, f"staging/{repository}", "1.0.0", image)
        process = fork.Process(target=release_until, args=(registry_environment, repository, digest, answers))
        process.start()
        process.join(30)
        if process.exitcode == 0:
            break
        killed += 1
        release(distribution, repository, "1.0.0", digest)
        assert released_whole(settings, repository, "1.0.0", image), f"after {answers} answers"
    assert killed >= 9
    assert process.exitcode == 0


def test_the_tag_comes_last(settings: Settings, distribution: Distribution, monkeypatch: pytest.MonkeyPatch) -> None:
    image = image_saying("last")
    digest = push(settings, "staging/acme/last", "1.0.0", image)
    put, order = distribution._client.put_manifest, []

    def noted(repository: str, name: str, *rest: object) -> None:
        order.append(name)
        put(repository, name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(distribution._client, "put_manifest", noted)
    release(distribution, "acme/last", "1.0.0", digest)
    kept = [name for one in (*image.manifests, image.index) for name in (one.digest, keep_tag(one.digest))]
    assert order[: len(kept)] == kept
    assert about(digest, ".sig") in order
    assert order[-1] == "1.0.0"
