"""Who asks: accounts, the tokens and robots that speak for them, and who belongs to which organisation."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from gateway.views.holders import (
    accounts,
    members,
    organizations,
    refresh_tokens,
    staff_roles,
    token_names,
    tokens,
)
from gateway.views.prepared import Prepared
from gateway.views.sellers import publishers

EDITING = ("owner", "editor")
PUBLISHING = (*EDITING, "support")


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


class TokenRow(NamedTuple):
    """An access token or a robot as it is listed; `expires` and `issued` are seconds since 1970.

    A robot has no `account`, but an `organization`, and where it is kept to some the addresses of its `products`.
    Where one token of an account was looked up there is no `label`, but `account_state` and the account's
    `organizations`.
    """

    id: str
    account: str
    label: str
    scopes: frozenset[str]
    networks: tuple[str, ...]
    expires: float | None
    issued: float
    revoked: bool
    last_four: str
    kind: str = "account"  # account | robot
    organization: str = ""
    products: tuple[str, ...] = ()
    account_state: str = ""
    organizations: tuple[str, ...] = ()


@dataclass(frozen=True)
class RefreshRow:
    """What a client keeps; its rights and its end are those of `token`, an access token's or a robot's id."""

    id: str
    holder: str
    token: str
    client: str
    issued: float
    revoked: bool
    last_four: str


@dataclass(frozen=True)
class Organization:
    id: str
    name: str


@dataclass(frozen=True)
class Membership:
    """An organisation as one of its members sees it."""

    slug: str
    name: str
    role: str


@dataclass(frozen=True)
class Member:
    organization: str
    account: str
    role: str
    event: str  # what gave the role, and when
    at: float


_TOKEN = [column for column in tokens.c if column is not tokens.c.sha256]
_REFRESH = [refresh_tokens.c[field.name] for field in fields(RefreshRow)]
_MEMBER = [members.c[field.name] for field in fields(Member)]


def account(db: Connection, account_id: str) -> Account | None:
    wanted = select(*(accounts.c[field.name] for field in fields(Account)))
    row = db.execute(wanted.where(accounts.c.id == account_id)).one_or_none()
    return None if row is None else Account(*row)


TOKEN = (*_TOKEN, accounts.c.state, accounts.c.organizations)  # what `token_of` makes a row of
_BY_TOKEN = Prepared(
    select(*TOKEN).outerjoin(accounts, accounts.c.id == tokens.c.account).where(tokens.c.sha256 == bindparam("sha256")),
    "sha256",
)
_BY_REFRESH = Prepared(
    select(*_REFRESH, *TOKEN)
    .join(tokens, tokens.c.id == refresh_tokens.c.token)
    .outerjoin(accounts, accounts.c.id == tokens.c.account)
    .where(refresh_tokens.c.sha256 == bindparam("sha256")),
    "sha256",
)


def by_token(db: Connection, sha256: str) -> TokenRow | None:
    """The token or robot with this digest and its account's state, whether it still counts or not."""
    row = _BY_TOKEN.first(db, sha256)
    return None if row is None else token_of(row)


def of_erased(db: Connection, names: Sequence[str]) -> frozenset[str]:
    """Which of these tokens and refresh tokens were people's who were erased."""
    own = select(tokens.c.id).join(accounts, accounts.c.id == tokens.c.account).where(tokens.c.id.in_(names))
    kept = select(refresh_tokens.c.id).join(accounts, accounts.c.id == refresh_tokens.c.holder)
    kept = kept.where(refresh_tokens.c.id.in_(names), accounts.c.state == "erased")
    own = own.where(accounts.c.state == "erased")
    return frozenset(db.scalars(own.union_all(kept)))


def ever_of(db: Connection, account_id: str) -> list[str]:
    """The ids of all tokens and refresh tokens that the account ever had."""
    own = select(tokens.c.id).where(tokens.c.account == account_id)
    return list(db.scalars(own.union_all(select(refresh_tokens.c.id).where(refresh_tokens.c.holder == account_id))))


def by_refresh(db: Connection, sha256: str) -> tuple[RefreshRow, TokenRow] | None:
    """The refresh token with this digest and the one that it belongs to, whether they still count or not."""
    row = _BY_REFRESH.first(db, sha256)
    return None if row is None else (_refresh(row[: len(_REFRESH)]), token_of(row[len(_REFRESH) :]))


def tokens_of(db: Connection, account_id: str) -> list[TokenRow]:
    """The account's tokens that were not revoked, newest first."""
    named = select(*_TOKEN, func.coalesce(token_names.c.name, "")).outerjoin(
        token_names, token_names.c.token == tokens.c.id
    )
    mine = named.where(tokens.c.account == account_id, tokens.c.revoked == 0)
    rows = db.execute(mine.order_by(tokens.c.issued.desc(), tokens.c.id))
    return [token_of(row[: len(_TOKEN)])._replace(label=row[-1]) for row in rows]


