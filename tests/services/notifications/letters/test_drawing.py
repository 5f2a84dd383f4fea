"""Letters read the same in text and in HTML, which asks nobody for anything, and is dark where its reader is."""

import re
from html.parser import HTMLParser
from typing import Any

from services.notifications.letters.drawing import WIDTH, Item, Letter, Reader, digest, letter
from services.notifications.letters.examples import EXAMPLES
from services.notifications.letters.language import CATALOGUES

URL = "https://store.example"
STOP = f"{URL}/unsubscribe/{'s3cret' * 20}"


def reader(language: str = "en") -> Reader:
    return Reader(language, URL, STOP, f"{URL}/account/notifications", f"{URL}/account/inbox")


def item(kind: str, product: str = "acme/db", **facts: str) -> Item:
    return Item(kind, {"name": product.title(), **facts}, product, f"{URL}/{product}")


def every() -> list[tuple[str, Letter]]:
    found = [
        (f"{language} {name}", letter(Item(each.kind, each.facts, each.product, f"{URL}/x"), reader(language)))
        for language in CATALOGUES.languages()
        for name, each in EXAMPLES.items()
    ]
    many = [Item(each.kind, each.facts, each.product, f"{URL}/x") for each in EXAMPLES.values()]
    return [*found, ("digest", digest(many, reader(), daily=True))]


class Asking(HTMLParser):
    """What a letter's HTML would load, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attributes: Any) -> None:
        told = dict(attributes)
        self.loads += [told[name] for name in ("src", "srcset", "background", "data", "poster") if name in told]
        self.loads += [tag] if tag in ("img", "link", "script", "iframe", "object", "form") else []
        self.links += [told["href"]] if tag == "a" else []


def asked(html: str) -> Asking:
    parser = Asking()
    parser.feed(html)
    return parser


def test_letters_ask_nobody_for_anything_and_lead_to_the_store_alone() -> None:
    for name, told in every():
        html = asked(told.html)
        assert (html.loads, "url(" in told.html) == ([], False), name
        assert {link for link in html.links if not link.startswith(f"{URL}/")} == set(), name
        assert STOP in html.links, name
        assert STOP in told.text.splitlines(), name


def test_a_letter_has_one_link_beside_those_at_its_foot() -> None:
    links = asked(letter(item("version.security", version="2"), reader()).html).links
    assert links == [f"{URL}/acme/db", STOP, f"{URL}/account/notifications"]


def test_a_letter_is_dark_where_its_reader_is() -> None:
    html = letter(item("version.released"), reader()).html
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "@media (prefers-color-scheme: dark)" in html


def test_what_a_publisher_wrote_is_text_in_html() -> None:
    html = letter(item("version.yanked", version="2", reason="<img src=x onerror=alert(1)>"), reader()).html
    assert asked(html).loads == []
    assert "&lt;img" in html


def test_text_wraps_and_addresses_stay_in_one_piece() -> None:
    lines = letter(item("version.yanked", version="2", reason="It loses rows. " * 20), reader()).text.splitlines()
    assert max(len(line) for line in lines if "://" not in line) <= WIDTH
    assert [line for line in lines if line.startswith("https")] == [
        f"{URL}/acme/db",
        STOP,
        f"{URL}/account/notifications",
    ]


def test_what_is_most_urgent_stands_first_in_a_digest_and_products_stay_together() -> None:
    told = digest(
        [
            item("version.released", "acme/db", version="2"),
            item("review.posted", "acme/cache", stars="4"),
            item("version.security", "acme/cache", version="1.1"),
            item("version.deprecated", "acme/db", version="1"),
        ],
        reader(),
        daily=True,
    )
    assert told.subject == "Your day: Security fix: Acme/Cache 1.1, and 3 more"
    heads = re.findall(r"^(?:\* )?(Acme/Cache|Acme/Db|\S.*)$", told.text, re.MULTILINE)
    order = [told.text.index(each) for each in ("Acme/Cache\n=", "* Security fix", "* A review", "Acme/Db\n=")]
    assert order == sorted(order), heads


def test_a_digest_of_one_notice_says_no_more_than_that() -> None:
    told = digest([item("version.released", version="2")], reader(), daily=False)
    assert told.subject == "Your week: Acme/Db 2 is out"
    assert "once a week" in told.text


def test_in_german_all_of_a_letter_is_german() -> None:
    told = letter(item("version.released", version="2", was="1"), reader("de"))
    assert told.subject == "Acme/Db 2 ist da"
    assert "Keine E-Mails dieser Art mehr" in told.text
    assert '<html lang="de">' in told.html
