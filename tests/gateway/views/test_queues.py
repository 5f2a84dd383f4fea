"""What waits for reviewers, the oldest first."""

from contextlib import AbstractContextManager
from datetime import timedelta

from sqlalchemy import Connection

from eventlog.reading import Reader
from gateway.views import queues
from services.catalog import events
from tests.gateway.counter import AT, Counter


def reading(counter: Counter) -> AbstractContextManager[Connection]:
    return Reader("gateway", counter.settings.views_url).begin()


def test_publishers_wait_from_when_they_applied_until_they_are_judged(counter: Counter) -> None:
    for day, slug in enumerate(("late", "early")):
        applied = events.PublisherApplied(slug, "mia", slug.title(), "", "", "", "")
        counter.tell((f"publisher-{slug}", applied), at=AT - timedelta(days=day))
    with reading(counter) as db:
        assert [waiting.slug for waiting in queues.applied(db)] == ["early", "late"]
    counter.tell(("publisher-early", events.PublisherApproved("early")))
    with reading(counter) as db:
        assert [waiting.name for waiting in queues.applied(db)] == ["Late"]


def test_an_edit_of_an_approved_product_waits_until_a_reviewer_has_read_it(counter: Counter) -> None:
    counter.publisher("acme", "mia")
    first = counter.product("acme/db")
    counter.tell((f"product-{first}", events.EditSubmitted(first)))
    with reading(counter) as db:
        assert [(waiting.slug, waiting.edited) for waiting in queues.submitted(db)] == [("acme/db", True)]
    counter.tell((f"product-{first}", events.EditApproved(first)))
    with reading(counter) as db:
        assert queues.submitted(db) == []


def test_what_is_revoked_waits_no_more(counter: Counter) -> None:
    counter.publisher("acme", "mia")
    first = counter.product("acme/db")
    counter.tell((f"product-{first}", events.EditSubmitted(first)), (f"product-{first}", events.ProductRevoked(first)))
    with reading(counter) as db:
        assert queues.submitted(db) == []


def test_products_wait_from_when_they_were_submitted_whatever_happens_meanwhile(counter: Counter) -> None:
    counter.publisher("acme", "mia")
    first, second = (counter.product(f"acme/{slug}", published=False) for slug in ("db", "cache"))
    counter.tell((f"product-{second}", events.ProductSubmitted(second)))
    counter.tell((f"product-{first}", events.ProductSubmitted(first)), at=AT + timedelta(hours=1))
    counter.tell((f"product-{second}", events.PlanRetired(second, "pro")), at=AT + timedelta(hours=2))
    with reading(counter) as db:
        assert [(waiting.slug, waiting.by) for waiting in queues.submitted(db)] == [
            ("acme/cache", "Acme"),
            ("acme/db", "Acme"),
        ]
