"""What policies have to know beside a fact, read from the views."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from eventlog.reading import Reader
from eventlog.refusal import Unavailable
from services.notifications.policies.known import (
    Handover,
    Hole,
    Plan,
    Product,
    Release,
    Sold,
    Submission,
    Subscription,
    Ticket,
)
from services.notifications.projections import bought, catalogue, examined, releases, tickets
from services.notifications.service.heads import Heads
from services.notifications.service.room import CATCH_UP
from vocabulary.money import Money


class Knowing:
    """Whatever a fact names was told before it: what is not here yet comes, and the fact is tried again.

    Raises Unavailable then, and LookupError where all was heard, so that it will not come.
    """

    def __init__(self, views: Reader, heads: Heads) -> None:
        self._views = views
        self._heads = heads

    def product(self, id: str) -> Product:
        found = self._found("catalog", catalogue.product_of, id)
        plans = {plan: Plan(**told) for plan, told in found["plans"].items()}
        return Product(id, found["publisher"], found["address"], found["name"], plans, found["held"])

    def product_in(self, repository: str) -> Product:
        return self.product(self._found("catalog", catalogue.product_in, repository))

    def publisher_name(self, slug: str) -> str:
        return str(self._found("catalog", catalogue.publisher_of, slug)["name"])

    def author_of(self, review: str) -> str:
        return str(self._found("catalog", catalogue.author_of, review))

    def releases_in(self, repository: str) -> Sequence[Release]:
        return [Release(**row) for row in self._asked(releases.in_repository, repository)]

    def subscription(self, id: str) -> Subscription:
        row = self._found("billing", bought.subscription_of, id)
        return Subscription(
            id=id,
            plan=row["plan_name"],
            price=_money(row["price"], row["currency"]),
            next_price=_money(row["next_price"], row["currency"]),
            plan_next_price=_money(row["plan_next_price"], row["currency"]),
            **{name: row[name] for name in AS_THEY_ARE},
        )

    def amount_of(self, invoice: str) -> str:
        found = self._asked(bought.invoice_of, invoice)
        return str(found["amount"]) if found else ""

    def paid_by(self, invoice: str) -> Subscription | None:
        id = self._found("billing", bought.invoice_of, invoice)["subscription"]
        return self.subscription(id) if id else None

    def offer(self, id: str) -> Sold:
        return _sold(self._found("billing", bought.offer_of, id))

    def order(self, id: str) -> Sold:
        return _sold(self._found("billing", bought.order_of, id))

    def card_of(self, holder: str) -> str:
        return str(self._asked(bought.card_of, holder))

    def submission(self, id: str) -> Submission:
        row = self._found("certification", examined.submission_of, id)
        return Submission(id, **{name: row[name] for name in ("publisher", "product", "tag", "reviewer")})

    def certified_tag(self, repository: str, digest: str) -> str:
        return str(self._found("certification", examined.certificate_of, repository, digest)["tag"])

    def shows_findings(self, product: str) -> bool:
        return bool(self._asked(examined.shows_findings, product))

    def found_with(self, repository: str, at: datetime) -> Sequence[Hole]:
        return [_hole(row) for row in self._scanned(examined.found_with, repository, at)]

    def clocked_with(self, repository: str, at: datetime) -> Sequence[Hole]:
        return [_hole(row) for row in self._scanned(examined.clocked_with, repository, at)]

    def due_at(self, repository: str, due: datetime) -> Sequence[Hole]:
        return [_hole(row) for row in self._scanned(examined.due_at, repository, due)]

    def mended_since(self, repository: str, at: datetime) -> Sequence[Hole]:
        return [Hole(row["advisory"], row["severity"]) for row in self._scanned(examined.mended_since, repository, at)]

    def ticket(self, id: str) -> Ticket:
        row = self._found("support", tickets.ticket_of, id)
        return Ticket(id, **{name: row[name] for name in ("number", "holder", "product")})

    def handover(self, id: str) -> Handover:
        row = self._found("support", tickets.handover_of, id)
        return Handover(row["ticket"], row["sender"], row["receiver"])

    def _scanned(self, query: Any, *of: Any) -> Any:
        """A scan is told fact by fact: all that were told by now are waited for."""
        self._must_have_heard("certification", str(of[0]))
        return self._asked(query, *of)

    def _must_have_heard(self, source: str, of: str) -> None:
        if not self._views.wait_for(f"{source}:{self._heads.of(source)}", CATCH_UP):
            raise Unavailable("view-behind", of[:80])

    def _asked(self, query: Any, *of: Any) -> Any:
        with self._views.begin() as db:
            return query(db, *of)

    def _found(self, source: str, query: Any, *of: Any) -> Any:
        if found := self._asked(query, *of):
            return found
        self._must_have_heard(source, str(of[0]))
        if found := self._asked(query, *of):
            return found
        raise LookupError(f"{source} never told of {of[0]}")


AS_THEY_ARE = (
    "holder",
    "publisher",
    "product",
    "interval",
    "quantity",
    "next_from",
    "plan_next",
    "quantity_next",
    "reduced",
    "trialing",
    "trial_until",
    "ends",
    "goes_on",
    "over",
)


def _money(amount: int | None, currency: str) -> Money | None:
    return None if amount is None else Money(amount, currency)


def _sold(row: Mapping[str, Any]) -> Sold:
    to = row.get("to") or row.get("holder", "")
    return Sold(row["publisher"], row["product"], row["plan"], to, row.get("until"))


def _hole(row: Mapping[str, Any]) -> Hole:
    return Hole(row["advisory"], row["severity"], row["place"], row["clock_place"])
