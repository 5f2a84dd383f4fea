"""The clauses of a question in Tantivy's terms, without what nothing can match."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import tantivy
from tantivy import Occur, Query

from services.search.index import clauses as c

MOST_REMEMBERED = 20_000  # terms


class Terms:
    """How often terms occur in one state of the index, and the queries for those that do."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema) -> None:
        self.schema = schema
        self._searcher = searcher
        self._known: dict[tuple[str, str], tuple[int, Query | None]] = {}

    def frequency(self, field: str, term: str) -> int:
        return (self._known.get((field, term)) or self._learnt(field, term))[0]

    def query(self, field: str, term: str) -> Query | None:
        """None: no document has it."""
        return (self._known.get((field, term)) or self._learnt(field, term))[1]

    def _learnt(self, field: str, term: str) -> tuple[int, Query | None]:
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        often = self._searcher.doc_freq(field, term)
        query = Query.term_query(self.schema, field, term, "basic") if often else None
        self._known[field, term] = often, query
        return often, query


class Queries:
    """Makes the queries of one question, each clause once: its page and its counts are asked by the same ones.

    A term that the index does not have is left out, and with it what needs it: most of the names that the thesaurus
    knows are of nobody's product here, and Tantivy would look each up in each of its parts, at each search. What is
    left has the scores that it would have beside the rest.
    """

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._made: dict[tuple[bool, int], tuple[c.Clause, Query | None]] = {}

    def scored(self, clause: c.Clause) -> Query:
        return self._scored(clause) or Query.empty_query()

    def matching(self, clause: c.Clause) -> Query:
        """The same documents, without telling them apart."""
        return self._matching(clause) or Query.empty_query()

    def _scored(self, clause: c.Clause) -> Query | None:
        return _SCORED[type(clause)](self, clause)

    def _matching(self, clause: c.Clause) -> Query | None:
        return _MATCHING[type(clause)](self, clause)

    def _some(self, clauses: Iterable[c.Clause]) -> list[Query]:
        return [made for one in clauses if (made := _SCORED[type(one)](self, one)) is not None]

    def _some_matching(self, clauses: Iterable[c.Clause]) -> list[Query]:
        return [made for one in clauses if (made := _MATCHING[type(one)](self, one)) is not None]

    def _best(self, clause: c.Best) -> Query | None:
        known = self._made.get((False, id(clause)))
        if known is None:
            some = self._some(clause.clauses)
            made = Query.disjunction_max_query(some, clause.others) if len(some) > 1 else _only(some)
            known = self._made[False, id(clause)] = clause, made  # the clause stays, and so does its id
        return known[1]

    def _ordered(self, clause: c.Ordered) -> Query | None:
        chosen = _constant(self._matching(clause.clause), 0.0)
        if chosen is None or not (by := self._some(clause.by)):
            return chosen
        return Query.boolean_query([(Occur.Must, chosen), *((Occur.Should, one) for one in by)])

    def _phrase(self, clause: c.Phrase) -> Query | None:
        if not all(self._terms.frequency(clause.field, word) for word in clause.words):
            return None
        return Query.phrase_query(self._terms.schema, clause.field, list(clause.words))

    def _near(self, clause: c.Near) -> Query:
        return Query.fuzzy_term_query(self._terms.schema, clause.field, clause.term, clause.edits)

    def _ranked(self, clause: c.Ranked) -> Query | None:
        if not self._terms.frequency(clause.field, clause.term):
            return None
        query = Query.term_query(self._terms.schema, clause.field, clause.term, "freq")
        return Query.boost_query(query, clause.boost)

    def _any_term(self, clause: c.Terms) -> Query | None:
        """Tantivy's set of terms walks its whole dictionary: slower."""
        each = (self._terms.query(clause.field, term) for term in clause.terms)
        return _sum([one for one in each if one is not None], 1)

    def _any_of(self, clause: c.Best | c.Sum) -> Query | None:
        known = self._made.get((True, id(clause)))
        if known is None:
            known = self._made[True, id(clause)] = clause, self._any(clause.clauses)
        return known[1]

    def _any(self, clauses: tuple[c.Clause, ...]) -> Query | None:
        """Each term once, all in one set."""
        terms: dict[tuple[str, str], None] = {}
        others: list[c.Clause] = []
        for one in _flat(clauses):
            if isinstance(one, c.Term | c.Ranked):
                terms[one.field, one.term] = None
            elif isinstance(one, c.Terms):
                terms.update(((one.field, term), None) for term in one.terms)
            else:
                others.append(one)
        each = [made for key in terms if (made := self._terms.query(*key)) is not None]
        return _sum([*each, *self._some_matching(others)], 1)


