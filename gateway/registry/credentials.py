"""What a client shows for who it is: a token, a robot's, a refresh token, or a name and a password."""

import time
from datetime import UTC, datetime
from typing import NamedTuple

from eventlog.decider import Context
from eventlog.ids import fresh
from eventlog.refusal import Forbidden, Unavailable
from gateway.auth import must_count, token_row
from gateway.parts import Parts
from gateway.registry.asking import Asked
from gateway.registry.grants import NOBODY, Holder, holder_of
from gateway.views import accounts
from gateway.views.accounts import TokenRow
from gateway.views.tables import Database
from vocabulary.access_token import RefreshToken

EVERYTHING = frozenset({"pull", "push", "staff"})  # a password speaks for the person
MOST_CLIENTS = 20  # that keep a refresh token of one token


class Shown(NamedTuple):
    """Who that is, and the access tokens, robots and refresh tokens that were used for it."""

    holder: Holder
    row: TokenRow | None = None
    used: tuple[str, ...] = ()


class Credentials:
    def __init__(self, made_of: Parts) -> None:
        self._rpc = made_of.rpc
        self._reader = made_of.reader

    def account_of(self, asked: Asked, address: str) -> str:
        """Of a name and a password, which is asked of identity; empty where something else stands for both."""
        if not asked.password or asked.by_token:
            return ""
        return str(self._rpc.identity.authenticate(asked.user, asked.password, address)["account"])

    def shown(self, db: Database, asked: Asked, account: str, address: str) -> Shown:
        """Refused where it does not count now, or not from this address; nobody where nothing is shown."""
        if asked.refresh:
            return _by_refresh(db, asked.refresh, address)
        if account:
            joined = tuple(each.slug for each in accounts.organizations_of(db, account))
            return Shown(Holder(account, EVERYTHING, joined))
        if not asked.password:
            return Shown(NOBODY)
        row = token_row(db, asked.password, address)
        return Shown(holder_of(row), row, (row.id,))

    def keeper(self, db: Database, asked: Asked, shown: Shown, address: str) -> str:
        """The client that is to get a refresh token, by name and address; empty where none is.

        Each gets one and keeps it: another would end the one that it, or a neighbour behind the same address, has.
        """
        if not asked.offline or asked.refresh or shown.row is None:
            return ""
        client = f"{asked.client} at {address}"
        others = [
            each.client for each in accounts.refresh_tokens_of(db, _keeps(shown.row)) if each.token == shown.row.id
        ]
        return "" if client in others or len(others) >= MOST_CLIENTS else client

    def issue(self, row: TokenRow, client: str) -> str:
        """The refresh token's text; empty where identity is away: the client goes on with what it has."""
        by = Context(fresh(), row.account or row.id, datetime.now(UTC))
        try:
            made = self._rpc.identity.issue_refresh(_keeps(row), row.id, client, by.dump())
        except Unavailable:
            return ""
        self._reader.wait_for(str(made["position"]))
        return str(made["refresh"] or "")


def _keeps(row: TokenRow) -> str:
    return row.organization or row.account


def _by_refresh(db: Database, text: str, address: str) -> Shown:
    parsed = RefreshToken.parse(text)
    found = accounts.by_refresh(db, parsed.sha256) if parsed else None
    if found is None or found[0].revoked:
        raise Forbidden("refresh-token-unknown")
    refresh, row = found
    must_count(row, address, time.time())
    return Shown(holder_of(row), row, (row.id, refresh.id))
