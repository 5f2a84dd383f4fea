"""A search as it is kept: its question in one spelling, and in words."""

from typing import Any
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from eventlog.refusal import Missing
from gateway.catalog import results
from gateway.catalog.results import Found
from gateway.parts import parts
from gateway.rpc.remote import Answer, Command
from gateway.translation import gettext
from services.search.index.shapes import Query, Result

MOST_PARTS = 200  # of an address


def of(account: str) -> list[dict[str, Any]]:
    """One's searches, the newest first, each with whether its owner hears of new products."""
    rpc = parts().rpc
    kept, watched = rpc.identity.saved_searches_of(account), {*rpc.notifications.watched_searches_of(account)}
    return [{**one, "watched": one["id"] in watched} for one in kept]


def watch(account: str, search: str, context: Command) -> Answer:
    """Raises Missing where it is not theirs."""
    rpc = parts().rpc
    kept = next((one for one in rpc.identity.saved_searches_of(account) if one["id"] == search), None)
    if kept is None:
        raise Missing("search-unknown")
    return rpc.notifications.watch_search(account, search, str(kept["question"]), context)


def forget(account: str, search: str, context: Command) -> Answer:
    rpc = parts().rpc
    rpc.notifications.unwatch_search(account, search, context)
    return rpc.identity.forget_search(account, search, context)


def normal(question: str) -> str:
    """What stands after the ? of the page of results, without what is no part of the question."""
    return _found(question).question


def told(search: dict[str, Any]) -> dict[str, Any]:
    """As pages list it."""
    found = _found(str(search["question"]))
    return {**search, "url": found.url(found.query), "words": words(found)}


def words(found: Found) -> str:
    quoted = [gettext("“%(word)s”", word=found.query.text)] if found.query.text else []
    return ", ".join([*quoted, *(chip["label"] for chip in found.chips())])


def query_of(question: str) -> Query:
    return _found(question).query


def in_words(question: str) -> str:
    return words(_found(question)) or gettext("All images")


def _found(question: str) -> Found:
    pairs = parse_qsl(question.lstrip("?"), max_num_fields=None)[:MOST_PARTS]
    return Found("/search", results.asked(MultiDict(pairs), {}), Result((), 0, None, {}), frozenset(), 1)
