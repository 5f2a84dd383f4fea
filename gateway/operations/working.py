"""Who works for the store, as its operators read it: each person with the roles that they have."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection

from eventlog.refusal import Missing
from gateway.rpc import Identity
from gateway.views import staff
from gateway.views.staff import Grant
from gateway.views.tables import rfc3339

ROLES = ("reviewer", "support", "finance", "operator")
NOBODY = {"email": "", "name": ""}  # erased


def people(db: Connection, identity: Identity) -> list[dict[str, Any]]:
    """`{account, email, name, roles: [{role, by, by_name, since}]}`, by the role that each had first."""
    grants = staff.granted(db)
    told = _told(identity, {who for each in grants for who in (each.account, each.granted_by)})
    accounts = dict.fromkeys(each.account for each in grants)
    return [_person(account, [each for each in grants if each.account == account], told) for account in accounts]


def _person(account: str, grants: Sequence[Grant], told: Callable[[str], dict[str, str]]) -> dict[str, Any]:
    roles = [
        {"role": each.role, "by": each.granted_by, "by_name": told(each.granted_by)["name"], "since": rfc3339(each.at)}
        for each in grants
    ]
    return {"account": account, **told(account), "roles": roles}


def _told(identity: Identity, accounts: set[str]) -> Callable[[str], dict[str, str]]:
    profiles = {account: profile_of(identity, account) for account in accounts}
    return lambda account: profiles.get(account, NOBODY)


def profile_of(identity: Identity, account: str) -> dict[str, str]:
    """`{email, name}`; both are empty where nobody is any more."""
    try:
        found = identity.profile(account)
    except Missing:
        return NOBODY
    return {"email": found["email"], "name": found["name"]}
