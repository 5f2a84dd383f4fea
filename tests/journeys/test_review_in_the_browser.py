"""A product turned down, mended and approved; a colleague invited who pulls: on a running store, in Chromium."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.people import Offer, offer_with, soon_done, soon_refused
from tests.pages.people import People, Person, drafts, people_of
from tests.parts.docker import Docker
from tests.parts.process import wait_until
from tests.parts.store import Store

pytestmark = [pytest.mark.journey, pytest.mark.pages]


@pytest.fixture
def people(store: Store, browser: Browser) -> Iterator[People]:
    with people_of(store, browser) as people:
        yield people


def reviewer(people: People) -> Person:
    """The demonstration's, in a browser."""
    known = people.store.accounts["reviewer"]
    return people.signs_in(known["email"], ("read", "certify", "staff"), known["password"])


def test_a_reviewer_turns_a_product_down_and_approves_what_was_mended(people: People) -> None:
    (per, slug), ruth = people.publisher(), reviewer(people)
    ruth.page.goto(f"/staff/publishers/{slug}")
    ruth.says("Approve it")
    product = drafts(per, slug)
    per.does("POST", f"{product}/submit")

    waiting = ruth.page.get_by_role("row", name=re.compile(slug)).get_by_role("link")
    wait_until(lambda: ruth.page.goto("/staff") is not None and waiting.count() == 1, 20, "it does not wait")
    waiting.click()
    ruth.page.get_by_role("region", name="Description", exact=True).get_by_text("Say what is wrong here").click()
    ruth.page.get_by_label("What is wrong with: Description").fill("Say how it is started.")
    ruth.says("Reject with these reasons")
    expect(ruth.page.get_by_role("status").first).to_contain_text("It was rejected")

    per.page.goto(f"/publish/{slug}/gauge")
    expect(per.page.get_by_role("main")).to_contain_text("Say how it is started.")
    per.does("PATCH", product, {"description": "# Gauge\n\nCounts ships.\n\nStart it with docker run.\n"})
    per.does("POST", f"{product}/submit")
    ruth.page.goto(f"/staff{product}")
    expect(ruth.page.get_by_role("main")).to_contain_text("It was rejected before, for this:")
    expect(ruth.page.locator("ins").last).to_have_text("added: Start it with docker run.")
    ruth.says("Approve it")
    expect(ruth.page.get_by_role("status").first).to_contain_text("The product is approved")
    assert per.does("GET", f"{product}/editing")["state"] == "approved"


def test_an_invited_colleague_pulls_what_the_organisation_may(
    people: People, store: Store, docker: Docker, tmp_path: Path
) -> None:
    offer, ada, bob = offer_with(store, "terms"), people.comes("ada"), people.comes("bob")
    slug = founds(ada)
    accepts_for(ada, offer, "Northwick Observatory")
    bobs = docker.as_person(tmp_path / "bob")
    assert bobs.login(store.registry, bob.email, bob.token).ok
    image = f"{store.registry}/{offer.repository}:{offer.tag}"
    assert "terms" in bobs("pull", image).err

    ada.page.goto(f"/organizations/{slug}")
    ada.page.get_by_label("E-mail").fill(bob.email)
    ada.says("Send the invitation")
    wait_until(lambda: "/invitations/" in store.mail_to(bob.email), 10, "no letter with an invitation")
    bob.page.goto(next(word for word in store.mail_to(bob.email).split() if "/invitations/" in word))
    bob.says("Accept and join")
    expect(bob.page.get_by_role("main")).to_contain_text("you are: Member")
    soon_done(lambda: bobs("pull", image))

    ada.page.goto(f"/organizations/{slug}")
    bobs_row = ada.page.get_by_role("row", name=re.compile(bob.email))
    bobs_row.locator(".sure > summary").click()
    bobs_row.get_by_role("button", name=re.compile("^Remove")).click()
    expect(bobs_row).to_have_count(0)
    docker("image", "rm", "--force", image)
    soon_refused(lambda: bobs("pull", image), "terms")


def test_a_customer_reviews_what_they_have_and_staff_take_it_away_when_it_is_reported(people: People) -> None:
    offer, ada, eve = offer_with(people.store, "terms"), people.comes("ada"), people.comes("eve")
    ada.does("POST", f"/products/{offer.product}/plans/{offer.plan}/terms", {"version": offer.terms})
    ada.page.goto(f"/{offer.product}/reviews")
    ada.page.get_by_role("radio", name="2", exact=True).check()
    ada.page.get_by_label("In a few words").fill("Buy mine instead")
    ada.says("Post it")
    expect(ada.page.get_by_role("heading", name="Buy mine instead")).to_be_visible()

    eve.page.goto(f"/{offer.product}/reviews")
    eve.page.get_by_role("radio", name="5 (best)").check()
    eve.says("Post it")
    expect(eve.page.get_by_role("alert")).to_contain_text("Only who has pulled a product")
    eve.page.get_by_text("Report it").first.click()
    eve.page.get_by_label("What is wrong with it").first.fill("An advertisement")
    eve.says("Report it")
    expect(eve.page.get_by_role("status").first).to_contain_text("staff will look at it")

    ruth = reviewer(people)
    ruth.page.goto("/staff")
    ruth.page.get_by_text("Take it away").first.click()
    ruth.page.get_by_label("Reason").fill("An advertisement")
    ruth.says("Take it away")
    expect(ruth.page.get_by_role("status").first).to_contain_text("The review is taken away")
    ada.page.goto(f"/{offer.product}")
    expect(ada.page.get_by_role("heading", name="Buy mine instead")).to_have_count(0)


def founds(ada: Person) -> str:
    slug = ada.email.partition("@")[0]
    ada.page.goto("/organizations")
    ada.page.get_by_label("Name", exact=True).fill("Northwick Observatory")
    ada.page.get_by_label("Short name").fill(slug)
    ada.says("Create it")
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("Northwick Observatory")
    return slug


def accepts_for(ada: Person, offer: Offer, organization: str) -> None:
    ada.page.goto(f"/{offer.product}/get?plan={offer.plan}")
    ada.page.get_by_role("link", name=f"For {organization}").click()
    ada.page.get_by_role("checkbox", name=re.compile(f"accept it for {organization}")).check()
    ada.says("Accept and get the command")
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("It is yours to pull")
