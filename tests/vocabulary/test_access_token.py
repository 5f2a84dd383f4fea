"""A token of ours is told from anything else without a look-up, and never shows itself."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocabulary.access_token import AccessToken, RefreshToken

TOKEN = AccessToken.make(bytes(range(20)))


@given(st.binary(min_size=20, max_size=20))
def test_every_token_that_is_made_can_be_parsed(random_bytes: bytes) -> None:
    token = AccessToken.make(random_bytes)
    assert AccessToken.parse(token.text) == token


@given(st.binary(min_size=20, max_size=20), st.binary(min_size=20, max_size=20))
def test_different_chance_makes_different_tokens(one: bytes, other: bytes) -> None:
    assert (AccessToken.make(one) == AccessToken.make(other)) == (one == other)


@given(st.integers(min_value=0, max_value=36), st.sampled_from("0aZ_-é "))
def test_a_single_wrong_character_is_noticed(place: int, wrong: str) -> None:
    text = TOKEN.text[:place] + wrong + TOKEN.text[place + 1 :]
    assert (AccessToken.parse(text) is None) == (text != TOKEN.text)


@pytest.mark.parametrize("text", ["", "chy_", "correct horse battery staple", TOKEN.text[:-1], TOKEN.text + "0"])
def test_what_is_no_token_is_not_parsed(text: str) -> None:
    assert AccessToken.parse(text) is None


def test_a_token_begins_with_its_prefix_and_is_37_characters_long() -> None:
    assert TOKEN.text.startswith("chy_")
    assert len(TOKEN.text) == 37


def test_too_little_chance_makes_no_token() -> None:
    with pytest.raises(ValueError, match="20 random bytes"):
        AccessToken.make(b"short")


def test_what_is_kept_is_its_hash_and_its_last_four_characters() -> None:
    assert TOKEN.sha256 == hashlib.sha256(TOKEN.text.encode()).hexdigest()
    assert TOKEN.text.endswith(TOKEN.last_four)


def test_a_token_in_a_log_line_shows_only_its_end() -> None:
    assert TOKEN.text[:-4] not in repr(TOKEN)


def test_a_refresh_token_is_told_from_an_access_token_by_its_beginning() -> None:
    kept = RefreshToken.make(bytes(range(20)))
    assert kept.text.startswith("chr_")
    assert RefreshToken.parse(kept.text) == kept
    assert (AccessToken.parse(kept.text), RefreshToken.parse(TOKEN.text)) == (None, None)
    assert kept.text[:-4] not in repr(kept)
