"""How often words occur, where each look costs a request: asked for together, and kept for a while."""

import time
from collections.abc import Callable, Sequence

from services.search.index import clauses as c
from services.search.index.reading import LONGEST_QUESTION
from services.search.index.words import stem, words

Key = tuple[str, str]  # field and term
WORDS_IN, STEMS_IN = ("name", "starts", "publisher_starts"), ("label", "short", "lead", "body")
KEPT = 30.0  # seconds; scores follow how often a word occurs, and hardly change by one product
MOST_WORDS = 10_000
ALL = ("", "")


class Statistics:
    """Remembers the words that occur; one that does not is asked for each time: it may be the name that is new."""

    def __init__(self, count: Callable[[Sequence[c.Clause]], list[int]]) -> None:
        """`count` tells how many documents each clause matches."""
        self._count = count
        self._kept: dict[str, tuple[float, dict[Key, int]]] = {}

    def of(self, text: str) -> dict[Key, int]:
        """By field and term for each word of the text, and of all documents under ("", "")."""
        asked = ("", *dict.fromkeys(words(text)[:LONGEST_QUESTION])) if text.strip() else ()
        now = time.monotonic()
        kept = {word: self._kept[word][1] for word in asked if self._is_kept(word, now)}
        unknown = [word for word in asked if word not in kept]
        if unknown:
            kept |= self._learned(unknown, now)
        return {key: often for word in kept.values() for key, often in word.items()}

    def _is_kept(self, word: str, now: float) -> bool:
        found = self._kept.get(word)
        return found is not None and now < found[0]

    def _learned(self, unknown: Sequence[str], now: float) -> dict[str, dict[Key, int]]:
        keys = {word: _keys(word) for word in unknown}
        told = iter(self._count([_clause(key) for word in unknown for key in keys[word]]))
        learned = {word: {key: next(told) for key in keys[word]} for word in unknown}
        if len(self._kept) > MOST_WORDS:
            self._kept.clear()
        self._kept |= {word: (now + KEPT, often) for word, often in learned.items() if any(often.values())}
        return learned


def _keys(word: str) -> list[Key]:
    root = stem(word)
    return [*((field, word) for field in WORDS_IN), *((field, root) for field in STEMS_IN)] if word else [ALL]


def _clause(key: Key) -> c.Clause:
    return c.Everything() if key == ALL else c.Term(*key, 0.0)
