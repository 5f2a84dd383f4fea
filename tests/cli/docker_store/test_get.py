"""Getting an image: what is asked, what is never assumed, and what the store's refusals say to do."""

import json
import sys
from base64 import urlsafe_b64encode
from typing import Any

import pytest

from tests.cli.docker_store.conftest import Home
from tests.cli.docker_store.engine import asked, stands
from tests.cli.docker_store.scripted import Answer, Scripted, problem, scripted
from tests.parts.terminal import terminal

REPOSITORY = "acme/db"
PULL = f"docker pull localhost:5000/{REPOSITORY}:1.0.0"
MONTHLY = {"amount": 4900, "currency": "USD"}
PLAN = {
    "id": "pro",
    "name": "Pro",
    "access": "subscribers",
    "repository": REPOSITORY,
    "pull_command": PULL,
    "price": MONTHLY,
    "interval": "month",
    "trial_days": 14,
}
PRODUCT = {"slug": "acme/db", "external": False, "publisher": {"name": "Acme"}, "plans": [PLAN]}
REHEARSED: Answer = (
    200,
    {"today": None, "then": {"on": "2026-12-13", "total": MONTHLY}, "until": "2026-12-13T00:00:00Z"},
)
TRIED: Answer = (201, {"state": "trialing", "plan": "acme/db/pro", "until": "2026-12-13T00:00:00Z"})
DENIED: Answer = (403, {"errors": [{"code": "DENIED", "message": "acme/db needs a subscription."}]})


def granted() -> Answer:
    claims = json.dumps({"access": [{"type": "repository", "name": REPOSITORY, "actions": ["pull"]}]}).encode()
    return 200, {"token": f"h.{urlsafe_b64encode(claims).decode().rstrip('=')}.s"}


def selling(*answers: Answer) -> dict[str, Any]:
    """A store with one plan that is bought; `answers` to its dry run, and then to the order."""
    return {"GET_products_acme_db": [(200, PRODUCT)], "POST_subscriptions": list(answers)}


def opens(store: Scripted, *door: Answer) -> None:
    """What its registry's door says, one time after the other."""
    store.answers["GET /registry/token"] = list(door)


def gets(home: Home, store: Scripted, *words: str) -> Any:
    home.knows(store.url)
    return home.runs("get", "acme/db", "--no-pull", *words)


def test_who_may_pull_already_is_asked_nothing(home: Home) -> None:
    with scripted(**selling()) as store:
        opens(store, granted())
        said = gets(home, store)
    assert (said.code, said.out) == (0, f"{PULL}\n")


HELD = {"id": "s1", "plan": "acme/db/pro", "state": "active", "until": "2026-12-13T00:00:00Z", "quantity": 1}
ON_TRIAL = "You are on trial of acme/db/pro until 2026-12-13, and nothing was changed."
ANOTHER = "acme/db/pro is subscribed to already, in quantity 1."


@pytest.mark.parametrize(
    ("state", "words", "code", "said"),
    [
        ("trialing", ("--buy", "--coupon", "NOPE", "--yes"), 1, ON_TRIAL),
        ("trialing", ("--buy", "--yes", "--for", "acme"), 1, ON_TRIAL),
        ("trialing", ("--yes",), 0, ""),
        ("active", ("--buy", "--yes", "--quantity", "1", "--payment", "card"), 0, ""),
        ("active", ("--quantity", "2", "--yes"), 1, ANOTHER),
        ("active", ("--coupon", "NOPE", "--payment", "invoice"), 0, "acme/db/pro is subscribed to already: --coupon "),
        ("ended", ("--buy",), 0, "acme/db/pro is open to you already, by no subscription of your own"),
    ],
)
def test_what_is_had_already_is_told_where_more_is_asked_for(
    home: Home, state: str, words: tuple[str, ...], code: int, said: str
) -> None:
    already = (409, problem("already-subscribed", "There is a subscription to this plan already."))
    items = {"items": [HELD | {"state": state, "payment": "card"}]}
    with scripted(**selling(already), GET_subscriptions=[(200, items)]) as store:
        opens(store, granted())
        told = gets(home, store, *words)
    assert (told.code, told.out) == (code, "" if code else f"{PULL}\n")
    assert told.err.startswith(said) if said else told.err == ""


def test_a_trial_is_begun_by_a_script_that_says_yes(home: Home) -> None:
    with scripted(**selling(REHEARSED, TRIED)) as store:
        opens(store, DENIED, granted())
        said = gets(home, store, "--yes", "--plan", "pro")
        dry, ordered = store.bodies("POST /api/v1/subscriptions")
    assert (said.code, dry["trial"], ordered["trial"]) == (0, True, True)
    assert "Due today: nothing" in said.err
    assert "Then, on 2026-12-13: 49.00 USD" in said.err


def test_what_goes_on_until_it_is_cancelled_says_so(home: Home) -> None:
    today = {"lines": [{"text": "Pro", "amount": MONTHLY}], "taxes": [], "total": MONTHLY}
    with scripted(**selling((200, {"today": today, "then": None}))) as store:
        opens(store, DENIED)
        said = gets(home, store, "--buy")
    assert "  Pro: 49.00 USD\n  Due today: 49.00 USD\n  It goes on each month, until it is cancelled.\n" in said.err


