"""A question in Elasticsearch's own words: core queries alone, no script."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from services.search.index import clauses as c

Asked = Mapping[str, Any]

MOST_SPELLINGS = 100  # terms that one mistyped word is compared with in full
NOTHING: Asked = {"match_none": {}}


def asked(clause: c.Clause) -> Asked:
    return _ASKED[type(clause)](clause)


def all_of(clauses: Sequence[c.Clause]) -> Asked:
    """What all of them match, without scores."""
    return {"bool": {"filter": _each(clauses)}}


def weighed(clause: c.Clause) -> Asked:
    """The clause with its score multiplied by each document's weight."""
    factor = {"field": "weight", "missing": 1.0}
    return {"function_score": {"query": asked(clause), "field_value_factor": factor, "boost_mode": "multiply"}}


def _each(clauses: Iterable[c.Clause]) -> list[Asked]:
    return [_ASKED[type(one)](one) for one in clauses]


def _constant(matched: Asked, score: float) -> Asked:
    return {"constant_score": {"filter": matched, "boost": score}}


def _best(clause: c.Best) -> Asked:
    return {"dis_max": {"queries": _each(clause.clauses), "tie_breaker": clause.others}} if clause.clauses else NOTHING


def _sum(clause: c.Sum) -> Asked:
    return {"bool": {"should": _each(clause.clauses), "minimum_should_match": clause.least}}


def _ordered(clause: c.Ordered) -> Asked:
    chosen = [asked(c.matching(clause.clause))]
    return {"bool": {"filter": chosen, "should": _each(clause.by), "minimum_should_match": 0}}


def _without(clause: c.Without) -> Asked:
    return {"bool": {"must": [asked(clause.clause)], "must_not": [asked(c.matching(clause.other))]}}


def _near(clause: c.Near) -> Asked:
    near = {"value": clause.term, "fuzziness": clause.edits, "max_expansions": MOST_SPELLINGS}
    return _constant({"fuzzy": {clause.field: near}}, clause.score)


_ASKED: Mapping[type, Callable[[Any], Asked]] = {
    c.Each: lambda one: {"bool": {"must": _each(one.clauses)}},
    c.Best: _best,
    c.Sum: _sum,
    c.Scored: lambda one: _constant(asked(c.matching(one.clause)), one.score),
    c.Ordered: _ordered,
    c.Without: _without,
    c.Everything: lambda one: {"match_all": {}},
    c.Nothing: lambda one: NOTHING,
    c.Term: lambda one: _constant({"term": {one.field: one.term}}, one.score),
    c.Terms: lambda one: _constant({"terms": {one.field: list(one.terms)}}, one.score),
    c.Phrase: lambda one: _constant({"match_phrase": {one.field: " ".join(one.words)}}, one.score),
    c.Near: _near,
    c.Ranked: lambda one: {"term": {one.field: {"value": one.term, "boost": one.boost}}},
}
