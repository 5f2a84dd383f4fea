"""Who may hold rights: accounts with their roles, organisations with their members, tokens and robots by digest.

No addresses of people, and of names only those of organisations.
"""

from typing import Any

from sqlalchemy import Boolean, Column, Float, Integer, String, Table

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from eventlog.schema import Erased
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
    Column("organizations", String, nullable=False, default=""),  # slugs, space separated: one look-up for a pull
)
staff_roles = Table(
    "staff_roles",
    metadata,
    Column("account", String, primary_key=True),
    Column("role", String, primary_key=True),
    Column("granted_by", String, nullable=False),  # an account
    Column("event", String, nullable=False),
    Column("at", Float, nullable=False),
)
organizations = Table(
    "organizations",
    metadata,
    Column("id", String, primary_key=True),  # its slug
    Column("name", String, nullable=False),
    Column("event", String, nullable=False),
    Column("at", Float, nullable=False),
)
members = Table(
    "members",
    metadata,
    Column("organization", String, primary_key=True),
    Column("account", String, primary_key=True, index=True),
    Column("role", String, nullable=False),
    Column("event", String, nullable=False),  # the event that gave the role, and its time
    Column("at", Float, nullable=False),
)
tokens = Table(
    "tokens",
    metadata,
    Column("id", String, primary_key=True),
    Column("sha256", String, nullable=False, unique=True),
    Column("account", String, nullable=False, index=True),  # empty for a robot
    Column("label", String, nullable=False),  # a robot's name; empty for an account's, whose words are token_names
    Column("scopes", String, nullable=False),  # space separated
    Column("networks", String, nullable=False),  # space separated
    Column("expires", Float),
    Column("issued", Float, nullable=False),
    Column("revoked", Integer, nullable=False),
    Column("last_four", String, nullable=False),
    Column("holder_kind", String, nullable=False, default="account"),  # account | robot
    Column("organization", String, nullable=False, default="", index=True),  # a robot's
    Column("products", String, nullable=False, default=""),  # that a robot is kept to, space separated
)
# By themselves, since they are their owners' words; robots' names are their organisations'.
token_names = Table(
    "token_names",
    metadata,
    Column("token", String, primary_key=True),
    Column("account", String, nullable=False, index=True),
    Column("name", String, nullable=False),
)
refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("id", String, primary_key=True),
    Column("sha256", String, nullable=False, unique=True),
    Column("holder", String, nullable=False, index=True),  # an account's id, or a robot's organisation
    Column("token", String, nullable=False, index=True),  # whose rights it has, and with which it ends
    Column("client", String, nullable=False),
    Column("issued", Float, nullable=False),
    Column("revoked", Integer, nullable=False),
    Column("last_four", String, nullable=False),
)

TABLES = (accounts, staff_roles, organizations, members, tokens)
projection = Projection("gateway.accounts", source="identity", tables=TABLES)
# By itself, since it reads what people call their tokens and clients themselves: a person sees which of them to end.
kept_projection = Projection(
    "gateway.refresh-tokens", source="identity", tables=(refresh_tokens, token_names), reveals=True
)


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
        rows.change_where(tokens, {"account": event.subject}, revoked=1)


@projection.on(events.RoleGranted)
def grant(rows: Rows, event: events.RoleGranted, recorded: Recorded) -> None:
    rows.put(staff_roles, account=event.account, role=event.role, granted_by=recorded.actor, **_because(recorded))


@projection.on(events.RoleWithdrawn)
def withdraw(rows: Rows, event: events.RoleWithdrawn, recorded: Recorded) -> None:
    rows.remove(staff_roles, key=(event.account, event.role))


@projection.on(events.OrganizationCreated)
def found(rows: Rows, event: events.OrganizationCreated, recorded: Recorded) -> None:
    rows.put(organizations, id=event.organization, name=event.name, **_because(recorded))


@projection.on(events.OrganizationRenamed)
def rename(rows: Rows, event: events.OrganizationRenamed, recorded: Recorded) -> None:
    rows.change(organizations, key=event.organization, name=event.name)


