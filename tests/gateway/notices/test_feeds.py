"""Feeds are Atom that readers can rely on: valid, the same id for the same thing, and 304 where nothing is new."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree
from lxml import etree
from werkzeug.test import TestResponse

from gateway.notices.versions_feed import _title
from gateway.views.versions import Version
from services.catalog import events as catalog
from tests.gateway.counter import AT
from tests.gateway.notices.answering import KNOWN, notice
from tests.gateway.notices.standing_in import Told

RNG = etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))
ATOM = {"": "http://www.w3.org/2005/Atom"}
PRODUCT, MINE = "/acme/db/versions.atom", f"/feeds/{KNOWN}.atom"


def released(told: Told, tag: str, hours: int, *, digest: str = "", notes: str = "") -> None:
    image = (catalog.PlatformImage("linux/amd64", "sha256:" + "a1" * 32, 1000, 1),)
    number = digest or f"sha256:{tag.replace('.', '') * 8}"
    at = AT + timedelta(hours=hours)
    asked = (f"release-{tag}", "id-acme-db", "pro", "acme/db", tag, number, image, "", notes, at)
    told.counter.tell(("repository-acme/db", catalog.VersionReleased(*asked)), at=at)


@pytest.fixture(scope="module")
def shelf(world: Told) -> Told:
    """Acme's database with two versions, one of them under two tags, and one that was withdrawn."""
    world.counter.publisher("acme", world.counter.account("pat"))
    world.counter.product("acme/db")
    for hours, tag in enumerate(("1.0.0", "1.1.0", "1.2.0")):
        released(world, tag, hours, notes=f"What <{tag}> & \x0b mends.")
    released(world, "latest", 3, digest="sha256:" + "120" * 8)
    yanked = ("acme/db", "id-acme-db", "1.1.0", "sha256:" + "110" * 8, "It loses data.")
    world.counter.tell(("repository-acme/db", catalog.VersionYanked(*yanked, security=False)), at=AT)
    return world


def entries(answer: TestResponse) -> list[Element]:
    assert RNG.validate(etree.fromstring(answer.data)), RNG.error_log
    return list(ElementTree.fromstring(answer.data).findall("entry", ATOM))


def of(entry: Element, name: str) -> str:
    return entry.findtext(name, "", ATOM)


def test_a_products_feed_tells_each_image_once_the_newest_first(shelf: Told) -> None:
    titles = [of(one, "title") for one in entries(shelf.visitor().get(PRODUCT))]
    assert titles == ["Db 1.2.0", "Db 1.1.0 is withdrawn", "Db 1.0.0"]


def test_an_entry_has_the_notes_all_its_tags_and_when_it_changed(shelf: Told) -> None:
    first = entries(shelf.visitor().get(PRODUCT))[0]
    assert of(first, "summary") == "<p>What &lt;1.2.0&gt; &amp;  mends.</p>\n<p>Tags: latest, 1.2.0.</p>"
    assert (of(first, "published"), of(first, "updated")) == ("2026-01-15T14:00:00Z", "2026-01-15T15:00:00Z")


def test_notes_are_drawn_and_do_nothing(shelf: Told) -> None:
    shelf.counter.product("acme/noted")
    image = (catalog.PlatformImage("linux/amd64", "sha256:" + "a1" * 32, 1000, 1),)
    notes = "**Faster**, see [here](javascript:alert(1)).\n\n<script>alert(1)</script>"
    asked = ("release-n", "id-acme-noted", "pro", "acme/noted", "1.0", "sha256:" + "77" * 32, image, "", notes, AT)
    shelf.counter.tell(("repository-acme/noted", catalog.VersionReleased(*asked)), at=AT)
    (entry,) = entries(shelf.visitor().get("/acme/noted/versions.atom"))
    summary = entry.find("summary", ATOM)
    assert summary is not None
    assert (summary.get("type"), "<strong>Faster</strong>" in of(entry, "summary")) == ("html", True)
    assert not any(each in of(entry, "summary") for each in ("<script", 'javascript:"', 'href="javascript'))


