"""Sentences that stand in a table under a code: made in English, and known again where a text alone was kept."""

import re
from functools import cache

_PARTICULAR = re.compile(r"%\((\w+)\)s")


def recognised(text: str, sentences: tuple[str, ...]) -> tuple[str, dict[str, str]] | None:
    """The sentence that a text was made of, and its particulars; None for a text that is none of these."""
    for sentence, pattern in _patterns(sentences):
        if found := pattern.fullmatch(text):
            return sentence, found.groupdict()
    return None


@cache
def _patterns(sentences: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What has most words of its own is tried first."""
    by_words = sorted(sentences, key=lambda one: len(_PARTICULAR.sub("", one)), reverse=True)
    return tuple((one, re.compile(_pattern(one), re.DOTALL)) for one in by_words)


def _pattern(sentence: str) -> str:
    parts = _PARTICULAR.split(sentence)  # words and names by turns
    names = [f"(?P<{part}>.+)" if place % 2 else re.escape(part) for place, part in enumerate(parts)]
    return "".join(names)


def particulars_of(sentence: str) -> set[str]:
    """The names of what stands in it."""
    return set(_PARTICULAR.findall(sentence))
