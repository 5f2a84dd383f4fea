"""What people type wrongly, mended: mistyped words, names torn in two, words that ran together."""

from collections.abc import Iterator

from services.search.index.lexicon import Lexicon
from services.search.index.thesaurus import Thesaurus
from services.search.index.words import distance, stem


def mended(asked: list[str], lexicon: Lexicon, known: Thesaurus) -> Iterator[str]:
    """The words, a name in two parts as one, words that ran together as two."""
    at = 0
    while at < len(asked):
        last = at + 1 == len(asked)
        if not last and _is_torn(asked[at], asked[at + 1], lexicon, known):
            yield asked[at] + asked[at + 1]
            at += 2
            continue
        yield from mend(asked[at], lexicon, known, last).split()
        at += 1


def _is_torn(one: str, other: str, lexicon: Lexicon, known: Thesaurus) -> bool:
    """Whether the two are a name only together: `aeros pike`."""
    both = all(_is_word(part, lexicon, known) for part in (one, other))
    return not both and lexicon.frequency("name", one + other) > 0


def mend(word: str, lexicon: Lexicon, known: Thesaurus, last: bool = True) -> str:
    """The word, or where nobody knows it the nearest that a name or the thesaurus has, or the two that it is made of.

    Of the last word a beginning is enough: somebody may still be typing it.
    """
    if len(word) < 4 or word.isdigit() or _is_name(word, lexicon, known):
        return word
    if _in_texts(word, lexicon):
        return known.with_the_letter_left_out(word) or word
    begun = any(lexicon.frequency(place, word) for place in ("starts", "publisher_starts"))
    if begun and last:
        return word
    edits = 1 if len(word) < 8 or begun else 2
    names = lexicon.names_near(word, edits)
    nearest = [(distance(word, name, edits), 0, name) for name in names]
    nearest += [(far, 1, other) for far, other in known.near(word, edits)]
    best = min(nearest, default=(edits + 1, 0, word))
    two = None if begun or best[0] == 1 else _two(word, lexicon, known)
    return two or (best[2] if best[0] <= edits else word)


def _two(word: str, lexicon: Lexicon, known: Thesaurus) -> str | None:
    """Two known words that ran together, the longest first one: `nginxproxy`."""
    for at in range(len(word) - 3, 2, -1):
        one, other = word[:at], word[at:]
        if (one in known.known and _is_word(other, lexicon, known)) or (
            other in known.known and lexicon.frequency("name", one)
        ):
            return f"{one} {other}"
    return None


def _is_word(word: str, lexicon: Lexicon, known: Thesaurus) -> bool:
    return _is_name(word, lexicon, known) or _in_texts(word, lexicon)


def _is_name(word: str, lexicon: Lexicon, known: Thesaurus) -> bool:
    return word in known.known or lexicon.frequency("name", word) > 0


def _in_texts(word: str, lexicon: Lexicon) -> bool:
    root = stem(word)
    return any(lexicon.frequency(place, root) > lexicon.count // 20_000 for place in ("label", "short", "lead"))
