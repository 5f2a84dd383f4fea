"""The lists of tickets: a desk's queue by the nearest deadline, and a customer's own."""

from collections.abc import Mapping, Sequence
from typing import Any

from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.refusal import Forbidden, Invalid, Refused
from services.support.deciders.handover_state import speaks_for
from services.support.deciders.sides import IN_HOLDER
from services.support.deciders.ticket_state import CUSTOMER, STORE
from services.support.projections import catalogue, handovers, people, queues
from services.support.projections.queues import EVERY, Asked, Of, both
from services.support.projections.tickets import kind_of
from services.support.service.showing import iso
from services.support.service.ticketing import Ticketing, number_of

QUEUES = ("own", "unassigned", "all", "handed", "mine")
ENDED = ("resolved", "closed", "merged")
MOST = 200
LARGEST = 2**63 - 1  # that a database knows as a number
Rows = Sequence[Mapping[str, Any]]


class Queue(Ticketing):
    @rpc(expected_exceptions=Refused)
    def tickets(self, asked: dict[str, Any], context: dict[str, Any]) -> dict[str, Any]:
        """{items, next, open, late}; `asked`, each optional: queue, state, product, publisher, priority, assignee,
        waiting_on, before, limit.

        `queue` is a desk's own | unassigned | all | handed, the nearest deadline first and what has ended the newest
        first; or mine: a customer's, the newest first. To its own people `publisher` names the desk; to the store's it
        only keeps others out.
        """
        by, queue = Context.load(context), asked.get("queue") or "mine"
        if queue not in QUEUES:
            raise Invalid("field-invalid", f"queue: {' or '.join(QUEUES)}")
        limit = max(1, min(MOST, asked.get("limit") or 50))
        kept = self._kept_to(asked)
        of = _mine(by) if queue == "mine" else _of_desk(queue, asked.get("publisher") or "", kept, by)
        if queue != "mine" and speaks_for(asked.get("publisher") or "", by):
            kept = kept._replace(publisher="")
        before, newest = str(asked.get("before") or ""), queue == "mine" or kept.state in ENDED
        with self.views.begin() as db:
            if newest:
                rows = queues.newest_first(db, of, kept, _number(before) if before.isdecimal() else 0, limit + 1)
            else:
                rows = queues.by_deadline(db, of, kept, _cursor(before), limit + 1)
            still, late = queues.counted(db, of, self.clock.now())
        items = self._rows(rows[:limit])
        return {"items": items, "next": _next(rows, limit, newest), "open": still, "late": late}

    def _kept_to(self, asked: Mapping[str, Any]) -> Asked:
        names = ("state", "publisher", "assignee", "waiting_on")
        product = asked.get("product") or ""
        if product:
            with self.views.begin() as db:
                found = catalogue.product_at(db, product)
            product = found["product"] if found else product
        told = {name: asked.get(name) or "" for name in names}
        return Asked(product=product, priority=asked.get("priority") or 0, **told)

    def _rows(self, rows: Rows) -> list[dict[str, Any]]:
        summaries = self._shown([(row["opener"], row["summary"]) for row in rows])
        names = self._names(account for row in rows for account in (row["opener"], row["assignee"]))
        with self.views.begin() as db:
            products = catalogue.products_of(db, [row["product"] for row in rows])
            organizations = people.organization_names(db, [row["holder"] for row in rows])
            under_way = handovers.under_way(db, [row["ticket"] for row in rows])
        told = []
        for row, summary in zip(rows, summaries, strict=True):
            product = products.get(row["product"], {"address": "", "name": ""})
            opener, assignee = row["opener"], row["assignee"]
            told.append(
                {
                    **_row(row),
                    "summary": summary,
                    "product": {"id": row["product"], "address": product["address"], "name": product["name"]},
                    "product_name": product["name"],
                    "customer": organizations.get(row["holder"]) or names.get(opener, ""),
                    "opener": {"id": opener, "name": names.get(opener, "")},
                    "assignee": {"id": assignee, "name": names.get(assignee, "")} if assignee else None,
                    "handover": under_way.get(row["ticket"], ""),
                }
            )
        return told


def _mine(by: Context) -> Of:
    """Of who asks, and of their organisations, as sides.is_customer has it for one ticket."""
    told = [role.partition(":") for role in sorted(by.roles)]
    shared = [of for of, _, role in told if role in IN_HOLDER]
    return queues.whose(by.actor, shared, [of for of, _, role in told if role and of not in shared])


def _of_desk(queue: str, publisher: str, kept: Asked, by: Context) -> Of:
    """As the people of the publisher's desk see it, where the caller is of them; else as the store's do."""
    desk = publisher if publisher and speaks_for(publisher, by) else STORE
    if not speaks_for(desk, by):
        raise Forbidden("not-yours")
    seen = EVERY if desk == STORE else queues.seen_by(desk)
    match queue:
        case "own":
            return both(seen, queues.assigned_to(by.actor))
        case "unassigned":
            return queues.unassigned(desk)
        case "handed":
            return queues.handed(seen)
    return seen


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("owner", "priority", "publisher", "plan", "holder", "state")
    return {
        "id": row["ticket"],
        "number": number_of(row["number"]),
        **{name: row[name] for name in names},
        "version": {"tag": row["tag"], "digest": row["digest"]},
        "waiting_on": kind_of(row["waiting_on"]),
        "opened": iso(row["opened"]),
        "updated": iso(row["updated"]),
        "rating": row["stars"] or None,
        "sla": {
            "what": row["what"],
            "started": iso(row["started"]),
            "warned": iso(row["warned"]),
            "due": iso(row["due"]),
            "first_response_due": iso(row["due"]) if row["what"] == "first_response" else None,
            "next_update_due": iso(row["due"]) if row["what"] == "next_update" else None,
            "breached": row["broke"] is not None and row["broke"] == row["started"],
            "paused": row["state"] == "open" and row["waiting_on"] == CUSTOMER,
        },
    }


def _next(rows: Rows, limit: int, newest: bool) -> str | None:
    if len(rows) <= limit:
        return None
    last = rows[limit - 1]
    return str(last["number"]) if newest else f"{last['nearest']!r}~{last['number']}"


def _cursor(before: str) -> tuple[float, int] | None:
    """Nearest and number; None at the beginning, and where it is no cursor."""
    nearest, _, number = before.partition("~")
    try:
        return (float(nearest), _number(number)) if before else None
    except ValueError:
        return None


def _number(written: str) -> int:
    """ValueError where it is none; refused where no ticket can have it."""
    number = int(written)
    if abs(number) > LARGEST:
        raise Invalid("field-invalid", "before")
    return number
