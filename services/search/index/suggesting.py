"""What somebody may be about to type: products, publishers and categories that begin so."""

from collections.abc import Iterator

from services.search.index.clauses import Best, Clause, Each, Near, Sum, Term, Terms
from services.search.index.thesaurus import Thesaurus, thesaurus
from services.search.index.words import LONGEST_PREFIX, joined, words
from vocabulary.categories import CATEGORIES

EXACT, BEGINS, STARTS, OTHER, MENDED = 9.0, 5.0, 3.0, 2.0, 1.0
FEWEST_TO_MEND = 4


def products_beginning(text: str, known: Thesaurus | None = None) -> Iterator[Clause]:
    """Clauses to try in turn: as typed, by other names, and then with a typing mistake in it."""
    typed = words(text)
    if not typed:
        return
    whole = joined(text)[:LONGEST_PREFIX]
    each = Each(tuple(Term("starts", word[:LONGEST_PREFIX], STARTS / len(typed)) for word in typed))
    others = tuple(joined(name) for name in (known or thesaurus()).names_beginning(joined(text)))
    same: tuple[Clause, ...] = (Terms("exact", others, OTHER),) if others else ()
    yield Best((Term("exact", joined(text), EXACT), Term("begins", whole, BEGINS), each, *same), 0.1)
    if len(whole) >= FEWEST_TO_MEND:
        edits = 1 if len(whole) < 8 else 2
        alike = tuple(dict.fromkeys(joined(name) for name in _names_near(joined(text), edits, known or thesaurus())))
        meant: tuple[Clause, ...] = (Terms("exact", alike, MENDED),) if alike else ()
        yield Sum((Near("begins", whole, edits, MENDED), Near("starts", whole, edits, MENDED / 2), *meant))


def _names_near(typed: str, edits: int, known: Thesaurus) -> Iterator[str]:
    """Other names of what has a name that is this one but for so many edits: `mongdb`, for what is called mongo."""
    for _, word in known.near(typed, edits):
        yield from known.names_beginning(word)


def publishers_beginning(text: str) -> Clause | None:
    typed = words(text)
    return Each(tuple(Term("publisher_starts", word[:LONGEST_PREFIX], 1.0) for word in typed)) if typed else None


def categories_beginning(text: str) -> list[tuple[str, str]]:
    """Slug and label, those whose label begins so before those with another word for it."""
    typed = joined(text)
    if len(typed) < 2:
        return []
    by_label = [one for one in CATEGORIES if any(word.startswith(typed) for word in _beginnings(one.label))]
    by_other = [
        one for one in CATEGORIES if one not in by_label and any(joined(s).startswith(typed) for s in one.synonyms)
    ]
    return [(one.slug, one.label) for one in by_label + by_other]


def _beginnings(label: str) -> list[str]:
    """`message queues` -> messagequeues, queues."""
    parts = words(label)
    return ["".join(parts[at:]) for at in range(len(parts)) if parts[at] not in ("and", "of")]
