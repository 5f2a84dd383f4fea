"""Images side by side: what is known of each, and where they differ."""

import re

from flask.testing import FlaskClient


def row(html: str, label: str) -> tuple[bool, list[str]]:
    """Whether the row says that the images differ in it, and its cells."""
    found = next(one for one in re.findall(r"<tr.*?</tr>", html, re.DOTALL) if f'<th scope="row">{label}' in one)
    return "differs</span>" in found, re.findall(r"<td>(.*?)</td>", found, re.DOTALL)


def test_a_row_in_which_they_differ_says_so_in_words(visitor: FlaskClient) -> None:
    html = visitor.get("/compare?p=nginx&p=library/httpd").text
    assert row(html, "Latest") == (True, ["1.31.4", "2.4.68"])
    assert row(html, "Standing") == (False, ["Official", "Official"])


def test_what_is_known_of_one_alone_is_no_guess_for_the_other(visitor: FlaskClient) -> None:
    differs, cells = row(visitor.get("/compare?p=harbourline/tidewater&p=nginx").text, "Size")
    assert (differs, cells[0], "not known" in cells[1]) == (True, "61 MB", True)


def test_what_is_known_of_none_is_no_row(visitor: FlaskClient) -> None:
    assert ">Size" not in visitor.get("/compare?p=nginx&p=httpd").text


def test_why_one_is_on_hold_stands_there(visitor: FlaskClient) -> None:
    _, cells = row(visitor.get("/compare?p=harbourline/lantern&p=telegraf").text, "On hold")
    assert cells[0] == "Two critical findings have no fix yet."


def test_a_fifth_is_left_out_and_named(visitor: FlaskClient) -> None:
    html = visitor.get("/compare?p=nginx&p=httpd&p=redis&p=mongo&p=ghost").text
    assert "Left out: ghost." in html
    assert html.count('<th scope="col">') == 4
    assert "Set another beside" not in html


def test_what_is_not_on_the_shelves_is_said_and_the_rest_compared(visitor: FlaskClient) -> None:
    html = visitor.get("/compare?p=nginx&p=harbourline/sketch&p=httpd&p=<script>").text
    assert "There is nothing here at harbourline/sketch, library/&lt;script&gt;." in html
    assert html.count('<th scope="col">') == 2


def test_one_alone_is_offered_what_stands_on_the_same_shelf(visitor: FlaskClient) -> None:
    html = visitor.get("/compare?p=nginx").text
    assert '<a class="chip" href="/compare?p=library%2Fnginx&amp;p=library%2Fhttpd">httpd</a>' in html


def test_a_product_leads_to_its_comparison(visitor: FlaskClient) -> None:
    assert 'href="/compare?p=library/nginx"' in visitor.get("/library/nginx").text


def test_prices_stand_side_by_side(visitor: FlaskClient) -> None:
    html = visitor.get("/compare?p=harbourline/lantern&p=nginx").text
    assert row(html, "Price") == (True, ["from 12.00 USD a month, 14 days free", "Free"])
