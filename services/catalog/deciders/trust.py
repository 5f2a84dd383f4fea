"""What becomes of a product by what certification found: certified or not, its grade, and its hold for a hole."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from eventlog.decider import Context
from eventlog.refusal import Forbidden
from services.catalog.deciders.product_state import Event, Product
from services.catalog.events import (
    MissedFix,
    ProductCertified,
    ProductGraded,
    ProductRevoked,
    ProductUncertified,
    SecurityHoldLifted,
    SecurityHoldPlaced,
)


@dataclass(frozen=True)
class Certified:
    """The newest image with a certificate that customers may pull under a tag."""

    plan: str
    repository: str
    tag: str
    digest: str
    platforms: tuple[str, ...]
    since: date
    until: date


@dataclass(frozen=True)
class NoteTrust:
    """`certified` None: none is; `why` says so for what was: expired | revoked | withdrawn."""

    certified: Certified | None
    why: str
    grade: str  # A to F; empty: not graded


@dataclass(frozen=True)
class NoteMissed:
    fix: MissedFix


@dataclass(frozen=True)
class NoteMended:
    """Or nobody needs to mend it any more."""

    vulnerability: str


@dataclass(frozen=True)
class GiveUpProduct:
    """A hole was missed for a month."""

    vulnerability: str


Command: TypeAlias = NoteTrust | NoteMissed | NoteMended | GiveUpProduct


def trust(command: Command, product: Product, by: Context) -> list[Event]:
    if not by.actor.startswith("policy:"):
        raise Forbidden("store-only")
    if product.stage == "revoked":
        return []
    match command:
        case NoteTrust(certified, why, grade):
            graded: list[Event] = [] if grade == product.grade else [ProductGraded(product.id, grade)]
            return [*_certify(certified, why, product), *graded]
        case NoteMissed(fix):
            known = next((one for one in product.missed if one.vulnerability == fix.vulnerability), None)
            return [] if known == fix else [SecurityHoldPlaced(product.id, _with(fix, product))]
        case NoteMended(vulnerability):
            return _mend(vulnerability, product)
        case GiveUpProduct(vulnerability):
            missed = any(one.vulnerability == vulnerability for one in product.missed)
            return [ProductRevoked(product.id)] if missed else []


def _certify(certified: Certified | None, why: str, product: Product) -> list[Event]:
    if certified is None:
        return [ProductUncertified(product.id, why)] if product.certified is not None else []
    now = ProductCertified(product=product.id, **vars(certified))
    return [] if now == product.certified else [now]


def _with(fix: MissedFix, product: Product) -> tuple[MissedFix, ...]:
    return (*_others(fix.vulnerability, product), fix)


def _mend(vulnerability: str, product: Product) -> list[Event]:
    left = _others(vulnerability, product)
    if left == product.missed:
        return []
    return [SecurityHoldPlaced(product.id, left)] if left else [SecurityHoldLifted(product.id)]


def _others(vulnerability: str, product: Product) -> tuple[MissedFix, ...]:
    return tuple(one for one in product.missed if one.vulnerability != vulnerability)
