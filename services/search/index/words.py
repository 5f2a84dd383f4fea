"""Words as search compares them: folded, split, and for running text cut to their stems."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:[+#]+(?!\w))?")
_SUFFIXES = ("ings", "ing", "ers", "er", "ies", "ed", "es", "s", "e")
LONGEST_PREFIX = 15


def folded(text: str) -> str:
    """Lower case, without accents and marks."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """`Rocket.Chat` -> rocket, chat; `C++` and `C#` keep their signs."""
    return _WORD.findall(folded(text))


def joined(text: str) -> str:
    """All words as one, for comparing names however they are written: `Rocket.Chat`, `rocket chat`, `rocketchat`."""
    return "".join(words(text))


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A rough stem, the same for `proxy` and `proxies`, `balancer` and `balancing`; at least three letters stay."""
    if len(word) < 4 or not word.isalpha():
        return word
    for suffix in _SUFFIXES:
        left = word[: -len(suffix)]
        if word.endswith(suffix) and len(left) >= 3 and not word.endswith(("ss", "us", "is")):
            return _even(left + "y" if suffix == "ies" else left)
    return word


def _even(left: str) -> str:
    if len(left) > 3 and left[-1] == left[-2] and left[-1] not in "ls":
        return left[:-1]
    return left[:-1] if len(left) > 4 and left.endswith("e") else left


def stems(text: str) -> list[str]:
    return [stem(word) for word in words(text)]


def prefixes(word: str) -> Iterator[str]:
    for length in range(1, min(len(word), LONGEST_PREFIX) + 1):
        yield word[:length]


def distance(one: str, other: str, most: int) -> int:
    """Edits between two words, a swap of neighbours counting as one; anything above `most` is `most + 1`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, sign in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != sign))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == sign:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
