"""A product as search knows it, and the fields that are indexed of it."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from math import log10

from services.search.index.prose import prose
from services.search.index.shapes import SEPARATOR, SO, YES, Item
from services.search.index.words import joined, prefixes, stems, words
from services.search.ports import Document
from vocabulary.categories import label_of

Value = str | int | float | bytes | list[str]
HELD, DEPRECATED, OFFICIAL, VERIFIED = 0.3, 0.8, 1.12, 1.06
CERTIFIED = 1.03  # with made-up certificates: at 1.05 a judged question in thirty has another first answer
POPULAR = 0.005  # for each power of ten of pulls: with made-up pulls no question of the test was answered worse
LIKED = 0.02  # for each star above or below what is expected
FRESH = 0.006  # for each year; by the date alone, so that an index built at any time is the same
FIRST_YEAR, LAST_YEAR = 2013, 2100
MILLION = 1_000_000
MOST_PULLS = 9_000_000_000  # more would not be told apart by a cursor's number
EXPECTED, BELIEVED = 3.5, 5  # a rating begins as five ratings of 3.5 stars: one voice alone leads no list


def item(document: Document) -> Item:
    same = {name: getattr(document, name) for name in Item._fields if name != "highlights"}
    return Item(**same)


def names(document: Document) -> list[str]:
    """Every name that it goes by: as shown, and as it stands in its address."""
    return list(dict.fromkeys((document.name, document.slug.partition("/")[2])))


def fields(document: Document) -> Mapping[str, Value]:
    """What the index holds of a document, by field (`index/fields.py` says how each is kept)."""
    lead, body = prose(document.description)
    called = names(document)
    name_words = {word for name in called for word in (*words(name), joined(name)) if word}
    labels = [*document.categories, *(label_of(slug) for slug in document.categories), *document.tags, document.kind]
    return {
        "id": document.id,
        "slug": document.slug,
        "exact": list({joined(name) for name in called} | {joined(document.slug)}),
        "name": " ".join(sorted(name_words)),
        "starts": " ".join(sorted({start for word in name_words for start in prefixes(word)})),
        "begins": " ".join(sorted({start for name in called for start in prefixes(joined(name))})),
        "label": " ".join(stems(" ".join(labels))),
        "publisher_words": " ".join({*words(document.publisher_name), joined(document.publisher)}),
        "publisher_starts": _starts_of_publisher(document),
        "short": " ".join(stems(document.short_description)),
        "lead": " ".join(stems(lead)),
        "body": " ".join(stems(body)),
        "category": list(document.categories),
        "type": document.type,
        "certified": [SO] if document.certified else [],
        "grade": [document.grade] if document.grade else [],
        "price": list(document.prices),
        "platform": list(document.platforms),
        "kind": document.kind,
        "publisher": document.publisher,
        "publisher_entry": SEPARATOR.join((document.publisher, document.publisher_name)),
        "deprecated": [YES] if document.deprecated else [],
        "updated": moment(document),
        "pulls": ranked(min(document.pulls, MOST_PULLS), document),
        "rating": ranked(round(believed(document) * 10_000), document),
        "weight": weight(document),
        "stored": _stored(item(document), lead[:400]),
    }


def _stored(shown: Item, lead: str) -> bytes:
    return json.dumps({**shown._asdict(), "lead": lead}, default=asdict, separators=(",", ":")).encode()


def _starts_of_publisher(document: Document) -> str:
    called = {*words(document.publisher_name), joined(document.publisher_name), joined(document.publisher)}
    return " ".join(sorted({start for word in called for start in prefixes(word)}))


def moment(document: Document) -> int:
    """When it was last updated."""
    if not document.updated:
        return 0
    at = datetime.fromisoformat(document.updated)
    return ranked(int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()), document)


def ranked(number: int, document: Document) -> int:
    """In millionths: the alphabet tells equals apart."""
    return number * MILLION + int((1 - _place_in_alphabet(joined(document.slug))) * (MILLION - 1))


def believed(document: Document) -> float:
    """A product's rating where lists are sorted by it; nobody's rating is none."""
    return (document.stars + EXPECTED * BELIEVED) / (document.ratings + BELIEVED) if document.ratings else 0.0


def years(document: Document) -> float:
    """From when there were images until it was last updated; 0 where that is not known."""
    if not document.updated:
        return 0.0
    at = datetime.fromisoformat(document.updated)
    return min(max(at.year + at.timetuple().tm_yday / 366, FIRST_YEAR), LAST_YEAR) - FIRST_YEAR


def weight(document: Document) -> float:
    """By how much its relevance counts: trust lifts a little, stars, dates and pulls hardly; deprecation, holds sink.

    A thousandth follows the alphabet, so that equals stand in the same order on every page.
    """
    factor = {"official": OFFICIAL, "verified": VERIFIED}.get(document.type, 1.0)
    factor *= CERTIFIED if document.certified else 1.0
    factor *= (HELD if document.held else 1.0) * (DEPRECATED if document.deprecated else 1.0)
    factor *= 1 + POPULAR * log10(1 + document.pulls)
    factor *= 1 + LIKED * (believed(document) - EXPECTED) if document.ratings else 1.0
    factor *= 1 + FRESH * years(document)
    return factor * (1.001 - _place_in_alphabet(joined(document.name)) / 1000)


def _place_in_alphabet(name: str) -> float:
    place, step = 0.0, 1.0
    for letter in name[:8]:
        step /= 38
        place += step * (ord(letter) - 47 if letter.isdigit() else max(0, ord(letter) - 85))
    return place
