"""The pages where an image is found and read about."""

import itertools
import re
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gateway.app import create_app
from gateway.parts import Parts, parts
from tests.pages.shop import session_of


class Headings(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))


def test_the_home_page_counts_what_is_on_the_shelves(visitor: FlaskClient) -> None:
    html = visitor.get("/").text
    assert "19 images" in html
    assert "2 publishers" in html


def test_what_is_on_hold_is_not_featured(visitor: FlaskClient) -> None:
    featured = visitor.get("/").text.split('id="featured"')[1].split("</section>")[0]
    assert "Tidewater DB" in featured
    assert "Lantern" not in featured


def test_suggestions_lead_to_the_page_of_what_they_name(visitor: FlaskClient) -> None:
    first = visitor.get("/suggestions?q=ngi").get_json()["items"][0]
    assert first["url"] == "/library/nginx"
    assert visitor.get(first["url"]).status_code == 200


def test_nothing_typed_suggests_nothing(visitor: FlaskClient) -> None:
    assert visitor.get("/suggestions?q=%20").get_json() == {"items": []}


def test_a_chosen_facet_is_a_chip_that_removes_it(visitor: FlaskClient) -> None:
    html = visitor.get("/search?q=database&category=databases-and-storage").text
    assert '<a class="chip" href="/search?q=database">Databases and storage' in html


def test_a_misspelt_name_is_answered_and_said(visitor: FlaskClient) -> None:
    html = visitor.get("/search?q=postgers").text
    assert "Nothing is named “postgers”" in html
    assert 'href="/library/postgres"' in html


def test_no_match_says_what_there_is_without_filters(visitor: FlaskClient) -> None:
    html = visitor.get("/search?q=nginx&type=community").text
    assert "No image matches “nginx”" in html
    assert "Without the filters there is 1." in html


def test_pages_of_results_follow_one_another_without_loss(visitor: FlaskClient) -> None:
    seen, page = [], visitor.get("/library?start=1").text
    seen += re.findall(r'<h3><a href="/library/([^"]+)"', page)
    assert len(seen) == len(set(seen)) == 16


@pytest.mark.parametrize(
    "address", ["/search?after=nonsense", "/category/none", "/nobody", "/library/none", "/library/nginx/versions/x"]
)
def test_what_is_not_there_is_a_page_that_says_so(visitor: FlaskClient, address: str) -> None:
    answer = visitor.get(address)
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.text


@pytest.mark.parametrize("query", ["start=-3", "start=x", "sort=none", "type=none", "q=" + "a" * 5000, "platform=%F0"])
def test_a_strange_question_still_gets_a_page(visitor: FlaskClient, query: str) -> None:
    for path in ("/search", "/library/nginx/versions", "/library"):
        assert visitor.get(f"{path}?{query}").status_code == 200


def test_an_official_image_shows_the_command_of_its_own_registry(visitor: FlaskClient) -> None:
    html = visitor.get("/library/nginx").text
    assert "<code>docker pull nginx:1.31.4</code>" in html
    assert "Listed from elsewhere" in html


def test_an_image_of_ours_is_pulled_from_our_registry(visitor: FlaskClient) -> None:
    html = visitor.get("/harbourline/tidewater").text
    assert "<code>docker pull localhost:5000/harbourline/tidewater-community:4.2.1</code>" in html


def test_each_plan_says_what_it_asks_for(visitor: FlaskClient) -> None:
    html = visitor.get("/harbourline/tidewater").text
    assert "Anyone may pull it, without an account." in html
    assert "has accepted its terms." in html
    assert 'href="/terms/harbourline/tidewater/team"' in html


def test_who_may_pull_already_is_not_told_to_accept_terms(ada: FlaskClient, visitor: FlaskClient) -> None:
    assert "until you have accepted the plan’s terms" in visitor.get("/harbourline/edge").text
    assert "You may pull this." in ada.get("/harbourline/edge").text


def test_a_change_that_is_still_on_its_way_is_said(shop: Flask) -> None:
    client = shop.test_client()
    client.set_cookie("chandlery_position", "catalog:999999")
    assert "Your last change is on its way." in client.get("/library/nginx").text


def test_a_draft_is_hidden_from_strangers(visitor: FlaskClient) -> None:
    assert visitor.get("/harbourline/sketch").status_code == 404


def test_an_image_on_hold_says_why(visitor: FlaskClient) -> None:
    assert "Two critical findings have no fix yet." in visitor.get("/harbourline/lantern").text


def test_tags_that_lead_to_one_image_share_a_line(visitor: FlaskClient) -> None:
    rows = visitor.get("/harbourline/tidewater/versions?plan=team").text.split("<tbody>")[1].split("<tr>")[1:]
    assert len(rows) == 2
    assert '<code>4.2.1</code> <span class="tag">latest</span>' in rows[0]


def test_deprecated_and_yanked_versions_say_so_and_what_to_use(visitor: FlaskClient) -> None:
    rows = visitor.get("/harbourline/tidewater/versions?plan=community").text.split("<tbody>")[1].split("<tr>")[1:]
    assert [word for row in rows for word in ("Deprecated", "Yanked") if word in row] == ["Deprecated", "Yanked"]
    assert "supported until 30 Jun 2027; use 4.2.1: It restarts slowly." in rows[1]
    assert "the image itself with it: It loses the last minute when it is killed." in rows[2]
    assert "What changed" in rows[0]


def test_a_yanked_version_is_not_offered(visitor: FlaskClient) -> None:
    assert "4.1.9" not in visitor.get("/harbourline/tidewater").text


