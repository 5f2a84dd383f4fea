"""Desks on the real kernel: their calendars reach open tickets, their delays are told, and reports count them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from nameko.rpc import rpc

from eventlog.decider import Context
from eventlog.refusal import Forbidden, Invalid
from services.support.deciders.ticket import OpenTicket
from services.support.projections.behind import on_older_calendars
from services.support.service import Support
from tests.services.support.shop import Shop, open_shop

ROUND_THE_CLOCK = [{"weekday": day, "start": 0, "end": 1440} for day in range(7)]


class Forgetful(Support):
    """Opens tickets as if no desk had said yet when somebody is there, and looks for such soon."""

    settled = timedelta(seconds=2)

    @rpc
    def behind(self, desk: str) -> int:
        """How many tickets the view has on an older calendar of the desk."""
        with self.views.begin() as db:
            return len(on_older_calendars(db, datetime.now(UTC)).get(desk, ()))

    def _opening(self, *told: Any) -> OpenTicket:
        return replace(super()._opening(*told), calendars={})


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("support"), Forgetful) as shop:
        yield shop


def calendar(hours: list[dict[str, int]], zone: str = "UTC") -> dict[str, Any]:
    return {"effective": "", "zone": zone, "hours": hours, "holidays": "", "closed": []}


def operator(shop: Shop) -> dict[str, Any]:
    return shop.by("sam", "operator", "support")


def opened_before(shop: Shop, days: int) -> dict[str, Any]:
    """So many days ago, so that what was promised is overdue."""
    told = {"product": "acme/db", "priority": 1, "summary": "Down", "description": "It is down.", "channel": "api"}
    long_ago = datetime.now(UTC) - timedelta(days=days)
    by = replace(Context.load(shop.ada()), at=long_ago)
    opened: dict[str, Any] = shop.rpc.open_ticket(told, by.dump())
    return opened


def due(shop: Shop, ticket: str) -> datetime:
    return datetime.fromisoformat(shop.rpc.ticket(ticket, shop.sam())["sla"]["due"])


def test_a_new_calendar_counts_for_tickets_that_are_open(shop: Shop) -> None:
    told = shop.ticket()
    opened = datetime.fromisoformat(told["timeline"][0]["at"])
    nights = [{"weekday": day, "start": 0, "end": 120} for day in range(7)]
    shop.rpc.set_calendar("store", calendar(nights), operator(shop))
    shop.services.until(lambda: due(shop, told["id"]).hour <= 2)
    shop.rpc.set_calendar("store", calendar(ROUND_THE_CLOCK), operator(shop))
    shop.services.until(lambda: due(shop, told["id"]) == opened + timedelta(minutes=120))


def test_a_new_calendar_is_followed_at_once(shop: Shop) -> None:
    ticket = shop.ticket()["id"]
    shop.settle()
    position = shop.rpc.set_calendar("store", calendar(ROUND_THE_CLOCK, zone="Asia/Seoul"), operator(shop))["position"]
    after = int(position.partition(":")[2])
    (_, _, line), *_ = shop.rpc.read_log(after - 1, 1)

    def causes() -> set[str]:
        lines = [json.loads(each) for _, _, each in shop.rpc.read_log(after, 1000)]
        return {each["metadata"]["causation"] for each in lines if each["stream"] == f"ticket-{ticket}"}

    shop.services.until(causes)
    assert causes() == {json.loads(line)["id"]}


def test_a_ticket_that_was_opened_by_an_older_calendar_is_set_right(shop: Shop) -> None:
    """Its opening was decided before the desk's calendar was known, and stored after it."""
    shop.rpc.set_calendar("store", calendar(ROUND_THE_CLOCK), operator(shop))
    shop.settle()
    told = shop.ticket()
    opened = datetime.fromisoformat(told["timeline"][0]["at"])
    shop.services.until(lambda: due(shop, told["id"]) == opened + timedelta(minutes=120))


def test_an_answer_that_is_late_is_told_level_by_level_and_explained(shop: Shop) -> None:
    levels = [{"name": "Shift lead", "after": 0}, {"name": "Head", "after": 30}]
    shop.rpc.set_levels("store", levels, operator(shop))
    ticket = opened_before(shop, days=14)["id"]

    def escalated() -> dict[str, Any] | None:
        found = shop.rpc.breaches("store", shop.sam())
        return next((one for one in found if one["ticket"] == ticket and one["level_name"] == "Head"), None)

    breach = shop.services.until(escalated)
    assert (breach["what"], breach["desk"], breach["publisher"], breach["level"]) == (
        "first_response",
        "store",
        "acme",
        2,
    )
    shop.rpc.annotate_breach(ticket, breach["breach"], "A fire drill.", shop.sam())
    shop.settle()
    assert [said["text"] for said in escalated()["annotations"]] == ["A fire drill."]


