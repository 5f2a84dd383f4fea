"""On the real registry: what is told of an image that is to be carried elsewhere can all be had there."""

import pytest

from services.catalog.adapters.registry import Distribution
from services.catalog.ports import Unreleasable
from services.catalog.settings import Settings
from tests.services.catalog.pushed import about, digest_of, image_saying, push


def test_an_image_is_told_with_all_that_lies_beside_it(settings: Settings, distribution: Distribution) -> None:
    image = image_saying("to be carried")
    digest = push(settings, "staging/acme/carried", "1.0.0", image)
    list(distribution.release("acme/carried", "1.0.0", digest))
    told = distribution.lying("acme/carried", digest)
    assert [one.digest for one in told.manifests] == [digest, *(one.digest for one in image.manifests)]
    assert {one.platform for one in told.manifests} == {"", "linux/amd64", "linux/arm64"}
    assert [one.size for one in told.manifests[1:]] == [len(one.content) for one in image.manifests]
    assert {about(one.digest, ".sig") for one in told.manifests} <= {one.tag for one in told.beside}
    for one in told.beside:
        assert digest_of(settings, "acme/carried", one.tag) == one.digest


def test_what_is_not_there_is_not_told_of(settings: Settings, distribution: Distribution) -> None:
    with pytest.raises(Unreleasable):
        distribution.lying("acme/carried", "sha256:" + "0" * 64)
