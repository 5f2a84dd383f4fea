"""Slugs, digests and image references: what is a name, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocabulary.digest import Digest, is_digest
from vocabulary.image_reference import ImageReference, is_fixed, is_repository, is_tag
from vocabulary.slug import address, is_reserved, is_slug

SHA = "sha256:" + "0" * 64
UUID = "0198a000-0000-7000-8000-00000000000a"


@pytest.mark.parametrize("text", ["acme", "a", "hello-world", "4d", "x" * 63])
def test_these_are_slugs(text: str) -> None:
    assert is_slug(text)


@pytest.mark.parametrize(
    "text", ["", "Acme", "-a", "a-", "a--b", "a_b", "a/b", "ä", "x" * 64, "a\n", UUID, UUID.replace("-", "")]
)
def test_these_are_none(text: str) -> None:
    assert not is_slug(text)


def test_what_begins_our_own_addresses_is_reserved() -> None:
    assert all(
        is_reserved(word) for word in ("library", "staging", "api", "search", "badge", "registry", "static", "me")
    )


@pytest.mark.parametrize("word", ["customer", "store", "partner", "nobody", "policy", "mailroom"])
def test_no_publisher_has_the_name_of_a_side_of_a_ticket_or_of_who_acts_for_the_store(word: str) -> None:
    assert is_reserved(word)


def test_an_address_has_two_slugs() -> None:
    assert address("acme/db") == ("acme", "db")
    assert address("library/rocket.chat") == ("library", "rocket.chat")
    for wrong in ("acme", "acme/", "acme/db/x", "/db"):
        with pytest.raises(ValueError, match="not an address"):
            address(wrong)


def test_a_digest_knows_its_content() -> None:
    assert Digest.parse(str(Digest.of(b"x"))).matches(b"x")
    assert not Digest.of(b"x").matches(b"y")


@pytest.mark.parametrize(
    "text", ["", "sha256:", "sha256:" + "0" * 63, "sha256:" + "G" * 64, "md5:" + "0" * 32, SHA + "\n"]
)
def test_these_are_no_digests(text: str) -> None:
    assert not is_digest(text)
    with pytest.raises(ValueError, match="not a digest"):
        Digest.parse(text)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("nginx", ("", "nginx", "", "")),
        ("acme/db:1.0.0", ("", "acme/db", "1.0.0", "")),
        ("localhost:5000/acme/db:1.0", ("localhost:5000", "acme/db", "1.0", "")),
        (f"store.example/acme/db:1@{SHA}", ("store.example", "acme/db", "1", SHA)),
        ("[::1]:5000/a/b", ("[::1]:5000", "a/b", "", "")),
    ],
)
def test_a_reference_falls_into_its_parts(text: str, parts: tuple[str, str, str, str]) -> None:
    found = ImageReference.parse(text)
    assert (found.host, found.repository, found.tag, found.digest) == parts
    assert str(found) == text


@pytest.mark.parametrize("text", ["", "Acme/db", "a:b:c", "a@sha256:1", "a//b", "a/b:", "a/b@", "-a", "h.x:port/a"])
def test_these_are_no_references(text: str) -> None:
    with pytest.raises(ValueError, match="not the name of an image"):
        ImageReference.parse(text)


@given(st.text(max_size=60))
def test_no_text_breaks_the_parsers(text: str) -> None:
    is_slug(text), is_tag(text), is_repository(text), is_digest(text), is_fixed(text)
    for parse in (ImageReference.parse, Digest.parse, address):
        try:
            parse(text)
        except ValueError:
            continue


def test_full_versions_stay_and_channels_move() -> None:
    assert all(map(is_fixed, ("1.2.3", "v1.2.3", "2026.11.24-alpine", "1.0.0-rc1")))
    assert not any(map(is_fixed, ("latest", "1", "1.2", "stable", "bookworm")))
