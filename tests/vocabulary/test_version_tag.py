"""What a tag tells of a version, and which tags are channels of others."""

import pytest

from vocabulary.version_tag import VersionTag

read = VersionTag.parse


@pytest.mark.parametrize(
    ("text", "numbers", "variant"),
    [
        ("1.31.4-alpine3.22", (1, 31, 4), ("alpine",)),
        ("v2.0.0-rc1", (2, 0, 0), ()),
        ("3.14.1-slim-trixie", (3, 14, 1), ("slim", "trixie")),
        ("latest", (), ()),
        ("noble-20251001", (), ("noble",)),
        ("", (), ()),
    ],
)
def test_a_tag_tells_its_version_and_its_variant(text: str, numbers: tuple[int, ...], variant: tuple[str, ...]) -> None:
    assert (read(text).numbers, read(text).variant) == (numbers, variant)


@pytest.mark.parametrize(
    ("older", "newer"),
    [("1.9.7", "1.10.0"), ("2.0.0-rc1", "2.0.0"), ("1.4-alpine3.21", "1.4-alpine3.22"), ("noble-1", "noble-2")],
)
def test_the_newer_of_two_comes_later(older: str, newer: str) -> None:
    assert read(newer).later_than(read(older))
    assert not read(older).later_than(read(newer))


def test_a_build_that_one_of_them_leaves_unsaid_tells_nothing() -> None:
    assert not read("1.4-alpine3.22").later_than(read("1.4-alpine"))


@pytest.mark.parametrize(
    ("channel", "tag"), [("latest", "1.31.4"), ("1.31", "1.31.4"), ("alpine", "1.31-alpine"), ("noble", "noble-1")]
)
def test_a_channel_opens_what_says_more_of_the_same_variant(channel: str, tag: str) -> None:
    assert read(channel).opens(read(tag))
    assert not read(tag).opens(read(channel))


@pytest.mark.parametrize(("one", "other"), [("1.3", "1.31.4"), ("1.31", "1.31.4-alpine"), ("1.31.4", "1.31.4")])
def test_others_are_no_channel_of_it(one: str, other: str) -> None:
    assert not read(one).opens(read(other))


def test_years_are_one_line() -> None:
    assert read("2025.11").same_major(read("2026.1"))
    assert not read("1.4").same_major(read("2.0"))
