"""The fields of the index as Elasticsearch keeps them: made from the same table as every engine's, nothing guessed."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from services.search.index import fields
from services.search.index.fields import FIELDS, Kept

LONGEST_TERM = 8191  # letters; longer ones are left out: Lucene refuses a document with a term above 32,766 bytes
ALIAS = "chandlery-products"  # what readers ask; versioned indices stand behind it

_TERM = {"type": "keyword", "ignore_above": LONGEST_TERM}
_KEPT: Mapping[Kept, Mapping[str, Any]] = {
    Kept.KEY: _TERM,
    Kept.TERMS: _TERM,
    Kept.WORDS: {"type": "text", "analyzer": "whitespace", "index_options": "docs", "norms": False},
    Kept.TEXT: {"type": "text", "analyzer": "whitespace"},
    Kept.FACET: _TERM,
    Kept.NUMBER: {"type": "long"},
    Kept.FACTOR: {"type": "double", "index": False},
    Kept.STORED: {"type": "keyword", "index": False, "doc_values": False},
}


def mapping() -> dict[str, Any]:
    """Only what is stored is kept as it came, as JSON text in `_source.stored`: a page of results reads little."""
    return {
        "dynamic": "strict",
        "_source": {"includes": [name for name, kept in FIELDS.items() if kept is Kept.STORED]},
        "properties": {name: dict(_KEPT[kept]) for name, kept in FIELDS.items()},
    }


def alias(prefix: str = "") -> str:
    """Its name, for the store that keeps its indices under this prefix."""
    return f"{prefix}{ALIAS}"


def fingerprint() -> str:
    """Tells an index of this program from one that must be built anew."""
    return hashlib.sha256(f"{fields.fingerprint()} {json.dumps(mapping())}".encode()).hexdigest()[:12]