def robots_of(db: Connection, slug: str) -> list[TokenRow]:
    """The organisation's robots that were not revoked, newest first."""
    ours = select(*_TOKEN).where(tokens.c.organization == slug, tokens.c.revoked == 0)
    return [token_of(row) for row in db.execute(ours.order_by(tokens.c.issued.desc(), tokens.c.id))]


def refresh_tokens_of(db: Connection, holder: str) -> list[RefreshRow]:
    """What clients keep for an account, or for an organisation's robots, and was not revoked; newest first."""
    held = select(*_REFRESH).where(refresh_tokens.c.holder == holder, refresh_tokens.c.revoked == 0)
    return [_refresh(row) for row in db.execute(held.order_by(refresh_tokens.c.issued.desc(), refresh_tokens.c.id))]


def organization(db: Connection, slug: str) -> Organization | None:
    wanted = select(organizations.c.id, organizations.c.name).where(organizations.c.id == slug)
    row = db.execute(wanted).one_or_none()
    return None if row is None else Organization(*row)


def organizations_of(db: Connection, account_id: str) -> list[Membership]:
    """Where the account belongs, by name of its organisation."""
    joined = select(organizations.c.id, organizations.c.name, members.c.role).join(
        members, members.c.organization == organizations.c.id
    )
    mine = joined.where(members.c.account == account_id)
    return [Membership(*row) for row in db.execute(mine.order_by(organizations.c.name, organizations.c.id))]


def member(db: Connection, account_id: str, slug: str) -> Member | None:
    wanted = select(*_MEMBER).where(members.c.organization == slug, members.c.account == account_id)
    row = db.execute(wanted).one_or_none()
    return None if row is None else Member(*row)


def members_of(db: Connection, slug: str) -> list[Member]:
    """In the order in which they got their roles."""
    ours = select(*_MEMBER).where(members.c.organization == slug)
    return [Member(*row) for row in db.execute(ours.order_by(members.c.at, members.c.account))]


def roles_of(db: Connection, account_id: str) -> frozenset[str]:
    """Staff roles (`reviewer`) and roles in organisations (`acme:owner`).

    Who belongs to an organisation speaks for no publisher of its name that staff listed, as the imported ones are.
    """
    staff = db.scalars(select(staff_roles.c.role).where(staff_roles.c.account == account_id))
    joined = members.outerjoin(publishers, publishers.c.slug == members.c.organization)
    theirs = (members.c.account == account_id) & (func.coalesce(publishers.c.owner, "nobody") != "")
    mine = select(members.c.organization, members.c.role).select_from(joined).where(theirs)
    return frozenset(staff) | {f"{row.organization}:{row.role}" for row in db.execute(mine)}


def publishers_of(db: Connection, account_id: str) -> list[str]:
    """The publishers whose work the account shares."""
    ours = select(publishers.c.slug).join(members, members.c.organization == publishers.c.slug)
    mine = ours.where(members.c.account == account_id, members.c.role.in_(PUBLISHING), publishers.c.owner != "")
    return list(db.scalars(mine.order_by(publishers.c.slug)))


def applicant_without_team(db: Connection, slug: str) -> str | None:
    """Who applied as a publisher that has no organisation (empty: staff listed it); None where there is no such one."""
    unowned = select(publishers.c.owner).outerjoin(organizations, organizations.c.id == publishers.c.slug)
    return db.scalar(unowned.where(publishers.c.slug == slug, organizations.c.id.is_(None)))


def grants_of(db: Connection, account_id: str) -> list[tuple[str, str, float]]:
    """Staff roles with the event that granted each, and its time."""
    mine = select(staff_roles.c.role, staff_roles.c.event, staff_roles.c.at).where(staff_roles.c.account == account_id)
    return [(row.role, row.event, row.at) for row in db.execute(mine.order_by(staff_roles.c.at))]


def owns(db: Connection, account_id: str, publisher: str) -> bool:
    """Whether what the publisher's people do, this account may do."""
    return not roles_of(db, account_id).isdisjoint({f"{publisher}:{role}" for role in EDITING})


def token_of(columns: Sequence[Any]) -> TokenRow:
    """From the columns of `TOKEN`, or without the last two of these, which tell of its account."""
    token, account_id, label, scopes, networks, expires, issued, revoked, last_four, kind, slug, products, *of = columns
    state, joined = of or ("", "")
    return TokenRow(
        token,
        account_id,
        label,
        frozenset(scopes.split()),
        tuple(networks.split()),
        expires,
        issued,
        bool(revoked),
        last_four,
        kind,
        slug,
        tuple(products.split()),
        "active" if kind == "robot" else state or "",
        tuple((joined or "").split()),
    )


def _refresh(columns: Sequence[Any]) -> RefreshRow:
    refresh, holder, token, client, issued, revoked, last_four = columns
    return RefreshRow(refresh, holder, token, client, issued, bool(revoked), last_four)
