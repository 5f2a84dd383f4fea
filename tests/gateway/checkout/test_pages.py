"""The pages where an image is got, for readers who stand differently."""

from flask.testing import FlaskClient

from services.catalog.events import ProductUnlisted, VersionReleased
from tests.gateway.account.test_pages import sent
from tests.gateway.counter import AT, Counter
from tests.pages.shop import session_of

GET = "/harbourline/tidewater/get"


def test_what_is_open_to_anyone_shows_its_command_at_once(visitor: FlaskClient) -> None:
    html = visitor.get(f"{GET}?plan=community").text
    assert "<code>docker pull localhost:5000/harbourline/tidewater-community:4.2.1</code>" in html
    assert "docker login" not in html


def test_a_plan_for_people_with_an_account_asks_strangers_to_sign_in(visitor: FlaskClient) -> None:
    html = visitor.get(f"{GET}?plan=signed").text
    assert 'href="/sign-in?next=/harbourline/tidewater/get%3Fplan%3Dsigned"' in html
    assert "docker pull" not in html


def test_a_plan_for_people_with_an_account_shows_them_the_command(ada: FlaskClient) -> None:
    html = ada.get(f"{GET}?plan=signed").text
    assert "It is yours to pull" in html
    assert "<code>docker login localhost:5000</code>" in html


def test_changed_terms_are_said_to_have_changed(ada: FlaskClient) -> None:
    html = ada.get(f"{GET}?plan=team").text
    assert "You accepted version 3.0; pulling goes on once you accept version 3.1." in html
    assert "Harbourline licence 3.1" in html


def test_accepted_terms_give_the_command(ada: FlaskClient) -> None:
    html = ada.get(f"{GET}?plan=edge").text
    assert "tidewater-edge:4.2.1</code>" in html


def test_terms_are_not_accepted_by_a_form_without_the_tick(ada: FlaskClient) -> None:
    answer = sent(ada, f"{GET}?plan=team", GET, plan="team", version="3.1")
    assert answer.status_code == 422
    assert 'id="accept-error"' in answer.text


def test_silent_billing_sells_nothing(ada: FlaskClient) -> None:
    answer = ada.get("/harbourline/lantern/get?plan=pro")
    assert answer.status_code == 503
    assert "The desk for billing does not answer" in answer.text


def test_silent_billing_hides_nothing_that_may_be_pulled(ada: FlaskClient) -> None:
    html = ada.get("/my-content").text
    assert "Billing does not answer; finding and pulling go on." in html
    assert "tidewater-edge:4.2.1</code>" in html


def test_an_unknown_plan_is_not_there(ada: FlaskClient) -> None:
    assert ada.get(f"{GET}?plan=none").status_code == 404


def test_an_image_of_another_registry_has_its_command_on_its_page(visitor: FlaskClient) -> None:
    assert visitor.get("/library/nginx/get").headers["Location"] == "/library/nginx"


def test_my_content_tells_what_is_active_and_what_waits_for_its_owner(ada: FlaskClient) -> None:
    html = ada.get("/my-content").text
    assert "tidewater-edge:4.2.1</code>" in html
    assert "Waiting for you" in html
    assert f'href="{GET}?plan=team"' in html


def test_silent_billing_takes_no_acceptance(ada: FlaskClient) -> None:
    answer = sent(ada, f"{GET}?plan=team", GET, plan="team", version="3.1", accept="yes")
    assert answer.status_code == 503
    assert "The desk for billing does not answer; finding and pulling go on" in answer.text
    assert answer.headers["Retry-After"]


def test_who_has_an_image_keeps_its_command_when_it_is_on_the_shelves_no_more(counter: Counter) -> None:
    counter.account("ada")
    counter.publisher("acme", "mia")
    product = counter.product("acme/db", access="terms", terms="1")
    image = ("release", product, "pro", "acme/db", "1.0.0", "sha256:" + "d" * 64, (), "", "", AT)
    counter.entitle("ada", "acme/db", terms="1")
    counter.tell(("repository-acme/db", VersionReleased(*image)), (f"product-{product}", ProductUnlisted(product)))
    app = counter.app()
    browser = app.test_client()
    browser.set_cookie("chandlery_session", session_of(app, "ada"))
    html = browser.get("/my-content").text
    assert "docker pull store.example:5000/acme/db:1.0.0" in html
    assert "/get?plan" not in html


def signed_in(counter: Counter) -> FlaskClient:
    app = counter.app()
    client = app.test_client()
    client.set_cookie("chandlery_session", session_of(app, "ada"))
    return client


def test_who_buys_for_an_organisation_chooses_for_whom(counter: Counter) -> None:
    counter.account("ada")
    counter.publisher("acme", "mia")
    counter.product("acme/db", access="terms", terms="1")
    counter.organization("northwick", ada="billing")
    counter.organization("southwick", ada="member")
    html = signed_in(counter).get("/acme/db/get?holder=northwick").text
    assert "For myself" in html
    assert "accept it for Northwick" in html
    assert 'name="holder" value="northwick"' in html
    assert "Southwick" not in html


def test_who_has_no_choice_is_not_asked(counter: Counter) -> None:
    counter.account("ada")
    counter.publisher("acme", "mia")
    counter.product("acme/db", access="terms", terms="1")
    counter.organization("southwick", ada="member")
    html = signed_in(counter).get("/acme/db/get?holder=southwick").text
    assert "For myself" not in html
    assert 'name="holder"' not in html


def test_a_member_is_told_that_the_organisation_has_it(counter: Counter) -> None:
    counter.account("ada")
    counter.publisher("acme", "mia")
    counter.product("acme/db", access="terms", terms="1")
    counter.organization("northwick", ada="member")
    counter.entitle("northwick", "acme/db", terms="1")
    client = signed_in(counter)
    assert "Northwick has it, and so may you and all its members." in client.get("/acme/db/get").text
    assert "acme/db" in client.get("/my-content?holder=northwick").text
    assert "acme/db" not in client.get("/my-content").text


def test_what_another_organisation_has_is_not_shown(counter: Counter) -> None:
    counter.account("ada")
    counter.publisher("acme", "mia")
    counter.product("acme/db", access="terms", terms="1")
    counter.entitle("northwick", "acme/db", terms="1")
    assert "acme/db" not in signed_in(counter).get("/my-content?holder=northwick").text


def test_help_is_one_step_away_from_what_one_has(ada: FlaskClient) -> None:
    assert 'href="/tickets/new?product=harbourline/tidewater&amp;plan=team"' in ada.get("/my-content").text
