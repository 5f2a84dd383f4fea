"""What runs out, as facts of the other services say: what is noted of it, and what is over before its day."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias

from services.notifications.deciders.ending import NoteEnding, SettleEnding
from services.notifications.events import Told
from services.notifications.policies.known import Product

Ends: TypeAlias = list[NoteEnding | SettleEnding]


def noted(
    ending: str,
    kind: str,
    meant: str,
    until: datetime,
    *,
    link: str,
    product: Product | None = None,
    told: Mapping[str, str],
) -> NoteEnding:
    """`ending`: what it is, and its id, licence:ID."""
    said = {"name": product.name if product else "", **told}
    return NoteEnding(
        ending=ending,
        kind=kind,
        about=ending.partition(":")[2],
        product=product.address if product else "",
        link=link,
        facts=tuple(Told(name, value) for name, value in said.items() if value),
        audiences=(meant,),
        until=until,
    )


def morning(day: date) -> datetime:
    """Its first moment."""
    return datetime.combine(day, time(), UTC)


def after(day: date) -> datetime:
    """When it is over."""
    return morning(day + timedelta(days=1))
