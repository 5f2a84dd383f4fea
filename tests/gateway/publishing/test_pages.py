"""The publisher's pages before the real services: who enters, what is kept when something is wrong, what is told."""

import io
import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from eventlog.amqp import views_service
from eventlog.reading import Reader
from gateway.app import create_app
from gateway.publishing.pages.charts import line_of, shares_of
from gateway.rpc import NoServices, Pool, Rpc
from gateway.settings import Settings
from gateway.views import PROJECTIONS
from services.catalog.service import Catalog
from services.identity.service import Identity
from services.search.reader import SearchReader
from tests.controls.catalog import ACME_PEM, acme_key
from tests.gateway.publishing.conftest import LISTING, PLAN
from tests.pages.shop import session_of
from tests.parts.services import Services, config_in, running
from tests.services.identity.conftest import OPERATOR, Desk

HOST = "store.example:5000"
SUPPORT = {"policy": "An answer within a day.", "hours": "", "contacts": "help@acme.example", "tsanet": ""}


@dataclass
class Portal:
    """The gateway with its views, identity and the catalogue; Ada owns a publisher of this test alone, Bob nothing."""

    services: Services
    app: Flask
    reader: Reader
    desk: Desk
    accounts: dict[str, str]
    slug: str

    @property
    def catalog(self) -> Any:
        return self.services.rpc.catalog

    @property
    def home(self) -> str:
        return f"/publish/{self.slug}"

    @property
    def product(self) -> str:
        return f"{self.slug}/db"

    @property
    def page(self) -> str:
        return f"{self.home}/db"

    def told(self) -> Any:
        """The product as the catalogue has it."""
        return self.catalog.product(self.product)

    def ada(self) -> dict[str, Any]:
        return self.desk.by(self.accounts["ada"], f"{self.slug}:owner")

    def rita(self) -> dict[str, Any]:
        return self.desk.by("rita", "reviewer")

    def settle(self) -> None:
        """Returns when the gateway's views have caught up."""
        for source in ("identity", "catalog"):
            head = getattr(self.services.rpc, source).head()["position"]
            self.services.until(lambda source=source, head=head: self.reader.position(source) >= head)

    def opens(self) -> None:
        """Ada's publisher, approved, with a draft."""
        self.services.rpc.identity.create_organization(self.slug, "Acme Ltd", self.ada())
        applied = (self.slug, "Acme Ltd", "https://acme.example", "1", "shop@acme.example", "")
        self.catalog.apply_as_publisher(*applied, self.ada())
        self.catalog.approve_publisher(self.slug, self.rita())
        self.catalog.draft_product(self.slug, "db", "container", LISTING, self.ada())
        self.settle()

    def completes(self) -> None:
        """A draft that a reviewer would find complete."""
        self.opens()
        self.catalog.accept_agreement(self.slug, self.catalog.agreement()["version"], self.ada())
        self.catalog.set_support(self.slug, SUPPORT, self.ada())
        self.catalog.edit_listing(self.product, {"logo": "sha256:" + "1f" * 32}, self.ada())
        self.catalog.add_plan(self.product, PLAN | {"repository": self.product}, self.ada())
        self.settle()

    def joins(self, name: str, role: str) -> None:
        """An account becomes one of the publisher's team."""
        identity, address = self.services.rpc.identity, f"{name}@mail.example"
        before = len(self.desk.letters(address))
        identity.invite(self.slug, address, role, self.ada())
        identity.accept_invitation(self.desk.link(address, before + 1), self.desk.by(self.accounts[name]))
        self.settle()

    def approves(self) -> None:
        self.completes()
        self.catalog.submit_product(self.product, self.ada())
        self.catalog.approve_product(self.product, self.rita())
        self.settle()


@dataclass
class Browser:
    """Somebody's browser, signed in."""

    portal: Portal
    client: FlaskClient

    def get(self, path: str) -> TestResponse:
        self.portal.settle()
        return self.client.get(path)

    def send(self, page: str, action: str = "", **fields: object) -> TestResponse:
        """The form of `page`, with its hidden fields, filled and sent as a browser does."""
        hidden = dict(re.findall(r'type="hidden" name="(csrf|version|agreement)" value="([^"]+)"', self.get(page).text))
        return self.client.post(action or page, data={**hidden, **fields})


