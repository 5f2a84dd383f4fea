"""Who people are, and to what they belong. Addresses lie here as identity stored them: as ciphertext."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Index, MetaData, Table, Text, bindparam, select

from eventlog.projection import Projection, Rows
from eventlog.recorded import Recorded
from services.identity.events import (
    AccountRegistered,
    AccountReinstated,
    AccountSuspended,
    EmailVerified,
    MemberJoined,
    MemberLeft,
    MemberRoleChanged,
    OrganizationCreated,
    RegistrationLapsed,
    RoleGranted,
    RoleWithdrawn,
    SubjectErased,
)
from services.notifications.projections.asking import among, first

metadata = MetaData()
people = Table(
    "notifications_people",
    metadata,
    Column("account", Text, primary_key=True),
    Column("email", Text, nullable=False),  # ciphertext
    Column("verified", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),  # not suspended
    Column("gone", Boolean, nullable=False, default=False),  # lapsed or erased: nothing else of it is kept
)
organizations = Table(
    "notifications_organizations",
    metadata,
    Column("organization", Text, primary_key=True),
)
roles = Table(
    "notifications_roles",
    metadata,
    Column("account", Text, primary_key=True),
    Column("of", Text, primary_key=True),  # an organisation; empty: the store's staff
    Column("role", Text, primary_key=True),
    Index("notifications_roles_of", "of", "role"),
)
projection = Projection("notifications.people", source="identity", tables=(people, organizations, roles))
# Built once: each letter asks it.
PERSON = select(people.c.email, people.c.verified, people.c.active).where(
    people.c.account == bindparam("account"), people.c.gone.is_(False)
)


@projection.on(AccountRegistered)
def register(rows: Rows, event: AccountRegistered, recorded: Recorded) -> None:
    rows.put(people, account=event.account, email=str(event.email), verified=False, active=True)


@projection.on(EmailVerified)
def verify(rows: Rows, event: EmailVerified, recorded: Recorded) -> None:
    rows.change(people, key=event.account, verified=True)


@projection.on(AccountSuspended)
def suspend(rows: Rows, event: AccountSuspended, recorded: Recorded) -> None:
    rows.change(people, key=event.account, active=False)


@projection.on(AccountReinstated)
def reinstate(rows: Rows, event: AccountReinstated, recorded: Recorded) -> None:
    rows.change(people, key=event.account, active=True)


@projection.on(RegistrationLapsed)
def lapse(rows: Rows, event: RegistrationLapsed, recorded: Recorded) -> None:
    _forget(rows, event.account)


@projection.on(SubjectErased)
def erase(rows: Rows, event: SubjectErased, recorded: Recorded) -> None:
    if rows.get(people, event.subject) is not None:  # subjects of other kinds have keys, too
        _forget(rows, event.subject)
        rows.remove_where(roles, {"account": event.subject})


def _forget(rows: Rows, account: str) -> None:
    rows.put(people, account=account, email="", verified=False, active=False, gone=True)


@projection.on(OrganizationCreated)
def create_organization(rows: Rows, event: OrganizationCreated, recorded: Recorded) -> None:
    rows.put(organizations, organization=event.organization)


@projection.on(RoleGranted)
def grant(rows: Rows, event: RoleGranted, recorded: Recorded) -> None:
    rows.put(roles, account=event.account, of="", role=event.role)


@projection.on(RoleWithdrawn)
def withdraw(rows: Rows, event: RoleWithdrawn, recorded: Recorded) -> None:
    rows.remove(roles, key=(event.account, "", event.role))


@projection.on(MemberJoined, MemberRoleChanged)
def join(rows: Rows, event: MemberJoined | MemberRoleChanged, recorded: Recorded) -> None:
    rows.remove_where(roles, {"account": event.account, "of": event.organization})
    rows.put(roles, account=event.account, of=event.organization, role=event.role)


@projection.on(MemberLeft)
def leave(rows: Rows, event: MemberLeft, recorded: Recorded) -> None:
    rows.remove_where(roles, {"account": event.account, "of": event.organization})


def person(db: Connection, account: str) -> dict[str, Any] | None:
    """{email, verified, active}, the address as ciphertext; None where nobody is."""
    return first(db, PERSON, account=account)


def gone(db: Connection, accounts: Collection[str]) -> set[str]:
    """Those who are nobody's any more."""
    wanted = select(people.c.account).where(people.c.gone.is_(True))
    return {row["account"] for row in among(db, accounts, lambda some: wanted.where(people.c.account.in_(some)))}


def organizations_among(db: Connection, holders: Collection[str]) -> set[str]:
    wanted = select(organizations.c.organization)
    column = organizations.c.organization
    return {row["organization"] for row in among(db, holders, lambda some: wanted.where(column.in_(some)))}


def members(db: Connection, of: Collection[str], wanted: Sequence[str] = ()) -> set[str]:
    """Accounts with one of these roles, or any, in one of these organisations; `""`: among the store's staff."""
    found = select(roles.c.account) if not wanted else select(roles.c.account).where(roles.c.role.in_(wanted))
    return {row["account"] for row in among(db, of, lambda some: found.where(roles.c.of.in_(some)))}
