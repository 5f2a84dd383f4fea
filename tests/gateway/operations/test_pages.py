"""Appearance, robots, the sitemap, and our own files as browsers keep them."""

import gzip
import re
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from gateway.operations import pages
from gateway.registry.sentences import OF_ROBOTS, SENTENCES
from tests.gateway.account.test_pages import sent


def test_a_chosen_theme_is_kept_and_leads_back(visitor: FlaskClient) -> None:
    answer = sent(visitor, "/library/nginx", "/theme", theme="dark", next="/library/nginx")
    assert answer.headers["Location"] == "/library/nginx"
    assert '<html lang="en" data-theme="dark">' in visitor.get("/").text


def test_a_strange_theme_is_the_systems(visitor: FlaskClient) -> None:
    visitor.set_cookie("theme", '"><script>')
    assert '<html lang="en">' in visitor.get("/").text


def test_robots_are_led_to_the_sitemap_and_kept_from_private_pages(visitor: FlaskClient) -> None:
    told = visitor.get("/robots.txt").text
    assert "Sitemap: http://localhost:8000/sitemap.xml" in told
    assert "Disallow: /account" in told


def test_the_sitemap_names_what_is_on_the_shelves_alone(visitor: FlaskClient) -> None:
    root = ET.fromstring(visitor.get("/sitemap.xml").data)  # noqa: S314 — our own
    places = {element.text for element in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert "http://localhost:8000/library/nginx" in places
    assert not any("sketch" in str(place) for place in places)


def test_a_sitemap_that_would_be_too_long_comes_in_parts(visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = visitor.get("/sitemap.xml").text
    monkeypatch.setattr(pages, "IN_A_PART", 10)
    named = [html.split("<")[0] for html in visitor.get("/sitemap.xml").text.split("<loc>http://localhost:8000")[1:]]
    each = [visitor.get(path).text for path in named]
    assert [part.count("<url>") <= 10 for part in each] == [True] * len(each)
    assert sum(part.count("<lastmod>") for part in each) == whole.count("<lastmod>") == 19
    assert {line for part in each for line in part.splitlines() if "<url>" in line} == {
        line for line in whole.splitlines() if "<url>" in line
    }


def test_a_part_of_the_sitemap_that_is_not_there_is_an_empty_one(visitor: FlaskClient) -> None:
    assert visitor.get(f"/sitemap.xml?part={'9' * 20}").status_code == 200


def test_our_files_are_kept_for_long_under_an_address_that_changes_with_them(visitor: FlaskClient) -> None:
    html = visitor.get("/").text
    address = html.split('<link rel="stylesheet" href="')[1].split('"')[0]
    answer = visitor.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert b"@layer tokens" in gzip.decompress(answer.data)


def test_an_unchanged_file_is_not_sent_again(visitor: FlaskClient) -> None:
    first = visitor.get("/static/chandlery.css", headers={"Accept-Encoding": "gzip"})
    again = visitor.get("/static/chandlery.css", headers={"If-None-Match": first.headers["ETag"]}, buffered=True)
    assert again.status_code == 304


def test_the_first_view_of_the_home_page_stays_below_100_kb(visitor: FlaskClient) -> None:
    wanted = {"Accept-Encoding": "gzip"}
    ours = ["chandlery.css", "store.css", "icons.svg", "chart.svg", "favicon.svg", "typeahead.js", "copy.js", "page.js"]
    fonts = ("fonts/public-sans.woff2", "fonts/besley-600.woff2", "fonts/plex-mono-400.woff2")
    sent = [visitor.get(f"/static/{name}", headers=wanted, buffered=True) for name in (*ours, *fonts)]
    assert sum(len(answer.data) for answer in sent) + len(visitor.get("/", headers=wanted).data) < 100_000


def test_the_refusals_that_are_explained_are_those_that_the_registry_says(visitor: FlaskClient) -> None:
    said_by_it = [*SENTENCES.values(), *OF_ROBOTS.values()]
    explained = re.findall(r'<tr><th scope="row" lang="en">(.+?)</th>', visitor.get("/about/denied").text)
    assert len(explained) > 5
    assert [words for words in explained if not any(words in said for said in said_by_it)] == []
