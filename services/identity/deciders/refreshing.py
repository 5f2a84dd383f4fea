"""Refresh tokens: what a client keeps of an access token or robot, one each, for as long as that lives."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from eventlog.decider import Context
from eventlog.refusal import Forbidden, Invalid, Missing
from eventlog.schema import Erased
from services.identity.deciders.tokens import Token
from services.identity.events import RefreshTokenIssued, RefreshTokenRevoked

LONGEST_CLIENT = 100
MOST_CLIENTS = 20  # of one token; a client more, and the one that came first signs in again


@dataclass(frozen=True)
class IssueRefresh:
    token: str  # id of the access token or robot that it is for
    refresh: str
    client: str
    sha256: str
    last_four: str


@dataclass(frozen=True)
class RevokeRefresh:
    refresh: str
    made_with: str = ""  # the id of the token that asks for it; empty: somebody who signed in


Event = RefreshTokenIssued | RefreshTokenRevoked


@dataclass(frozen=True)
class Kept:
    token: str
    client: str | Erased


@dataclass(frozen=True)
class Refreshes:
    """Of one holder, in the order in which they were issued."""

    kept: Mapping[str, Kept] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()

    def after(self, event: Event) -> "Refreshes":
        match event:
            case RefreshTokenIssued(refresh=refresh, token=token, client=client):
                return Refreshes({**self.kept, refresh: Kept(token, client)}, self.ended)
            case RefreshTokenRevoked(refresh=refresh):
                return self._without({refresh})

    def without_those_of(self, token: str) -> "Refreshes":
        return self._without({refresh for refresh, kept in self.kept.items() if kept.token == token})

    def of(self, token: str) -> dict[str, Kept]:
        return {refresh: kept for refresh, kept in self.kept.items() if kept.token == token}

    def _without(self, gone: set[str]) -> "Refreshes":
        left = {refresh: kept for refresh, kept in self.kept.items() if refresh not in gone}
        return Refreshes(left, self.ended | gone)


def issue(
    command: IssueRefresh, holder: str, tokens: Mapping[str, Token], refreshes: Refreshes, by: Context
) -> list[Event]:
    """Takes the place of the one that the client had; raises where its token does not live."""
    token = tokens.get(command.token)
    if token is None or not token.lives(by.at):
        raise Forbidden("token-unknown")
    client = command.client.strip()
    if not client or len(client) > LONGEST_CLIENT or not client.isprintable():
        raise Invalid("client-unfit", f"a client's name has 1 to {LONGEST_CLIENT} characters on one line")
    before = refreshes.of(command.token)
    replaced = [refresh for refresh, kept in before.items() if kept.client == client]
    if not replaced and len(before) >= MOST_CLIENTS:
        replaced = [next(iter(before))]
    issued = RefreshTokenIssued(holder, command.token, command.refresh, client, command.sha256, command.last_four)
    return [*(RefreshTokenRevoked(holder, refresh) for refresh in replaced), issued]


def revoke(command: RevokeRefresh, holder: str, refreshes: Refreshes) -> list[Event]:
    if command.refresh in refreshes.ended:
        return []
    if command.refresh not in refreshes.kept:
        raise Missing("refresh-token-unknown")
    return [RefreshTokenRevoked(holder, command.refresh)]
