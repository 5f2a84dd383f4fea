"""Who asks: accounts with their state and roles, and the access tokens by their digests; no names, no addresses."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Float, Integer, String, Table, bindparam, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from gateway.views.prepared import Prepared
from gateway.views.shelves import publishers
from gateway.views.tables import epoch, metadata
from services.identity import events

accounts = Table(
    "accounts",
    metadata,
    Column("id", String, primary_key=True),
    Column("state", String, nullable=False),  # unverified | active | suspended | lapsed | erased
    Column("verified", Boolean, nullable=False),  # also while it is suspended
    Column("sessions_from", Float, nullable=False),  # sessions that began earlier are over
    Column("event", String, nullable=False),  # the event that made the state, and its time: for `why`
    Column("at", Float, nullable=False),
)
staff_roles = Table(
    "staff_roles",
    metadata,
    Column("account", String, primary_key=True),
    Column("role", String, primary_key=True),
    Column("event", String, nullable=False),
    Column("at", Float, nullable=False),
)
tokens = Table(
    "tokens",
    metadata,
    Column("id", String, primary_key=True),
    Column("sha256", String, nullable=False, unique=True),
    Column("account", String, nullable=False, index=True),
    Column("label", String, nullable=False),
    Column("scopes", String, nullable=False),  # space separated
    Column("networks", String, nullable=False),  # space separated
    Column("expires", Float),
    Column("issued", Float, nullable=False),
    Column("revoked", Integer, nullable=False),
    Column("last_four", String, nullable=False),
)

projection = Projection("gateway.accounts", source="identity", tables=(accounts, staff_roles, tokens))


@dataclass(frozen=True)
class Account:
    id: str
    state: str
    sessions_from: float
    event: str  # what made the state, and when
    at: float

    @property
    def active(self) -> bool:
        return self.state == "active"


@dataclass(frozen=True)
class TokenRow:
    """An access token as it is listed; `expires` and `issued` are seconds since 1970."""

    id: str
    account: str
    label: str
    scopes: frozenset[str]
    networks: tuple[str, ...]
    expires: float | None
    issued: float
    revoked: bool
    last_four: str
    account_state: str = ""


@projection.on(events.AccountRegistered)
def register(rows: Rows, event: events.AccountRegistered, recorded: Recorded) -> None:
    rows.put(accounts, id=event.account, verified=False, sessions_from=0.0, **_state("unverified", recorded))


@projection.on(events.EmailVerified)
def verify(rows: Rows, event: events.EmailVerified, recorded: Recorded) -> None:
    """Who is suspended may confirm the address all the same, and stays suspended."""
    known = rows.get(accounts, event.account)
    suspended = known is not None and known["state"] == "suspended"
    rows.change(accounts, key=event.account, verified=True, **({} if suspended else _state("active", recorded)))


@projection.on(events.RegistrationLapsed)
def lapse(rows: Rows, event: events.RegistrationLapsed, recorded: Recorded) -> None:
    rows.change(accounts, key=event.account, **_state("lapsed", recorded))


@projection.on(events.PasswordChanged)
def end_sessions(rows: Rows, event: events.PasswordChanged, recorded: Recorded) -> None:
    rows.change(accounts, key=event.account, sessions_from=event.at.timestamp())


@projection.on(events.AccountSuspended)
def suspend(rows: Rows, event: events.AccountSuspended, recorded: Recorded) -> None:
    rows.change(accounts, key=event.account, **_state("suspended", recorded), sessions_from=recorded.time.timestamp())


@projection.on(events.AccountReinstated)
def reinstate(rows: Rows, event: events.AccountReinstated, recorded: Recorded) -> None:
    known = rows.get(accounts, event.account)
    state = "active" if known and known["verified"] else "unverified"
    rows.change(accounts, key=event.account, **_state(state, recorded))


@projection.on(events.SubjectErased)
def erase(rows: Rows, event: events.SubjectErased, recorded: Recorded) -> None:
    if rows.get(accounts, event.subject):
        rows.change(accounts, key=event.subject, **_state("erased", recorded), sessions_from=recorded.time.timestamp())
        rows.change_where(tokens, {"account": event.subject}, label="", revoked=1)


@projection.on(events.RoleGranted)
def grant(rows: Rows, event: events.RoleGranted, recorded: Recorded) -> None:
    rows.put(staff_roles, account=event.account, role=event.role, event=recorded.id, at=recorded.time.timestamp())


@projection.on(events.RoleWithdrawn)
def withdraw(rows: Rows, event: events.RoleWithdrawn, recorded: Recorded) -> None:
    rows.remove(staff_roles, key=(event.account, event.role))


@projection.on(events.TokenIssued)
def issue(rows: Rows, event: events.TokenIssued, recorded: Recorded) -> None:
    rows.put(
        tokens,
        id=event.token,
        sha256=event.sha256,
        account=event.account,
        label=event.label,
        scopes=" ".join(event.scopes),
        networks=" ".join(event.networks),
        expires=epoch(event.expires),
        issued=recorded.time.timestamp(),
        revoked=0,
        last_four=event.last_four,
    )


@projection.on(events.TokenRevoked)
def revoke(rows: Rows, event: events.TokenRevoked, recorded: Recorded) -> None:
    rows.change(tokens, key=event.token, revoked=1)


def account(db: Connection, account_id: str) -> Account | None:
    wanted = select(*(accounts.c[field.name] for field in fields(Account)))
    row = db.execute(wanted.where(accounts.c.id == account_id)).one_or_none()
    return None if row is None else Account(*row)


_BY_TOKEN = Prepared(
    select(tokens, accounts.c.state)
    .join(accounts, accounts.c.id == tokens.c.account)
    .where(tokens.c.sha256 == bindparam("sha256")),
    "sha256",
)


def by_token(db: Connection, sha256: str) -> TokenRow | None:
    """The token with this digest and its account's state, whether it still counts or not."""
    row = _BY_TOKEN.first(db, sha256)
    return None if row is None else _token(row)


