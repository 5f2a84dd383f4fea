"""What a registry's client asks for: the scope grammar of the distribution token specification, read strictly."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from eventlog.refusal import Invalid

MOST = 64
_COMPONENT = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_HOST = r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])"
_NAME = rf"(?:(?P<host>{_HOST}(?::[0-9]{{1,5}})?)/)??(?P<path>{_COMPONENT}(?:/{_COMPONENT})*)"
_SCOPE = re.compile(
    r"(?P<type>[a-z0-9]+)(?:\((?P<class>[a-z0-9]+)\))?"
    rf":(?P<name>{_NAME})"
    r":(?P<actions>(?:\*|[a-z]*)(?:,(?:\*|[a-z]*))*)"
)
LONGEST_NAME = 255


class Scope(NamedTuple):
    """One resource with the actions asked for; `name` as it was asked, `repository` without a host before it."""

    type: str
    name: str
    repository: str
    actions: frozenset[str]

    def __str__(self) -> str:
        return f"{self.type}:{self.name}:{','.join(sorted(self.actions))}"


def parse(parameters: Iterable[str], host: str = "") -> list[Scope]:
    """The scopes of one or several `scope` parameters, each of which may hold several, apart by spaces.

    Two scopes of one resource become one; a class in brackets (`repository(plugin)`) is left out; `host`, our
    registry's own, is cut from names that begin with it. Refused as `scope-malformed`.
    """
    texts = [text for parameter in parameters for text in parameter.split(" ") if text]
    if len(texts) > MOST:
        raise Invalid("scope-malformed", f"more than {MOST} scopes")
    if len(texts) == 1:
        return [_one(texts[0], host)]
    found: dict[tuple[str, str], Scope] = {}
    for text in texts:
        scope = _one(text, host)
        before = found.get((scope.type, scope.name))
        together = scope.actions | before.actions if before else scope.actions
        found[scope.type, scope.name] = Scope(scope.type, scope.name, scope.repository, together)
    return list(found.values())


@lru_cache(4096)  # customers pull the same images over and over
def _one(text: str, host: str) -> Scope:
    match = _SCOPE.fullmatch(text) if len(text) <= 2 * LONGEST_NAME else None
    if match is None or len(match["name"]) > LONGEST_NAME:
        raise Invalid("scope-malformed", "a scope reads like repository:acme/db:pull")
    repository = match["path"] if match["host"] in (None, host) else match["name"]
    actions = frozenset(action for action in match["actions"].split(",") if action)
    return Scope(match["type"], match["name"], repository, actions)
