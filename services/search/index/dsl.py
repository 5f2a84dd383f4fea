"""A question in Elasticsearch's own words: core queries alone, no script."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.search.index import clauses as c

Asked = Mapping[str, Any]

MOST_SPELLINGS = 100  # terms that one mistyped word is compared with in full
NOTHING: Asked = {"match_none": {}}


def asked(clause: c.Clause) -> Asked:
    match clause:
        case c.Each(inner):
            return {"bool": {"must": [asked(one) for one in inner]}}
        case c.Best(inner, others):
            return {"dis_max": {"queries": [asked(one) for one in inner], "tie_breaker": others}} if inner else NOTHING
        case c.Sum(inner, least):
            return {"bool": {"should": [asked(one) for one in inner], "minimum_should_match": least}}
        case c.Scored(inner_clause, score):
            return _constant(asked(c.matching(inner_clause)), score)
        case c.Ordered(inner_clause, by):
            chosen = [asked(c.matching(inner_clause))]
            return {"bool": {"filter": chosen, "should": [asked(one) for one in by], "minimum_should_match": 0}}
        case c.Without(inner_clause, other):
            return {"bool": {"must": [asked(inner_clause)], "must_not": [asked(c.matching(other))]}}
        case c.Everything():
            return {"match_all": {}}
        case c.Nothing():
            return NOTHING
        case _:
            return _leaf(clause)


def all_of(clauses: Sequence[c.Clause]) -> Asked:
    """What all of them match, without scores."""
    return {"bool": {"filter": [asked(one) for one in clauses]}}


def weighed(clause: c.Clause) -> Asked:
    """The clause with its score multiplied by each document's weight."""
    factor = {"field": "weight", "missing": 1.0}
    return {"function_score": {"query": asked(clause), "field_value_factor": factor, "boost_mode": "multiply"}}


def _leaf(clause: c.Term | c.Terms | c.Phrase | c.Ranked | c.Near) -> Asked:
    match clause:
        case c.Term(field, term, score):
            return _constant({"term": {field: term}}, score)
        case c.Terms(field, terms, score):
            return _constant({"terms": {field: list(terms)}}, score)
        case c.Phrase(field, words, score):
            return _constant({"match_phrase": {field: " ".join(words)}}, score)
        case c.Near(field, term, edits, score):
            near = {"value": term, "fuzziness": edits, "max_expansions": MOST_SPELLINGS}
            return _constant({"fuzzy": {field: near}}, score)
        case c.Ranked(field, term, boost):
            return {"term": {field: {"value": term, "boost": boost}}}


def _constant(matched: Asked, score: float) -> Asked:
    return {"constant_score": {"filter": matched, "boost": score}}
