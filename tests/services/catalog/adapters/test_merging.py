"""What several write under one tag is united, and nobody's part is lost but what its own writer replaces."""

import json
from typing import Any

import pytest

from services.catalog.adapters.registry.manifests import OCI_INDEX, OCI_MANIFEST
from services.catalog.adapters.registry.merging import OURS, descriptor, merged, with_children, with_layers
from services.catalog.ports import Unreleasable

TAG = "sha256-1.sig"


def part(text: str, states: str = "") -> dict[str, Any]:
    return descriptor("application/json", text.encode(), annotations={OURS: states} if states else {})


def layers(*parts: dict[str, Any]) -> bytes:
    found = with_layers(None, parts, TAG)
    assert found is not None
    return found.content


def children(*parts: dict[str, Any]) -> bytes:
    found = with_children(None, parts, TAG)
    assert found is not None
    return found.content


def named(content: bytes) -> list[str]:
    read = json.loads(content)
    return [one["digest"] for one in read.get("layers") or read["manifests"]]


def digests(*texts: str) -> list[str]:
    return [part(text)["digest"] for text in texts]


def test_a_part_is_put_beside_those_that_are_there() -> None:
    found = with_layers(layers(part("one")), [part("two")], TAG)
    assert found is not None
    assert named(found.content) == digests("one", "two")
    assert sorted(found.added) == digests("two")


def test_what_is_there_already_changes_nothing() -> None:
    assert with_layers(layers(part("one"), part("two")), [part("two")], TAG) is None
    assert with_children(children(part("one", "bill")), [part("one", "bill")], TAG) is None


def test_a_statement_takes_the_place_of_the_one_before_of_its_kind() -> None:
    before = children(part("theirs"), part("bill", "bill"), part("scan", "scan"))
    found = with_children(before, [part("new scan", "scan")], TAG)
    assert found is not None
    assert named(found.content) == digests("theirs", "bill", "new scan")
    assert sorted(found.left) == digests("scan")


def test_what_a_publisher_brings_replaces_nothing_whatever_it_says_of_itself() -> None:
    found = merged(children(part("scan", "scan")), children(part("a better scan", "scan")), OCI_INDEX, TAG)
    assert found is not None
    assert named(found.content) == digests("scan", "a better scan")
    assert merged(layers(part("one"), part("two")), layers(part("two")), OCI_MANIFEST, TAG) is None


def test_what_a_publisher_brings_is_never_taken_for_the_stores_own_and_so_is_never_cleared_away() -> None:
    named_as_ours = children(part("the released image", "scan"))
    for present in (None, children(part("theirs"))):
        brought = merged(present, named_as_ours, OCI_INDEX, TAG)
        assert brought is not None
        found = with_children(brought.content, [part("new scan", "scan")], TAG)
        assert found is not None
        assert not found.left


def test_what_a_publisher_brings_first_is_put_as_it_is() -> None:
    coming = b'{"layers": [], "annotations": {"theirs": "yes"}}'
    found = merged(None, coming, OCI_MANIFEST, TAG)
    assert found is not None
    assert found.content == coming


@pytest.mark.parametrize("present", [b"no JSON", b"[]", b"{}", b'{"layers": 1}', b'{"layers": ["x"]}'])
def test_a_tag_that_holds_something_else_cannot_be_released(present: bytes) -> None:
    with pytest.raises(Unreleasable, match="does not hold what its name says"):
        with_layers(present, [part("one")], TAG)
