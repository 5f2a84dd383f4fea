"""What of the asked is allowed: scope by scope, from the read model alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from gateway.auth import roles_within
from gateway.registry.scopes import Scope
from gateway.views import access, accounts, listings
from gateway.views.tables import Database

STAGING = "staging/"
READS_STAGING = frozenset({"reviewer", "operator"})
READS_CATALOG = frozenset({"operator"})
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Holder:
    """Who asks a registry token: an account (empty: nobody) and what its credentials may be used for."""

    account: str = ""
    scopes: frozenset[str] = frozenset({"pull"})


NOBODY = Holder()


@dataclass(frozen=True)
class Grant:
    """What is granted of a scope, by which rule; `code` says why a pull or push is not among it."""

    scope: Scope
    actions: frozenset[str]
    rule: str
    code: str = ""
    product: str = ""


def grant(db: Database, holder: Holder, scope: Scope, now: float) -> Grant:
    if scope.type == "registry":
        return _catalog(db, holder, scope)
    if scope.type != "repository":
        return Grant(scope, NOTHING, "unknown-type", "unknown-repository")
    if scope.repository.startswith(STAGING):
        return _narrowed(_staging(db, holder, scope), holder)
    return _narrowed(_released(db, holder, scope, now), holder)


def alone(grants: Iterable[Grant]) -> Grant | None:
    """The one repository whose pull was asked and refused; None where less than asked is answered with less."""
    asked = list(grants)
    if len(asked) != 1 or asked[0].scope.type != "repository":
        return None
    wanted = _meant(asked[0].scope)
    return None if "pull" not in wanted or ("pull" in asked[0].actions and not asked[0].code) else asked[0]


def _meant(scope: Scope) -> frozenset[str]:
    return scope.actions | {"pull", "push"} if "*" in scope.actions else scope.actions


def _narrowed(granted: Grant, holder: Holder) -> Grant:
    """A token's scopes are named as the actions that they allow."""
    lacking = sorted((granted.actions & {"pull", "push"}) - holder.scopes)
    if not lacking:
        return granted
    rule, code = "scope-missing", f"token-without-{lacking[-1]}"
    return Grant(granted.scope, granted.actions & holder.scopes, rule, code, granted.product)


def _released(db: Database, holder: Holder, scope: Scope, now: float) -> Grant:
    """Customers pull released repositories; the store alone pushes to them."""
    decision = access.decide(db, holder.account, scope.repository, now)
    if decision.gate and access.in_doubt(db, holder.account, decision.gate.product):
        return Grant(scope, NOTHING, "in-doubt", "rights-in-doubt", decision.address)
    pull, pushes = _meant(scope) & {"pull"}, "push" in _meant(scope)
    if decision.allowed:
        code = "push-to-staging" if pushes and _owns(db, holder, scope.repository) else ""
        return Grant(scope, pull, decision.rule, code, decision.address)
    if decision.code != "product-revoked" and holder.account and decision.gate:
        if _owns(db, holder, scope.repository):
            return Grant(scope, pull, "own-product", "push-to-staging" if pushes else "", decision.gate.address)
        if not decision.address and _staff(db, holder) & READS_STAGING:
            return Grant(scope, pull, "reviewer", product=decision.gate.address)
    return Grant(scope, NOTHING, decision.rule, decision.code, decision.address)


def _staging(db: Database, holder: Holder, scope: Scope) -> Grant:
    repository = scope.repository.removeprefix(STAGING)
    unknown = Grant(scope, NOTHING, "unknown", "unknown-repository")
    if not holder.account or repository.count("/") != 1:  # no plan could offer one that lies deeper
        return unknown
    if _owns(db, holder, repository):
        publisher = listings.publisher(db, repository.partition("/")[0])
        if publisher is None or publisher.state != "approved":
            return Grant(scope, NOTHING, "not-approved", "publisher-not-approved")
        return Grant(scope, _meant(scope) & {"pull", "push"}, "own-staging")
    if _staff(db, holder) & READS_STAGING:
        return Grant(scope, _meant(scope) & {"pull"}, "reviewer")
    return unknown


def _catalog(db: Database, holder: Holder, scope: Scope) -> Grant:
    staff = holder.account and _staff(db, holder) & READS_CATALOG
    if scope.name == "catalog" and "*" in scope.actions and staff:
        return Grant(scope, frozenset({"*"}), "operator")
    return Grant(scope, NOTHING, "not-staff")


def _staff(db: Database, holder: Holder) -> frozenset[str]:
    """A reviewer's token that may only pull is a customer's: it opens no publisher's staging."""
    return roles_within(db, holder.account, holder.scopes)


def _owns(db: Database, holder: Holder, repository: str) -> bool:
    return bool(holder.account) and accounts.owns(db, holder.account, repository.partition("/")[0])