def _flat(clauses: tuple[c.Clause, ...]) -> Iterator[c.Clause]:
    for one in clauses:
        if isinstance(one, c.Best) or (isinstance(one, c.Sum) and one.least == 1):
            yield from _flat(one.clauses)
        elif isinstance(one, c.Scored):
            yield from _flat((one.clause,))
        else:
            yield one


def _only(queries: Sequence[Query]) -> Query | None:
    return queries[0] if queries else None


def _sum(queries: Sequence[Query], least: int) -> Query | None:
    if len(queries) < least:
        return None
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, one) for one in queries], least) if queries else None


def _all(queries: Sequence[Query], number: int) -> Query | None:
    if len(queries) < number:
        return None
    return Query.boolean_query([(Occur.Must, one) for one in queries]) if number > 1 else _only(queries)


def _constant(query: Query | None, score: float) -> Query | None:
    return None if query is None else Query.const_score_query(query, score)


def _without(query: Query | None, other: Query | None) -> Query | None:
    if query is None or other is None:
        return query
    return Query.boolean_query([(Occur.Must, query), (Occur.MustNot, other)])


_Make = Callable[[Queries, Any], Query | None]
_SCORED: dict[type, _Make] = {
    c.Term: lambda to, one: _constant(to._terms.query(one.field, one.term), one.score),
    c.Terms: lambda to, one: _constant(to._any_term(one), one.score),
    c.Ranked: Queries._ranked,
    c.Phrase: lambda to, one: _constant(to._phrase(one), one.score),
    c.Near: lambda to, one: _constant(to._near(one), one.score),
    c.Best: Queries._best,
    c.Sum: lambda to, one: _sum(to._some(one.clauses), one.least),
    c.Each: lambda to, one: _all(to._some(one.clauses), len(one.clauses)),
    c.Scored: lambda to, one: _constant(to._matching(one.clause), one.score),
    c.Ordered: Queries._ordered,
    c.Without: lambda to, one: _without(to._scored(one.clause), to._matching(one.other)),
    c.Everything: lambda to, one: Query.const_score_query(Query.all_query(), 1.0),
    c.Nothing: lambda to, one: None,
}
_MATCHING: dict[type, _Make] = {
    c.Term: lambda to, one: to._terms.query(one.field, one.term),
    c.Terms: Queries._any_term,
    c.Ranked: lambda to, one: to._terms.query(one.field, one.term),
    c.Phrase: Queries._phrase,
    c.Near: Queries._near,
    c.Best: Queries._any_of,
    c.Sum: lambda to, one: to._any_of(one) if one.least == 1 else _sum(to._some_matching(one.clauses), one.least),
    c.Each: lambda to, one: _all(to._some_matching(one.clauses), len(one.clauses)),
    c.Scored: lambda to, one: to._matching(one.clause),
    c.Ordered: lambda to, one: to._matching(one.clause),
    c.Without: lambda to, one: _without(to._matching(one.clause), to._matching(one.other)),
    c.Everything: lambda to, one: Query.all_query(),
    c.Nothing: lambda to, one: None,
}
