"""Who may pull what, by which rule, and by which events: decided on the gates and entitlements that the views hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

from sqlalchemy import Connection, bindparam, exists, select

from eventlog.tables import parked
from gateway.views.gates import entitlements, repositories
from gateway.views.prepared import Prepared
from gateway.views.tables import rfc3339

OPEN = frozenset({"published", "unlisted"})  # who has an unlisted product keeps it


@dataclass(frozen=True)
class Because:
    """A fact behind a decision: the event's id, its time, and what it said."""

    event: str
    at: str
    text: str


class Decision(NamedTuple):
    """Whether a repository may be pulled, by which rule, and else the code of the refusal.

    `address` is the product's (`publisher/product`); it is empty where the repository must look unknown.
    """

    allowed: bool
    rule: str
    code: str = ""
    address: str = ""
    gate: "Gate | None" = None
    entitlement: "Entitlement | None" = None

    @property
    def because(self) -> list[Because]:
        facts = [*(self.gate.facts() if self.gate else ()), *(self.entitlement.facts() if self.entitlement else ())]
        return sorted(facts, key=lambda fact: fact.at)


MISSING = {  # what would have to happen for a pull to be allowed, by the refusal's code
    "sign-in-needed": "a sign-in: the plan is for everybody with an account",
    "terms-not-accepted": "the acceptance of the present version of the plan's terms",
    "subscription-needed": "a running subscription to the plan",
    "trial-ended": "a running subscription to the plan: its trial is over",
    "subscription-lapsed": "a running subscription to the plan: the one before was not paid",
    "subscription-ended": "a running subscription to the plan: the one before is over",
    "order-ended": "another order, or a longer one: the one before is over, or was cancelled by the publisher",
    "plan-left": "a running subscription to this plan: another one of the product took its place",
    "product-revoked": "nothing can open it: the product was revoked",
    "rights-in-doubt": "the mending of an event that could not be applied (see the parked events)",
    "seat-ended": "a seat of a running subscription to the plan, or a subscription of their own",
    "unknown-repository": "a published product with this repository",
}


AFTER = {  # what is said to somebody whose right is over, by what it rested on
    "trial": "trial-ended",
    "grace": "subscription-lapsed",
    "subscription": "subscription-ended",
    "order": "order-ended",
    "seat": "seat-ended",
}


class Gate(NamedTuple):
    """What stands before a repository: its product's state and its plan's access."""

    repository: str
    product: str
    plan: str
    address: str
    publisher: str
    state: str
    state_event: str
    state_at: float
    access: str
    terms_version: str
    plan_event: str
    plan_at: float
    doubted: bool  # whether any event, of whomever, could not be applied

    def facts(self) -> Iterator[Because]:
        asked = f", terms version {self.terms_version}" if self.terms_version else ""
        opens = f"plan {self.plan} of {self.address} opens {self.repository} to: {self.access}{asked}"
        yield Because(self.plan_event, rfc3339(self.plan_at), opens)
        yield Because(self.state_event, rfc3339(self.state_at), f"product {self.address} became {self.state}")


class Entitlement(NamedTuple):
    """Somebody's right to a repository; times are seconds since 1970."""

    holder: str
    repository: str
    product: str
    plan: str
    until: float | None
    reason: str
    terms_version: str
    ended: float | None
    ended_reason: str
    event: str
    at: float

    def runs(self, now: float) -> bool:
        return self.ended is None and (self.until is None or now < self.until)

    def facts(self) -> Iterator[Because]:
        if self.ended is not None:
            yield Because(self.event, rfc3339(self.at), f"the right of {self.holder} ended: {self.ended_reason}")
            return
        accepted = f", terms version {self.terms_version}" if self.terms_version else ""
        until = f" until {rfc3339(self.until)}" if self.until is not None else ""
        yield Because(self.event, rfc3339(self.at), f"{self.holder} got the right{until}: {self.reason}{accepted}")


