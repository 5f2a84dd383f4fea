"""On the real registry: what is attached comes along, tags are moved and dropped, images withdrawn and cleared."""

import json

import pytest

from demo.images import Image
from services.catalog.adapters.registry import Distribution
from services.catalog.adapters.registry.reading import keep_tag
from services.catalog.deciders.repository_state import STEPS
from services.catalog.ports import Unreleasable, tombstone
from services.catalog.settings import Settings
from tests.services.catalog.pushed import (
    about,
    attach,
    digest_of,
    image_saying,
    manifest_of,
    push,
    put_manifest,
    refer,
    tags_of,
)
from vocabulary.digest import Digest


def brought(settings: Settings, distribution: Distribution, repository: str, *texts: str) -> list[Image]:
    """Images released under 1.0.0, 2.0.0, …"""
    images = [image_saying(f"{repository} {text}") for text in texts]
    for number, image in enumerate(images, 1):
        digest = push(settings, f"staging/{repository}", f"{number}.0.0", image)
        assert list(distribution.release(repository, f"{number}.0.0", digest)) == [*STEPS]
    return images


def named_by(settings: Settings, repository: str, tag: str) -> list[str]:
    """Digests of the layers or manifests that stand there."""
    read = json.loads(manifest_of(settings, repository, tag))
    return [one["digest"] for one in read.get("layers") or read["manifests"]]


def gone(settings: Settings, repository: str, image: Image) -> bool:
    names = [one.digest for one in (*image.manifests, image.index)]
    found = [digest_of(settings, repository, under) for name in names for under in (name, keep_tag(name))]
    return not any(found)


def test_signatures_and_attestations_come_along(settings: Settings, distribution: Distribution) -> None:
    image = image_saying("signed")
    digest = push(settings, "staging/acme/signed", "1.0.0", image)
    signature = attach(settings, "staging/acme/signed", digest, ".sig", "signed")
    attestation = attach(settings, "staging/acme/signed", image.manifests[0].digest, ".att", "built so")
    countersigned = attach(settings, "staging/acme/signed", attestation, ".sig", "signed, too")
    list(distribution.release("acme/signed", "1.0.0", digest))
    lie = {about(image.manifests[0].digest, ".att"): attestation}
    lie |= {about(attestation, ".sig"): countersigned, keep_tag(signature): signature}
    assert {tag: digest_of(settings, "acme/signed", tag) for tag in lie} == lie
    assert str(Digest.of(b"signed")) in named_by(settings, "acme/signed", about(digest, ".sig"))


def test_referrers_come_along_with_their_index(settings: Settings, distribution: Distribution) -> None:
    digest = push(settings, "staging/acme/referred", "1.0.0", image_saying("referred"))
    artifact, _ = refer(settings, "staging/acme/referred", digest, "a bill of materials")
    list(distribution.release("acme/referred", "1.0.0", digest))
    assert artifact in named_by(settings, "acme/referred", about(digest))
    assert digest_of(settings, "acme/referred", keep_tag(artifact)) == artifact


def test_what_is_attached_to_another_image_stays_in_staging(settings: Settings, distribution: Distribution) -> None:
    mine, other = image_saying("mine"), image_saying("other's")
    digest = push(settings, "staging/acme/apart", "1.0.0", mine)
    attach(settings, "staging/acme/apart", push(settings, "staging/acme/apart", "2.0.0", other), ".sig", "other's")
    list(distribution.release("acme/apart", "1.0.0", digest))
    assert about(other.index.digest, ".sig") not in tags_of(settings, "acme/apart")


def test_a_publisher_s_keep_tag_is_not_brought_over_ours(settings: Settings, distribution: Distribution) -> None:
    mine, other = image_saying("kept"), image_saying("not kept")
    digest = push(settings, "staging/acme/kept", "1.0.0", mine)
    push(settings, "staging/acme/kept", keep_tag(digest), other)
    list(distribution.release("acme/kept", "1.0.0", digest))
    assert digest_of(settings, "acme/kept", keep_tag(digest)) == digest