def tokens_of(db: Connection, account_id: str) -> list[TokenRow]:
    """The account's tokens that were not revoked, newest first."""
    mine = select(tokens).where(tokens.c.account == account_id, tokens.c.revoked == 0)
    return [_token(row) for row in db.execute(mine.order_by(tokens.c.issued.desc(), tokens.c.id))]


def roles_of(db: Connection, account_id: str) -> frozenset[str]:
    """Staff roles (`reviewer`) and roles in publishers (`acme:owner`)."""
    staff = db.scalars(select(staff_roles.c.role).where(staff_roles.c.account == account_id))
    return frozenset(staff) | {f"{slug}:owner" for slug in publishers_of(db, account_id)}


def publishers_of(db: Connection, account_id: str) -> list[str]:
    owned = select(publishers.c.slug).where(publishers.c.owner == account_id)
    return list(db.scalars(owned.order_by(publishers.c.slug)))


def grants_of(db: Connection, account_id: str) -> list[tuple[str, str, float]]:
    """Staff roles with the event that granted each, and its time."""
    mine = select(staff_roles.c.role, staff_roles.c.event, staff_roles.c.at).where(staff_roles.c.account == account_id)
    return [(row.role, row.event, row.at) for row in db.execute(mine.order_by(staff_roles.c.at))]


def owned_since(db: Connection, publisher: str) -> list[tuple[str, float]]:
    """The event that made the publisher its owner's, and its time."""
    row = db.execute(select(publishers.c.event, publishers.c.at).where(publishers.c.slug == publisher)).one_or_none()
    return [] if row is None else [(row.event, row.at)]


def owns(db: Connection, account_id: str, publisher: str) -> bool:
    return db.scalar(select(publishers.c.owner).where(publishers.c.slug == publisher)) == account_id


def _state(state: str, recorded: Recorded) -> dict[str, Any]:
    return {"state": state, "event": recorded.id, "at": recorded.time.timestamp()}


def _token(columns: Sequence[Any]) -> TokenRow:
    """From the columns of `tokens` in their order, and the account's state where it was read too."""
    token, _, account_id, label, scopes, networks, expires, issued, revoked, last_four, *state = columns
    held = frozenset(scopes.split())
    counts_from = tuple(networks.split())
    return TokenRow(token, account_id, label, held, counts_from, expires, issued, bool(revoked), last_four, *state)
