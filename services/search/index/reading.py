"""A question as people type it, understood: mistakes mended, terms of the field found, each scored by its place."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from services.search.index.clauses import Best, Clause, Each, Everything, Nothing, Ordered, Scored, Sum, Term
from services.search.index.lexicon import Lexicon
from services.search.index.mending import mended
from services.search.index.scoring import BEGINS, EXACT, NAME, by_text, scored, side_by_side
from services.search.index.telling import ASIDE, FILLERS, VAGUE, importance_of, telling
from services.search.index.thesaurus import Thesaurus, key_of, thesaurus
from services.search.index.units import Unit, split
from services.search.index.words import stem, words

TOGETHER = 3.0  # what has all that was asked for
LOOSE = 0.4  # of a word of a question that hardly anything answers
LONGEST_QUESTION = 12  # words; the rest is not read
ALTERNATIVES = frozenset(words("alternative alternatives replacement instead like similar"))


@dataclass(frozen=True)
class Understood:
    clause: Clause
    corrected: str | None = None  # the question as it was probably meant
    loose: Clause | None = None  # what has any word of it, for where hardly anything has enough; one word: the clause
    marks: frozenset[str] = field(default_factory=frozenset)  # stems to highlight
    starts: tuple[str, ...] = ()  # words as typed, whose beginnings to highlight in names


def understand(text: str, lexicon: Lexicon, known: Thesaurus | None = None) -> Understood:
    known = known or thesaurus()
    asked = words(text)[:LONGEST_QUESTION]
    if not asked:
        return Understood(Nothing() if text.strip() else Everything())
    meant = list(mended(asked, lexicon, known))
    corrected = " ".join(meant) if meant != asked else None
    units = split(meant, known)
    told_by = telling(units, lexicon, known)
    others = bool(ALTERNATIVES & {*meant})
    parts = [
        scored(unit, importance_of(unit, says, lexicon), lexicon, known, others)
        for unit, says in zip(units, told_by, strict=True)
    ]
    whole = "".join(meant)
    names: tuple[Clause, ...] = (Term("exact", whole, EXACT), Term("begins", whole, BEGINS))
    names += tuple(Term("name", "".join(pair), NAME) for pair in pairwise(meant))
    pairs = tuple(clause for pair in pairwise(units) for clause in side_by_side(*pair))
    counted = tuple(part for says, part in zip(told_by, parts, strict=True) if says == 1)
    aside = tuple(part for says, part in zip(told_by, parts, strict=True) if says == ASIDE)
    marks, starts = _marks(units, told_by), tuple(meant)
    told = [word for unit, says in zip(units, told_by, strict=True) if says == 1 for word in unit.words]
    single = tuple(_single(word, lexicon) for word in told if word not in FILLERS)
    if len(parts) == 1:
        clause: Clause = Sum((*parts, Sum(names)))
        loose = Sum((clause, *single)) if len(units[0].words) > 1 else clause
        return Understood(clause, corrected, loose, marks, starts)
    as_one = tuple(clause for clause in pairs if isinstance(clause, Term))
    short, short_aside = tuple(map(_without_body, counted)), tuple(map(_without_body, aside))
    by = (*parts, Sum(names + pairs), *_together((*short, *short_aside)))
    clause = Ordered(Best((_enough(counted, short), *names, *as_one)), by)
    loose = Ordered(Best((clause.clause, *counted, *single)), (*by, *single))
    return Understood(clause, corrected, loose, marks, starts)


def _single(word: str, lexicon: Lexicon) -> Clause:
    """A word by itself, wherever it stands, where a term of several words is not found."""
    importance = LOOSE * (0.1 if word in VAGUE else 1.0)
    return Best((Term("name", word, NAME * importance), *by_text((word,), importance, lexicon)))


def _enough(units: tuple[Clause, ...], short: tuple[Clause, ...]) -> Clause:
    """What a document must match to be found: half of the terms, or all of them where they stand in its long text.

    `short` are the terms without that text.
    """
    if len(units) == 1:
        return units[0]
    least = 1 if len(units) == 2 else (len(units) + 1) // 2
    return Best((Sum(short, least), Each(units)))


def _together(short: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """What has all that was asked for counts more than what has one thing of it very well."""
    return (Scored(Each(short), TOGETHER),) if len(short) > 1 else ()


def _without_body(unit: Clause) -> Clause:
    if isinstance(unit, Best):
        kept = (one for one in unit.clauses if getattr(one, "field", "") != "body" and not _reads_body(one))
        return Best(tuple(map(_without_body, kept)), unit.others)
    return unit


def _reads_body(clause: Clause) -> bool:
    return isinstance(clause, Each) and any(getattr(one, "field", "") == "body" for one in clause.clauses)


def _marks(units: list[Unit], telling: Sequence[float]) -> frozenset[str]:
    own = {stem(word) for unit, says in zip(units, telling, strict=True) if says == 1 for word in unit.words}
    same = {key_of(name) for unit in units if unit.meaning for name in unit.meaning.same}
    return frozenset(own | {key[0] for key in same if len(key) == 1})