def test_the_queue_shows_what_is_late_by_whatever_calendar_until_it_is_answered(shop: Shop) -> None:
    ticket = opened_before(shop, days=14)["id"]

    def is_late() -> bool:
        shop.settle()
        found = shop.rpc.tickets({"queue": "all", "state": "open"}, shop.sam())["items"]
        return next(bool(one["sla"]["breached"]) for one in found if one["id"] == ticket)

    shop.services.until(is_late)
    shop.rpc.set_calendar("store", calendar(ROUND_THE_CLOCK, zone="Asia/Tokyo"), operator(shop))
    shop.services.until(lambda: shop.rpc.behind("store") == 0)
    assert is_late()
    shop.rpc.reply(ticket, "We look.", [], False, "api", "", shop.sam())
    assert not is_late()


def of_acme(shop: Shop) -> dict[str, Any]:
    """What the store's desk did about Acme's products at priority 1 in the last month."""
    today = datetime.now(UTC).date()
    told = shop.rpc.report("store", (today - timedelta(days=30)).isoformat(), today.isoformat(), shop.sam())
    sought = ("store", "acme", 1)
    return next((row for row in told["rows"] if (row["desk"], row["publisher"], row["priority"]) == sought), {})


def test_a_report_counts_answers_and_breaches_by_desk_publisher_and_priority(shop: Shop) -> None:
    before = of_acme(shop)
    ticket = opened_before(shop, days=14)["id"]
    shop.services.until(lambda: any(one["ticket"] == ticket for one in shop.rpc.breaches("store", shop.sam())))
    shop.rpc.reply(ticket, "We look.", [], False, "api", "", shop.sam())
    shop.rpc.resolve(ticket, shop.sam())
    shop.settle()
    after = of_acme(shop)
    for name in ("answered", "resolved", "breaches"):
        assert after[name] == before.get(name, 0) + 1
    assert after["first_response"]["median"] > 60


def test_a_publishers_report_is_of_its_own_desk(shop: Shop) -> None:
    told = shop.rpc.report("acme", "2026-01-01", "2026-12-31", shop.pat())
    assert all(row["desk"] == "acme" for row in told["rows"])
    with pytest.raises(Forbidden, match="not-yours"):
        shop.rpc.report("store", "2026-01-01", "2026-12-31", shop.pat())
    with pytest.raises(Invalid, match="report-days-invalid"):
        shop.rpc.report("acme", "2026-12-31", "2026-01-01", shop.pat())


def test_what_a_desk_promises_is_read_by_its_people_and_said_by_those_who_lead_it(shop: Shop) -> None:
    terms = [{"priority": each, "first_response": 30, "next_update": 120} for each in (1, 2, 3, 4)]
    shop.rpc.set_terms("acme", "", "", terms, shop.by("pat", "acme:owner"))
    assert shop.rpc.desk("acme", shop.pat())["terms"] == [{"product": "", "plan": "", "terms": terms}]
    for wrong in (shop.pat(), shop.eve(), operator(shop)):
        with pytest.raises(Forbidden, match="not-yours"):
            shop.rpc.set_terms("acme", "", "", terms, wrong)
    with pytest.raises(Forbidden, match="not-yours"):
        shop.rpc.desk("acme", shop.eve())


def test_where_nothing_is_said_office_hours_of_utc_count(shop: Shop) -> None:
    told = shop.rpc.desk("acme", shop.pat())
    assert (told["calendars"], told["calendar"]["zone"], len(told["calendar"]["hours"])) == ([], "UTC", 5)


def test_who_may_be_told_when_an_answer_is_late_is_named_to_who_leads_the_desk(shop: Shop) -> None:
    named = shop.services.rpc.identity.profile(shop.accounts["pat"])["name"]
    people = shop.rpc.people_of("acme", shop.by("pat", "acme:owner"))
    assert people == [{"id": shop.accounts["pat"], "name": named}]
    with pytest.raises(Forbidden, match="not-yours"):
        shop.rpc.people_of("acme", shop.by("sam", "support"))
