"""What an image's tag tells: a version, and of which variant; so that an update stays with what somebody chose."""

import re
from dataclasses import dataclass
from functools import lru_cache

from vocabulary.newest import rank

_VERSION = re.compile(r"v?\d+(?:[._]\d+)*")
_WORD, _NUMBER = re.compile(r"[a-z]+"), re.compile(r"\d+")
# `latest` says nothing of the variant, and a pre-release is one of the variant that it comes before.
_UNSAID = frozenset({"latest", "alpha", "beta", "rc", "pre", "preview", "dev", "nightly", "snapshot", "a", "b"})
_YEARS = range(1990, 2200)  # where a version begins with one, the next year's is the same line


@dataclass(frozen=True)
class VersionTag:
    """`1.31.4-alpine3.22`: the numbers 1, 31, 4, of the variant `alpine`, built on 3, 22; `alpine`: of no number."""

    text: str
    numbers: tuple[int, ...]
    final: bool  # no pre-release
    variant: tuple[str, ...]
    builds: tuple[int, ...]

    @classmethod
    @lru_cache(1 << 15)  # the same tags are compared by every host
    def parse(cls, text: str) -> "VersionTag":
        """Of any text: what names no version has no numbers."""
        found = _VERSION.match(text)
        rest = text[found.end() :].lower() if found else text.lower()
        numbers, final = rank(text)
        words = tuple(word for word in _WORD.findall(rest) if word not in _UNSAID)
        return cls(text, numbers, final, words, tuple(int(digits) for digits in _NUMBER.findall(rest)))

    @property
    def names_version(self) -> bool:
        return bool(self.numbers or self.builds)

    @property
    def key(self) -> tuple[tuple[int, ...], bool, tuple[int, ...]]:
        """Sorts the tags of one variant from the oldest to the newest."""
        return self.numbers, self.final, self.builds

    def later_than(self, other: "VersionTag") -> bool:
        """Of the same variant: what one of them leaves unsaid, builds of a base image say, tells nothing."""
        if (self.numbers, self.final) != (other.numbers, other.final):
            return (self.numbers, self.final) > (other.numbers, other.final)
        return bool(other.builds) and self.builds > other.builds

    def opens(self, other: "VersionTag") -> bool:
        """Whether it is a channel that `other` came by: `1.31` of `1.31.4`, `latest` of any, `noble` of a day's."""
        if self.variant != other.variant or self.text == other.text:
            return False
        if self.numbers == other.numbers:
            return not self.numbers and _begins(self.builds, other.builds)
        return _begins(self.numbers, other.numbers)

    def same_major(self, other: "VersionTag") -> bool:
        first, second = self.numbers[:1], other.numbers[:1]
        return first == second or (bool(first and second) and first[0] in _YEARS and second[0] in _YEARS)


def _begins(first: tuple[int, ...], second: tuple[int, ...]) -> bool:
    return len(first) < len(second) and second[: len(first)] == first
