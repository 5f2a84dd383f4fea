"""A question as people type it, understood: mistakes mended, terms of the field found, each scored by its place."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import log
from typing import Protocol

from services.search.index.clauses import (
    Best,
    Clause,
    Each,
    Everything,
    Nothing,
    Ordered,
    Phrase,
    Ranked,
    Scored,
    Sum,
    Term,
    Terms,
)
from services.search.index.thesaurus import Key, Meaning, Thesaurus, key_of, thesaurus
from services.search.index.words import LONGEST_PREFIX, distance, joined, stem, words

# What a match counts, by where it stands. Names first; a publisher's own words count less the longer they go on.
EXACT, NAME, BEGINS, STARTS, PUBLISHER, LABEL, SHORT, LEAD, BODY = 7.0, 5.0, 3.0, 2.0, 3.0, 1.6, 2.2, 1.7, 0.6
TOGETHER = 3.0
PUBLISHER_STARTS = 1.0
SAME, MEMBER, MEMBER_STEP, MEMBER_LEAST, SHELF, KNOWN = 0.85, 4.2, 0.45, 2.4, 0.8, 2.5
ALTERNATIVE = 0.8
LOOSE = 0.4  # of a word of a question that hardly anything answers
KIND = 1.2
SAID_AGAIN = 0.15
TEXTS = (("short", SHORT), ("lead", LEAD), ("body", BODY))
AT_ONCE = 2  # members of a kind that count the same
ENOUGH_OF_A_PUBLISHER = 4  # letters; fewer begin too many names to mean all that one publisher has
LONGEST_QUESTION = 12  # words; the rest is not read
FILLERS = frozenset(
    words(
        "a an and the for with of in on to or my by is it as from best good free open source self hosted docker image"
        " images container containers software official alternative alternatives replacement instead like similar using"
        " run running install installing setup deploy pull get use how latest version tutorial example hub helm chart"
        " need want i we our your some any that which what arm64 amd64 me us them they this these those who whose when"
        " where why can could do does should would will be are was am there here not no too very more most into onto"
        " between over up out about without than then if so also just only all every other another one looking find"
        " give show lts stable newest recommended popular modern lightweight easy thing things stuff something way"
        " solution"
    )
)
ALTERNATIVES = frozenset(words("alternative alternatives replacement instead like similar"))
VARIANTS = frozenset(words("alpine debian ubuntu slim linux bookworm bullseye trixie windows"))  # an image's flavours
TURNED = frozenset(words("for of"))  # `database for time series` is a time series database
_NUMBER = re.compile(r"v?\d+")
ASIDE = 0.5  # what the language says that software is looked for in
VAGUE = frozenset(
    words(
        "server system platform tool tools engine service app apps application web based simple fast team teams company"
        " companies colleagues enterprise business office users port ports file files format protocol command client"
        " error errors err failed fails failure cannot unable refused denied missing exception connection connect high"
        " low"
    )
)


class Lexicon(Protocol):
    """What the index knows of words."""

    @property
    def count(self) -> int:
        """All documents."""

    def frequency(self, field: str, term: str) -> int:
        """Documents with this term in this field."""

    def names_near(self, word: str, edits: int) -> list[str]:
        """Words of names that are this one but for so many edits."""


@dataclass(frozen=True)
class Unit:
    """A word, or words that together are a term of the field."""

    words: tuple[str, ...]
    meaning: Meaning | None
    last: bool

    @property
    def whole(self) -> str:
        return "".join(self.words)


@dataclass(frozen=True)
class Understood:
    clause: Clause
    corrected: str | None = None  # the question as it was probably meant
    loose: Clause | None = None  # what has any word of it, for where hardly anything has enough of them
    marks: frozenset[str] = field(default_factory=frozenset)  # stems to highlight
    starts: tuple[str, ...] = ()  # words as typed, whose beginnings to highlight in names


def understand(text: str, lexicon: Lexicon, known: Thesaurus | None = None) -> Understood:
    known = known or thesaurus()
    asked = words(text)[:LONGEST_QUESTION]
    if not asked:
        return Understood(Nothing() if text.strip() else Everything())
    mended = list(_mended(asked, lexicon, known))
    corrected = " ".join(mended) if mended != asked else None
    units = split(mended, known)
    telling = _telling(units, lexicon, known)
    others = bool(ALTERNATIVES & {*mended})
    parts = [
        scored(unit, _importance(unit, says, lexicon), lexicon, known, others)
        for unit, says in zip(units, telling, strict=True)
    ]
    whole = "".join(mended)
    names: tuple[Clause, ...] = (Term("exact", whole, EXACT), Term("begins", whole, BEGINS))
    names += tuple(Term("name", "".join(pair), NAME) for pair in pairwise(mended))
    pairs = tuple(clause for pair in pairwise(units) for clause in _side_by_side(*pair))
    counted = tuple(part for says, part in zip(telling, parts, strict=True) if says == 1)
    aside = tuple(part for says, part in zip(telling, parts, strict=True) if says == ASIDE)
    marks, starts = _marks(units, telling), tuple(mended)
    told = [word for unit, says in zip(units, telling, strict=True) if says == 1 for word in unit.words]
    single = tuple(_single(word, lexicon) for word in told if word not in FILLERS)
    if len(parts) == 1:
        clause: Clause = Sum((*parts, Sum(names)))
        return Understood(clause, corrected, Sum((clause, *single)), marks, starts)
    as_one = tuple(clause for clause in pairs if isinstance(clause, Term))
    by = (*parts, Sum(names + pairs), *_together((*counted, *aside)))
    clause = Ordered(Best((_enough(counted), *names, *as_one)), by)
    loose = Ordered(Best((clause.clause, *counted, *single)), (*by, *single))
    return Understood(clause, corrected, loose, marks, starts)


def _single(word: str, lexicon: Lexicon) -> Clause:
    """A word by itself, wherever it stands, where a term of several words is not found."""
    importance = LOOSE * (0.1 if word in VAGUE else 1.0)
    return Best((Term("name", word, NAME * importance), *_by_text((word,), importance, lexicon)))


def _enough(units: tuple[Clause, ...]) -> Clause:
    """What a document must match to be found: half of the terms, or all of them where they stand in its long text."""
    if len(units) == 1:
        return units[0]
    least = 1 if len(units) == 2 else (len(units) + 1) // 2
    return Best((Sum(tuple(_without_body(unit) for unit in units), least), Each(units)))


def _together(units: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """What has all that was asked for counts more than what has one thing of it very well."""
    return (Scored(Each(tuple(_without_body(unit) for unit in units)), TOGETHER),) if len(units) > 1 else ()


def _without_body(unit: Clause) -> Clause:
    if isinstance(unit, Best):
        kept = (one for one in unit.clauses if getattr(one, "field", "") != "body" and not _reads_body(one))
        return Best(tuple(map(_without_body, kept)), unit.others)
    return unit


def _reads_body(clause: Clause) -> bool:
    return isinstance(clause, Each) and any(getattr(one, "field", "") == "body" for one in clause.clauses)


def _mended(asked: list[str], lexicon: Lexicon, known: Thesaurus) -> Iterator[str]:
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
    if len(word) < 4 or word.isdigit() or _is_word(word, lexicon, known):
        return word
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
    if word in known.known or lexicon.frequency("name", word):
        return True
    root = stem(word)
    return any(lexicon.frequency(place, root) > lexicon.count // 20_000 for place in ("label", "short", "lead"))


def split(asked: list[str], known: Thesaurus) -> list[Unit]:
    """Longest terms of the field first, from the left, in whatever order they are named; other words by themselves."""
    units, at = [], 0
    while at < len(asked):
        term, taken = _term(asked[at:], known)
        at += taken
        units.append(Unit(term, known.of(_stems(term)), at == len(asked)))
    return units


def _term(asked: list[str], known: Thesaurus) -> tuple[tuple[str, ...], int]:
    """The term of the field that the words begin with, and how many of them say it."""
    for length in range(min(known.longest, len(asked)), 1, -1):
        if known.of(_stems(asked[:length])):
            return tuple(asked[:length]), length
    if len(asked) > 2 and asked[1] in TURNED:
        for end in range(min(known.longest + 1, len(asked)), 2, -1):
            turned = (*asked[2:end], asked[0])
            if known.of(_stems(turned)):
                return turned, end
    if len(asked) > 1 and known.of(_stems((asked[1], asked[0]))):
        return (asked[1], asked[0]), 2
    return (asked[0],), 1


def _stems(term: Iterable[str]) -> tuple[str, ...]:
    return tuple(stem(word) for word in term)


def _telling(units: list[Unit], lexicon: Lexicon, known: Thesaurus) -> list[float]:
    """How much each unit may say at most: fillers hardly anything beside what counts whole."""
    named = any(_is_name(unit, lexicon) for unit in units)
    kinds = [unit for unit in units if unit.meaning and unit.meaning.members and not _is_language(unit, known)]
    says = [_says(unit, named, _written_in(unit, kinds, known)) for unit in units]
    return says if 1.0 in says else [1.0] * len(says)


def _says(unit: Unit, named: bool, aside: bool) -> float:
    word = unit.words[0]
    if aside:
        return ASIDE
    if len(unit.words) > 1:
        return 1.0
    if word in FILLERS or (_NUMBER.fullmatch(word) and not unit.meaning):
        return 0.1
    return 0.4 if word in VAGUE or (named and word in VARIANTS) else 1.0


def _written_in(unit: Unit, kinds: list[Unit], known: Thesaurus) -> bool:
    """Whether it is the language that software of a kind is looked for in (`search engine java`)."""
    if not _is_language(unit, known):
        return False
    keys = _keys(unit)
    return any(kind.meaning and not keys & {*map(key_of, kind.meaning.members)} for kind in kinds)


def _is_language(unit: Unit, known: Thesaurus) -> bool:
    return not known.languages.isdisjoint(_keys(unit))


def _keys(unit: Unit) -> set[Key]:
    return {_stems(unit.words), *map(key_of, unit.meaning.same if unit.meaning else ())}


def _is_name(unit: Unit, lexicon: Lexicon) -> bool:
    """Whether it names software, and not the flavour of an image of it (`nginx alpine`)."""
    if len(unit.words) == 1 and unit.words[0] in FILLERS | VAGUE | VARIANTS:
        return False
    return bool(unit.meaning and unit.meaning.alternatives) or lexicon.frequency("name", unit.whole) > 0


def _importance(unit: Unit, says: float, lexicon: Lexicon) -> float:
    """Terms of the field count whole, other words by how rare they are."""
    if says < 1 or unit.meaning or lexicon.count < 2:
        return says
    root = stem(unit.words[0])
    often = max(lexicon.frequency(place, root) for place in ("label", "short", "lead"))
    return max(0.35, log(lexicon.count / max(often, 1)) / log(lexicon.count))


def scored(unit: Unit, importance: float, lexicon: Lexicon, known: Thesaurus, others: bool = False) -> Clause:
    """With `others`, and where the catalogue has none of its names, what is used instead is found as well."""
    clauses = _by_name(unit, importance, lexicon, known)
    told = _by_text(unit.words, importance * (KIND if unit.meaning and unit.meaning.members else 1.0), lexicon)
    if unit.meaning:
        for other in unit.meaning.same:
            clauses += _names_of(other, importance * SAME)
            told += _texts_of(other, importance * SAME)
        clauses += _by_member(unit.meaning.members, importance)
        clauses += [Term("category", slug, SHELF * importance) for slug in unit.meaning.categories]
        as_written = all(word in known.known for word in unit.words)  # not by a stem that is another word's, too
        if as_written and unit.meaning.alternatives and (others or not _has(unit, unit.meaning, lexicon)):
            clauses += _by_member(unit.meaning.alternatives, importance * ALTERNATIVE)
    return Best((*clauses, Best(tuple(told), SAID_AGAIN)))


def _has(unit: Unit, meaning: Meaning, lexicon: Lexicon) -> bool:
    return any(lexicon.frequency("name", joined(name)) for name in (unit.whole, *meaning.same))


def _by_name(unit: Unit, importance: float, lexicon: Lexicon, known: Thesaurus) -> list[Clause]:
    whole = unit.whole
    clauses: list[Clause] = [
        Term("exact", whole, EXACT * importance),
        Term("name", whole, NAME * importance),
        Term("publisher_words", whole, PUBLISHER * importance),
    ]
    if whole.endswith("s") and len(whole) > 3:
        one = whole[:-1]
        clauses += [Term("exact", one, EXACT * importance * SAME), Term("name", one, NAME * importance * SAME)]
    if unit.last and len(whole) > 1:
        clauses.append(Term("starts", whole, STARTS * importance))
        clauses.append(Terms("exact", tuple(map(joined, known.names_beginning(whole))), KNOWN * importance))
    elif len(whole) > 3 and not unit.meaning and not lexicon.frequency("name", whole):
        clauses.append(Term("starts", whole, STARTS * importance))
    if unit.last and len(whole) >= ENOUGH_OF_A_PUBLISHER:
        clauses.append(Term("publisher_starts", whole[:LONGEST_PREFIX], PUBLISHER_STARTS * importance))
    return clauses


def _by_text(term: tuple[str, ...], importance: float, lexicon: Lexicon) -> list[Clause]:
    roots = tuple(stem(word) for word in term)
    if len(roots) == 1:
        found: list[Clause] = [Term("label", roots[0], LABEL * importance)]
        for place, score in TEXTS:
            rarity = log(1 + (lexicon.count + 1) / (lexicon.frequency(place, roots[0]) + 0.5))
            found.append(Ranked(place, roots[0], score * importance / (1.2 * rarity)))
        return found
    side_by_side = [Phrase(place, roots, score * 1.2 * importance) for place, score in TEXTS]
    apart = {stem(word) for word in term if word not in FILLERS}
    if len(apart) < 2:
        return [*side_by_side]
    places = (*((place, score / 2) for place, score in TEXTS), ("label", LABEL))
    shares = [(place, score * importance / len(apart)) for place, score in places]
    return [
        *side_by_side,
        *(Each(tuple(Term(place, root, share) for root in sorted(apart))) for place, share in shares),
    ]


def _side_by_side(one: Unit, other: Unit) -> tuple[Clause, ...]:
    """Two plain words mean more where they stand together, or are written as one (`real time`, `realtime`)."""
    if one.meaning or other.meaning or {one.whole, other.whole} & FILLERS:
        return ()
    roots, whole = (stem(one.whole), stem(other.whole)), stem(one.whole + other.whole)
    phrases = tuple(Phrase(place, roots, score * 0.5) for place, score in TEXTS)
    return (*phrases, *(Term(place, whole, score) for place, score in TEXTS))


def _names_of(name: str, importance: float) -> list[Clause]:
    roots, whole = key_of(name), joined(name)
    exact = Term("exact", whole, EXACT * importance)
    if len(roots) > 1:
        return [exact]
    return [exact, Term("name", whole, NAME * importance), Term("label", roots[0], LABEL * importance)]


def _texts_of(name: str, importance: float) -> list[Clause]:
    roots = key_of(name)
    if len(roots) == 1:
        return [Term(place, roots[0], score * importance) for place, score in TEXTS]
    return [Phrase(place, roots, score * importance) for place, score in TEXTS]


def _by_member(members: tuple[str, ...], importance: float) -> list[Clause]:
    clauses: list[Clause] = []
    for at in range(0, len(members), AT_ONCE):
        score = max(MEMBER_LEAST, MEMBER - MEMBER_STEP * at / AT_ONCE) * importance
        clauses.append(Terms("exact", tuple(joined(name) for name in members[at : at + AT_ONCE]), score))
    if members:
        clauses.append(Terms("name", tuple(joined(name) for name in members), MEMBER_LEAST * importance))
    return clauses


def _marks(units: list[Unit], telling: list[float]) -> frozenset[str]:
    own = {stem(word) for unit, says in zip(units, telling, strict=True) if says == 1 for word in unit.words}
    same = {key_of(name) for unit in units if unit.meaning for name in unit.meaning.same}
    return frozenset(own | {key[0] for key in same if len(key) == 1})
