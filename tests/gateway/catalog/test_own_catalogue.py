"""An organisation's own catalogue: its owners choose, its members find by it, and nobody else sees anything of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.billing.service import Billing
from services.catalog import events as catalog
from services.search.service import Search
from tests.gateway.account.test_api import code_of
from tests.gateway.counter import bearer
from tests.gateway.opened import Opened, opened
from tests.pages.shop import session_of
from tests.parts.people import new_address

SHELF = ("harbourline/tide", "harbourline/edge", "acme/db", "acme/queue")


def published(slug: str) -> Iterator[Any]:
    publisher, _, name = slug.partition("/")
    yield catalog.ProductDrafted(f"id-{name}", publisher, name, "container", external=False)
    yield catalog.ListingEdited(f"id-{name}", name.title(), f"Looks after {name}.", "", (), (), (), "", "")
    yield catalog.ProductPublished(f"id-{name}")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with opened(tmp_path_factory.mktemp("store"), Billing, Search) as store:
        for publisher in ("harbourline", "acme"):
            applied = catalog.PublisherApplied(publisher, "", publisher.title(), "https://x.example", "", "", "")
            store.books.tell(applied, catalog.PublisherApproved(publisher))
        store.books.tell(*(fact for slug in SHELF for fact in published(slug)))
        store.services.until(lambda: {*SHELF} <= {*slugs(store, "/search?limit=100")})
        yield store


@dataclass
class Team:
    """Ada owns it, Bob belongs to it."""

    store: Opened
    slug: str
    owner: str
    member: str
    accounts: dict[str, str]

    def adds(self, entry: str, token: str = "") -> Any:
        path = f"/organizations/{self.slug}/catalogue"
        return self.store.post(path, {"entry": entry}, **bearer(token or self.owner))

    def removes(self, entry: str) -> Any:
        return self.store.delete(f"/organizations/{self.slug}/catalogue/{entry}", self.owner)

    def entries(self, token: str = "") -> list[Any]:
        told = self.store.get(f"/organizations/{self.slug}/catalogue", token or self.member)
        assert told.status_code == 200, told.text
        return list(told.json["items"])

    def found(self, query: str = "") -> list[str]:
        return sorted(slugs(self.store, f"/search?catalogue={self.slug}&{query}", self.member))

    def browser(self, name: str) -> FlaskClient:
        self.store.settle()
        app = self.store.client.application
        client = app.test_client()
        client.set_cookie("chandlery_session", session_of(app, self.accounts[name]))
        return client


@pytest.fixture
def team(store: Opened) -> Team:
    ada, bob = new_address("ada"), new_address("bob")
    slug = new_address("crew").partition("@")[0].replace(".", "-")
    accounts = {"ada": store.desk.member(ada), "bob": store.desk.member(bob)}
    owner, member = store.token(ada, "read", "buy"), store.token(bob, "read", "buy")
    store.post("/organizations", {"slug": slug, "name": f"The {slug}"}, **bearer(owner))
    store.post(f"/organizations/{slug}/invitations", {"email": bob, "role": "member"}, **bearer(owner))
    store.post("/invitations/accept", {"token": store.desk.link(bob, 2)}, **bearer(member))
    store.settle()
    return Team(store, slug, owner, member, accounts)


def slugs(store: Opened, path: str, token: str = "") -> list[str]:
    told = store.get(path, token) if token else store.client.get(f"/api/v1{path}")
    return [item["slug"] for item in told.json["items"]] if told.status_code == 200 else []


def sends(browser: FlaskClient, page: str, path: str, **fields: str) -> str:
    """The page that comes of the form."""
    found = re.search(r'name="csrf" value="([^"]+)"', browser.get(page).text)
    assert found
    answer = browser.post(path, data={"csrf": found[1], **fields})
    return browser.get(answer.location).text if answer.status_code == 303 else answer.text


def test_members_find_what_an_owner_chose_and_facets_count_it_alone(team: Team) -> None:
    assert (team.found(), team.entries()) == ([], [])
    assert [team.adds(entry).status_code for entry in ("harbourline", "acme/db")] == [201, 201]
    assert team.found() == ["acme/db", "harbourline/edge", "harbourline/tide"]
    assert team.found("q=queue") == []
    told = team.store.get(f"/search?catalogue={team.slug}", team.member).json
    assert {one["value"]: one["count"] for one in told["facets"]["publisher"]} == {"harbourline": 2, "acme": 1}
    shown = [(one["kind"], one["slug"], one["name"], one["listed"]) for one in team.entries()]
    assert shown == [("product", "acme/db", "Db", True), ("publisher", "harbourline", "Harbourline", True)]


def test_what_is_taken_out_is_found_by_it_no_more(team: Team) -> None:
    team.adds("acme/db")
    assert team.removes("acme/db").status_code == 200
    assert team.removes("acme/db").status_code == 200  # asked twice, decided once
    assert (team.found(), team.entries()) == ([], [])
    assert code_of(team.removes("acme/queue")) == (404, "catalogue-entry-unknown")


def test_only_owners_choose_and_only_what_is_there(team: Team) -> None:
    assert code_of(team.adds("acme/db", team.member)) == (403, "role-missing")
    assert code_of(team.adds("acme/nothing")) == (404, "no-such-product")
    assert code_of(team.adds("nobody")) == (404, "no-such-publisher")
    assert team.entries() == []


def test_others_learn_nothing_of_it_by_the_api(team: Team) -> None:
    team.adds("acme/db")
    eve = team.store.member(new_address("eve"), "read", "buy")
    puller = team.store.member(new_address("pat"), "pull")
    path = f"/search?catalogue={team.slug}"
    assert code_of(team.store.get(path, eve)) == (404, "organization-unknown")
    assert code_of(team.store.get(path, puller)) == (403, "scope-missing")
    assert code_of(team.store.client.get(f"/api/v1{path}")) == (401, "not-signed-in")
    assert code_of(team.store.get(f"/organizations/{team.slug}/catalogue", eve)) == (404, "organization-unknown")
    assert code_of(team.adds("acme/queue", eve)) == (404, "organization-unknown")


def test_others_learn_nothing_of_it_on_pages(team: Team) -> None:
    team.adds("acme/db")
    team.accounts["eve"] = team.store.desk.member(new_address("eve"))
    for browser in (team.browser("eve"), team.store.client.application.test_client()):
        pages = [browser.get(f"/search?catalogue={team.slug}").text, browser.get("/acme/db").text]
        assert [f"The {team.slug}" in page for page in pages] == [False, False]
        assert "/acme/queue" in pages[0]  # the whole store answers
    assert team.browser("eve").get(f"/organizations/{team.slug}/catalogue").status_code == 404


def test_a_member_asks_in_it_by_a_filter_of_the_page_of_results(team: Team) -> None:
    team.adds("acme/db")
    browser = team.browser("bob")
    link = f'href="/search?type=community&amp;catalogue={team.slug}" rel="nofollow"'
    assert link in browser.get("/search?type=community").text
    page = browser.get(f"/search?type=community&catalogue={team.slug}").text
    assert ["/acme/db" in page, "/acme/queue" in page] == [True, False]
    assert f'<a class="chip" href="/search?type=community">The {team.slug}' in page
    assert "Save this search" not in page  # what others chose may change: it is no part of a saved search
    assert f"catalogue={team.slug}&amp;sort=updated" in page


def test_a_product_is_put_in_and_taken_out_on_its_own_page(team: Team) -> None:
    ada, bob, path = team.browser("ada"), team.browser("bob"), f"/organizations/{team.slug}/catalogue"
    assert "Your organisations" not in bob.get("/acme/db").text  # nothing is chosen, and he may not choose
    page = sends(ada, "/acme/db", path, entry="acme/db", back="/acme/db")
    assert f"In the catalogue of The {team.slug}." in page
    team.store.settle()
    assert f"In the catalogue of The {team.slug}." in bob.get("/acme/db").text
    assert f'action="{path}' not in bob.get("/acme/db").text
    assert "In the catalogue" not in sends(ada, "/acme/db", f"{path}/remove", entry="acme/db", back="/acme/db")


def test_all_that_a_publisher_has_is_marked_on_each_product(team: Team) -> None:
    team.adds("harbourline")
    page = team.browser("ada").get("/harbourline/edge").text
    assert f"In the catalogue of The {team.slug}, with all that Harbourline has." in page
    assert "Take it out" not in page


def test_the_catalogues_page_takes_addresses_and_copied_links(team: Team) -> None:
    ada, path = team.browser("ada"), f"/organizations/{team.slug}/catalogue"
    assert "Nothing is in it yet" in ada.get(path).text
    assert "<code>acme/db</code>" in sends(ada, path, path, entry="https://store.example/acme/db?from=mail#versions")
    assert "<code>harbourline</code>" in sends(ada, path, path, entry=" harbourline/ ")
    assert "There is no such product" in sends(ada, path, path, entry="acme/nothing")
    assert "<code>acme/db</code>" not in sends(ada, path, f"{path}/remove", entry="acme/db")
    assert "Put it into the catalogue" not in team.browser("bob").get(path).text


def test_a_form_leads_back_to_no_other_host(team: Team) -> None:
    ada, path = team.browser("ada"), f"/organizations/{team.slug}/catalogue"
    page = sends(ada, path, path, entry="acme/db", back="https://elsewhere.example/")
    assert "It is in the catalogue." in page


def test_what_leaves_the_shelves_is_told_to_owners_and_can_be_taken_out(team: Team) -> None:
    team.store.books.tell(*published("acme/away"))
    team.store.services.until(lambda: "acme/away" in slugs(team.store, "/search?q=away"))
    team.adds("acme/away")
    team.store.books.tell(catalog.ProductUnlisted("id-away"))
    team.store.services.until(lambda: team.found() == [])
    assert [(one["slug"], one["listed"]) for one in team.entries()] == [("acme/away", False)]
    assert "on the shelves no more" in team.browser("ada").get(f"/organizations/{team.slug}/catalogue").text
    assert team.removes("acme/away").status_code == 200
    assert team.entries() == []


def test_a_product_that_goes_to_another_publisher_stays_chosen(team: Team) -> None:
    team.store.books.tell(*published("acme/moving"))
    team.store.services.until(lambda: "acme/moving" in slugs(team.store, "/search?q=moving"))
    team.adds("acme/moving")
    team.store.books.tell(catalog.ProductTransferred("id-moving", "harbourline", "moving", "acme/moving"))
    team.store.services.until(lambda: team.found() == ["harbourline/moving"])
    assert [one["slug"] for one in team.entries()] == ["harbourline/moving"]
    assert team.removes("harbourline/moving").status_code == 200