def test_nothing_is_bought_that_nobody_said_yes_to(home: Home) -> None:
    with scripted(**selling(REHEARSED)) as store:
        opens(store, DENIED)
        said = gets(home, store)
        assert len(store.bodies("POST /api/v1/subscriptions")) == 1  # the dry run
    assert (said.code, said.err.splitlines()[-2:]) == (
        1,
        ["Nobody is here to say yes. Nothing was changed.", "Say it: --yes"],
    )


TERMS: Answer = (200, {"version": "3", "text": "Be kind.", "url": "https://store.example/terms"})
UNREAD: Answer = (409, problem("terms-not-accepted", "The terms of this plan must be accepted first."))


def test_yes_accepts_no_terms(home: Home) -> None:
    with scripted(**selling(UNREAD), GET_products_acme_db_plans_pro_terms=[TERMS]) as store:
        opens(store, DENIED)
        said = gets(home, store, "--yes")
    assert said.code == 1
    assert said.err.endswith("Read them: https://store.example/terms\nThen: --accept-terms 3\n")


def test_terms_are_accepted_by_their_very_version(home: Home) -> None:
    path = "products_acme_db_plans_pro_terms"
    accepted = {f"GET_{path}": [TERMS], f"POST_{path}": [(200, {})]}
    with scripted(**selling(UNREAD, REHEARSED, TRIED), **accepted) as store:
        opens(store, DENIED, granted())
        assert gets(home, store, "--yes", "--accept-terms", "3").code == 0
        assert store.bodies("POST /api/v1/products/acme/db/plans/pro/terms") == [{"version": "3", "holder": ""}]


def test_a_version_that_is_not_the_present_one_is_not_accepted(home: Home) -> None:
    with scripted(**selling(UNREAD), GET_products_acme_db_plans_pro_terms=[TERMS]) as store:
        opens(store, DENIED)
        said = gets(home, store, "--yes", "--accept-terms", "2")
    assert (said.code, said.err.splitlines()[0]) == (1, "The terms are in version 3 now, and not 2.")


@pytest.mark.parametrize(
    ("code", "title", "todo"),
    [
        ("billing-details-missing", "Say whom invoices are for.", "Go on in the browser: "),
        ("card-missing", "Add a card first, or pay by invoice.", "Go on in the browser: "),
        ("trial-used", "Each buyer has one trial.", "Buy it: --buy"),
        ("coupon-unknown", "There is no such coupon for this product.", "Go on in the browser: "),
    ],
)
def test_a_refusal_is_the_stores_sentence_with_what_to_do(home: Home, code: str, title: str, todo: str) -> None:
    with scripted(**selling((409, problem(code, title)))) as store:
        opens(store, DENIED)
        said = gets(home, store, "--yes")
    assert said.code == 1
    assert said.err.startswith(f"{title}\n{todo}")


def test_a_declined_payment_buys_nothing(home: Home) -> None:
    declined = (402, problem("payment-declined", "The bank turned the payment down."))
    with scripted(**selling(REHEARSED, declined)) as store:
        opens(store, DENIED)
        said = gets(home, store, "--yes", "--buy")
    assert (said.code, said.err.splitlines()[-1]) == (1, "The bank turned the payment down.")


def test_a_store_that_sells_by_invoice_alone_is_paid_so(home: Home) -> None:
    no_cards = (409, problem("cards-not-taken", "This store takes no cards."))
    bought = (201, {"state": "active", "plan": "acme/db/pro", "until": None})
    with scripted(**selling(no_cards, REHEARSED, bought)) as store:
        opens(store, DENIED, granted())
        assert gets(home, store, "--yes", "--buy").code == 0
        assert store.bodies("POST /api/v1/subscriptions")[-1]["payment"] == "invoice"


def test_several_plans_are_named_where_nobody_can_choose(home: Home, store: str) -> None:
    said = home.runs("get", "harbourline/tidewater", "--store", store)
    assert (said.code, said.err.splitlines()[1]) == (2, "Say which: --plan PLAN")


def test_a_plan_is_chosen_on_the_terminal(home: Home, store: str) -> None:
    stands(home)
    words = (sys.executable, "-m", "cli.docker_store", "get", "harbourline/tidewater", "--store", store)
    with terminal(words, home.env) as shown:
        shown.until("Which plan?")
        shown.types("9")
        shown.until("“9” is none of them.")
        shown.types("community")
        assert shown.ends() == 0, shown.shown
    assert asked(home) == [["pull", "localhost:5000/harbourline/tidewater-community:4.2.1"]]


def test_another_version_is_pulled_where_it_is_named(home: Home, store: str) -> None:
    said = home.runs("get", "harbourline/tidewater/community", "--tag", "4.2.0", "--no-pull", "--store", store)
    assert said.out == "docker pull localhost:5000/harbourline/tidewater-community:4.2.0\n"


def test_docker_is_signed_in_before_it_pulls_what_needs_it(home: Home) -> None:
    stands(home)
    with scripted(**selling()) as store:
        opens(store, granted())
        home.knows(store.url)
        assert home.runs("get", "acme/db").code == 0
    login = ["login", "localhost:5000", "--username", "ada@example.org", "--password-stdin", "chy_kept"]
    assert asked(home) == [login, PULL.split()[1:]]
