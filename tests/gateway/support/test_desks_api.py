"""What desks promise, by the API: said by those who lead them, read by their people, and nobody else's business."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.gateway.support.helped import helped
from tests.gateway.support.test_tickets_api import Caller, Door

CALENDAR = {
    "effective": None,
    "zone": "Europe/Berlin",
    "hours": [{"weekday": day, "start": 540, "end": 1020} for day in range(5)],
    "holidays": "DE-BE",
    "closed": ["2030-12-24"],
}
TERMS = [{"priority": each, "first_response": 30 * each, "next_update": 60 * each} for each in (1, 2, 3, 4)]


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with helped(tmp_path_factory.mktemp("door")) as opened:
        shop = opened.shop
        shop.services.rpc.identity.grant_role(shop.accounts["sam"], "support", shop.by("eve", "operator"))
        opened.settle()
        yield Door(opened)


@pytest.fixture
def pat(door: Door) -> Caller:
    """Leads Acme's desk."""
    return door.of("pat", "publish")


@pytest.fixture
def sam(door: Door) -> Caller:
    return door.of("sam", "support")


def told(caller: Caller, method: str, path: str, body: Any = None) -> dict[str, Any]:
    answer = caller.asks(method, path, body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def test_a_calendar_is_set_and_counts_from_today_on(pat: Caller) -> None:
    kept = told(pat, "PUT", "/desks/acme/calendar", CALENDAR)
    today = kept["calendar"].pop("effective")
    assert kept["calendar"] == {name: value for name, value in CALENDAR.items() if name != "effective"}
    assert abs(datetime.fromisoformat(today).date() - datetime.now(UTC).date()) <= timedelta(days=1)
    assert told(pat, "GET", "/desks/acme/calendar")["calendars"] == kept["calendars"]


def test_terms_are_set_for_a_plan_by_the_products_address(pat: Caller) -> None:
    kept = told(pat, "PUT", "/desks/acme/terms", {"product": "acme/db", "plan": "team", "terms": TERMS})
    assert [(one["plan"], one["terms"]) for one in kept["terms"]] == [("team", TERMS)]
    assert len(kept["defaults"]) == 4
    assert told(pat, "GET", "/desks/acme/terms")["terms"] == kept["terms"]


def test_levels_macros_and_the_form_are_kept(pat: Caller) -> None:
    levels = {"levels": [{"name": "Lead", "after": 0, "accounts": []}]}
    assert told(pat, "PUT", "/desks/acme/levels", levels) == {"desk": "acme", **levels}
    form = {"form": [{"name": "os", "label": "System?", "kind": "choice", "required": True, "options": ["Linux"]}]}
    assert (
        told(pat, "PUT", "/desks/acme/form", form) == told(pat, "GET", "/desks/acme/form") == {"desk": "acme", **form}
    )
    (macro,) = told(pat, "PUT", "/desks/acme/macros", {"name": "Logs", "text": "Send the logs."})["macros"]
    changed = {**macro, "text": "Send all logs."}
    assert told(pat, "PUT", "/desks/acme/macros", changed)["macros"] == [changed]
    assert told(pat, "DELETE", f"/desks/acme/macros/{macro['macro']}")["macros"] == []


def test_others_neither_read_nor_say_what_a_desk_promises(door: Door, sam: Caller) -> None:
    for caller in (sam, door.of("ada", "buy", "publish")):
        assert caller.asks("GET", "/desks/acme/calendar").status_code == 403
        assert caller.asks("PUT", "/desks/acme/calendar", CALENDAR).status_code == 403
    assert sam.asks("PUT", "/desks/store/calendar", CALENDAR).status_code == 403
    assert told(sam, "GET", "/desks/store/calendar")["desk"] == "store"


def test_what_cannot_be_kept_is_told_with_its_code(pat: Caller) -> None:
    nobody = pat.asks("PUT", "/desks/acme/calendar", {**CALENDAR, "hours": []})
    assert (nobody.status_code, nobody.get_json()["code"]) == (422, "calendar-without-hours")
    nowhere = pat.asks("PUT", "/desks/acme/calendar", {**CALENDAR, "zone": "Europe/Atlantis"})
    assert nowhere.get_json()["code"] == "zone-unknown"


def test_a_report_is_had_as_a_file_for_spreadsheets(door: Door, sam: Caller) -> None:
    ticket = door.of("ada", "buy").opens()["id"]
    sam.asks("POST", f"/tickets/{ticket}/replies", {"text": "We look."})
    door.help.settle()
    rows = told(sam, "GET", "/desks/store/report")["rows"]
    assert [(row["desk"], row["publisher"], row["priority"], row["answered"]) for row in rows] == [
        ("store", "acme", 2, 1)
    ]
    lines = sam.asks("GET", "/desks/store/report?format=csv").text.split()
    assert lines[0].startswith("desk,publisher,priority,opened,answered")
    assert lines[1].startswith("store,acme,2,1,1")


def test_a_breach_that_is_not_there_is_not_explained(door: Door, sam: Caller) -> None:
    ticket = door.of("ada", "buy").opens()["id"]
    assert told(sam, "GET", "/desks/store/breaches")["items"] == []
    answer = sam.asks("POST", f"/tickets/{ticket}/breaches/none/annotate", {"text": "A fire drill."})
    assert (answer.status_code, answer.get_json()["code"]) == (404, "no-such-breach")
