"""Manifests are hostile input: what cannot be offered is told in a sentence, and nothing breaks the reader."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalog.adapters.registry import manifests
from services.catalog.adapters.registry.manifests import OCI_INDEX, OCI_MANIFEST, Descriptor, Index, Manifest
from services.catalog.ports import Unreleasable
from vocabulary.digest import Digest
from vocabulary.platform import Platform

CONFIG_TYPE, LAYER_TYPE = "application/vnd.oci.image.config.v1+json", "application/vnd.oci.image.layer.v1.tar+gzip"
ONE = str(Digest.of(b"1"))


def descriptor(media_type: str = LAYER_TYPE, **more: Any) -> dict[str, Any]:
    return {"mediaType": media_type, "digest": ONE, "size": 1, **more}


def manifest(**more: Any) -> dict[str, Any]:
    return {"schemaVersion": 2, "config": descriptor(CONFIG_TYPE), "layers": [descriptor()], **more}


def index(*children: Any) -> dict[str, Any]:
    return {"schemaVersion": 2, "manifests": list(children)}


def parsed(document: Any, media_type: str = OCI_MANIFEST) -> Index | Manifest:
    content = json.dumps(document).encode()
    return manifests.parse(content, str(Digest.of(content)), media_type)


def test_a_manifest_is_read() -> None:
    found = parsed(manifest())
    assert isinstance(found, Manifest)
    assert (found.size, len(found.layers)) == (2, 1)


def test_an_index_is_read_and_attestations_are_no_platforms() -> None:
    amd64 = descriptor(OCI_MANIFEST, platform={"os": "linux", "architecture": "amd64"})
    notes = {"vnd.docker.reference.type": "attestation-manifest"}
    unknown = {"os": "unknown", "architecture": "unknown"}
    annotated = descriptor(OCI_MANIFEST, platform=unknown, annotations=notes)
    found = parsed(index(amd64, annotated, descriptor(OCI_MANIFEST, platform=unknown)), OCI_INDEX)
    assert isinstance(found, Index)
    assert [one.platform for one in found.children] == [Platform("linux", "amd64"), None, None]
    assert [one.attests for one in found.children] == [False, True, True]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "no JSON object"),
        (manifest(schemaVersion=1), "schemaVersion"),
        (manifest(mediaType=OCI_INDEX), "calls itself"),
        (manifest(layers=None), "lacks a list"),
        (manifest(layers=[descriptor()] * 257), "at most 256"),
        (manifest(layers=["x"]), "no descriptor"),
        (manifest(layers=[descriptor(size=-1)]), "no sensible size"),
        (manifest(layers=[descriptor(size=True)]), "no sensible size"),
        (manifest(layers=[descriptor(size=2**60)]), "no sensible size"),
        (manifest(layers=[descriptor(digest="sha256:x")]), "no digest"),
        (manifest(config=None), "no descriptor"),
    ],
)
def test_what_makes_no_sense_is_told(document: Any, words: str) -> None:
    with pytest.raises(Unreleasable, match=words):
        parsed(document)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (index(descriptor(OCI_INDEX)), "no image manifest"),
        (index(*[descriptor(OCI_MANIFEST)] * 65), "at most 64"),
        (index(descriptor(OCI_MANIFEST, platform="linux")), "no JSON object"),
        (index(descriptor(OCI_MANIFEST, platform={"os": "linux"})), "operating system"),
        (index(descriptor(OCI_MANIFEST, platform={"os": "li/nux", "architecture": "../.."})), "operating system"),
    ],
)
def test_an_index_that_makes_no_sense_is_told(document: Any, words: str) -> None:
    with pytest.raises(Unreleasable, match=words):
        parsed(document, OCI_INDEX)


def test_content_that_is_not_what_its_digest_says_is_refused() -> None:
    with pytest.raises(Unreleasable, match="does not match"):
        manifests.parse(json.dumps(manifest()).encode(), ONE, OCI_MANIFEST)


def test_deeply_nested_and_oversized_documents_are_refused() -> None:
    for content, words in ((b"[" * 100_000, "no JSON"), (b" " * (manifests.DOCUMENT + 1), "longer than")):
        with pytest.raises(Unreleasable, match=words):
            manifests.parse(content, str(Digest.of(content)), OCI_MANIFEST)


def test_an_index_inside_an_index_is_not_followed() -> None:
    content = json.dumps(index()).encode()
    inner = Descriptor(OCI_INDEX, str(Digest.of(content)), len(content), None, attests=False, foreign=False)
    with pytest.raises(Unreleasable, match="index inside an index"):
        manifests.child(content, inner)


@pytest.mark.parametrize("field", ["config", "layers"])
def test_things_that_are_no_images_are_refused(field: str) -> None:
    chart = descriptor("application/vnd.cncf.helm.config.v1+json")
    found = parsed(manifest(**{field: chart if field == "config" else [chart]}))
    assert isinstance(found, Manifest)
    with pytest.raises(Unreleasable, match="helm"):
        manifests.check_image(found)


def test_a_plugin_is_an_image() -> None:
    found = parsed(manifest(config=descriptor(manifests.PLUGIN_CONFIG)))
    assert isinstance(found, Manifest)
    manifests.check_image(found)


def test_a_time_that_is_none_is_not_told() -> None:
    assert manifests.created_of({"created": "2026-01-15T10:00:00.123456789Z"}) == "2026-01-15T10:00:00.123456789Z"
    assert manifests.created_of({"created": "<script>"}) == manifests.created_of({"created": 7}) == ""


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from([ONE, OCI_MANIFEST, OCI_INDEX, 2]),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*descriptor(), *manifest(), "platform"]), inner),
)


@given(anything, st.sampled_from([OCI_MANIFEST, OCI_INDEX, "text/html"]))
def test_no_document_breaks_the_reader(document: Any, media_type: str) -> None:
    try:
        parsed(document, media_type)
    except Unreleasable:
        return