@pytest.mark.parametrize(
    ("tags", "full"),
    [
        (("latest", "4", "4.2", "4.2.1"), "4.2.1"),
        (("4.2.1-bookworm", "4.2.1", "stable"), "4.2.1"),
        (("noble", "noble-20260113", "latest"), "noble-20260113"),
        (("latest",), "latest"),
    ],
)
def test_a_title_says_the_whole_version_whichever_tag_moved_last(tags: tuple[str, ...], full: str) -> None:
    version = Version("pro", tags[0], tags, "", "", (), "", "", "")
    assert _title("Db", version) == f"Db {full}"


def test_an_image_keeps_its_id_whatever_tags_it_gains(shelf: Told) -> None:
    before = {of(one, "id") for one in entries(shelf.visitor().get(PRODUCT))}
    released(shelf, "stable", 5, digest="sha256:" + "120" * 8)
    assert {of(one, "id") for one in entries(shelf.visitor().get(PRODUCT))} == before


def test_images_of_another_registry_are_told_by_the_day_they_were_listed(shelf: Told) -> None:
    product = shelf.counter.product("acme/listed")
    versions = (catalog.ListedVersion(("2.0", "latest"), ("linux/amd64",), "commit-2:main", "2026-08-01"),)
    listed = catalog.VersionsListed(product, "pro", "elsewhere", "2026-08-02", versions)
    shelf.counter.tell((f"product-{product}", listed))
    (entry,) = entries(shelf.visitor().get("/acme/listed/versions.atom"))
    assert (of(entry, "title"), of(entry, "updated")) == ("Listed 2.0", "2026-08-02T00:00:00Z")


def test_pages_of_a_product_name_its_feed(shelf: Told) -> None:
    for page in ("/acme/db", "/acme/db/versions"):
        link = f'<link rel="alternate" type="application/atom+xml" href="{PRODUCT}"'
        assert link in shelf.visitor().get(page).text


def test_a_product_that_is_not_on_the_shelves_has_no_feed_but_for_its_people(shelf: Told) -> None:
    shelf.counter.product("acme/draft", published=False)
    assert shelf.visitor().get("/acme/draft/versions.atom").status_code == 404
    answer = shelf.browser("pat").get("/acme/draft/versions.atom")
    assert (entries(answer), answer.headers["Cache-Control"]) == ([], "private, no-store")


@pytest.mark.parametrize("feed", [PRODUCT, MINE])
def test_a_reader_that_has_it_already_is_told_so(shelf: Told, told: Told, feed: str) -> None:
    told.service.items = [notice(1)]
    first = told.visitor().get(feed)
    for header, value in (
        ("If-None-Match", first.headers["ETag"]),
        ("If-Modified-Since", first.headers["Last-Modified"]),
    ):
        again = told.visitor().get(feed, headers={header: value})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]


def test_ones_own_feed_tells_ones_notices(told: Told) -> None:
    told.service.items = [notice(2), notice(1)]
    found = entries(told.visitor().get(MINE))
    assert [of(one, "title") for one in found] == ["Acme Database 1.2.0 is out", "Acme Database 1.1.0 is out"]
    links = [one.find("link", ATOM) for one in found]
    assert [link.get("href") for link in links if link is not None] == ["http://store.example/acme/db/versions"] * 2


def test_an_empty_feed_is_valid(told: Told) -> None:
    assert entries(told.visitor().get(MINE)) == []


def test_an_address_that_was_never_made_leads_nowhere(told: Told) -> None:
    assert told.visitor().get("/feeds/made-up.atom").status_code == 404


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Cache-Control", "private, no-cache"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Robots-Tag", "noindex"),
        ("Content-Type", "application/atom+xml; charset=utf-8"),
    ],
)
def test_ones_own_feed_is_for_its_reader_alone(told: Told, header: str, value: str) -> None:
    headers: Any = told.visitor().get(MINE).headers
    assert headers[header] == value
