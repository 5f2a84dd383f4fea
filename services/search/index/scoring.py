"""What a match of one term counts, by where it stands: a name, a label, or running text."""

from math import log

from services.search.index.clauses import Best, Clause, Each, Phrase, Ranked, Term, Terms
from services.search.index.lexicon import Lexicon
from services.search.index.telling import FILLERS
from services.search.index.thesaurus import Meaning, Thesaurus, key_of
from services.search.index.units import Unit
from services.search.index.words import LONGEST_PREFIX, joined, stem

# What a match counts, by where it stands. Names first; a publisher's own words count less the longer they go on.
EXACT, NAME, BEGINS, STARTS, PUBLISHER, LABEL, SHORT, LEAD, BODY = 7.0, 5.0, 3.0, 2.0, 3.0, 1.6, 2.2, 1.7, 0.6
PUBLISHER_STARTS = 1.0
SAME, MEMBER, MEMBER_STEP, MEMBER_LEAST, SHELF, KNOWN = 0.85, 4.2, 0.45, 2.4, 0.8, 2.5
ALTERNATIVE = 0.8
KIND = 1.2
SAID_AGAIN = 0.15
TEXTS = (("short", SHORT), ("lead", LEAD), ("body", BODY))
AT_ONCE = 2  # members of a kind that count the same
ENOUGH_OF_A_PUBLISHER = 4  # letters; fewer begin too many names to mean all that one publisher has


def scored(unit: Unit, importance: float, lexicon: Lexicon, known: Thesaurus, others: bool = False) -> Clause:
    """With `others`, and where the catalogue has none of its names, what is used instead is found as well."""
    clauses = _by_name(unit, importance, lexicon, known)
    told = by_text(unit.words, importance * (KIND if unit.meaning and unit.meaning.members else 1.0), lexicon)
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


def by_text(term: tuple[str, ...], importance: float, lexicon: Lexicon) -> list[Clause]:
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


def side_by_side(one: Unit, other: Unit) -> tuple[Clause, ...]:
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
