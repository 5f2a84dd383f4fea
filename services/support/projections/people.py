"""Who people are, and for whom they speak. Names and addresses lie here as identity stored them: as ciphertext."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Index, MetaData, Table, Text, select

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
    OrganizationRenamed,
    RegistrationLapsed,
    RoleGranted,
    RoleWithdrawn,
    SubjectErased,
)

metadata = MetaData()
people = Table(
    "support_people",
    metadata,
    Column("account", Text, primary_key=True),
    Column("name", Text, nullable=False),  # ciphertext
    Column("email", Text, nullable=False),  # ciphertext
    Column("verified", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),  # not suspended, lapsed or erased
)
organizations = Table(
    "support_organizations",
    metadata,
    Column("organization", Text, primary_key=True),
    Column("name", Text, nullable=False),
)
roles = Table(
    "support_roles",
    metadata,
    Column("account", Text, primary_key=True),
    Column("of", Text, primary_key=True),  # an organisation; empty: the store's staff
    Column("role", Text, primary_key=True),
    Index("support_roles_of", "of", "role"),
)
projection = Projection("support.people", source="identity", tables=(people, organizations, roles))


@projection.on(AccountRegistered)
def register(rows: Rows, event: AccountRegistered, recorded: Recorded) -> None:
    told = {"name": str(event.name), "email": str(event.email)}
    rows.put(people, account=event.account, verified=False, active=True, **told)


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
    rows.remove(people, key=event.account)


@projection.on(SubjectErased)
def erase(rows: Rows, event: SubjectErased, recorded: Recorded) -> None:
    rows.remove(people, key=event.subject)
    rows.remove_where(roles, {"account": event.subject})


@projection.on(OrganizationCreated, OrganizationRenamed)
def name_organization(rows: Rows, event: OrganizationCreated | OrganizationRenamed, recorded: Recorded) -> None:
    rows.put(organizations, organization=event.organization, name=event.name)


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
    found = db.execute(select(people).where(people.c.account == account)).mappings().first()
    return None if found is None else dict(found)


def names_of(db: Connection, accounts: Collection[str]) -> dict[str, str]:
    """Ciphertexts under their accounts' keys."""
    wanted = select(people.c.account, people.c.name).where(people.c.account.in_(list(accounts)))
    return {row.account: row.name for row in db.execute(wanted)}


def organization_name(db: Connection, slug: str) -> str:
    """Empty where there is none."""
    found: str | None = db.scalar(select(organizations.c.name).where(organizations.c.organization == slug))
    return found or ""


def organization_names(db: Connection, slugs: Collection[str]) -> dict[str, str]:
    wanted = select(organizations).where(organizations.c.organization.in_(list(slugs)))
    return {row.organization: row.name for row in db.execute(wanted)}


def roles_of(db: Connection, account: str) -> frozenset[str]:
    """As a command's context names them: `support`, `acme:owner`."""
    wanted = select(roles.c.of, roles.c.role).where(roles.c.account == account)
    return frozenset(f"{of}:{role}" if of else role for of, role in db.execute(wanted))


def people_of(db: Connection, of: str, wanted: Sequence[str]) -> frozenset[str]:
    """Accounts with one of these roles in an organisation, or among the store's staff (`of` empty)."""
    return frozenset(db.scalars(select(roles.c.account).where(roles.c.of == of, roles.c.role.in_(wanted))))
