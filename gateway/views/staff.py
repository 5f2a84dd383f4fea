"""Who works for the store: staff roles, with who granted each and when."""

from dataclasses import dataclass, fields

from sqlalchemy import Connection, select

from gateway.views.holders import staff_roles


@dataclass(frozen=True)
class Grant:
    account: str
    role: str  # support | reviewer | finance | operator
    granted_by: str  # an account; the first operator’s own, which the settings name
    at: float  # seconds since 1970


def granted(db: Connection) -> list[Grant]:
    """Every role that somebody has now, in the order in which they were granted."""
    asked = select(*(staff_roles.c[field.name] for field in fields(Grant)))
    return [Grant(*row) for row in db.execute(asked.order_by(staff_roles.c.at, staff_roles.c.account))]
