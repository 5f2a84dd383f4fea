"""What an access token may be: never more than its maker, and only what its account's roles allow."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from eventlog.decider import Context
from eventlog.refusal import Conflicting, Forbidden, Invalid
from services.identity.events import TokenIssued

ROLES_OF_SCOPE = {  # staff scopes: one of these roles is asked for
    "certify": frozenset({"reviewer", "operator"}),
    "support": frozenset({"support", "operator"}),
    "staff": frozenset({"reviewer", "finance", "operator"}),
}
SCOPES = frozenset({"pull", "push", "read", "buy", "publish", *ROLES_OF_SCOPE})
LONGEST_LABEL = 60
MOST_TOKENS = 100
MOST_NETWORKS = 20

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class IssueToken:
    token: str  # its id
    label: str
    scopes: tuple[str, ...]
    expires: datetime | None
    networks: tuple[str, ...]
    sha256: str
    last_four: str
    made_with: str = ""  # the id of the token that asks for it; empty: its owner signed in


@dataclass(frozen=True)
class Token:
    scopes: tuple[str, ...]
    expires: datetime | None
    networks: tuple[str, ...]

    def lives(self, at: datetime) -> bool:
        return self.expires is None or self.expires > at


def check_issue(
    command: IssueToken, owner: str, roles: frozenset[str], tokens: Mapping[str, Token], by: Context
) -> TokenIssued:
    """The token that may be issued; raises where it may not."""
    label, scopes = checked_label(command.label), tuple(sorted(set(command.scopes)))
    if command.expires is not None and command.expires <= by.at:
        raise Invalid("expires-in-the-past")
    if sum(token.lives(by.at) for token in tokens.values()) >= MOST_TOKENS:
        raise Conflicting("too-many-tokens", f"an account has at most {MOST_TOKENS}; revoke one first")
    check_scopes(scopes, roles)
    issued = Token(scopes, command.expires, in_usual_form(command.networks))
    if command.made_with:
        check_maker(issued, tokens.get(command.made_with), by)
    return TokenIssued(
        owner, command.token, label, scopes, command.expires, issued.networks, command.sha256, command.last_four
    )


def check_revoke(used: str, token: str, tokens: Mapping[str, Token]) -> None:
    """A token ends itself, and others that may no more than it: one for pulls cannot stop one for pushes."""
    if used not in tokens:
        raise Forbidden("token-unknown")
    beyond = sorted(set(tokens[token].scopes) - set(tokens[used].scopes))
    if beyond:
        raise Forbidden("more-than-its-maker", f"the token in use has no scope {', '.join(beyond)}")


def checked_label(label: str) -> str:
    label = label.strip()
    if not label or len(label) > LONGEST_LABEL or not label.isprintable():
        raise Invalid("label-unfit", f"a token's name has 1 to {LONGEST_LABEL} characters on one line")
    return label


def check_known(scopes: tuple[str, ...]) -> None:
    if not scopes:
        raise Invalid("scopes-missing", f"name at least one of {', '.join(sorted(SCOPES))}")
    for scope in scopes:
        if scope not in SCOPES:
            raise Invalid("scope-unknown", f"{scope[:40]} is none of {', '.join(sorted(SCOPES))}")


def check_scopes(scopes: tuple[str, ...], roles: frozenset[str]) -> None:
    check_known(scopes)
    for scope in scopes:
        asked_for = ROLES_OF_SCOPE.get(scope)
        if asked_for is not None and roles.isdisjoint(asked_for):
            raise Forbidden("staff-only", f"the scope {scope} needs a role: {' or '.join(sorted(asked_for))}")


def in_usual_form(networks: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(network) for network in _networks(networks))


def _networks(texts: tuple[str, ...]) -> list[Network]:
    if len(texts) > MOST_NETWORKS:
        raise Invalid("too-many-networks", f"a token names at most {MOST_NETWORKS}")
    try:
        return [ipaddress.ip_network(text.strip(), strict=False) for text in texts]
    except ValueError:
        raise Invalid("network-unreadable", "a network looks like 192.0.2.0/24 or 2001:db8::/32") from None


def check_maker(issued: Token, maker: Token | None, by: Context) -> None:
    """What is made with a token may no more than it, for no longer, from nowhere else."""
    if maker is None or not maker.lives(by.at):
        raise Forbidden("token-unknown")
    if not set(issued.scopes) <= set(maker.scopes):
        beyond = sorted(set(issued.scopes) - set(maker.scopes))
        raise Forbidden("more-than-its-maker", f"the token in use has no scope {', '.join(beyond)}")
    if maker.expires is not None and (issued.expires is None or issued.expires > maker.expires):
        raise Forbidden("more-than-its-maker", f"the token in use ends at {maker.expires.isoformat()}")
    if maker.networks and not _all_within(issued.networks, maker.networks):
        raise Forbidden("more-than-its-maker", f"the token in use works from {', '.join(maker.networks)} only")


def _all_within(inner: tuple[str, ...], outer: tuple[str, ...]) -> bool:
    allowed = _networks(outer)
    return bool(inner) and all(any(_within(network, wider) for wider in allowed) for network in _networks(inner))


def _within(network: Network, wider: Network) -> bool:
    if isinstance(network, ipaddress.IPv4Network):
        return isinstance(wider, ipaddress.IPv4Network) and network.subnet_of(wider)
    return isinstance(wider, ipaddress.IPv6Network) and network.subnet_of(wider)
