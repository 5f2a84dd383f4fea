"""What publishers sold and are paid, by the API and on pages: who sees it, what it says, and who pays it out."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pypdf import PdfReader

from tests.controls.billing import listing_year
from tests.controls.payees import usd
from tests.gateway.publishing.selling import Till, opened
from tests.parts.stripe import stripe
from tests.services.billing.books import tell

DAYS = "from=2026-01-01&to=2026-01-31"
MONEY = ("/payouts", "/sales", "/statements", "/subscribers")
PAGES = ("sales", "customers", "statements")


@pytest.fixture(scope="module")
def opened_till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    with opened(tmp_path_factory.mktemp("till")) as each:
        yield each


@pytest.fixture
def till(opened_till: Till) -> Till:
    return opened_till.begin()


@pytest.mark.parametrize("what", MONEY)
def test_money_is_seen_by_owner_editor_and_finance_alone(till: Till, what: str) -> None:
    seen = {who: till.send(who, "GET", f"/publishers/SLUG{what}").status_code for who in till.tokens}
    assert seen == {"ada": 200, "ed": 200, "fay": 200, "sue": 403, "bob": 403}


def test_a_robot_sees_no_money(till: Till) -> None:
    till.tokens["robot"] = till.counter.robot(till.slug, "publish")
    assert till.send("robot", "GET", "/publishers/SLUG/sales").status_code == 403


def test_an_unknown_publisher_has_sold_nothing(till: Till) -> None:
    assert till.send("fay", "GET", "/publishers/nobody/sales").json["code"] == "no-such-publisher"


def test_sales_are_told_by_day_with_what_is_due(till: Till) -> None:
    till.sell()
    till.services.until(lambda: till.send("ada", "GET", f"/publishers/SLUG/sales?{DAYS}").json["items"])
    (line,) = till.send("ada", "GET", f"/publishers/SLUG/sales?{DAYS}").json["items"]
    assert (line["key"], line["sales"]["amount"], line["store_share"]["amount"]) == ("2026-01-20", 10_000, 2_500)


def test_each_movement_is_a_line_of_a_file(till: Till) -> None:
    till.sell()
    path = f"/publishers/SLUG/sales?{DAYS}&by=movement&format=csv"
    till.services.until(lambda: till.send("ada", "GET", path).text.count("\n") == 2)
    (line,) = csv.DictReader(io.StringIO(till.send("ada", "GET", path).text))
    told = (line["kind"], line["number"], line["net"], line["tax"], line["share"], line["currency"])
    assert told == ("sale", "2026-000001", "100.00", "19.00", "75.00", "USD")


@pytest.mark.parametrize("days", ["from=2026-02-01&to=2026-01-01", "from=2020-01-01&to=2026-01-01"])
def test_days_that_are_no_period_are_refused(till: Till, days: str) -> None:
    assert till.send("ada", "GET", f"/publishers/SLUG/sales?{days}").json["code"] == "period-invalid"


def test_a_statement_is_seen_by_its_publisher_and_nobody_else(till: Till) -> None:
    path = f"/statements/{till.issue('open')}"
    assert till.send("ada", "GET", path).json["due"] == {"amount": 7_500, "currency": "USD"}
    assert till.send("bob", "GET", path).status_code == 403
    assert till.send("ada", "GET", "/statements/SLUG-2026-02-usd").status_code == 404


def test_finance_records_a_payout_and_its_publisher_reads_it(till: Till) -> None:
    assert (
        till.send("ada", "POST", "/publishers/SLUG/payouts/connect", {"way": "transfer"}).json["state"] == "connected"
    )
    id = till.issue("requested")
    assert id in [one["id"] for one in till.send("fay", "GET", "/payouts").json["items"]]
    assert till.send("fay", "POST", f"/statements/{id}/payout", {"reference": "SEPA 77"}).status_code == 200
    till.services.until(lambda: till.send("ada", "GET", f"/statements/{id}").json["state"] == "sent")
    assert id not in [one["id"] for one in till.send("fay", "GET", "/payouts").json["items"]]


def test_payouts_are_for_finance(till: Till) -> None:
    id = till.issue("open")
    assert till.send("ada", "GET", "/payouts").status_code == 403
    assert till.send("ada", "POST", f"/statements/{id}/payout", {"reference": "mine"}).status_code == 403
    assert till.send("ada", "PUT", "/publishers/SLUG/share", {"percent": 100}).status_code == 403


def test_an_editor_does_not_say_where_the_money_goes(till: Till) -> None:
    assert till.send("ed", "POST", "/publishers/SLUG/payouts/connect", {"way": "transfer"}).status_code == 403


def test_pages_about_money_are_for_owner_and_editor(till: Till) -> None:
    for page in PAGES:
        seen = {who: till.page(who, f"/publish/SLUG/{page}").status_code for who in ("ada", "ed", "sue", "bob")}
        assert seen == {"ada": 200, "ed": 200, "sue": 404, "bob": 404}
    assert [till.page(who, "/publish/SLUG/payouts").status_code for who in ("ada", "ed")] == [200, 404]


def test_the_page_of_sales_draws_them(till: Till) -> None:
    till.sell()
    page = f"/publish/SLUG/sales?{DAYS}"
    till.services.until(lambda: "Sales by day, from 1 Jan 2026 to 31 Jan 2026" in till.reads("ada", page))
    assert "−25.00" in till.reads("ada", page)


def test_a_statement_page_says_what_its_money_waits_for(till: Till) -> None:
    page = f"/publish/SLUG/statements/{till.issue('open')}"
    assert "It waits until you say where your money goes." in till.reads("ada", page)
    assert till.page("ada", page.replace("SLUG", "bobs")).status_code == 404


def test_finance_records_a_transfer_on_its_page(till: Till) -> None:
    page = f"/staff/payouts/{till.issue('open')}"
    refused = till.posts("fay", f"{page}/record", reference=" ")
    assert (refused.status_code, 'id="reference-error"' in refused.text) == (422, True)
    done = till.posts("fay", f"{page}/record", reference="SEPA 77")
    assert done.headers["Location"] == f"{page}?told=recorded"
    till.services.until(lambda: "SEPA 77" in till.reads("fay", page))


def test_finance_sets_a_share_on_its_page(till: Till) -> None:
    page = "/staff/payouts"
    assert till.posts("fay", f"{page}/share", publisher=till.slug, percent="lots").status_code == 422
    assert till.posts("fay", f"{page}/share", publisher=till.slug, percent="80").status_code == 303
    assert till.services.rpc.billing.payee(till.slug)["share"] == 80


def test_the_pages_of_finance_are_for_finance(till: Till) -> None:
    assert till.page("ada", "/staff/payouts").status_code == 404


def test_a_trial_is_not_made_longer_by_nothing(till: Till) -> None:
    page = "/publish/SLUG/customers"
    answer = till.posts("ada", f"{page}/subscription-1/extend", **{"days-subscription-1": "0"})
    assert answer.status_code == 422


def test_an_owner_connects_stripe_and_comes_back(tmp_path: Path) -> None:
    page = "/publish/SLUG/payouts"
    with stripe(tmp_path) as stand_in, opened(tmp_path, **stand_in.settings) as till:
        till.begin()
        found = re.search(f'href="({stand_in.url}[^"]+)"', till.posts("ada", f"{page}/connect", way="stripe").text)
        assert found
        assert "Stripe still asks for something" in till.reads("ada", page)
        back = urlsplit(stand_in.press(found[1], answer="yes"))
        assert till.page("ada", f"{back.path}?{back.query}").headers["Location"].endswith("/payouts?told=connected")
        assert "To your account at Stripe" in till.reads("ada", page)


def test_listing_fees_stand_on_the_statement_and_in_its_files(till: Till) -> None:
    """A fee sets the clock of the months: January is closed by itself."""
    till.sell()
    begun = replace(listing_year, product=f"db-of-{till.slug}", publisher=till.slug, address=f"{till.slug}/db")
    tell(till.services.rpc.billing, "offering", begun.product, replace(begun, fee=usd(1_500)))
    till.services.until(till.statements)
    id = till.statements()[0]["id"]
    page = till.reads("ada", f"/publish/SLUG/statements/{id}")
    assert re.search(r"Listing fees</th><td>−[^<]*15\.00", page)
    (line,) = csv.DictReader(io.StringIO(till.send("ada", "GET", "/publishers/SLUG/statements?format=csv").text))
    assert (line["listing_fees"], line["store_share"], line["due"]) == ("15.00", "25.00", "60.00")
    pdf = PdfReader(io.BytesIO(till.send("ada", "GET", f"/statements/{id}/pdf").data))
    assert re.search(r"Listing fees\s+[-−]15\.00", pdf.pages[0].extract_text())
    assert "Listing fees" in till.reads("ada", f"/publish/SLUG/sales?{DAYS}")


def test_what_is_below_zero_is_carried_on(till: Till) -> None:
    till.sell(publisher_share=usd(-100))
    assert till.send("fay", "POST", "/publishers/SLUG/statements", {"month": "2026-01"}).status_code == 200
    till.services.until(lambda: [one["state"] for one in till.statements()] == ["carried"])
    page = f"/publish/SLUG/statements/{till.statements()[0]['id']}"
    assert "taken from the next statement" in till.reads("ada", page)


def test_finance_sees_who_owes_the_store_until_it_is_settled(till: Till) -> None:
    """First of a month that is not closed, then carried on, and settled by what is sold next."""
    usd_owed = {"amount": 100, "currency": "USD"}
    assert till.send("ada", "GET", "/payouts/debts").status_code == 403
    till.sell(publisher_share=usd(-100))
    till.services.until(lambda: owes(till) == [(usd_owed, "")])
    assert "its month is not closed" in till.reads("fay", "/staff/payouts")
    till.send("fay", "POST", "/publishers/SLUG/statements", {"month": "2026-01"})
    till.services.until(lambda: owes(till) == [(usd_owed, "2026-01")])
    page = till.reads("fay", "/staff/payouts")
    assert f'href="/staff/payouts/{till.statements()[0]["id"]}"' in page
    till.sell(2, publisher_share=usd(40))
    till.services.until(lambda: [owed["amount"] for owed, _ in owes(till)] == [60])
    till.sell(3, publisher_share=usd(60))
    till.services.until(lambda: owes(till) == [])


def owes(till: Till) -> list[tuple[dict[str, object], str]]:
    found = till.send("fay", "GET", "/payouts/debts").json["items"]
    return [(each["owed"], each["since"]) for each in found if each["publisher"] == till.slug]


def test_what_the_store_gives_back_of_its_share_has_one_sign(till: Till) -> None:
    """As in a month in which more is taken back than is sold."""
    till.sell(net=usd(400), publisher_share=usd(500))
    assert till.send("fay", "POST", "/publishers/SLUG/statements", {"month": "2026-01"}).status_code == 200
    till.services.until(till.statements)
    id = till.statements()[0]["id"]
    for who, page in (("ada", f"/publish/SLUG/statements/{id}"), ("ada", f"/publish/SLUG/sales?{DAYS}")):
        assert re.search(r"Store’s share</th><td>1\.00", till.reads(who, page))
    assert re.search(r"Store’s share</th><td>1\.00", till.reads("fay", f"/staff/payouts/{id}"))
