"""What desks see beside a ticket: who the customer is and what they may, the image they run, and what looks alike."""

from typing import Any

from eventlog.decider import Context
from services.support.deciders import sides
from services.support.deciders.handover_state import speaks_for
from services.support.deciders.ticket_state import STORE, Ticket
from services.support.policies.likeness import alike
from services.support.projections import beside, catalogue, people, queues
from services.support.projections.queues import EVERY, Of, seen_by
from services.support.service.ticketing import Ticketing, number_of

MOST_ALIKE, LOOKED_AT = 5, 500  # tickets


class Beside(Ticketing):
    def _context(self, state: Ticket, by: Context) -> dict[str, Any]:
        """{customer, image, alike}; image None where the ticket is about no repository.

        A publisher's people are told of tickets that they may read, and of no others.
        """
        opened = state.opened
        desk = sides.desks_of(state, by)[0]
        seen = EVERY if speaks_for(STORE, by) else seen_by(desk)
        named = self._names([opened.subject]).get(opened.subject, "")
        with self.views.begin() as db:
            plan = catalogue.plan_of(db, opened.product, opened.plan)
            total, still, rating = queues.of_customer(db, opened.holder, seen)
            organization = people.organization_name(db, opened.holder)
            right = beside.right_of(db, opened.holder, opened.product, opened.plan, self.clock.now())
            repository = plan["repository"] if plan is not None else opened.entitlement.repository
            image = beside.image_of(db, repository, opened.tag, opened.digest) if repository else None
        customer = {"holder": opened.holder, "name": organization or named, "plan": opened.plan, **right}
        customer |= {"tickets": total, "open": still, "closed": total - still, "rating": rating}
        return {"customer": customer, "image": image, "alike": self._alike(state, seen)}

    def _alike(self, state: Ticket, seen: Of) -> list[dict[str, Any]]:
        """Tickets of the product that came to an end and whose summary says much the same."""
        opened = state.opened
        if not opened.product or not isinstance(opened.summary, str):
            return []
        with self.views.begin() as db:
            rows = {row["ticket"]: row for row in queues.ended_of(db, opened.product, state.id, seen, LOOKED_AT)}
        said = self._shown([(row["opener"], row["summary"]) for row in rows.values()])
        summaries = dict(zip(rows, said, strict=True))
        return [
            {
                "id": id,
                "number": number_of(rows[id]["number"]),
                "summary": summaries[id],
                "state": rows[id]["state"],
            }
            for id in alike(opened.summary, summaries, MOST_ALIKE)
        ]
