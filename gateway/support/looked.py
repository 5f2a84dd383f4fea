"""What the store's support is shown of a customer's own pages: what it has, and what the door answers for it.

Never tokens, passwords, the signed text or the secret fields of a licence, cards, or how somebody wants mail.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from eventlog.refusal import Unavailable
from gateway.checkout import content
from gateway.holders import Holder
from gateway.lines import line_words
from gateway.parts import database, parts
from gateway.problems import title_of
from gateway.views import access, listings

Told = dict[str, Any]


def page_of(page: str, holder: str) -> list[Told]:
    """The rows of one of `PAGES`. Raises Unavailable where billing does not answer."""
    return PAGES[page](Holder(holder, "", ""))


def _subscriptions(holder: Holder) -> list[Told]:
    found = content.subscriptions(holder)
    if found is None:
        raise Unavailable("service-unavailable", "billing")
    names = ("name", "state", "until", "price", "quantity", "interval")
    return [
        {name: each[name] for name in names}
        | {"publisher": each["publisher_name"], "plan": each["plan_name"], "renews": not each["cancel_at_period_end"]}
        for each in found
    ]


def _licences(holder: Holder) -> list[Told]:
    return [
        {"name": _name_of(each["product_id"]) or each["product"]}
        | {name: each[name] for name in ("plan", "state", "until")}
        for each in parts().rpc.billing.licences_of(holder.id)
    ]


def _invoices(holder: Holder) -> list[Told]:
    return [
        {"for": line_words(each["lines"][0]) if each["lines"] else ""}
        | {name: each[name] for name in ("number", "on", "due", "state", "total")}
        for each in parts().rpc.billing.invoices_of(holder.id)
    ]


def _rights(holder: Holder) -> list[Told]:
    return [_right(each, holder) for each in content.rights(holder, [])]


def _right(right: Mapping[str, Any], holder: Holder) -> Told:
    """`door`: the code of the refusal with which the token endpoint would answer now; empty: it lets it pull."""
    decided = access.decide(database(), holder.id, right["repository"], datetime.now(UTC).timestamp())
    return {
        "name": right["name"],
        "plan": right["plan_name"],
        "repository": right["repository"],
        "reason": right["reason"],
        "since": _written(right["since"]),
        "until": _written(right["until"]),
        "may_pull": decided.allowed,
        "door": decided.code,
        "why": title_of(decided.code) if decided.code else "",
    }


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _name_of(product: str) -> str:
    found = listings.product_by_id(database(), product)
    return found.name if found else ""


PAGES: Mapping[str, Callable[[Holder], list[Told]]] = {
    "subscriptions": _subscriptions,
    "licences": _licences,
    "invoices": _invoices,
    "rights": _rights,
}
