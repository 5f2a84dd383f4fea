"""How Stripe's API is asked: nested names in forms, pages of lists, and objects shown in place of their ids."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from demo.peers.stripe.refusing import wrong
from demo.peers.stripe.state import Object, State

PART = re.compile(r"\[([^\]]*)\]")


def nested(pairs: Iterable[tuple[str, str]]) -> Object:
    """`metadata[invoice]=x` and `expand[0]=y` as what they mean."""
    found: Object = {}
    for name, value in pairs:
        head, *rest = [name.partition("[")[0], *PART.findall(name)]
        _put(found, [head, *rest], value)
    return {name: _lists(value) for name, value in found.items()}


def _put(into: Object, path: list[str], value: str) -> None:
    for step in path[:-1]:
        into = into.setdefault(step, {})
    into[path[-1] or str(len(into))] = value


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(each) for name, each in value.items()}
    return list(inner.values()) if inner and all(name.isdecimal() for name in inner) else inner


def page(state: State, kind: str, given: Object, url: str, *filters: str) -> Object:
    """Newest first; `created[gte]`, `starting_after` and `limit` (1 to 100) as everywhere in the API."""
    found = _wanted(state, kind, given, filters)
    limit = int(given.get("limit", 10))
    if not 0 < limit <= 100:
        raise wrong("This value must be between 1 and 100", "limit")
    several = list(islice(found, limit + 1))
    return {"object": "list", "url": url, "has_more": len(several) > limit, "data": several[:limit]}


def _wanted(state: State, kind: str, given: Object, filters: Iterable[str]) -> Iterator[Object]:
    since = int(given.get("created", {}).get("gte", 0))
    after = given.get("starting_after")
    for each in state.newest_first(kind, given.get("customer", "")):
        if after is not None:
            after = None if each["id"] == after else after
            continue
        if each["created"] >= since and all(name not in given or each[name] == given[name] for name in filters):
            yield each


def expanded(state: State, found: Object, paths: Iterable[str]) -> Object:
    for path in paths:
        found = _expand(state, found, path.split("."))
    return found


def _expand(state: State, found: Any, path: list[str]) -> Any:
    if isinstance(found, list):
        return [_expand(state, each, path) for each in found]
    if not path:
        return found
    name, *rest = path
    if name not in found:
        raise wrong(f"This property cannot be expanded ({name}).", "expand")
    value = found[name]
    inner = (state.get(value) or value) if isinstance(value, str) else value
    return found if inner is None else {**found, name: _expand(state, inner, rest)}
