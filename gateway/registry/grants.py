"""What of the asked is allowed: scope by scope, from the read model alone."""

from collections.abc import Iterable
from typing import NamedTuple

from gateway.auth import roles_within
from gateway.registry.scopes import Scope
from gateway.views import access, accounts, listings, staging
from gateway.views.access import Decision, Gate
from gateway.views.accounts import TokenRow
from gateway.views.tables import Database

STAGING = "staging/"
READS_STAGING = frozenset({"reviewer", "operator"})
READS_CATALOG = frozenset({"operator"})
NOTHING: frozenset[str] = frozenset()
UNLIMITED = 2**63
CLOSED = {"suspended": "publisher-suspended"}  # a publisher's staging, by its state; else it is not approved yet


class Holder(NamedTuple):
    """Who asks a registry token: an account (empty: nobody, or a robot), and what its credentials may be used for.

    The rights of its `organizations` count as its own; a robot has one, and may be kept to some `products`.
    """

    account: str = ""
    scopes: frozenset[str] = frozenset({"pull"})
    organizations: tuple[str, ...] = ()
    robot: str = ""
    products: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.account or self.robot


NOBODY = Holder()


class Grant(NamedTuple):
    """What is granted of a scope, by which rule; `code` says why a pull or push is not among it."""

    scope: Scope
    actions: frozenset[str]
    rule: str
    code: str = ""
    product: str = ""
    plan: str = ""


def holder_of(row: TokenRow) -> Holder:
    """Whom an access token or robot that counts stands for."""
    if row.kind == "robot":
        return Holder("", row.scopes, (row.organization,), f"{row.organization}+{row.label}", row.products)
    return Holder(row.account, row.scopes, row.organizations)


def grant(db: Database, holder: Holder, scope: Scope, now: float, quota: int = UNLIMITED) -> Grant:
    """`quota`: bytes that a publisher may have in staging before it releases them."""
    if scope.type == "registry":
        return _catalog(db, holder, scope)
    if scope.type != "repository":
        return Grant(scope, NOTHING, "unknown-type", "unknown-repository")
    if scope.repository.startswith(STAGING):
        return narrowed(_staging(db, holder, scope, quota), holder)
    return narrowed(_released(db, holder, scope, now), holder)


def alone(grants: Iterable[Grant]) -> Grant | None:
    """The one repository whose pull was asked and refused; None where less than asked is answered with less."""
    asked = list(grants)
    if len(asked) != 1 or asked[0].scope.type != "repository":
        return None
    wanted = _meant(asked[0].scope)
    return None if "pull" not in wanted or ("pull" in asked[0].actions and not asked[0].code) else asked[0]


def _meant(scope: Scope) -> frozenset[str]:
    return scope.actions | {"pull", "push"} if "*" in scope.actions else scope.actions


def narrowed(granted: Grant, holder: Holder) -> Grant:
    """A token's scopes are named as the actions that they allow."""
    lacking = sorted((granted.actions & {"pull", "push"}) - holder.scopes)
    if not lacking:
        return granted
    rule, code = "scope-missing", f"token-without-{lacking[-1]}"
    return Grant(granted.scope, granted.actions & holder.scopes, rule, code, granted.product)


def _released(db: Database, holder: Holder, scope: Scope, now: float) -> Grant:
    """Customers pull released repositories; the store alone pushes to them."""
    decision = access.decide(db, holder.account, scope.repository, now, holder.organizations)
    if decision.gate and access.in_doubt(db, holder.account, decision.gate, holder.organizations):
        return Grant(scope, NOTHING, "in-doubt", "rights-in-doubt", decision.address)
    if decision.address and holder.products and decision.address not in holder.products:
        return Grant(scope, NOTHING, "other-product", "robot-kept-to-others", decision.address)
    pull, pushes = _meant(scope) & {"pull"}, "push" in _meant(scope)
    if decision.allowed:
        code = "push-to-staging" if pushes and _publishes(db, holder, decision.gate, scope.repository) else ""
        return Grant(scope, pull, decision.rule, code, decision.address)
    return _unsold(db, holder, scope, decision)


def _unsold(db: Database, holder: Holder, scope: Scope, decision: Decision) -> Grant:
    """Publishers pull what is theirs without buying it, and reviewers what is not on the shelves yet."""
    gate = decision.gate
    if decision.code != "product-revoked" and gate and holder.name:
        pull, pushes = _meant(scope) & {"pull"}, "push" in _meant(scope)
        if _publishes(db, holder, gate, scope.repository) and within(holder, gate.address):
            return Grant(scope, pull, "own-product", "push-to-staging" if pushes else "", gate.address)
        if not decision.address and _staff(db, holder) & READS_STAGING:
            return Grant(scope, pull, "reviewer", product=gate.address)
    plan = gate.plan if gate and decision.address else ""
    return Grant(scope, NOTHING, decision.rule, decision.code, decision.address, plan)


def _staging(db: Database, holder: Holder, scope: Scope, quota: int) -> Grant:
    repository = scope.repository.removeprefix(STAGING)
    unknown = Grant(scope, NOTHING, "unknown", "unknown-repository")
    if not holder.name or repository.count("/") != 1:  # no plan could offer one that lies deeper
        return unknown
    gate = access.gate_of(db, repository)
    if _publishes(db, holder, gate, repository):
        return _own_staging(db, holder, scope, gate, quota)
    if _staff(db, holder) & READS_STAGING:
        return Grant(scope, _meant(scope) & {"pull"}, "reviewer")
    return unknown


def _own_staging(db: Database, holder: Holder, scope: Scope, gate: Gate | None, quota: int) -> Grant:
    repository = scope.repository.removeprefix(STAGING)
    address = gate.address if gate else repository
    if not within(holder, address):
        return Grant(scope, NOTHING, "other-product", "robot-kept-to-others", address)
    publisher = listings.publisher(db, publisher_of(gate, repository))
    if publisher is None or publisher.state != "approved":
        code = CLOSED.get(publisher.state if publisher else "", "publisher-not-approved")
        return Grant(scope, NOTHING, code.removeprefix("publisher-"), code)
    if "push" in _meant(scope) and staging.staged_bytes(db, publisher.slug) >= quota:
        return Grant(scope, _meant(scope) & {"pull"}, "staging-full", "staging-full", address)
    return Grant(scope, _meant(scope) & {"pull", "push"}, "own-staging")


def publisher_of(gate: Gate | None, repository: str) -> str:
    """A repository outlives its product's move to another publisher; an unknown one is its first part's."""
    return gate.publisher if gate else repository.partition("/")[0]


def _publishes(db: Database, holder: Holder, gate: Gate | None, repository: str) -> bool:
    publisher = publisher_of(gate, repository)
    if publisher not in holder.organizations:
        return False
    return bool(holder.robot) or accounts.owns(db, holder.account, publisher)


def within(holder: Holder, product: str) -> bool:
    return not holder.products or product in holder.products


def _catalog(db: Database, holder: Holder, scope: Scope) -> Grant:
    staff = holder.account and _staff(db, holder) & READS_CATALOG
    if scope.name == "catalog" and "*" in scope.actions and staff:
        return Grant(scope, frozenset({"*"}), "operator")
    return Grant(scope, NOTHING, "not-staff")


def _staff(db: Database, holder: Holder) -> frozenset[str]:
    """A reviewer's token that may only pull is a customer's: it opens no publisher's staging."""
    return roles_within(db, holder.account, holder.scopes) if holder.account else NOTHING