GATE = (*(repositories.c[name] for name in Gate._fields[:-1]), exists(select(parked.c.stream)))
ENTITLEMENT = tuple(entitlements.c[name] for name in Entitlement._fields)
_GATE = Prepared(select(*GATE).where(repositories.c.repository == bindparam("repository")), "repository")
_ENTITLEMENT = Prepared(
    select(*ENTITLEMENT).where(
        entitlements.c.holder == bindparam("holder"), entitlements.c.repository == bindparam("repository")
    ),
    "holder",
    "repository",
)


def gate_of(db: Connection, repository: str) -> Gate | None:
    row = _GATE.first(db, repository)
    return None if row is None else Gate(*row)


def entitlement_of(db: Connection, holder: str, repository: str) -> Entitlement | None:
    row = _ENTITLEMENT.first(db, holder, repository)
    return None if row is None else Entitlement(*row)


def in_doubt(db: Connection, account: str, gate: Gate, organizations: Sequence[str] = ()) -> bool:
    """Whether an event about the holder or the product could not be applied: what decides rights then refuses."""
    if not gate.doubted:
        return False
    behind = [f"product-{gate.product}", f"account-{account}", f"customer-{account}"]
    behind += [f"{kind}-{slug}" for slug in organizations for kind in ("organization", "customer")]
    return db.scalar(select(parked.c.stream).where(parked.c.stream.in_(behind)).limit(1)) is not None


def entitlements_of(db: Connection, holder: str) -> list[Entitlement]:
    """Everything that somebody got, what has ended among it; newest first."""
    mine = select(entitlements).where(entitlements.c.holder == holder)
    return [Entitlement(**row._mapping) for row in db.execute(mine.order_by(entitlements.c.at.desc()))]


def decide(db: Connection, account: str, repository: str, now: float, organizations: Sequence[str] = ()) -> Decision:
    """Whether `account` (empty: nobody) may pull a released repository at `now`, seconds since 1970.

    What one of the `organizations` may, it may too; where none opens it, the answer is about a right that one of them
    had, else about the account.
    """
    gate = gate_of(db, repository)
    holders = [name for name in (account, *organizations) if name]
    if gate is None or not holders or gate.access in ("anyone", "signed_in"):
        return judge(gate, None, holders[0] if holders else "", now)
    refused = None
    for holder in holders:
        decision = judge(gate, entitlement_of(db, holder, repository), holder, now)
        if decision.allowed:
            return decision
        if refused is None or (refused.entitlement is None and decision.entitlement is not None):
            refused = decision
    return cast("Decision", refused)


def judge(gate: Gate | None, right: Entitlement | None, account: str, now: float) -> Decision:
    """The rule itself, on facts that were read; unknown and invisible repositories look alike."""
    if gate is None or gate.state not in (*OPEN, "revoked"):
        return Decision(False, "unknown", "unknown-repository", gate=gate)
    if gate.state == "revoked":
        return Decision(False, "revoked", "product-revoked", gate.address, gate, right)
    if gate.access == "anyone":
        return Decision(True, "anyone", address=gate.address, gate=gate)
    if not account:
        return Decision(False, "nobody", "sign-in-needed", gate.address, gate)
    if gate.access == "signed_in":
        return Decision(True, "signed-in", address=gate.address, gate=gate)
    return _entitled(gate, right, now)


def _code_after(right: Entitlement | None) -> str:
    if right is not None and right.ended_reason == "plan-switched":
        return "plan-left"
    return AFTER.get(right.reason if right else "", "subscription-needed")


def _entitled(gate: Gate, right: Entitlement | None, now: float) -> Decision:
    runs = right is not None and right.runs(now)
    if gate.access != "terms":
        code = "" if runs else _code_after(right)
        return Decision(runs, "entitled" if runs else "not-entitled", code, gate.address, gate, right)
    accepted = runs and right is not None and right.terms_version == gate.terms_version
    code = "" if accepted else "terms-not-accepted"
    return Decision(accepted, "terms-accepted" if accepted else "terms-open", code, gate.address, gate, right)
