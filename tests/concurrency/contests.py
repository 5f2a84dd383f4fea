"""What several processes want at once, and only one can have: each contest as moves on the real deciders."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eventlog.decider import Context, Decider
from eventlog.log import Log
from eventlog.testing import MIDDAY
from services.catalog.deciders import review as reviews
from services.catalog.deciders.listing import Listing
from services.catalog.deciders.plan import Plan
from services.catalog.deciders.product import AddPlan, DraftProduct, product
from services.catalog.deciders.review import PostReview
from services.identity.deciders.account import Register, account
from services.identity.deciders.inviting import AcceptInvitation, Invite
from services.identity.deciders.organization import ChangeRole, CreateOrganization, Leave, RemoveMember, organization
from services.identity.deciders.organization_state import Organization

SECRET = b"a secret of the tests"


class SameKeys:
    """Every process has the same key of a subject."""

    def of(self, subjects: Iterable[str], *, create: bool = False) -> Mapping[str, bytes | None]:
        return {subject: hashlib.sha256(subject.encode()).digest() for subject in subjects}


@dataclass(frozen=True)
class Move:
    decider: Decider[Any, Any, Any]
    subject: str
    command: Any
    by: Context


@dataclass(frozen=True)
class Contest:
    """`claim(rival, n)` is what a rival asks for in round `n`; who comes too late hears `refused` ("": all is well)."""

    source: str
    claim: Callable[[int, int], Move]
    refused: str
    before: Callable[[int], Sequence[Move]] = lambda n: ()
    rivals: int = 4
    winners: int = 1
    then: Callable[[Log, int], bool] = lambda log, n: True


def by(actor: str, what: str, *roles: str) -> Context:
    return Context(f"{actor} {what}", actor, MIDDAY, frozenset(roles))


def one_slug(rival: int, n: int) -> Move:
    founder = f"account-{rival}"
    return Move(organization, f"acme-{n}", CreateOrganization(f"acme-{n}", "Acme", True), by(founder, f"founds {n}"))


def reserved_name(rival: int, n: int) -> Move:
    return Move(organization, "admin", CreateOrganization("admin", "Admin", True), by(f"account-{rival}", f"asks {n}"))


def drafted(id: str, slug: str, actor: str) -> Move:
    draft = DraftProduct(id, "acme", slug, "container", Listing("Database"))
    return Move(product, id, draft, by(actor, f"drafts {id}", "acme:editor"))


def one_address(rival: int, n: int) -> Move:
    return drafted(f"product-{rival}-{n}", f"db-{n}", f"account-{rival}")


def products_of_each(n: int) -> Sequence[Move]:
    return [drafted(f"product-{rival}-{n}", f"db-{rival}-{n}", f"account-{rival}") for rival in range(4)]


def one_repository(rival: int, n: int) -> Move:
    plan = Plan("pro", "Pro", "", f"acme/shared-{n}", "anyone", None)
    return Move(product, f"product-{rival}-{n}", AddPlan(plan), by(f"account-{rival}", f"plans {n}", "acme:editor"))


def one_email(rival: int, n: int) -> Move:
    id = f"account-{rival}-{n}"
    return Move(account, id, Register(id, "ada@mail.example", "Ada", f"key-of-ada-{n}"), by(id, "registers"))


def two_owners(n: int) -> Sequence[Move]:
    slug, first = f"acme-{n}", by("owner-0", f"begins {n}")
    asked = Invite("first", "second@mail.example", "key-of-second", "owner", "")
    return [
        Move(organization, slug, CreateOrganization(slug, "Acme", True), first),
        Move(organization, slug, asked, by("owner-0", f"invites {n}")),
        Move(organization, slug, AcceptInvitation("first", "key-of-second"), by("owner-1", f"joins {n}")),
    ]


def remove_each_other(rival: int, n: int) -> Move:
    return Move(organization, f"acme-{n}", RemoveMember(f"owner-{1 - rival}"), by(f"owner-{rival}", f"removes {n}"))


def both_leave(rival: int, n: int) -> Move:
    return Move(organization, f"acme-{n}", Leave(), by(f"owner-{rival}", f"leaves {n}"))


def both_step_down(rival: int, n: int) -> Move:
    actor = f"owner-{rival}"
    return Move(organization, f"acme-{n}", ChangeRole(actor, "member"), by(actor, f"steps down {n}"))


def has_one_owner(log: Log, n: int) -> bool:
    state = log.fold(organization, f"acme-{n}")
    assert isinstance(state, Organization)
    return [member.role for member in state.members.values()].count("owner") == 1


def invited(n: int) -> Sequence[Move]:
    return two_owners(n)[:2]


def accept_twice(rival: int, n: int) -> Move:
    accepted = AcceptInvitation("first", "key-of-second")
    return Move(organization, f"acme-{n}", accepted, by("guest", f"accepts {n} in window {rival}"))


def accept_as_two(rival: int, n: int) -> Move:
    accepted = AcceptInvitation("first", "key-of-second")
    return Move(organization, f"acme-{n}", accepted, by(f"guest-{rival}", f"accepts {n}"))


def one_review(rival: int, n: int) -> Move:
    posted = PostReview(
        reviews.id_of(f"product-{n}", "ada"), f"product-{n}", True, False, rival + 1, "Good", "It runs."
    )
    return Move(reviews.review, posted.review, posted, by("ada", f"says {rival} of {n}"))


def one_command(rival: int, n: int) -> Move:
    return drafted(f"product-{n}", f"db-{n}", "account-0")


CONTESTS = {
    "two organisations, one slug": Contest("identity", one_slug, "slug-taken"),
    "a reserved name": Contest("identity", reserved_name, "slug-reserved", winners=0),
    "two products, one address": Contest("catalog", one_address, "slug-taken"),
    "two products, one repository": Contest("catalog", one_repository, "repository-taken", products_of_each),
    "two accounts, one address of mail": Contest("identity", one_email, "email-taken"),
    "two owners remove each other": Contest(
        "identity", remove_each_other, "role-missing", two_owners, rivals=2, then=has_one_owner
    ),
    "two owners leave": Contest("identity", both_leave, "last-owner", two_owners, rivals=2, then=has_one_owner),
    "two owners step down": Contest("identity", both_step_down, "last-owner", two_owners, rivals=2, then=has_one_owner),
    "one invitation, accepted in several windows": Contest("identity", accept_twice, "", invited),
    "one invitation, several accounts": Contest("identity", accept_as_two, "link-expired", invited),
    "two reviews of one account": Contest("catalog", one_review, "already-reviewed"),
    "one command, sent several times": Contest("catalog", one_command, ""),
}
