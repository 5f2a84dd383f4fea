"""What a reviewer would say, before one does."""

from dataclasses import replace

import pytest

from services.catalog.deciders import lint
from services.catalog.deciders.listing import Listing
from services.catalog.deciders.plan import Plan
from services.catalog.deciders.product_state import Product
from services.catalog.events import Link
from tests.controls.catalog import LOGO, listing, plan, team

LINKS = (Link("documentation", "https://acme.example/docs"), Link("support", "https://acme.example/help"))
good = replace(
    listing, description="It stores what you give it. " * 10, screenshots=(LOGO,), install="Run it.", links=LINKS
)


def made(listing: Listing, *plans: Plan, kind: str = "container") -> Product:
    return Product("db", "acme", "db", kind, False, listing=listing, plans={one.id: one for one in plans})


def hints(listing: Listing, kind: str = "container") -> list[str]:
    return [hint.code for hint in lint.hints(made(listing, plan, kind=kind), (), supported=True, payouts=True)]


def test_a_product_without_anything_is_told_all_that_it_needs() -> None:
    codes = [problem.code.removesuffix("-missing") for problem in lint.problems(made(Listing()))]
    assert codes == ["name", "short-description", "description", "category", "logo", "plan"]


def test_a_retired_plan_is_none() -> None:
    assert [one.field for one in lint.problems(made(good, replace(plan, retired=True)))] == ["plans"]


def test_a_good_product_is_told_nothing() -> None:
    assert not lint.problems(made(good, plan))
    assert not hints(good)


def test_advice_keeps_nothing_from_being_approved() -> None:
    found = lint.hints(made(Listing(), plan), ["free"], supported=False, payouts=False)
    assert {"version-missing", "support-missing"} < {hint.code for hint in found}
    assert not any(hint.blocks for hint in found)


@pytest.mark.parametrize(
    ("worse", "code"),
    [
        (replace(good, description="Runs."), "description-short"),
        (replace(good, install="![ ](https://acme.example/a.png)"), "alt-missing"),
        (replace(good, screenshots=()), "screenshots-missing"),
        (replace(good, links=LINKS[1:]), "documentation-missing"),
        (replace(good, links=LINKS[:1]), "support-link-missing"),
        (replace(good, links=(*LINKS, Link("website", "http://acme.example"))), "link-unencrypted"),
        (replace(good, licence=" "), "licence-missing"),
    ],
)
def test_what_would_make_it_better_is_advised(worse: Listing, code: str) -> None:
    assert hints(worse) == [code]


def test_a_price_asks_for_payouts() -> None:
    found = lint.hints(made(good, plan, team), (), supported=True, payouts=False)
    assert [(hint.code, hint.plan) for hint in found] == [("payouts-missing", "team")]
    assert not lint.hints(made(good, plan, team), (), supported=True, payouts=True)


def test_a_plugin_says_how_it_is_installed() -> None:
    assert hints(replace(good, install=""), kind="plugin") == ["install-missing"]
    assert not hints(replace(good, install=""))
