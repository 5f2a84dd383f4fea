import pytest

from services.search.index.words import distance, joined, prefixes, stem, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Rocket.Chat", ["rocket", "chat"]),
        ("C++ and C#", ["c++", "and", "c#"]),
        ("Café Ångström", ["cafe", "angstrom"]),
        ("mongo-express", ["mongo", "express"]),
        ("", []),
    ],
)
def test_a_text_is_split_into_folded_words(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize("name", ["Rocket.Chat", "rocket chat", "ROCKET-CHAT", "rocketchat"])
def test_a_name_is_the_same_however_it_is_written(name: str) -> None:
    assert joined(name) == "rocketchat"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("proxy", "proxies"),
        ("database", "databases"),
        ("balancer", "balancing"),
        ("message", "messaging"),
        ("queue", "queues"),
        ("monitor", "monitoring"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize("word", ["redis", "as", "k8s", "bus", "process"])
def test_what_is_no_ending_stays(word: str) -> None:
    assert stem(word) == word


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [
        ("nginx", "nginx", 0),
        ("ngnix", "nginx", 1),
        ("postgers", "postgres", 1),
        ("redis", "rdis", 1),
        ("abcd", "xyz", 3),
    ],
)
def test_a_swap_of_neighbours_is_one_edit(one: str, other: str, edits: int) -> None:
    assert distance(one, other, 2) == edits


def test_prefixes_of_a_long_word_end_somewhere() -> None:
    assert list(prefixes("abc")) == ["a", "ab", "abc"]
    assert len(list(prefixes("a" * 500))) == 15
