"""A desk with many open tickets: customers, publishers with a product each, and what is owed on every ticket.

One publisher, AMONG, has its own tickets among them; of the others the store owns every second one. All were opened
within the last hour and are due within days, so that no deadline strikes while one measures.
"""

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR
from sqlalchemy import create_engine, delete, insert

from bench import _stories
from eventlog import tables
from eventlog.amqp import Follow
from eventlog.following import Following, OwnLog
from eventlog.integrity import Draft, Head, seal
from eventlog.log import open_log
from eventlog.personal import conceal
from eventlog.projection import Projection
from eventlog.reading import ReadModel
from eventlog.recorded import instant
from eventlog.schema import registry
from eventlog.store import Sealed
from eventlog.views import View
from services.catalog import events as catalog
from services.identity.events import AccountRegistered, EmailVerified
from services.support.clock.calendars import after
from services.support.events import ClockSet, Entitlement, Terms, TicketOpened
from services.support.policies.clocks import CHECK
from services.support.projections import PROJECTIONS
from services.support.service import Support

AMONG, ITS_TICKETS = "acme", 1_000
CUSTOMERS, PUBLISHERS = 2_000, 200
SAM = "0198a000-0000-7000-8000-000000000051"  # of the store's desk
TERMS = tuple(Terms(priority, 500 + priority * 90, 2_000) for priority in (1, 2, 3, 4))
WORDS = "It worked until yesterday; since the update it ends with an error that says nothing. " * 5


class Keys:
    """Keys that follow from their subject, so that every process knows them."""

    def of(self, subjects: Iterable[str], *, create: bool = False) -> Mapping[str, bytes | None]:
        return {subject: hashlib.sha256(subject.encode()).digest() for subject in subjects}


