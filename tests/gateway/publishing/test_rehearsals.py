"""A plan is tried by the API and on its page: a made-up buyer lives through it, and the store's books stay so."""

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from eventlog.refusal import Missing
from eventlog.schema import registry
from gateway.publishing import step_lines
from services.catalog import events as catalog
from tests.controls.subscriptions import fleet_offered, team_offered
from tests.gateway.publishing.selling import Till, opened
from tests.services.billing.conftest import TERMS

SUBSCRIBE = {"do": "subscribe", "card": "4242424242424242"}
PATH = "/products/SLUG/db/plans/team/rehearsals"
PAGE = "/publish/SLUG/db/plans/team/try"


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Till]:
    """Acme's database is a draft still, with two plans."""
    with opened(tmp_path_factory.mktemp("till")) as each:
        each.begin()
        facts = _drafted(each.slug)
        each.counter.tell(*(("product-db", fact) for fact in facts))
        for number, fact in enumerate(facts):
            if not isinstance(fact, catalog.ListingEdited):
                each.services.rpc.catalog.tell(*registry.dump(fact), f"fact-{number}")
        each.services.until(lambda: _is_heard(each))
        yield each


def _drafted(slug: str) -> list[Any]:
    plans = [
        catalog.PlanAdded("db", plan.plan, plan.name, "", f"{slug}/{plan.plan}", "subscribers", TERMS, price=plan.price)
        for plan in (team_offered, fleet_offered)
    ]
    listing = catalog.ListingEdited("db", "Database", "Short.", "Long.", ("security",), (), (), "", "MIT")
    return [catalog.ProductDrafted("db", slug, "db", "container", external=False), listing, *plans]


def _is_heard(till: Till) -> bool:
    try:
        return bool(ran(till, SUBSCRIBE | {"card": "pm_card_visa"}).json["steps"])
    except (KeyError, Missing):
        return False


def ran(till: Till, *steps: Any, who: str = "ed", **more: Any) -> TestResponse:
    return till.send(who, "POST", PATH, {"steps": list(steps), "starts": "2026-01-31", **more})


def tried(till: Till, *steps: str, who: str = "ed", **more: str) -> TestResponse:
    """The page with these steps in its address."""
    asked = [("starts", "2026-01-31"), *(("step", step) for step in steps), *more.items()]
    return till._browser(who).get(PAGE.replace("SLUG", till.slug), query_string=asked)


def test_a_draft_is_tried_and_docker_says_what_it_would(till: Till) -> None:
    answer = ran(till, SUBSCRIBE | {"trial": True, "card": "pm_card_visa"}, {"do": "cancel"}, {"do": "next"})
    first, _, last = ([pull["prints"][1] for pull in step["pulls"]] for step in answer.json["steps"])
    assert first == [f"latest: Pulling from {till.slug}/team"]
    assert "denied: your trial is over. Subscribe to" in last[0]
    assert answer.json["next"] is None


def test_nothing_reaches_the_stores_books(till: Till) -> None:
    head, balance = till.services.rpc.billing.head(), till.services.rpc.billing.trial_balance()
    assert ran(till, SUBSCRIBE, {"do": "move", "days": 40}).json["publisher"] == [{"amount": 7350, "currency": "USD"}]
    assert (till.services.rpc.billing.head(), till.services.rpc.billing.trial_balance()) == (head, balance)


def test_owners_and_editors_alone_try_a_plan(till: Till) -> None:
    seen = {who: ran(till, SUBSCRIBE, who=who).status_code for who in till.tokens}
    assert seen == {"ada": 200, "ed": 200, "sue": 403, "bob": 404, "fay": 404}
    assert {who: tried(till, who=who).status_code for who in ("ada", "sue", "bob")} == {
        "ada": 200,
        "sue": 404,
        "bob": 404,
    }


@pytest.mark.parametrize(
    ("steps", "code", "where"),
    [
        ([SUBSCRIBE, {"do": "move"}], "rehearsal-step-invalid", "step 2: move days or until"),
        ([{"do": "add_card", "card": "4111111111111111"}], "test-card-unknown", "step 1"),
        ([{"do": "next"}] * 51, "rehearsal-too-long", "50 steps"),
        ([{"do": "move", "days": 10**12}], "rehearsal-step-invalid", "step 1: days"),
    ],
)
def test_a_step_that_cannot_be_is_named(till: Till, steps: list[Any], code: str, where: str) -> None:
    answer = ran(till, *steps)
    assert (answer.status_code, answer.json["code"], answer.json["detail"]) == (422, code, where)


def test_a_verb_that_is_none_and_a_field_too_many_are_named(till: Till) -> None:
    answer = ran(till, {"do": "dance"}, {"do": "next", "speed": 2})
    assert answer.status_code == 422
    assert {each["field"].split(".")[1] for each in answer.json["errors"]} == {"0", "1"}


def test_the_page_tells_what_happens_and_goes_on_from_there(till: Till) -> None:
    page = tried(till, "subscribe card=paid-then-declined", "move days=30").text
    assert "The card is declined: the bank says no. It is tried again on" in page
    assert "Go on to" in page
    assert "docker pull" in page
    following = tried(till, "subscribe card=paid-then-declined", "move days=30", do="next")
    assert (following.status_code, following.location.partition("#")[2]) == (303, "step-3")
    went = re.findall(r'name="step" value="([^"]+)"', till._browser("ed").get(following.location).text)
    assert set(map(html.unescape, went)) == {"subscribe card=paid-then-declined", "move days=30", "next"}


def test_a_price_is_typed_as_people_write_it(till: Till) -> None:
    changed = tried(till, "subscribe card=pm_card_visa", do="change_price", price="59.00")
    assert "change_price+price%3D5900" in changed.location
    assert "A new price is announced: 59.00 USD" in till._browser("ed").get(changed.location).text


def test_a_step_that_cannot_be_is_said_above_what_was_before_it(till: Till) -> None:
    answer = tried(till, "subscribe card=pm_card_visa", "move days=9999")
    assert answer.status_code == 422
    assert "A step of the rehearsal does not fit. (step 2: days)" in answer.text
    assert "The first payment has come: it runs." in answer.text


@pytest.mark.parametrize(
    "form",
    [
        {"do": "subscribe", "card": "pm_card_visa", "trial": "yes", "quantity": "2"},
        {"do": "move", "days": "30"},
        {"do": "change_quantity", "seats": "3"},
        {"do": "subscribe", "coupon": "A B=C&D"},
    ],
)
def test_what_is_typed_is_read_from_its_line(form: dict[str, str]) -> None:
    step = step_lines.typed(form)
    read = step_lines.read(step_lines.line(step))
    assert {name: "yes" if value is True else str(value) for name, value in read.items()} == step
