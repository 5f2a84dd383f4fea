"""What a log and its followers tell as it happens: appends, clashes, what is applied and parked, each on its trail."""

import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from prometheus_client import REGISTRY

from eventlog import tracing
from eventlog.decider import Context
from eventlog.following import Following
from eventlog.log import Log
from eventlog.refusal import Missing
from eventlog.tracing import Trail
from eventlog.views import View
from tests.eventlog.shelf import GoodArrived, GoodRenamed, broken
from tests.eventlog.shop import Counted, good, tell

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
TRACEPARENT = f"00-{TRACE}-{SPAN}-01"


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


class Kept:
    """A span that a test looks at afterwards."""

    def __init__(self, number: int, name: str, kind: str, parent: str, attributes: Any) -> None:
        self.name, self.kind, self.parent, self.attributes = name, kind, parent, dict(attributes)
        self.traceparent = f"00-{TRACE}-{number:016x}-01"
        self.failed, self.ended = "", False

    def call(self, name: str) -> None:
        self.name = name

    def tell(self, **attributes: str | int) -> None:
        self.attributes |= attributes

    def fail(self, what: str) -> None:
        self.failed = what

    def end(self) -> None:
        self.ended = True


@pytest.fixture
def spans() -> Iterator[list[Kept]]:
    kept: list[Kept] = []

    def begin(*told: Any) -> Kept:
        kept.append(Kept(len(kept) + 1, *told))
        return kept[-1]

    tracing.collect(begin)
    yield kept
    tracing.collect(None)


def test_appends_are_counted_and_timed(shop_log: Log) -> None:
    seconds = value("eventlog_append_seconds_count", source="shop")
    events = value("eventlog_events_appended_total", source="shop")
    tell(shop_log, "1", GoodArrived("tea", 1), GoodRenamed("green tea"))
    assert value("eventlog_append_seconds_count", source="shop") == seconds + 1
    assert value("eventlog_append_seconds_bucket", source="shop", le="+Inf") == seconds + 1
    assert value("eventlog_events_appended_total", source="shop") == events + 2


def test_a_command_that_is_refused_is_no_append(shop_log: Log) -> None:
    def refuse(*decided_on: Any) -> list[Any]:
        raise Missing("no-such-good")

    before = value("eventlog_append_seconds_count", source="shop")
    with pytest.raises(Missing):
        shop_log.execute(replace(good, decide=refuse), "1", (), Context("c", "ada", datetime.now(UTC)))
    assert value("eventlog_append_seconds_count", source="shop") == before


def test_clashes_are_counted(shop_log: Log) -> None:
    """Two writers decide on the same fold: one of them has to decide again."""
    before, meet = value("eventlog_clashes_total", source="shop"), threading.Barrier(2, timeout=60)
    folded = shop_log._fold

    def fold_together(*told: Any) -> Any:
        found = folded(*told)
        if found[1].version == 0:
            meet.wait()
        return found

    shop_log._fold = fold_together  # type: ignore[method-assign]
    writers = [threading.Thread(target=tell, args=(shop_log, "1", GoodArrived("tea", 1))) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert value("eventlog_clashes_total", source="shop") == before + 1


def test_what_a_follower_applies_and_parks_is_counted(shop_log: Log, view: View, caplog: Any) -> None:
    about = {"follower": "shop", "source": "shop"}
    applied = value("eventlog_events_applied_total", **about)
    parked = value("eventlog_events_parked_total", **about)
    broken.add("poison of ada@example.org")
    by = Context("tell", "ada", datetime.now(UTC), correlation="of-this-request")
    tell(shop_log, "1", GoodArrived("poison of ada@example.org", 1), by=by)
    tell(shop_log, "2", GoodArrived("tea", 1))
    Following(view.feed("shop"), Counted(shop_log)).catch_up()
    assert value("eventlog_events_applied_total", **about) == applied + 2
    assert value("eventlog_events_parked_total", **about) == parked + 1
    told = [record.getMessage() for record in caplog.records if "parked" in record.getMessage()]
    assert len(told) == 1
    assert "shop:1" in told[0]
    assert "ada" not in told[0]


def test_the_trail_leads_from_the_request_over_the_append_to_the_follower(
    shop_log: Log, view: View, spans: list[Kept]
) -> None:
    with tracing.span("POST /orders", tracing.SERVER, Trail("of-this-request", TRACEPARENT)):
        by = Context("c", "ada", datetime.now(UTC), correlation="of-this-request", traceparent=TRACEPARENT)
        shop_log.execute(good, "1", [GoodArrived("tea", 1)], by)
    Following(view.feed("shop"), Counted(shop_log)).catch_up()
    request, append, follow = spans
    assert [each.name for each in spans] == ["POST /orders", "append shop", "shop follows shop"]
    assert (request.parent, append.parent, follow.parent) == (TRACEPARENT, request.traceparent, append.traceparent)
    assert {each.attributes["correlation"] for each in spans} == {"of-this-request"}
    assert all(each.ended for each in spans)
    assert shop_log.read("good-1")[0].traceparent == append.traceparent


def test_events_of_long_ago_are_in_nobodys_trace(shop_log: Log, view: View, spans: list[Kept]) -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    tell(shop_log, "1", GoodArrived("tea", 1), by=Context("c", "ada", long_ago, traceparent=TRACEPARENT))
    Following(view.feed("shop"), Counted(shop_log)).catch_up()
    assert [each.name for each in spans] == ["append shop"]


def test_without_a_collector_the_trail_that_came_is_stored_as_it_is(shop_log: Log) -> None:
    by = Context("c", "ada", datetime.now(UTC), correlation="of-this-request", traceparent=TRACEPARENT)
    tell(shop_log, "1", GoodArrived("tea", 1), by=by)
    stored = shop_log.read("good-1")[0]
    assert (stored.correlation, stored.traceparent) == ("of-this-request", TRACEPARENT)


def test_a_refusal_is_no_failure(spans: list[Kept]) -> None:
    with pytest.raises(Missing), tracing.span("asked"):
        raise Missing("no-such-thing", "what somebody wrote")
    with pytest.raises(RuntimeError), tracing.span("asked"):
        raise RuntimeError("what somebody wrote")
    assert [each.failed for each in spans] == ["", "RuntimeError"]
    assert spans[0].attributes == {"refused": "no-such-thing"}


@pytest.mark.parametrize(
    ("carried", "read"),
    [
        ({"correlation": "c-1", "traceparent": TRACEPARENT}, Trail("c-1", TRACEPARENT)),
        ({"correlation": "c 1\n", "traceparent": "00-" + "0" * 32 + f"-{SPAN}-01"}, Trail()),
        ({"correlation": "x" * 201, "traceparent": TRACEPARENT + "-more"}, Trail()),
        ({}, Trail()),
    ],
)
def test_a_call_carries_nothing_but_what_a_trail_is(carried: dict[str, str], read: Trail) -> None:
    assert tracing.trail_in(carried) == read


def test_lines_of_information_are_there_for_who_wants_them(shop_log: Log, caplog: Any) -> None:
    caplog.set_level(logging.INFO, "eventlog.observing")
    tell(shop_log, "1", GoodArrived("tea", 1))
    about = [record.about for record in caplog.records if hasattr(record, "about")]
    assert [(each["what"], each["stream"], each["events"]) for each in about] == [("append", "good-1", 1)]
