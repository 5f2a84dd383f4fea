"""Questions to the queue: whose tickets, which of them, in which order."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, true

from services.support.projections.handovers import OPEN, handovers
from services.support.projections.standing import standing
from services.support.projections.tickets import desks, tickets

Condition: TypeAlias = ColumnElement[bool]


class Asked(NamedTuple):
    """What a list is kept to; an empty value keeps nothing out."""

    state: str = ""
    product: str = ""  # its id
    publisher: str = ""
    priority: int = 0
    assignee: str = ""
    waiting_on: str = ""  # customer | store | publisher | partner | nobody


def ticket_of(db: Connection, ticket: str) -> dict[str, Any] | None:
    return next(iter(_each(db, select(tickets).where(tickets.c.ticket == ticket))), None)


class Of(NamedTuple):
    """Whose tickets; `few`: they are better found by whose they are than by how they stand.

    `standing`: the same said of the numbers of those that are open; None where they do not tell.
    """

    condition: Condition
    few: bool = False
    standing: Condition | None = None


EVERY = Of(true(), standing=true())


def whose(account: str, shared: Collection[str] = (), others: Collection[str] = ()) -> Of:
    """A customer's own, those of organisations that share theirs, and what they opened for others they belong to."""
    opened = and_(tickets.c.opener == account, tickets.c.holder.in_(list(others)))
    return Of(or_(tickets.c.holder.in_([account, *shared]), opened), few=True)


def seen_by(desk: str) -> Of:
    """What the people of a publisher's desk have to do with: it is theirs, they asked somebody, or are asked."""
    known = tickets.c.ticket.in_(select(desks.c.ticket).where(desks.c.desk == desk))
    asked = or_(handovers.c.sender == desk, handovers.c.receiver == desk)
    under_way = select(handovers.c.ticket).where(asked, handovers.c.state.in_(OPEN))
    theirs = or_(tickets.c.owner == desk, tickets.c.first == desk, tickets.c.ticket.in_(under_way))
    return Of(and_(known, theirs), few=True)


def both(one: Of, other: Of) -> Of:
    told = None if one.standing is None or other.standing is None else and_(one.standing, other.standing)
    return Of(and_(one.condition, other.condition), one.few or other.few, told)


def unassigned(desk: str) -> Of:
    theirs, its = (and_(table.c.owner == desk, table.c.assignee == "") for table in (tickets, standing))
    return Of(theirs, standing=its)


def assigned_to(account: str) -> Of:
    return Of(tickets.c.assignee == account, standing=standing.c.assignee == account)


def handed(among: Of = EVERY) -> Of:
    """On their way from the desk that had them first to another, or with the other."""
    column = func.coalesce(tickets.c.handed, False) if among.few else tickets.c.handed  # as in _stands
    return both(among, Of(column.is_(True), standing=standing.c.handed.is_(True)))


def by_deadline(
    db: Connection, of: Of, asked: Asked, after: tuple[float, int] | None, limit: int
) -> list[dict[str, Any]]:
    """The nearest first, what is not due last; `after`: nearest and number of the last that was seen."""
    wanted = select(tickets).where(of.condition, *_kept_to(asked, of))
    if after is not None:
        nearest, number = after
        same = and_(tickets.c.nearest == nearest, tickets.c.number > number)
        wanted = wanted.where(tickets.c.nearest >= nearest, or_(tickets.c.nearest > nearest, same))
    return _each(db, wanted.order_by(tickets.c.nearest, tickets.c.number).limit(limit))


def newest_first(db: Connection, of: Of, asked: Asked, before: int, limit: int) -> list[dict[str, Any]]:
    """`before`: the number of the last that was seen; 0: from the newest on."""
    wanted = select(tickets).where(of.condition, *_kept_to(asked, of))
    if before:
        wanted = wanted.where(tickets.c.number < before)
    return _each(db, wanted.order_by(tickets.c.number.desc()).limit(limit))


def counted(db: Connection, of: Of, now: datetime) -> tuple[int, int]:
    """How many are open, and how many of them should have been answered."""
    is_late, number = tickets.c.nearest < now.timestamp(), func.count()
    of_these = (of.condition, _stands(of) == "open")
    if of.standing is None:
        still, late = db.execute(select(number, number.filter(is_late)).where(*of_these)).one()
    else:
        still = db.scalar(select(func.sum(standing.c.number)).where(of.standing))
        late = db.scalar(select(number).where(*of_these, is_late))
    return still or 0, late or 0


def opened_by(db: Connection, account: str) -> list[str]:
    """Those that go on, and those that may be reopened."""
    wanted = select(tickets.c.ticket).where(tickets.c.opener == account, tickets.c.state.in_(("open", "resolved")))
    return list(db.scalars(wanted.order_by(tickets.c.number)))


def ended_of(db: Connection, product: str, ticket: str, of: Of, limit: int) -> list[dict[str, Any]]:
    """Other tickets of the product that came to an end, the last first."""
    wanted = select(tickets).where(tickets.c.product == product, tickets.c.state.in_(("resolved", "closed")))
    found = wanted.where(of.condition, tickets.c.ticket != ticket).order_by(tickets.c.updated.desc(), tickets.c.number)
    return _each(db, found.limit(limit))


def of_customer(db: Connection, holder: str, of: Of = EVERY) -> tuple[int, int, float | None]:
    """How many tickets a holder has had, how many are open, and what it thought of them: the mean of its stars."""
    mine = and_(tickets.c.holder == holder, of.condition)
    total = db.scalar(select(func.count()).select_from(tickets).where(mine)) or 0
    still = db.scalar(select(func.count()).select_from(tickets).where(mine, tickets.c.state == "open")) or 0
    mean = db.scalar(select(func.avg(tickets.c.stars)).where(mine, tickets.c.stars > 0))
    return total, still, None if mean is None else round(float(mean), 1)


def on_clock_of(db: Connection, desk: str, below: int) -> list[str]:
    """Tickets whose clock runs by a calendar of this desk that is older than the version `below`."""
    older = (tickets.c.clock == desk, tickets.c.calendar < below, tickets.c.what != "")
    return list(db.scalars(select(tickets.c.ticket).where(*older).order_by(tickets.c.nearest)))


def numbers_of(db: Connection, ids: Collection[str]) -> dict[str, int]:
    wanted = select(tickets.c.ticket, tickets.c.number).where(tickets.c.ticket.in_(list(ids)))
    return {row.ticket: row.number for row in db.execute(wanted)}


def _stands(of: Of) -> Any:
    """How a ticket stands; where there are few, so that no index over all tickets that stand so is taken for it."""
    return func.coalesce(tickets.c.state, "") if of.few else tickets.c.state


def _kept_to(asked: Asked, of: Of) -> list[Condition]:
    """What keeps out most stands first; its index alone is offered, and none where there are few: as in `_stands`."""
    told = {name: getattr(asked, name) for name in ("product", "assignee", "publisher")}
    told |= {"waited": asked.waiting_on, "priority": asked.priority}
    kept, found = [_stands(of) == asked.state] if asked.state else [], of.few
    for name, value in told.items():
        if value:
            column = tickets.c[name]
            kept.append((func.coalesce(column, type(value)()) if found else column) == value)
            found = True
    return kept


def _each(db: Connection, wanted: Select[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in db.execute(wanted).mappings()]
