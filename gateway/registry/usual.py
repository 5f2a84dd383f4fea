"""The usual pull, read by one statement: an access token, one released repository, and a right of its own to it.

The rules are those of `grants.py`, on the same facts. Whatever they would not grant here is decided there, in full.
"""

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from eventlog.reading import Reader
from gateway.auth import must_count
from gateway.registry.asking import Asked
from gateway.registry.credentials import Shown
from gateway.registry.grants import STAGING, Grant, holder_of, narrowed, within
from gateway.registry.scopes import Scope
from gateway.views.access import ENTITLEMENT, GATE, Entitlement, Gate, judge
from gateway.views.accounts import TOKEN, token_of
from gateway.views.gates import entitlements, repositories
from gateway.views.holders import accounts, tokens
from vocabulary.access_token import AccessToken

PULL = frozenset({"pull"})
_GATE, _RIGHT = len(TOKEN), len(TOKEN) + len(GATE)
# An account's token names no organisation, and a robot no account: together they are who holds the right.
_FACTS = (
    select(*TOKEN, *GATE, *ENTITLEMENT)
    .select_from(tokens)
    .outerjoin(accounts, accounts.c.id == tokens.c.account)
    .join(repositories, repositories.c.repository == bindparam("repository"))
    .outerjoin(
        entitlements,
        (entitlements.c.holder == tokens.c.account + tokens.c.organization)
        & (entitlements.c.repository == repositories.c.repository),
    )
    .where(tokens.c.sha256 == bindparam("sha256"))
)


class Usual(NamedTuple):
    shown: Shown
    grants: Sequence[Grant]  # one


def usual(reader: Reader, asked: Asked, scopes: Sequence[Scope], address: str) -> Usual | None:
    """Who that is and what is granted; None where it is none of these. Refused where the token does not count."""
    if len(scopes) != 1 or not asked.by_token or asked.offline:
        return None
    scope = scopes[0]
    if scope.actions != PULL or scope.type != "repository" or scope.repository.startswith(STAGING):
        return None
    sha256 = AccessToken(asked.password).sha256
    row = reader.row(_FACTS, {"repository": scope.repository, "sha256": sha256})
    return None if row is None else _granted(row, scope, address)


def _granted(row: Sequence[Any], scope: Scope, address: str) -> Usual | None:
    now = time.time()
    token, gate = token_of(row[:_GATE]), Gate(*row[_GATE:_RIGHT])
    must_count(token, address, now)
    right = Entitlement(*row[_RIGHT:]) if row[_RIGHT] else None
    holder = holder_of(token)
    decided = judge(gate, right, token.account or token.organization, now)
    if not decided.allowed or gate.doubted or not within(holder, gate.address):
        return None
    grant = narrowed(Grant(scope, PULL, decided.rule, product=gate.address), holder)
    return Usual(Shown(holder, token, (token.id,)), [grant])
