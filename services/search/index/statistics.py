"""How often words occur, where each look costs a request: remembered, and asked again along with the next question."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from services.search.index.reading import LONGEST_QUESTION
from services.search.index.words import stem, words

Key = tuple[str, str]  # field and term
WORDS_IN, STEMS_IN = ("name", "starts", "publisher_starts"), ("label", "short", "lead", "body")
KEPT = 30.0  # seconds; scores follow how often a word occurs, and hardly change by one product
MOST_TERMS = 50_000
A_LITTLE = 0.1  # by which part an old figure may be wrong and still order one answer
ALL: Key = ("", "")
Count = Callable[[Sequence[Key]], list[int]]


@dataclass(frozen=True)
class Kept:
    since: float
    often: int
    believed: bool  # for a while; 0 of a word that occurs nowhere never is: it may be the name that is new


class Statistics:
    """What all questions have learned so far."""

    def __init__(self, count: Count) -> None:
        """`count` tells how many documents have each term; all of them for ALL."""
        self._count = count
        self._kept: dict[Key, Kept] = {}

    def of(self, text: str) -> "Frequencies":
        """For a question: by one request for all that is not remembered of its words, none where all is."""
        known = Frequencies(self)
        if text.strip():
            known.learn(*self._unknown(words(text)[:LONGEST_QUESTION]))
        return known

    def _unknown(self, asked: Sequence[str]) -> Iterator[Sequence[Key]]:
        """Words that nobody asked with, and what they are together with their neighbours: it costs nothing besides."""
        new = {word for word in asked if (WORDS_IN[-1], word) not in self._kept}
        if new or ALL not in self._kept:
            yield [ALL]
        yield from map(_of_word, new)
        yield from ([(WORDS_IN[0], one + other)] for one, other in pairwise(asked) if one in new or other in new)

    def learned(self, groups: Sequence[Sequence[Key]]) -> dict[Key, int]:
        """Asks now, for all keys of all words."""
        keys = [key for group in groups for key in group]
        often = dict(zip(keys, self._count(keys), strict=True)) if keys else {}
        for group in groups:
            self._keep({key: often[key] for key in group}, any(often[key] for key in group))
        return often

    def confirmed(self, often: Mapping[Key, int]) -> None:
        for key, count in often.items():
            kept = self._kept.get(key)
            self._keep({key: count}, count > 0 or (kept is not None and kept.believed))

    def remembered(self, key: Key) -> tuple[int, bool] | None:
        """How often, and whether that is sure; None where nobody has asked."""
        if (kept := self._kept.get(key)) is None:
            return None
        return kept.often, kept.believed and time.monotonic() < kept.since + KEPT

    def _keep(self, often: Mapping[Key, int], believed: bool) -> None:
        now = time.monotonic()
        if len(self._kept) > MOST_TERMS:
            self._kept.clear()
        self._kept.update((key, Kept(now, count, believed)) for key, count in often.items())


class Frequencies:
    """What one question goes by, and which of it is to be asked again with the question itself."""

    def __init__(self, statistics: Statistics) -> None:
        self._statistics = statistics
        self._known: dict[Key, int] = {}
        self._doubtful: set[Key] = set()

    def often(self, key: Key) -> int:
        """From memory where it is there."""
        if key not in self._known:
            if (remembered := self._statistics.remembered(key)) is None:
                self.learn([key])
            else:
                self._known[key], sure = remembered
                if not sure:
                    self._doubtful.add(key)
        return self._known[key]

    def learn(self, *groups: Sequence[Key]) -> None:
        self._known |= self._statistics.learned(groups)

    @property
    def doubtful(self) -> list[Key]:
        return sorted(self._doubtful)

    def confirmed(self, often: Mapping[Key, int]) -> bool:
        """Whether the question was understood by what is so now; what is told here counts from here on."""
        right = all(_alike(self._known[key], now) for key, now in often.items())
        self._statistics.confirmed(often)
        self._known |= often
        self._doubtful -= {*often}
        return right


def _alike(before: int, now: int) -> bool:
    return (before > 0) == (now > 0) and abs(now - before) <= A_LITTLE * now


def _of_word(word: str) -> list[Key]:
    root = stem(word)
    return [*((field, word) for field in WORDS_IN), *((field, root) for field in STEMS_IN)]