def test_versions_are_shown_for_a_platform(visitor: FlaskClient) -> None:
    html = visitor.get("/harbourline/tidewater/versions?platform=linux/arm64").text
    assert "For linux/arm64" in html
    assert "59 MB" in html
    assert "No version for windows/amd64" in visitor.get("/harbourline/tidewater/versions?platform=windows/amd64").text


def test_a_publishers_script_never_reaches_a_reader(visitor: FlaskClient) -> None:
    html = visitor.get("/harbourline/tidewater").text
    assert "alert(1)" not in html
    assert 'rel="nofollow noopener"' in html


@pytest.mark.parametrize(
    "address", ["/", "/search", "/categories", "/library", "/library/nginx", "/harbourline/tidewater", "/about/denied"]
)
def test_headings_leave_no_level_out(visitor: FlaskClient, address: str) -> None:
    levels = Headings(visitor.get(address).text.split("<footer")[0]).levels
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_a_page_tells_robots_and_links_where_it_stands(visitor: FlaskClient) -> None:
    html = visitor.get("/library/nginx").text
    assert '<link rel="canonical" href="http://localhost:8000/library/nginx">' in html
    assert '<meta property="og:title" content="nginx by Official images: Chandlery">' in html
    assert '<meta name="robots" content="noindex">' in visitor.get("/search?q=x").text


def test_no_page_holds_script_or_style_of_its_own(visitor: FlaskClient) -> None:
    for address in ("/", "/search", "/library/nginx", "/library/nginx/versions", "/sign-up"):
        html = visitor.get(address).text
        assert " style=" not in html
        assert "<style" not in html
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son[a-z]+=", html)


def test_a_registry_that_is_not_there_is_said_beside_its_command_alone(shop: Flask) -> None:
    missing = {"registry": lambda: {"state": "missing", "detail": "no registry program on PATH"}}
    known = parts_of(shop)
    app = create_app(known.settings, known.reader, known.search, known.rpc, missing)
    told = app.test_client().get("/harbourline/tidewater").text
    assert "The store’s registry cannot be reached." in told
    assert "no registry program on PATH" in told
    assert "cannot be reached" not in app.test_client().get("/library/nginx").text


def parts_of(app: Flask) -> Parts:
    with app.app_context():
        return parts()


def test_a_publishers_page_that_is_far_away_is_an_empty_one(visitor: FlaskClient) -> None:
    assert visitor.get(f"/library?start={'9' * 20}").status_code == 200


def test_a_product_shows_what_its_customers_say_and_how_often_it_is_pulled(visitor: FlaskClient) -> None:
    html = visitor.get("/harbourline/tidewater").text
    assert "4.2 <span>(4 reviews)</span>" in html
    assert "2,310 pulls" in html
    assert html.count("<h3>Good, but restart took minutes</h3>") == 1
    assert 'href="/harbourline/tidewater/reviews">All 4 reviews</a>' in html


def test_screenshots_are_told_by_words_and_loaded_late(visitor: FlaskClient) -> None:
    html = visitor.get("/harbourline/tidewater").text
    assert 'alt="Tidewater DB, screenshot 1 of 1"' in html
    picture = re.search(r'<img src="(/media/[0-9a-f]+)" alt="Tidewater DB, screenshot', html)
    assert picture
    assert visitor.get(picture[1], buffered=True).mimetype == "image/png"


def test_instructions_to_install_have_a_section(visitor: FlaskClient) -> None:
    html = visitor.get("/harbourline/tidewater").text
    assert "Run the image with it." in html
    assert 'id="install"' not in visitor.get("/harbourline/edge").text


def test_what_is_deprecated_is_marked(visitor: FlaskClient) -> None:
    html = visitor.get("/harbourline/tidewater").text
    assert re.search("<code>4.2.0</code>.{0,200}Deprecated", html, re.DOTALL)


def test_what_staff_chose_stands_first_on_the_front_page(visitor: FlaskClient) -> None:
    assert re.findall('<th scope="row"><a href="/([^"]+)">', visitor.get("/").text)[0] == "harbourline/tidewater"


def test_a_publisher_shows_its_domain_and_how_it_helps(visitor: FlaskClient) -> None:
    html = visitor.get("/harbourline").text
    assert "It has proven that harbourline.example is its own." in html
    assert "<strong>critical</strong>" in html
    assert "Mon to Fri, 8 to 18 CET" in html


def test_staff_are_led_to_where_they_decide(shop: Flask, visitor: FlaskClient) -> None:
    rita = shop.test_client()
    rita.set_cookie("chandlery_session", session_of(shop, "rita"))
    assert 'href="/staff/products/harbourline/tidewater"' in rita.get("/harbourline/tidewater").text
    assert "/staff" not in visitor.get("/harbourline/tidewater").text


def test_a_product_that_is_sold_says_what_each_plan_costs(visitor: FlaskClient) -> None:
    html = visitor.get("/harbourline/lantern").text
    assert re.search(r"<b>12\.00</b>USD a month<br>or 11\.00 EUR", html)
    assert re.search(r'href="/harbourline/lantern/get\?plan=pro">Try 14 days', html)
    assert re.search(r'href="/harbourline/lantern/get\?plan=fleet">Buy', html)
    assert "Storage: 18.00 USD for each terabyte over 5" in html


def test_search_says_from_which_price_on(visitor: FlaskClient) -> None:
    html = visitor.get("/search?q=lantern").text
    assert "from <b>12.00 USD</b> <br>a month, 14 days free" in html
    assert 'href="/harbourline/lantern"' not in visitor.get("/search?q=lantern&price=free").text
