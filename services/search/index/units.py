"""The terms of the field that a question's words make together."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.search.index.thesaurus import Key, Meaning, Thesaurus, key_of
from services.search.index.words import stem, words

TURNED = frozenset(words("for of"))  # `database for time series` is a time series database


@dataclass(frozen=True)
class Unit:
    """A word, or words that together are a term of the field."""

    words: tuple[str, ...]
    meaning: Meaning | None
    last: bool

    @property
    def whole(self) -> str:
        return "".join(self.words)

    @property
    def keys(self) -> set[Key]:
        """Every name of it, in stems."""
        return {stems_of(self.words), *map(key_of, self.meaning.same if self.meaning else ())}


def split(asked: list[str], known: Thesaurus) -> list[Unit]:
    """Longest terms of the field first, from the left, in whatever order they are named; other words by themselves."""
    units, at = [], 0
    while at < len(asked):
        term, taken = _term(asked[at:], known)
        at += taken
        units.append(Unit(term, known.of(stems_of(term)), at == len(asked)))
    return units


def _term(asked: list[str], known: Thesaurus) -> tuple[tuple[str, ...], int]:
    """The term of the field that the words begin with, and how many of them say it."""
    for length in range(min(known.longest, len(asked)), 1, -1):
        if known.of(stems_of(asked[:length])):
            return tuple(asked[:length]), length
    if len(asked) > 2 and asked[1] in TURNED:
        for end in range(min(known.longest + 1, len(asked)), 2, -1):
            turned = (*asked[2:end], asked[0])
            if known.of(stems_of(turned)):
                return turned, end
    if len(asked) > 1 and known.of(stems_of((asked[1], asked[0]))):
        return (asked[1], asked[0]), 2
    return (asked[0],), 1


def stems_of(term: Iterable[str]) -> tuple[str, ...]:
    return tuple(stem(word) for word in term)