@dataclass
class Opened:
    """What all tests share, and the number of the next test's publisher."""

    portal: Portal
    numbers: Iterator[int] = field(default_factory=itertools.count)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with portal_in(tmp_path_factory.mktemp("portal")) as portal:
        yield portal


@contextmanager
def portal_in(folder: Path, *beside: type, **told: str) -> Iterator[Opened]:
    """With these services beside identity and the catalogue, and settings beside the usual ones."""
    config = config_in(folder, CHANDLERY_MAIL=f"file:{folder}/mail", CHANDLERY_REGISTRY_HOST=HOST, **OPERATOR, **told)
    with running(config, Identity, Catalog, *beside, views_service("gateway", PROJECTIONS)) as services:
        settings = Settings.load(config["CHANDLERY"])
        reader, calls = Reader("gateway", settings.views_url), Pool(config)
        app = create_app(settings, reader, SearchReader(settings.index), Rpc(calls))
        app.testing = True
        desk = Desk(services, folder / "mail")
        accounts = {name: desk.member(f"{name}@mail.example") for name in ("ada", "bob")}
        yield Opened(Portal(services, app, reader, desk, accounts, ""))
        calls.close()
        reader.close()


@pytest.fixture
def portal(opened: Opened) -> Portal:
    return replace(opened.portal, slug=f"acme-{next(opened.numbers)}")


@pytest.fixture
def ada(portal: Portal) -> Browser:
    return of(portal, "ada")


def of(portal: Portal, name: str) -> Browser:
    portal.settle()
    client = portal.app.test_client()
    client.set_cookie("chandlery_session", session_of(portal.app, portal.accounts[name]))
    return Browser(portal, client)


