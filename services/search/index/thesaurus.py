"""Other words for the same thing, and which software belongs to a kind: from its files and an operator's own."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from pathlib import Path

from services.search.index.words import distance, joined, stem, words
from vocabulary.categories import CATEGORIES

Key = tuple[str, ...]  # a term's words, cut to their stems
Names = dict[Key, tuple[str, ...]]
DEEPEST = 3  # a kind of a kind of a kind
NEAREST_KINDS = 2  # whose members are taken for alternatives
LONGEST_TERM = 8  # words
GIVEN = ("thesaurus.txt", "hints.txt", "tongues.txt")


@lru_cache(maxsize=16_384)  # each name is asked for some twenty times while a thesaurus is put together
def key_of(text: str) -> Key:
    return tuple(stem(word) for word in words(text))


class BadThesaurus(ValueError):
    """Lines that say nothing: each with its number and what to write instead."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines


@dataclass(frozen=True)
class Meaning:
    """What a term stands for: how else it is written, what belongs to it (nearest first), its shelves, its like."""

    same: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()  # other members of the kinds that it is known best for


@dataclass(frozen=True)
class Thesaurus:
    meanings: Mapping[Key, Meaning]
    longest: int
    known: frozenset[str] = field(default_factory=frozenset)  # single words, as written

    def of(self, term: Key) -> Meaning | None:
        return self.meanings.get(term)

    def names_beginning(self, typed: str) -> list[str]:
        """Names of things that have a name beginning so; `typed` is joined, and of two letters at least."""
        if len(typed) < 2:
            return []
        names = self._by_joined_name
        found: dict[str, None] = {}
        for at in range(bisect_left(names, (typed, ())), len(names)):
            name, same = names[at]
            if not name.startswith(typed):
                break
            found |= dict.fromkeys(same)
        return list(found)

    def near(self, word: str, edits: int) -> list[tuple[int, str]]:
        """Known words of four letters and more that are this one but for so many edits, each with their number."""
        letters = frozenset(word)
        alike = [known for known, others in self._letters if len(letters ^ others) <= 2 * edits]
        return [(far, known) for known in alike if (far := distance(word, known, edits)) <= edits]

    def with_the_letter_left_out(self, word: str) -> str | None:
        """The known word that this one is but for a letter within it, where texts know both by one stem: `postgrs`."""
        longer = (known for known in self._by_stem.get(stem(word), ()) if len(known) == len(word) + 1)
        return next((known for known in longer if not known.startswith(word) and distance(word, known, 1) == 1), None)

    @cached_property
    def _by_stem(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for word in sorted(self.known):
            found.setdefault(stem(word), []).append(word)
        return found

    @cached_property
    def _letters(self) -> list[tuple[str, frozenset[str]]]:
        return [(word, frozenset(word)) for word in self.known if len(word) > 3]

    @cached_property
    def languages(self) -> frozenset[Key]:
        """Keys of programming languages."""
        kind = self.of(key_of("programming language"))
        return frozenset(map(key_of, kind.members if kind else ())) - {key_of("gcc")}

    @cached_property
    def _by_joined_name(self) -> list[tuple[str, tuple[str, ...]]]:
        told = self.meanings.values()
        names = dict.fromkeys(name for meaning in told for name in (*meaning.same, *meaning.members))
        found = ((joined(name), self.of(key_of(name))) for name in names)
        return sorted({(name, (name, *meaning.same)) for name, meaning in found if meaning})


def parse(*files: Iterable[str]) -> Thesaurus:
    """Later files add to earlier ones; members that they add to a kind come first.

    Raises BadThesaurus where a line is neither names (`a = b`) nor a kind (`kind: a, b`) nor a hint (`a > b, c`).
    """
    same: Names = {}
    kinds: Names = {}
    hints: Names = {}
    wrong: list[str] = []
    for file in files:
        added: Names = {}
        for number, line in enumerate(map(str.strip, file), 1):
            if not line or line.startswith("#"):
                continue
            try:
                _read(line, same, added, hints)
            except ValueError as problem:
                wrong.append(f"line {number}: {problem}")
        kinds |= {kind: tuple(dict.fromkeys((*members, *kinds.get(kind, ())))) for kind, members in added.items()}
    if wrong:
        raise BadThesaurus(wrong)
    return _joined(same, kinds, hints)


def _read(line: str, same: Names, kinds: Names, hints: Names) -> None:
    for sign, found in ((":", kinds), (">", hints)):
        head, signed, others = line.partition(sign)
        if signed:
            ((key, name),) = ((key_of(name), name) for name in _terms((head,), line))
            first = (name,) if sign == ">" else ()
            found[key] = tuple(dict.fromkeys((*found.get(key, first), *_terms(others.split(","), line))))
            return
    names = _terms(line.split("="), line)
    if len(names) < 2:
        raise ValueError(
            f"“{line}” has one name alone; write `a = b` for names, `kind: a, b` for a kind, `a > b` to hint"
        )
    for name in names:
        same[key_of(name)] = tuple(dict.fromkeys((*same.get(key_of(name), ()), *names)))


def _terms(texts: Iterable[str], line: str) -> tuple[str, ...]:
    terms = tuple(text.strip() for text in texts)
    if not all(words(term) for term in terms):
        raise ValueError(f"“{line}” has nothing between two signs, or at an end; take the sign away or add a word")
    if any(sign in term for term in terms for sign in "=>"):
        raise ValueError(f"“{line}” has two of the signs `:`, `=` and `>`; write two lines, one for each")
    if long := [term for term in terms if len(words(term)) > LONGEST_TERM]:
        raise ValueError(f"“{long[0]}” has more than {LONGEST_TERM} words; nobody asks that, write it shorter")
    return terms


def _joined(same: Names, kinds: Names, hints: Names) -> Thesaurus:
    shelves: Names = {}
    for category in CATEGORIES:
        for name in (category.label, category.slug, *category.synonyms):
            shelves[key_of(name)] = (*shelves.get(key_of(name), ()), category.slug)
    placed: dict[Key, list[tuple[int, Key]]] = {}
    for kind, members in kinds.items():
        for at, name in enumerate(members):
            placed.setdefault(key_of(name), []).append((at, kind))
    meanings = {}
    for term in {*same, *kinds, *hints, *shelves, *placed}:
        hinted = [name for name in hints.get(term, ()) if key_of(name) != term]
        others = tuple(name for name in dict.fromkeys((*same.get(term, ()), *hinted)) if key_of(name) != term)
        also = (name for hint in hinted for name in same.get(key_of(hint), ()))
        whole = tuple(dict.fromkeys((term, *map(key_of, others), *map(key_of, also))))
        found = tuple(dict.fromkeys(slug for key in whole for slug in shelves.get(key, ())))
        like = () if any(key in kinds for key in whole) else _alternatives(whole, placed, same, kinds)
        meanings[term] = Meaning(others, _members(whole, same, kinds), found, like)
    named = [name for names in (*same.values(), *kinds.values(), *hints.values()) for name in names]
    named += [name for category in CATEGORIES for name in category.synonyms]
    known = {word for name in named for word in words(name)}
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


def _alternatives(
    whole: tuple[Key, ...],
    placed: Mapping[Key, list[tuple[int, Key]]],
    same: Mapping[Key, tuple[str, ...]],
    kinds: Mapping[Key, tuple[str, ...]],
) -> tuple[str, ...]:
    nearest = sorted((place for key in whole for place in placed.get(key, ())), key=lambda place: place[0])
    found = (name for _, kind in nearest[:NEAREST_KINDS] for name in _members((kind,), same, kinds))
    return tuple(dict.fromkeys(name for name in found if key_of(name) not in whole))


def given() -> list[str]:
    """The lines of the thesaurus that comes with the program."""
    files = [Path(__file__).parent / name for name in GIVEN]
    return [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]


@cache
def thesaurus() -> Thesaurus:
    return parse(given())
