"""Other words for the same thing, and which software belongs to a kind: read from `thesaurus.txt`."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from services.search.index.words import joined, stem, words
from vocabulary.categories import CATEGORIES

Key = tuple[str, ...]  # a term's words, cut to their stems
DEEPEST = 3  # a kind of a kind of a kind


def key_of(text: str) -> Key:
    return tuple(stem(word) for word in words(text))


@dataclass(frozen=True)
class Meaning:
    """What a term stands for: how else it is written, what belongs to it (nearest first), and its shelves."""

    same: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


@dataclass(frozen=True)
class Thesaurus:
    meanings: Mapping[Key, Meaning]
    longest: int
    known: frozenset[str] = field(default_factory=frozenset)  # single words, as written

    def of(self, term: Key) -> Meaning | None:
        return self.meanings.get(term)


def parse(lines: Iterable[str]) -> Thesaurus:
    """Raises ValueError at a line that is neither names (`a = b`) nor a kind (`kind: a, b`)."""
    same: dict[Key, tuple[str, ...]] = {}
    kinds: dict[Key, tuple[str, ...]] = {}
    for number, line in enumerate(map(str.strip, lines), 1):
        if not line or line.startswith("#"):
            continue
        if ":" in line:
            kind, _, members = line.partition(":")
            kinds[key_of(*_split(kind, ":", number))] = _split(members, ",", number)
        else:
            names = _split(line, "=", number)
            for name in names:
                same[key_of(name)] = tuple(dict.fromkeys((*same.get(key_of(name), ()), *names)))
    return _joined(same, kinds)


def _split(text: str, sign: str, number: int) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in text.split(sign))
    if not all(words(part) for part in parts) or (sign == "=" and len(parts) < 2):
        raise ValueError(f"thesaurus, line {number}: “{text}” is neither names (a = b) nor a kind (kind: a, b)")
    return parts


def _joined(same: Mapping[Key, tuple[str, ...]], kinds: Mapping[Key, tuple[str, ...]]) -> Thesaurus:
    shelves: dict[Key, tuple[str, ...]] = {}
    for category in CATEGORIES:
        for name in (category.label, category.slug, *category.synonyms):
            shelves[key_of(name)] = (*shelves.get(key_of(name), ()), category.slug)
    meanings = {}
    for term in {*same, *kinds, *shelves}:
        others = tuple(name for name in same.get(term, ()) if key_of(name) != term)
        whole = (term, *(key_of(name) for name in others))
        found = tuple(dict.fromkeys(slug for key in whole for slug in shelves.get(key, ())))
        meanings[term] = Meaning(others, _members(whole, same, kinds), found)
    known = {word for names in (*same.values(), *kinds.values()) for name in names for word in words(name)}
    known |= {word for category in CATEGORIES for name in category.synonyms for word in words(name)}
    return Thesaurus(meanings, max((len(term) for term in meanings), default=1), frozenset(known))


def _members(
    whole: Iterable[Key], same: Mapping[Key, tuple[str, ...]], kinds: Mapping[Key, tuple[str, ...]]
) -> tuple[str, ...]:
    """Members of a kind under any of its names, then members of its kinds; a kind of several words is no product."""
    found: dict[str, None] = {}
    level, seen = list(whole), set(whole)
    for _ in range(DEEPEST):
        below: list[Key] = []
        for name in (member for key in level for member in kinds.get(key, ())):
            names = same.get(key_of(name), (name,))
            keys = [key_of(other) for other in names]
            kind = any(key in kinds for key in keys)
            below += [key for key in keys if kind and key not in seen]
            if not kind or len(key_of(name)) == 1 or key_of(name) in level:
                found.setdefault(name)
        seen |= set(below)
        level = below
    return tuple(found)


@cache
def thesaurus() -> Thesaurus:
    return parse((Path(__file__).parent / "thesaurus.txt").read_text(encoding="utf-8").splitlines())


def names_beginning(typed: str) -> list[str]:
    """Names of things that have a name beginning so; `typed` is joined, and of two letters at least."""
    if len(typed) < 2:
        return []
    names = _by_joined_name()
    found: dict[str, None] = {}
    for at in range(bisect_left(names, (typed, ())), len(names)):
        name, same = names[at]
        if not name.startswith(typed):
            break
        found |= dict.fromkeys(same)
    return list(found)


@cache
def _by_joined_name() -> list[tuple[str, tuple[str, ...]]]:
    told = thesaurus().meanings.values()
    names = dict.fromkeys(name for meaning in told for name in (*meaning.same, *meaning.members))
    found = ((joined(name), thesaurus().of(key_of(name))) for name in names)
    return sorted({(name, (name, *meaning.same)) for name, meaning in found if meaning})
