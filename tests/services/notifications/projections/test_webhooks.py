"""Which webhooks an owner has, and which of them want to hear of a kind."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection

from eventlog.testing import project
from services.notifications.projections import webhooks
from tests.controls import notifications as told

OTHER = "0198a000-0000-7000-8000-0000000000ec"
ALL = replace(told.webhook_added, webhook=OTHER, kinds=())


@pytest.fixture
def after(database_url: str) -> Iterator[Callable[..., Connection]]:
    """What is shown after events."""
    opened: list[Connection] = []

    def after(*events: Any) -> Connection:
        streamed: Iterable[tuple[str, Any]] = [(f"webhook-{event.webhook}", event) for event in events]
        url = database_url if database_url.startswith("postgresql") else ""
        opened.append(project([webhooks.projection], streamed, url))
        return opened[-1]

    yield after
    for each in opened:
        each.close()


def test_those_that_chose_a_kind_or_all_want_it(after: Callable[..., Connection]) -> None:
    db = after(told.webhook_added, ALL)
    assert webhooks.wanting(db, ["publisher:acme"], told.KIND) == [told.WEBHOOK, OTHER]
    assert webhooks.wanting(db, ["publisher:acme"], "version.released") == [OTHER]
    assert webhooks.wanting(db, ["organization:acme"], told.KIND) == []


def test_what_is_stopped_or_removed_wants_nothing(after: Callable[..., Connection]) -> None:
    db = after(told.webhook_added, ALL, told.webhook_stopped, replace(told.webhook_removed, webhook=OTHER))
    assert webhooks.wanting(db, ["publisher:acme"], told.KIND) == []
    assert [each["stopped"] for each in webhooks.of_owner(db, "publisher:acme")] == ["failing"]


def test_what_goes_on_wants_it_again_as_it_was_changed(after: Callable[..., Connection]) -> None:
    changed = replace(told.webhook_changed, kinds=("review.posted", "sale.moved"))
    db = after(told.webhook_added, told.webhook_stopped, changed, told.webhook_resumed)
    assert webhooks.wanting(db, ["publisher:acme"], "sale.moved") == [told.WEBHOOK]
    assert webhooks.one(db, told.WEBHOOK) == webhooks.of_owner(db, "publisher:acme")[0]