def fill(log: str, views: str, tickets: int) -> None:
    """The logs of support, identity and the catalogue, and support's views of them; `log` has {service} in it."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    _stories.write(log.format(service="identity"), "identity", sealed(_people()))
    _stories.write(log.format(service="catalog"), "catalog", sealed(_products()))
    _stories.write(log.format(service="support"), "support", _opened(tickets, now))
    engine = create_engine(log.format(service="support"))
    with engine.begin() as db:
        for start in range(0, tickets, _stories.PAGE):
            page = range(start, min(start + _stories.PAGE, tickets))
            db.execute(insert(tables.due), [row for number in page for row in _due(number, tickets, now)])
    engine.dispose()
    follow("support", log, views, PROJECTIONS, Support)


def follow(name: str, log: str, views: str, projections: Sequence[Projection], service: type) -> None:
    """The views, and what reacts in the service of this name, as far as every log goes: none of it is measured."""
    view_of(name, log, views, projections)
    react_as_far(name, log, service)


def view_of(name: str, log: str, views: str, projections: Sequence[Projection]) -> None:
    view = View(ReadModel(name, projections), views)
    view.prepare()
    for source in view.model.sources:
        told = open_log(source, log.format(service=source), keys=None, secret=b"")
        Following(view.feed(source), OwnLog(told)).catch_up()
        told.close()
    view.close()


def react_as_far(name: str, log: str, service: type) -> None:
    heads = {source: tip_of(source, log) for source in {source for _, source in _reacting(service)}}
    own = open_log(name, log.format(service=name), keys=None, secret=b"")
    with own.begin() as db:
        db.execute(delete(tables.checkpoints))
        db.execute(delete(tables.relay_cursor))
        for follower, source in _reacting(service):
            if heads[source]["position"]:
                row = {"follower": f"{name}.{follower}", "source": source, **heads[source]}
                db.execute(insert(tables.checkpoints).values(row))
        if own.head():
            db.execute(insert(tables.relay_cursor).values(name="relay", position=own.head()))  # all was published
    own.close()


def _reacting(service: type) -> Iterator[tuple[str, str]]:
    """Methods that are called with events, and of which source."""
    for name in dir(service):
        for each in getattr(getattr(service, name), ENTRYPOINT_EXTENSIONS_ATTR, ()):
            if isinstance(each, Follow):
                yield name, each._source


def tip_of(source: str, log: str) -> dict[str, Any]:
    told = open_log(source, log.format(service=source), keys=None, secret=b"")
    incarnation, head = OwnLog(told).tip()
    event = told.read_all(head - 1, 1)[0].id if head else ""
    told.close()
    return {"incarnation": incarnation, "position": head, "event": event}


def account(number: int) -> str:
    return str(uuid.uuid5(_stories.SPREAD, f"customer {number}"))


def publisher(number: int) -> str:
    return AMONG if number == 0 else f"publisher-{number}"


def product(number: int) -> str:
    return str(uuid.uuid5(_stories.SPREAD, f"product {number}"))


def sealed(streams: Iterator[tuple[str, list[Any]]]) -> Iterator[Sealed]:
    for stream, events in streams:
        yield from seal(
            stream, Head(), [_draft(registry.dump(event)) for event in events], _stories.TIME, _stories.ABOUT
        )


def _draft(dumped: tuple[str, int, dict[str, Any]]) -> Draft:
    """With its personal fields concealed under the key of whom it is about."""
    stored_as, dataversion, data = dumped
    schema = registry.named(stored_as)
    if schema is not None and schema.personal:
        key = Keys().of([data[schema.personal_of]])[data[schema.personal_of]]
        data = data | {name: conceal(data[name], key) for name in schema.personal if key}
    return Draft(str(uuid.uuid4()), stored_as, dataversion, data)


def _people() -> Iterator[tuple[str, list[Any]]]:
    for number in range(CUSTOMERS):
        id = account(number)
        registered = AccountRegistered(id, f"c{number}@example.com", f"Customer {number}", f"key-{number}")
        yield f"account-{id}", [registered, EmailVerified(id)]
    yield f"account-{SAM}", [AccountRegistered(SAM, "sam@example.com", "Sam", "key-sam"), EmailVerified(SAM)]


def _products() -> Iterator[tuple[str, list[Any]]]:
    for number in range(PUBLISHERS):
        slug, id = publisher(number), product(number)
        applied = catalog.PublisherApplied(slug, account(number), slug, "https://example.com", "", "", "")
        yield f"publisher-{slug}", [applied, catalog.PublisherApproved(slug)]
        drafted = catalog.ProductDrafted(id, slug, "db", "container", external=False)
        planned = catalog.PlanAdded(id, "team", "Team", "", f"{slug}/team", "anyone", None)
        yield f"product-{id}", [drafted, planned]


def _opened(tickets: int, now: datetime) -> Iterator[Sealed]:
    """Told from one that was dumped, since a hundred thousand take minutes to be."""
    opened, clock = registry.dump(_like(now)), registry.dump(_clock(now))
    for number in range(tickets):
        its, started, minutes = _told(number, tickets, now)
        warned, due = _within(started, minutes)
        told = {"ticket": its["ticket"], "desk": its["owner"], "started": instant(started), "minutes": minutes}
        told |= {"warned": instant(warned), "due": instant(due), "at": instant(started)}
        drafts = [_draft((*opened[:2], opened[2] | its)), _draft((*clock[:2], clock[2] | told))]
        yield from seal(f"ticket-{its['ticket']}", Head(), drafts, _stories.TIME, _stories.ABOUT)


def _told(number: int, tickets: int, now: datetime) -> tuple[dict[str, Any], datetime, int]:
    """What tells a ticket from others, when it was opened, and how many minutes are promised for its first answer."""
    its_own = number % (tickets // ITS_TICKETS) == 0
    of, customer = (0 if its_own else 1 + number % (PUBLISHERS - 1)), account(number % CUSTOMERS)
    at = now - timedelta(minutes=60 - number * 60 // tickets)
    told = {
        "ticket": str(uuid.uuid5(_stories.SPREAD, f"ticket {number}")),
        "subject": customer,
        "holder": customer,
        "product": product(of),
        "publisher": publisher(of),
        "priority": 1 + number % 4,
        "summary": f"The database of shop {number} does not start",
        "owner": publisher(of) if its_own or number % 2 else "store",
        "at": instant(at),
    }
    return told, at, TERMS[number % 4].first_response


@cache
def _within(started: datetime, minutes: int) -> tuple[datetime, datetime]:
    return after((), started, minutes * 3 / 4), after((), started, minutes)


def _due(number: int, tickets: int, now: datetime) -> Iterator[dict[str, Any]]:
    told, started, minutes = _told(number, tickets, now)
    for which, at in enumerate(_within(started, minutes)):
        id = str(uuid.uuid5(_stories.SPREAD, f"due {number} {which}"))
        named = {"name": CHECK, "subject": told["ticket"], "arguments": {}, "causation": "bench"}
        yield {"id": id, "at": at, **named}


def _like(at: datetime) -> TicketOpened:
    return TicketOpened(
        ticket="",
        subject="",
        holder="",
        product="",
        publisher="",
        plan="team",
        tag="2.1",
        digest="",
        priority=1,
        summary="",
        description=WORDS,
        attachments=(),
        entitlement=Entitlement("team", "", None, "subscription"),
        terms=TERMS,
        owner="",
        channel="page",
        at=at,
    )


def _clock(at: datetime) -> ClockSet:
    return ClockSet("", "first_response", "", 0, at, 0, at, at, at)
