"""Why somebody may pull a repository, or why not: the same decision as the registry's, told by its events."""

from gateway.registry.grants import NOBODY, READS_STAGING, STAGING, Grant, Holder, grant, holder_of, publisher_of
from gateway.registry.scopes import Scope
from gateway.views import access, accounts
from gateway.views.access import Because, Decision
from gateway.views.tables import Database, rfc3339

ALL = frozenset({"pull", "push", "certify", "staff"})
CODES = {
    "account-suspended": "an active account: this one is suspended, unverified or erased",
    "unknown-account": "an account, or a robot: there is none of this name",
    "publisher-not-approved": "the publisher's approval",
    "publisher-suspended": "the publisher's reinstatement",
    "robot-kept-to-others": "a robot that is kept to this product, or to none",
    "token-without-pull": "a robot that may pull",
    **access.MISSING,
}


def explain(db: Database, holder: str, repository: str, now: float) -> dict[str, object]:
    """`holder` is an account's id or a robot's name, empty: nobody; facts by their events, what lacks in words."""
    who = _who(db, holder)
    asked = Scope("repository", repository, repository, frozenset({"pull"}))
    granted = grant(db, who or NOBODY, asked, now)
    facts = _about_account(db, holder)
    if not repository.startswith(STAGING):
        decision = access.decide(db, who.account, repository, now, who.organizations) if who else Decision(False, "")
        facts += decision.because
        facts += _about_membership(db, holder, decision.entitlement.holder if decision.entitlement else "")
    facts += _about_staff(db, holder, granted)
    code = _of_account(db, holder, who) or granted.code
    return {
        "allowed": "pull" in granted.actions and not code,
        "rule": granted.rule,
        "code": code,
        "because": [{"event": fact.event, "at": fact.at, "text": fact.text} for fact in sorted(facts, key=_time)],
        "missing": [CODES.get(code, code)] if code else [],
    }


def _who(db: Database, holder: str) -> Holder | None:
    """None where there is no such account, and no such robot (`acme+ci`)."""
    slug, plus, name = holder.partition("+")
    if plus:
        return next((holder_of(robot) for robot in accounts.robots_of(db, slug) if robot.label == name), None)
    if holder and accounts.account(db, holder) is None:
        return None
    return Holder(holder, ALL, tuple(each.slug for each in accounts.organizations_of(db, holder)))


def _of_account(db: Database, holder: str, who: Holder | None) -> str:
    if who is None:
        return "unknown-account"
    known = accounts.account(db, holder) if who.account else None
    return "" if known is None or known.active else "account-suspended"


def _about_account(db: Database, holder: str) -> list[Because]:
    known = accounts.account(db, holder) if holder else None
    if known is None:
        return []
    return [Because(known.event, rfc3339(known.at), f"account {holder} became {known.state}")]


def _about_membership(db: Database, holder: str, slug: str) -> list[Because]:
    """By what the holder belongs to the organisation whose right or rights it uses."""
    found = accounts.member(db, holder, slug) if slug and slug != holder else None
    return [Because(found.event, rfc3339(found.at), f"{holder} became {found.role} of {slug}")] if found else []


def _about_staff(db: Database, holder: str, granted: Grant) -> list[Because]:
    if granted.rule == "reviewer":
        grants = accounts.grants_of(db, holder)
        return [Because(e, rfc3339(at), f"{holder} became {role}") for role, e, at in grants if role in READS_STAGING]
    if granted.rule not in ("own-staging", "own-product"):
        return []
    repository = granted.scope.repository.removeprefix(STAGING)
    return _about_membership(db, holder, publisher_of(access.gate_of(db, repository), repository))


def _time(fact: Because) -> str:
    return fact.at
