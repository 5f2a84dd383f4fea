"""A question in terms that every engine has: terms and phrases with constant or statistical scores, joined."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Everything:
    """All documents, equally."""


@dataclass(frozen=True)
class Nothing:
    """No document."""


@dataclass(frozen=True)
class Term:
    """Documents with this term, all with the same score."""

    field: str
    term: str
    score: float


@dataclass(frozen=True)
class Terms:
    """Documents with any of these terms, all with the same score."""

    field: str
    terms: tuple[str, ...]
    score: float


@dataclass(frozen=True)
class Phrase:
    """Documents with these words side by side."""

    field: str
    words: tuple[str, ...]
    score: float


@dataclass(frozen=True)
class Ranked:
    """Documents with this term, scored by how rare and how frequent it is (BM25), times `boost`."""

    field: str
    term: str
    boost: float


@dataclass(frozen=True)
class Near:
    """Documents with a term within `edits` of this one."""

    field: str
    term: str
    edits: int
    score: float


@dataclass(frozen=True)
class Each:
    """Documents that match all of these; the score is their sum."""

    clauses: tuple["Clause", ...]


@dataclass(frozen=True)
class Best:
    """Documents that match any of these: the best score counts whole, the others by a part."""

    clauses: tuple["Clause", ...]
    others: float = 0.15


@dataclass(frozen=True)
class Sum:
    """Documents that match at least `least` of these; scores add up."""

    clauses: tuple["Clause", ...]
    least: int = 1


@dataclass(frozen=True)
class Scored:
    """Documents that match, all with the same score."""

    clause: "Clause"
    score: float


@dataclass(frozen=True)
class Ordered:
    """Documents that match `clause`, scored by how well they match any of `by`."""

    clause: "Clause"
    by: tuple["Clause", ...]


@dataclass(frozen=True)
class Without:
    """Documents that match `clause` but not `other`, scored as by `clause`."""

    clause: "Clause"
    other: "Clause"


def matching(clause: "Clause") -> "Clause":
    """A clause that the same documents match, without telling them apart: terms of a field become one set."""
    match clause:
        case Ordered(inner, _) | Scored(inner, _):
            return matching(inner)
        case Best(inner, _) | Sum(inner, 1):
            return _any_of(inner)
        case Sum(inner, least):
            return Sum(tuple(matching(one) for one in inner), least)
        case Each(inner):
            return Each(tuple(matching(one) for one in inner))
        case Without(inner, other):
            return Without(matching(inner), matching(other))
        case _:
            return clause


def _any_of(clauses: tuple["Clause", ...]) -> "Clause":
    terms: dict[str, set[str]] = {}
    others: list[Clause] = []
    for one in _flat(clauses):
        match one:
            case Term(field, term, _) | Ranked(field, term, _):
                terms.setdefault(field, set()).add(term)
            case Terms(field, several, _):
                terms.setdefault(field, set()).update(several)
            case _:
                others.append(matching(one))
    sets = [Terms(field, tuple(sorted(several)), 0.0) for field, several in terms.items()]
    return Sum((*sets, *others)) if len(sets) + len(others) > 1 else (*sets, *others)[0]


def _flat(clauses: tuple["Clause", ...]) -> Iterator["Clause"]:
    for one in clauses:
        if isinstance(one, Best) or (isinstance(one, Sum) and one.least == 1):
            yield from _flat(one.clauses)
        else:
            yield one


Clause = Everything | Nothing | Term | Terms | Phrase | Ranked | Near | Each | Best | Sum | Scored | Ordered | Without