@projection.on(events.MemberJoined)
def join(rows: Rows, event: events.MemberJoined, recorded: Recorded) -> None:
    rows.put(members, organization=event.organization, account=event.account, role=event.role, **_because(recorded))
    known = rows.get(accounts, event.account)
    if known is not None:
        joined = sorted({*known["organizations"].split(), event.organization})
        rows.change(accounts, key=event.account, organizations=" ".join(joined))


@projection.on(events.MemberRoleChanged)
def change_role(rows: Rows, event: events.MemberRoleChanged, recorded: Recorded) -> None:
    rows.change(members, key=(event.organization, event.account), role=event.role, **_because(recorded))


@projection.on(events.MemberLeft)
def leave(rows: Rows, event: events.MemberLeft, recorded: Recorded) -> None:
    rows.remove(members, key=(event.organization, event.account))
    known = rows.get(accounts, event.account)
    if known is not None:
        left = [slug for slug in known["organizations"].split() if slug != event.organization]
        rows.change(accounts, key=event.account, organizations=" ".join(left))


@projection.on(events.TokenIssued)
def issue(rows: Rows, event: events.TokenIssued, recorded: Recorded) -> None:
    rows.put(tokens, id=event.token, account=event.account, label="", **_token(event, recorded))


@projection.on(events.RobotCreated)
def create_robot(rows: Rows, event: events.RobotCreated, recorded: Recorded) -> None:
    kept_to = {"organization": event.organization, "products": " ".join(event.products)}
    token = _token(event, recorded)
    rows.put(tokens, id=event.robot, account="", label=event.name, holder_kind="robot", **kept_to, **token)


@projection.on(events.TokenRevoked)
def revoke(rows: Rows, event: events.TokenRevoked, recorded: Recorded) -> None:
    rows.change(tokens, key=event.token, revoked=1)


@projection.on(events.RobotRevoked)
def revoke_robot(rows: Rows, event: events.RobotRevoked, recorded: Recorded) -> None:
    rows.change(tokens, key=event.robot, revoked=1)


@kept_projection.on(events.TokenIssued)
def name_token(rows: Rows, event: events.TokenIssued, recorded: Recorded) -> None:
    if not isinstance(event.name, Erased):
        rows.put(token_names, token=event.token, account=event.account, name=event.name)


@kept_projection.on(events.RefreshTokenIssued)
def issue_refresh(rows: Rows, event: events.RefreshTokenIssued, recorded: Recorded) -> None:
    rows.put(
        refresh_tokens,
        id=event.refresh,
        sha256=event.sha256,
        holder=event.holder,
        token=event.token,
        client=str(event.client),
        issued=recorded.time.timestamp(),
        revoked=0,
        last_four=event.last_four,
    )


@kept_projection.on(events.RefreshTokenRevoked)
def revoke_refresh(rows: Rows, event: events.RefreshTokenRevoked, recorded: Recorded) -> None:
    rows.change(refresh_tokens, key=event.refresh, revoked=1)


@kept_projection.on(events.TokenRevoked)
def end_with_token(rows: Rows, event: events.TokenRevoked, recorded: Recorded) -> None:
    rows.change_where(refresh_tokens, {"token": event.token}, revoked=1)


@kept_projection.on(events.RobotRevoked)
def end_with_robot(rows: Rows, event: events.RobotRevoked, recorded: Recorded) -> None:
    rows.change_where(refresh_tokens, {"token": event.robot}, revoked=1)


@kept_projection.on(events.SubjectErased)
def forget_clients(rows: Rows, event: events.SubjectErased, recorded: Recorded) -> None:
    rows.change_where(refresh_tokens, {"holder": event.subject}, client="", revoked=1)
    rows.change_where(token_names, {"account": event.subject}, name="")


def _token(event: events.TokenIssued | events.RobotCreated, recorded: Recorded) -> dict[str, Any]:
    return {
        "sha256": event.sha256,
        "scopes": " ".join(event.scopes),
        "networks": " ".join(event.networks),
        "expires": epoch(event.expires),
        "issued": recorded.time.timestamp(),
        "revoked": 0,
        "last_four": event.last_four,
    }


def _state(state: str, recorded: Recorded) -> dict[str, Any]:
    return {"state": state, **_because(recorded)}


def _because(recorded: Recorded) -> dict[str, Any]:
    return {"event": recorded.id, "at": recorded.time.timestamp()}
