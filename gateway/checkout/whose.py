"""Whose subscription or invoice somebody may see: one's own, an organisation's, a customer's, or any as staff."""

from typing import Any

from eventlog.refusal import Forbidden, Missing
from gateway.auth import caller
from gateway.holders import BUYERS
from gateway.parts import database
from gateway.views import accounts

STAFF = frozenset({"finance", "support", "operator"})


def of_caller(slug: str, *, buys: bool = False) -> str:
    """The holder's id; `not-yours` where the caller does not belong to the organisation, or does not buy for it."""
    who = caller().account
    if not slug or slug == who:
        return who
    role = _role_in(slug)
    if not role or (buys and role not in BUYERS):
        raise Forbidden("not-yours")
    return slug


def seen(found: dict[str, Any], code: str, *, buys: bool = False) -> dict[str, Any]:
    """The subscription or invoice, where the caller may see it: else it looks unknown, as `code`."""
    roles = caller().roles
    if found["holder"] == caller().account or roles & STAFF or f"{found['publisher']}:owner" in roles:
        return found
    role = _role_in(found["holder"])
    if not role or (buys and role not in BUYERS):
        raise Missing(code)
    return found


def buys_for(holder: str) -> bool:
    """Whether the caller is this holder, or buys for it: others see what is paid, and pay nothing."""
    return caller().account == holder or _role_in(holder) in BUYERS


def _role_in(slug: str) -> str:
    belongs = accounts.organizations_of(database(), caller().account)
    return next((one.role for one in belongs if one.slug == slug), "")