def test_a_tag_is_dropped_and_its_image_stays(settings: Settings, distribution: Distribution) -> None:
    (image,) = brought(settings, distribution, "acme/dropped", "one")
    distribution.move_tag("acme/dropped", "latest", image.index.digest)
    distribution.drop_tag("acme/dropped", "1.0.0")
    distribution.drop_tag("acme/dropped", "1.0.0")
    assert dict(distribution.released("acme/dropped")) == {"latest": image.index.digest}
    assert distribution.holds("acme/dropped", image.index.digest)


def test_a_drop_that_was_interrupted_is_taken_up_again(settings: Settings, distribution: Distribution) -> None:
    (image,) = brought(settings, distribution, "acme/halfway", "one")
    put_manifest(settings, "acme/halfway", "1.0.0", tombstone("1.0.0"), image.index.media_type)
    distribution.drop_tag("acme/halfway", "1.0.0")
    assert list(distribution.released("acme/halfway")) == []
    assert digest_of(settings, "acme/halfway", str(Digest.of(tombstone("1.0.0")))) == ""


def test_a_tag_moves_to_what_was_released_alone(settings: Settings, distribution: Distribution) -> None:
    one, two = brought(settings, distribution, "acme/moves", "one", "two")
    for image in (one, two, two, one):
        distribution.move_tag("acme/moves", "latest", image.index.digest)
        assert digest_of(settings, "acme/moves", "latest") == image.index.digest
    with pytest.raises(Unreleasable, match="is not in acme/moves"):
        distribution.move_tag("acme/moves", "latest", str(Digest.of(b"nothing")))


def test_a_withdrawn_image_goes_with_all_its_parts(settings: Settings, distribution: Distribution) -> None:
    one, two = brought(settings, distribution, "acme/withdrawn", "one", "two")
    for _ in range(2):
        distribution.withdraw("acme/withdrawn", one.index.digest, [two.index.digest])
    assert gone(settings, "acme/withdrawn", one)
    assert dict(distribution.released("acme/withdrawn")) == {"2.0.0": two.index.digest}
    assert [digest_of(settings, "acme/withdrawn", part.digest) for part in two.manifests] != ["", ""]


def test_parts_that_another_image_shares_stay(settings: Settings, distribution: Distribution) -> None:
    (image,) = brought(settings, distribution, "acme/shared", "one")
    shared = image.manifests[0]
    put_manifest(settings, "acme/shared", "amd64", shared.content, shared.media_type)
    distribution.withdraw("acme/shared", image.index.digest, [shared.digest])
    assert dict(distribution.released("acme/shared")) == {"amd64": shared.digest}
    assert digest_of(settings, "acme/shared", image.manifests[1].digest) == ""


def test_what_is_cleared_leaves_staging_and_nothing_else(settings: Settings, distribution: Distribution) -> None:
    one, two = brought(settings, distribution, "acme/cleared", "one", "two")
    attach(settings, "staging/acme/cleared", one.index.digest, ".sig", "signed")
    for _ in range(2):
        distribution.unstage("acme/cleared", "1.0.0", one.index.digest, {two.index.digest})
    assert gone(settings, "staging/acme/cleared", one)
    assert [found.tag for found in distribution.staged("acme/cleared")] == ["2.0.0"]
    assert dict(distribution.released("acme/cleared")).keys() == {"1.0.0", "2.0.0"}


def test_of_an_image_under_two_tags_one_is_cleared(settings: Settings, distribution: Distribution) -> None:
    image = image_saying("two tags")
    for tag in ("1.0.0", "latest"):
        push(settings, "staging/acme/two", tag, image)
    distribution.unstage("acme/two", "1.0.0", image.index.digest, {image.index.digest})
    assert [(found.tag, found.digest) for found in distribution.staged("acme/two")] == [("latest", image.index.digest)]


def test_a_tag_that_was_pushed_again_is_not_cleared(settings: Settings, distribution: Distribution) -> None:
    before, now = image_saying("before"), image_saying("now")
    push(settings, "staging/acme/again", "1.0.0", before)
    push(settings, "staging/acme/again", "1.0.0", now)
    distribution.unstage("acme/again", "1.0.0", before.index.digest, {now.index.digest})
    assert [found.digest for found in distribution.staged("acme/again")] == [now.index.digest]


def test_every_repository_is_named_once(settings: Settings, distribution: Distribution) -> None:
    brought(settings, distribution, "acme/named", "one")
    found = list(distribution.repositories())
    assert found.count("acme/named") == 1
