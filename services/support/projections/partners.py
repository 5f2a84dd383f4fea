"""What lies at partners: whose tickets went to them by TSANet."""

from typing import Any

from sqlalchemy import Connection, select

from services.support.projections.handovers import handovers
from services.support.projections.tickets import tickets


def of_opener(db: Connection, account: str) -> list[dict[str, Any]]:
    """{id, token, sender, receiver} of each handover of a ticket of theirs that TSANet has, oldest first."""
    c = handovers.c
    of_ticket = handovers.join(tickets, tickets.c.ticket == c.ticket)
    wanted = select(c.id, c.token, c.sender, c.receiver).select_from(of_ticket)
    found = wanted.where(tickets.c.opener == account, c.by == "tsanet", c.token != "")
    return [dict(row) for row in db.execute(found.order_by(c.requested, c.id)).mappings()]
