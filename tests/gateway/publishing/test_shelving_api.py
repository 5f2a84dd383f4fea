"""Products by HTTP: pictured, reviewed, timed, featured and passed on."""

import io
from datetime import UTC, datetime, timedelta

from PIL import Image

from services.catalog.events import TransferOffered
from tests.gateway.publishing.conftest import PLAN, Office, picture


def approved(office: Office) -> str:
    path = office.drafted()
    office.does("ada", "PATCH", path, {"logo": picture(64), "install": "Run it."})
    office.does("ada", "POST", f"{path}/plans", PLAN | {"channel": "beta"})
    office.does("ada", "POST", f"{path}/submit", {})
    office.does("rita", "POST", f"{path}/approve")
    return path


def editing(office: Office, path: str, who: str = "ada") -> dict[str, object]:
    told: dict[str, object] = office.does(who, "GET", f"{path}/editing")
    return told


def test_screenshots_are_kept_put_in_order_and_removed(office: Office) -> None:
    path = office.drafted()
    first, second = (
        office.does("ada", "POST", f"{path}/screenshots", {"picture": picture(side, 100)})["screenshot"]
        for side in (2880, 300)
    )
    assert office.does("ada", "GET", f"{path}/editing")["listing"]["screenshots"] == [first, second]
    office.does("ada", "PATCH", path, {"screenshots": [second, first]})
    assert office.does("ada", "GET", f"{path}/editing")["listing"]["screenshots"] == [second, first]
    office.does("ada", "DELETE", f"{path}/screenshots/{first.rpartition('/')[2]}")
    assert office.does("ada", "GET", f"{path}/editing")["listing"]["screenshots"] == [second]
    assert office.refused("ada", "PATCH", path, {"screenshots": [first]}) == (422, "screenshot-unknown")


def test_a_screenshot_is_written_anew_and_no_larger_than_a_page(office: Office) -> None:
    path = office.drafted()
    shown = office.does("ada", "POST", f"{path}/screenshots", {"picture": picture(2880, 1800)})["screenshot"]
    with office.client.get(shown) as answer, Image.open(io.BytesIO(answer.data)) as kept:
        assert (kept.format, kept.size) == ("PNG", (1600, 1000))
    large = picture(3900, 100)
    assert office.refused("ada", "POST", f"{path}/screenshots", {"picture": large}) == (422, "picture-too-large")


def test_a_reviewer_sees_what_is_not_as_it_was_approved(office: Office) -> None:
    path = approved(office)
    office.does("ada", "PATCH", path, {"name": "Acme DB"})
    told = office.does("rita", "GET", f"{path}/review")
    assert told["changes"] == [{"field": "name", "before": "Acme Database", "now": "Acme DB"}]
    assert (told["now"]["listing"]["install"], told["now"]["plans"][0]["channel"]) == ("Run it.", "beta")
    assert told["before"]["listing"]["logo"][:7] == "/media/"


def test_a_publication_is_scheduled_and_unscheduled(office: Office) -> None:
    path = approved(office)
    at = datetime.now(UTC) + timedelta(days=1)
    office.does("ada", "POST", f"{path}/publish", {"at": at.isoformat()})
    assert editing(office, path)["scheduled"] == at.isoformat()
    office.does("ada", "DELETE", f"{path}/publish")
    assert editing(office, path)["scheduled"] is None
    far = (at + timedelta(days=2000)).isoformat()
    assert office.refused("ada", "POST", f"{path}/publish", {"at": far}) == (422, "schedule-invalid")


def test_what_nobody_sees_is_not_featured(office: Office) -> None:
    path = office.drafted()
    assert office.refused("rita", "POST", f"{path}/feature") == (409, "not-published")
    office.does("rita", "POST", f"{path}/unfeature")


def test_a_product_is_offered_declined_and_accepted(office: Office) -> None:
    path = office.drafted()
    office.does("bob", "POST", "/publishers", {"slug": "bobs", "legal_name": "Bob's"})
    office.does("rita", "POST", "/publishers/bobs/approve")
    office.counter.publisher("bobs", "bob")
    office.does("ada", "POST", f"{path}/transfer", {"to": "bobs"})
    assert editing(office, path)["offered_to"] == "bobs"
    office.does("ada", "DELETE", f"{path}/transfer")
    office.does("rita", "POST", f"{path}/transfer", {"to": "bobs"})
    office.counter.product("acme/db", published=False)
    office.counter.tell(("product-id-acme-db", TransferOffered("id-acme-db", "bobs", "rita")))
    assert office.refused("bob", "POST", f"{path}/transfer/accept") == (409, "agreement-not-accepted")
    office.does("bob", "POST", "/publishers/bobs/agreement", {"version": "1"})
    answer = office.does("bob", "POST", f"{path}/transfer/accept")
    assert answer["slug"] == "bobs/db"
    assert editing(office, "/products/bobs/db", "bob")["publisher"] == "bobs"


def test_a_draft_that_is_offered_is_seen_by_who_may_take_it_alone(office: Office) -> None:
    office.drafted()
    office.counter.product("acme/db", published=False)
    assert office.refused("bob", "POST", "/products/acme/db/transfer/accept") == (404, "no-such-product")
    office.counter.organization("bobs", bob="owner")
    office.counter.tell(("product-id-acme-db", TransferOffered("id-acme-db", "bobs", "ada")))
    assert office.refused("bob", "POST", "/products/acme/db/transfer/accept") == (403, "transfer-not-offered")
