"""Why somebody may pull a repository, or why not: the same decision as the registry's, told by its events."""

from gateway.registry.grants import READS_STAGING, STAGING, Grant, Holder, grant
from gateway.registry.scopes import Scope
from gateway.views import access, accounts
from gateway.views.access import Because
from gateway.views.tables import Database, rfc3339

ALL = frozenset({"pull", "push", "certify", "staff"})
CODES = {
    "account-suspended": "an active account: this one is suspended, unverified or erased",
    "unknown-account": "an account: there is none with this id",
    "publisher-not-approved": "the publisher's approval",
    **access.MISSING,
}


def explain(db: Database, holder: str, repository: str, now: float) -> dict[str, object]:
    """`holder` is an account's id, empty: nobody; facts are told by their events, what lacks in words."""
    asked = Scope("repository", repository, repository, frozenset({"pull"}))
    granted = grant(db, Holder(holder, ALL), asked, now)
    facts = _about_account(db, holder) + _about_staff(db, holder, granted)
    if not repository.startswith(STAGING):
        facts += access.decide(db, holder, repository, now).because
    code = _of_account(db, holder) or granted.code
    return {
        "allowed": "pull" in granted.actions and not code,
        "rule": granted.rule,
        "code": code,
        "because": [{"event": fact.event, "at": fact.at, "text": fact.text} for fact in sorted(facts, key=_time)],
        "missing": [CODES.get(code, code)] if code else [],
    }


def _of_account(db: Database, holder: str) -> str:
    if not holder:
        return ""
    known = accounts.account(db, holder)
    if known is None:
        return "unknown-account"
    return "" if known.active else "account-suspended"


def _about_account(db: Database, holder: str) -> list[Because]:
    known = accounts.account(db, holder) if holder else None
    if known is None:
        return []
    return [Because(known.event, rfc3339(known.at), f"account {holder} became {known.state}")]


def _about_staff(db: Database, holder: str, granted: Grant) -> list[Because]:
    if granted.rule not in ("reviewer", "own-staging", "own-product"):
        return []
    if granted.rule == "reviewer":
        grants = accounts.grants_of(db, holder)
        return [Because(e, rfc3339(at), f"{holder} became {role}") for role, e, at in grants if role in READS_STAGING]
    slug = granted.scope.repository.removeprefix(STAGING).partition("/")[0]
    found = accounts.member(db, holder, slug)
    return [Because(found.event, rfc3339(found.at), f"{holder} became {found.role} of {slug}")] if found else []


def _time(fact: Because) -> str:
    return fact.at