def words(answer: TestResponse) -> str:
    """What the page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(portal: Portal) -> None:
    answer = portal.app.test_client().get(f"{portal.home}/settings")
    assert answer.headers["Location"] == f"/sign-in?next={portal.home}/settings"


@pytest.mark.parametrize(
    "path", ["", "/settings", "/settings/signing-keys", "/new", "/db", "/db/plans", "/db/versions", "/db/pulls"]
)
def test_anothers_publisher_looks_as_if_it_were_not_there(portal: Portal, path: str) -> None:
    portal.opens()
    assert of(portal, "bob").get(f"{portal.home}{path}").status_code == 404


def test_a_key_for_signatures_is_registered_and_withdrawn(portal: Portal, ada: Browser) -> None:
    portal.opens()
    page = f"{portal.home}/settings/signing-keys"
    answer = ada.send(page, name="Build server", pem=ACME_PEM.replace("\n", "\r\n"))
    assert answer.headers["Location"] == f"{page}?told=registered"
    assert acme_key.key[:16] in ada.get(page).text
    ada.send(page, f"{page}/withdraw", key=acme_key.key)
    assert portal.catalog.signing_keys_of(portal.slug) == []


def test_what_is_no_key_says_so_beside_its_field_and_keeps_the_name(portal: Portal, ada: Browser) -> None:
    portal.opens()
    answer = ada.send(f"{portal.home}/settings/signing-keys", name="Laptop", pem="a key")
    assert answer.status_code == 422
    assert 'id="pem-error"' in answer.text
    assert 'value="Laptop"' in answer.text


def test_a_draft_is_begun_by_its_name_alone(portal: Portal, ada: Browser) -> None:
    portal.opens()
    answer = ada.send(f"{portal.home}/new", name="Acme Cache", slug="cache", kind="container")
    assert answer.headers["Location"] == f"{portal.home}/cache?told=drafted"
    assert portal.catalog.product(f"{portal.slug}/cache")["listing"]["name"] == "Acme Cache"


def test_a_short_name_that_is_taken_says_so_beside_its_field(portal: Portal, ada: Browser) -> None:
    portal.opens()
    answer = ada.send(f"{portal.home}/new", name="Acme Again", slug="db", kind="container")
    assert answer.status_code == 409
    assert 'id="slug-error"' in answer.text
    assert 'value="Acme Again"' in answer.text


def test_what_is_typed_is_saved_field_by_field(portal: Portal, ada: Browser) -> None:
    portal.opens()
    typed = {"name": "Acme portal.page", "tags": "sql, small", "link_website": "https://acme.example"}
    typed |= {"categories": "security", "description": "One\r\ntwo"}
    assert ada.send(portal.page, **typed).status_code == 303
    listing = portal.told()["listing"]
    assert (listing["tags"], listing["categories"]) == (["sql", "small"], ["security"])
    assert listing["links"] == [{"what": "website", "url": "https://acme.example"}]
    assert listing["description"] == "One\ntwo"


def test_a_logo_is_taken_from_the_file_that_was_chosen(portal: Portal, ada: Browser) -> None:
    portal.opens()
    written = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(written, "PNG")
    ada.send(portal.page, name="Acme portal.page", logo=(io.BytesIO(written.getvalue()), "logo.png"))
    assert portal.told()["listing"]["logo"].startswith("sha256:")


def test_what_is_no_picture_says_so_and_the_rest_is_kept(portal: Portal, ada: Browser) -> None:
    portal.opens()
    answer = ada.send(portal.page, name="Kept all the same", logo=(io.BytesIO(b"MZ"), "logo.png"))
    assert answer.status_code == 422
    assert 'id="logo-error"' in answer.text
    assert 'value="Kept all the same"' in answer.text


def test_the_second_of_two_editors_is_told_what_the_first_wrote(portal: Portal, ada: Browser) -> None:
    portal.opens()
    portal.catalog.edit_listing(portal.product, {"name": "Of the first"}, portal.ada())
    csrf = re.search(r'name="csrf" value="([^"]+)"', ada.get(portal.page).text)
    assert csrf
    answer = ada.client.post(portal.page, data={"csrf": csrf[1], "version": "2", "name": "Of the second"})
    assert answer.status_code == 412
    assert 'value="Of the second"' in answer.text
    assert "Of the first" in words(answer)


def test_a_preview_keeps_nothing_but_shows_all(portal: Portal, ada: Browser) -> None:
    portal.opens()
    answer = ada.send(portal.page, do="preview", name="Only shown", description="Keeps **every** word")
    assert "<strong>every</strong>" in answer.text
    assert portal.told()["listing"]["name"] == "Acme Database"


def test_markdown_of_a_preview_runs_nothing(portal: Portal, ada: Browser) -> None:
    portal.opens()
    answer = ada.send(portal.page, "/publish/preview", description="<script>alert(1)</script><img src=x onerror=y>Fine")
    assert "Fine" in answer.text
    assert "alert(1)" not in answer.text
    assert "onerror" not in answer.text


def test_the_lint_stands_beside_the_fields_and_holds_the_submission_back(portal: Portal, ada: Browser) -> None:
    portal.opens()
    html = ada.get(portal.page).text
    assert 'id="logo-notes"' in html
    assert re.search(r"disabled[^>]*>Submit for review", html)


def test_reasons_of_a_rejection_stand_beside_their_fields(portal: Portal, ada: Browser) -> None:
    portal.completes()
    portal.catalog.submit_product(portal.product, portal.ada())
    reasons = [{"field": "name", "text": "Too grand a name."}, {"field": "", "text": "Close, but not yet."}]
    portal.catalog.reject_product(portal.product, reasons, portal.rita())
    html = ada.get(portal.page).text
    assert re.search(r'id="name-notes".*?Too grand a name\.', html, re.DOTALL)
    assert "Close, but not yet." in html


def test_reasons_about_what_is_edited_elsewhere_stand_above_the_form(portal: Portal, ada: Browser) -> None:
    portal.completes()
    portal.catalog.submit_product(portal.product, portal.ada())
    reasons = [{"field": "plans.free.terms", "text": "They forbid what the licence allows."}]
    portal.catalog.reject_product(portal.product, reasons, portal.rita())
    assert "Plans, free, terms: They forbid what the licence allows." in words(ada.get(portal.page))


def test_an_address_that_forms_are_sent_to_leads_back_to_the_form(portal: Portal, ada: Browser) -> None:
    portal.opens()
    assert ada.get(f"{portal.page}/state").headers["Location"] == portal.page
    assert ada.get(f"{portal.home}/settings/domain").headers["Location"] == f"{portal.home}/settings#domain"
    assert ada.get(f"{portal.page}/versions/free/1/yank").headers["Location"] == f"{portal.page}/versions/free/1"


def test_a_product_goes_to_the_reviewers_and_comes_back(portal: Portal, ada: Browser) -> None:
    portal.completes()
    assert (
        ada.send(portal.page, f"{portal.page}/state", do="submit").headers["Location"]
        == f"{portal.page}?told=submitted"
    )
    assert "It is under review" in words(ada.get(portal.page))
    ada.send(portal.page, f"{portal.page}/state", do="withdraw")
    assert portal.told()["state"] == "draft"


def test_publishing_without_a_version_says_which_plan_has_none(portal: Portal, ada: Browser) -> None:
    portal.approves()
    answer = ada.send(portal.page, f"{portal.page}/state", do="publish")
    assert answer.status_code == 409
    assert "A plan has no released version yet. (free)" in words(answer)


def test_a_publication_is_set_for_a_time_and_taken_back(portal: Portal, ada: Browser) -> None:
    portal.approves()
    assert ada.send(portal.page, f"{portal.page}/schedule", at="soon").status_code == 422
    year = date.today().year + 1  # noqa: DTZ011
    assert ada.send(portal.page, f"{portal.page}/schedule", at=f"{year}-01-31T09:00").status_code == 303
    assert f"31 Jan {year}, 09:00 UTC" in words(ada.get(portal.page))
    ada.send(portal.page, f"{portal.page}/state", do="unschedule")
    assert "09:00 UTC" not in words(ada.get(portal.page))


def test_a_publication_that_could_not_happen_says_why(portal: Portal, ada: Browser) -> None:
    portal.approves()
    at = (datetime.now(UTC) + timedelta(seconds=0.2)).isoformat()
    portal.catalog.schedule_publication(portal.product, at, portal.ada())
    portal.services.until(lambda: portal.told()["unpublished"])
    page = words(ada.get(portal.page))
    assert "It did not go on the shelves when its time came. A plan has no released version: free." in page


def test_a_plan_is_added_with_its_terms(portal: Portal, ada: Browser) -> None:
    portal.opens()
    plan = {"name": "Team", "id": "team", "repository": "db", "access": "terms", "channel": "stable"}
    answer = ada.send(f"{portal.page}/plans", **plan, terms_version="1", terms_text="Be kind.")
    assert answer.status_code == 303, words(answer)
    (told,) = portal.told()["plans"]
    assert (told["repository"], told["terms"]["version"]) == (portal.product, "1")


def test_terms_that_are_left_out_are_asked_for_and_the_rest_is_kept(portal: Portal, ada: Browser) -> None:
    portal.opens()
    answer = ada.send(f"{portal.page}/plans", name="Team", id="team", repository="db", access="terms")
    assert answer.status_code == 422
    assert 'id="terms_text-error"' in answer.text
    assert 'value="Team"' in answer.text


def test_a_plan_is_changed_and_retired(portal: Portal, ada: Browser) -> None:
    portal.opens()
    portal.catalog.add_plan(portal.product, PLAN | {"repository": portal.product}, portal.ada())
    ada.send(f"{portal.page}/plans/free", name="Open", access="anyone", channel="beta")
    assert "Open" in words(ada.get(f"{portal.page}/plans"))
    ada.send(f"{portal.page}/plans/free", f"{portal.page}/plans/free/retire")
    assert "Offered no longer: Open" in words(ada.get(f"{portal.page}/plans"))


TEAM = {"name": "Team", "id": "team", "repository": "team", "access": "subscribers", "channel": "stable"}
ASKED = {"price": "49.00", "currency": "USD", "interval": "month", "trial_days": "14"}


def test_a_plan_gets_a_price_and_shows_it_in_the_form_again(portal: Portal, ada: Browser) -> None:
    portal.opens()
    answer = ada.send(f"{portal.page}/plans", **TEAM, **ASKED, licence_fields="nodes | Nodes | integer | 3")
    assert answer.status_code == 303, words(answer)
    (told,) = portal.told()["plans"]
    assert (told["price"], told["trial_days"]) == ({"amount": 4900, "currency": "USD"}, 14)
    assert "49.00 USD a month" in words(ada.get(f"{portal.page}/plans"))
    assert 'value="49.00"' in ada.get(f"{portal.page}/plans/team").text


def test_a_price_goes_with_the_access_that_it_was_for(portal: Portal, ada: Browser) -> None:
    portal.opens()
    ada.send(f"{portal.page}/plans", **TEAM, **ASKED)
    changed = ada.send(f"{portal.page}/plans/team", name="Team", access="anyone", channel="stable", **ASKED)
    assert changed.status_code == 303, words(changed)
    assert portal.told()["plans"][0]["price"] is None


def test_a_price_that_cannot_be_read_says_so_and_is_kept(portal: Portal, ada: Browser) -> None:
    portal.opens()
    answer = ada.send(f"{portal.page}/plans", **TEAM, **ASKED | {"price": "forty-nine"})
    assert answer.status_code == 422
    assert 'id="price-error"' in answer.text
    assert 'value="forty-nine"' in answer.text


def test_the_pricing_helper_keeps_nothing_of_what_it_is_asked(portal: Portal, ada: Browser) -> None:
    portal.opens()
    answer = ada.send(f"{portal.page}/plans", f"{portal.page}/pricing", **TEAM, **ASKED)
    assert "Nothing on the same shelves has a price in USD yet" in words(answer)
    assert "Billing does not answer" in words(answer)
    assert portal.told()["plans"] == []


def test_the_page_shows_what_to_push_where(portal: Portal, ada: Browser) -> None:
    portal.completes()
    html = ada.get(f"{portal.page}/versions").text
    assert f"docker push store.example:5000/staging/{portal.product}:1.0.0" in html
    assert "Nothing pushed yet" in html
    assert "Pushing opens" not in html


def test_the_page_says_when_nothing_can_be_pushed(portal: Portal, ada: Browser) -> None:
    portal.opens()
    portal.catalog.add_plan(portal.product, PLAN | {"repository": portal.product}, portal.ada())
    portal.catalog.suspend_publisher(portal.slug, "Twice unsafe.", portal.rita())
    assert "The store suspended you" in words(ada.get(f"{portal.page}/versions"))
    assert "Suspended Agreement" in words(ada.get(portal.home))


def test_a_version_that_never_was_has_no_page(portal: Portal, ada: Browser) -> None:
    portal.completes()
    assert ada.get(f"{portal.page}/versions/free/9.9.9").status_code == 404
    assert ada.get(f"{portal.page}/versions?plan=none").status_code == 404


def test_what_is_not_staged_is_not_released(portal: Portal, ada: Browser) -> None:
    portal.completes()
    digest = "sha256:" + "0" * 64
    page = f"{portal.page}/release?plan=free&tag=1.0.0&digest={digest}"
    answer = ada.send(page, f"{portal.page}/release", plan="free", tag="1.0.0", digest=digest, notes="Kept.")
    assert answer.status_code == 404
    assert "Nothing with this digest was pushed" in words(answer)
    assert "Kept." in answer.text


def test_settings_keep_the_profile_and_say_what_proves_the_domain(portal: Portal, ada: Browser) -> None:
    portal.opens()
    page = f"{portal.home}/settings"
    told = {"website": "https://acme.example", "email": "a@acme.example", "phone": ""}
    ada.send(page, legal_name="Acme Ltd", **told)
    kept = ada.get(page)
    assert 'value="a@acme.example"' in kept.text
    answer = ada.send(page, legal_name="Acme & Sons", **told)
    assert (answer.status_code, "keeps its legal name" in answer.text) == (403, True)
    assert "A DNS record of the type TXT" in words(kept)


def test_an_application_that_is_not_complete_is_kept(ada: Browser) -> None:
    answer = ada.send("/publish/apply", legal_name="Acme Ltd", slug="acme")
    assert answer.status_code == 422
    assert 'value="Acme Ltd"' in answer.text
    assert 'id="accept-error"' in answer.text


def test_a_logo_that_was_chosen_is_kept_when_the_rest_is_not_right(ada: Browser) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (512, 512), "teal").save(picture, "PNG")
    answer = ada.send("/publish/apply", slug="acme", logo=(io.BytesIO(picture.getvalue()), "logo.png"))
    kept = re.search(r'name="logo_kept" value="(sha256:[0-9a-f]{64})"', answer.text)
    assert kept
    assert f"/media/{kept[1][7:]}" in answer.text


def test_somebody_applies_and_is_the_owner_at_once(portal: Portal) -> None:
    bob = of(portal, "bob")
    told = {"legal_name": "Bob", "slug": portal.slug, "email": "b@mail.example", "contacts": "b", "policy": "Soon."}
    answer = bob.send("/publish/apply", **told, accept="yes")
    assert answer.headers["Location"] == f"{portal.home}?told=applied", words(answer)
    page = words(bob.get(portal.home))
    assert "A reviewer reads your application" in page
    assert "Agreement accepted" in page
    assert portal.home in bob.get("/publish").text


def test_an_application_that_was_turned_down_is_mended_where_the_reasons_are(portal: Portal) -> None:
    bob = of(portal, "bob")
    told = {"legal_name": "Bob", "slug": portal.slug, "email": "b@mail.example", "contacts": "b", "policy": "Soon."}
    bob.send("/publish/apply", **told, accept="yes")
    reasons = [{"field": "website", "text": "Name one."}, {"field": "", "text": "Nearly."}]
    portal.catalog.reject_publisher(portal.slug, reasons, portal.rita())
    assert "turned down. Website: Name one. Nearly." in words(bob.get(portal.home))
    again = bob.get(f"/publish/apply?publisher={portal.slug}")
    assert re.search(r'id="website-notes".*?Name one\.', again.text, re.DOTALL)
    assert "The reviewer: Nearly." in words(again)
    assert 'value="b@mail.example"' in again.text
    assert "Soon." in again.text


def test_support_sees_pulls_and_reviews_alone(portal: Portal) -> None:
    portal.completes()
    portal.joins("bob", "support")
    bob = of(portal, "bob")
    assert [bob.get(f"{portal.page}/{page}").status_code for page in ("pulls", "reviews")] == [200, 200]
    closed = (portal.page, f"{portal.page}/plans", f"{portal.page}/versions", f"{portal.home}/settings")
    assert [bob.get(page).status_code for page in closed] == [404] * 4
    assert "New product" not in words(bob.get(portal.home))


def test_an_editor_edits_but_hands_nothing_over(portal: Portal) -> None:
    portal.completes()
    portal.joins("bob", "editor")
    bob = of(portal, "bob")
    assert bob.send(portal.page, name="By an editor").status_code == 303
    assert "Hand it over" not in words(bob.get(portal.page))
    assert bob.send(portal.page, f"{portal.page}/transfer", to="acme").status_code == 404


def test_an_edit_that_was_turned_down_is_told_with_what_was_written(portal: Portal, ada: Browser) -> None:
    portal.completes()
    portal.catalog.submit_product(portal.product, portal.ada())
    portal.catalog.approve_product(portal.product, portal.rita())
    assert ada.send(portal.page, name="Acme DB").status_code == 303
    assert "Your edit is in force" in words(ada.get(portal.page))
    reasons = [{"field": "name", "text": "Say whose it is."}]
    portal.catalog.reject_product(portal.product, reasons, portal.rita())
    page = words(ada.get(portal.page))
    assert "A reviewer turned your last edit down." in page
    assert "Say whose it is." in page
    assert "What you had written Name Acme DB" in page


def test_a_product_is_offered_to_another_publisher_and_taken_over(portal: Portal, ada: Browser) -> None:
    portal.completes()
    other = replace(portal, slug=f"{portal.slug}-too")
    other.opens()
    portal.catalog.draft_product(portal.slug, "cache", "container", LISTING, portal.ada())
    cache = f"{portal.home}/cache"
    assert ada.send(cache, f"{cache}/transfer", to=other.slug).status_code == 303
    offers = words(ada.get(other.home))
    assert "Offered to you Acme Database" in offers
    assert "Accept the agreement to take it over" in offers
    refused = ada.send(other.home, f"{cache}/transfer/accept", receiver=other.slug)
    assert (refused.status_code, "Accept the store's agreement" in words(refused)) == (409, True)
    other.catalog.accept_agreement(other.slug, other.catalog.agreement()["version"], other.ada())
    taken = ada.send(other.home, f"{cache}/transfer/accept", receiver=other.slug)
    assert taken.headers["Location"] == f"{other.home}/cache?told=moved"
    assert ada.get(f"{other.home}/cache").status_code == 200
    assert ada.get(cache).status_code == 404


def test_the_agreement_is_read_in_ones_language_and_accepted_as_it_is(portal: Portal, ada: Browser) -> None:
    portal.opens()
    settings = f"{portal.home}/settings"
    assert ada.get(settings).text.count('class="deed"') == 1
    german = ada.client.get(settings, headers={"Accept-Language": "de"}).text
    told, accepted = german.split('class="deed"')[1:]
    assert "<li>" in told
    assert 'lang="en"' in accepted
    assert "Mend what is found to be unsafe, or take it back." in accepted


def test_pulls_of_days_that_cannot_be_say_so(portal: Portal, ada: Browser) -> None:
    portal.completes()
    assert "No pulls in these days" in words(ada.get(f"{portal.page}/pulls"))
    answer = ada.get(f"{portal.page}/pulls?from=2026-02-01&to=2026-01-01")
    assert (answer.status_code, "The first day is before the last" in words(answer)) == (422, True)


def test_a_review_of_another_product_is_not_answered_here(portal: Portal, ada: Browser) -> None:
    portal.completes()
    assert ada.send(portal.page, f"{portal.page}/reviews/r1/answer", text="Hello").status_code == 404


@pytest.mark.parametrize("page", ["new", "db", "settings"])
def test_a_silent_catalogue_leaves_what_was_typed(
    portal: Portal, ada: Browser, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    portal.opens()
    form = ada.get(f"{portal.home}/{page}").text
    monkeypatch.setattr(portal.app.extensions["chandlery"].rpc, "catalog", Rpc(NoServices()).catalog)
    csrf = re.search(r'name="csrf" value="([^"]+)"', form)
    assert csrf
    typed = {"csrf": csrf[1], "name": "Kept", "slug": "kept", "legal_name": "Kept", "version": "1"}
    answer = ada.client.post(f"{portal.home}/{page}", data=typed)
    assert (answer.status_code, 'value="Kept"' in answer.text) == (503, True)


def test_a_line_is_drawn_from_zero_with_its_ends_labelled() -> None:
    chart = line_of([(date(2026, 11, 1), 10), (date(2026, 11, 2), 20)], "Pulls")
    assert chart is not None
    assert chart.path == "M8.0 89.0 632.0 28.0"
    assert [mark.text for mark in chart.values] == ["10", "20"]
    assert chart.label.startswith("Pulls by day, from 1 Nov 2026 to 2 Nov 2026: 10 on the first day")


def test_nothing_is_drawn_of_nothing() -> None:
    assert line_of([], "Pulls") is None
    assert line_of([(date(2026, 11, 1), 0)], "Pulls") is None


def test_shares_are_told_the_largest_first() -> None:
    found = shares_of([("amd64", 30), ("arm64", 90)])
    assert [(one.name, one.percent, one.bar) for one in found] == [("arm64", 75, 200), ("amd64", 25, 67)]
