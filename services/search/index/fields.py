"""The fields of the index, and how each is kept; engines' schemas are made from this table alone."""

import hashlib
from enum import Enum


class Kept(Enum):
    KEY = "one term as it is, returned"
    TERMS = "terms as they are"
    WORDS = "words between spaces, without their places"
    TEXT = "words between spaces, with their places: phrases can be asked for"
    FACET = "a term as it is, counted"
    NUMBER = "a whole number, sorted by"
    FACTOR = "a number that relevance is multiplied by"
    STORED = "bytes, returned only"


FIELDS = {
    "id": Kept.KEY,
    "slug": Kept.TERMS,
    "exact": Kept.TERMS,
    "name": Kept.WORDS,
    "starts": Kept.WORDS,
    "begins": Kept.WORDS,
    "label": Kept.WORDS,
    "publisher_words": Kept.WORDS,
    "publisher_starts": Kept.WORDS,
    "short": Kept.TEXT,
    "lead": Kept.TEXT,
    "body": Kept.TEXT,
    "category": Kept.FACET,
    "type": Kept.FACET,
    "certified": Kept.FACET,
    "grade": Kept.FACET,
    "price": Kept.FACET,
    "platform": Kept.FACET,
    "kind": Kept.FACET,
    "publisher": Kept.FACET,
    "publisher_entry": Kept.FACET,
    "deprecated": Kept.TERMS,
    "updated": Kept.NUMBER,
    "pulls": Kept.NUMBER,
    "rating": Kept.NUMBER,
    "weight": Kept.FACTOR,
    "stored": Kept.STORED,
}

LEAST_FACTOR = 1 / 16  # no product sinks further than to this part of its relevance
CURRENT = "current"  # the file that names the generation which readers open
ANALYSIS = 7  # raise it when the same document would give other terms, another weight, or more that is stored


def fingerprint() -> str:
    """Tells an index of this program from one that must be built anew."""
    told = f"{ANALYSIS} " + " ".join(f"{name}:{kept.name}" for name, kept in FIELDS.items())
    return hashlib.sha256(told.encode()).hexdigest()[:12]
