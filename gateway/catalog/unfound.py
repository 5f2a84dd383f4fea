"""What helps who found nothing: the words that nothing has, the filter that is one too many, and shelves near by."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from gateway.catalog.front import front
from gateway.catalog.results import Found
from gateway.parts import parts
from gateway.translation import gettext
from services.search.index.shapes import Query
from vocabulary.categories import label_of

MOST_FILTERS, MOST_WORDS, SHELVES = 6, 6, 3


def help_for(found: Found, chips: list[dict[str, str]]) -> dict[str, Any]:
    """What would find something: each with its address, and with how many it would be."""
    words = list(dict.fromkeys(found.query.text.split()))[:MOST_WORDS]
    alone = {word: parts().search.search(Query(word, limit=1)) for word in words}
    lost = [word for word in words if not alone[word].total]
    near: Counter[str] = Counter()
    for result in alone.values():
        near.update({value.value: value.count for value in result.facets.get("category", ())})
    shelves = [slug for slug, count in near.most_common(SHELVES) if count] or [
        c.slug for c in front().largest[:SHELVES]
    ]
    return {
        "lost": lost if len(words) > 1 else [],
        "kept": _kept(found, words, lost),
        "drops": [*_drops(found, chips)],
        "shelves": [{"label": gettext(label_of(slug)), "url": f"/category/{slug}"} for slug in shelves],
    }


def _kept(found: Found, words: list[str], lost: list[str]) -> list[dict[str, Any]]:
    """The question without the words that nothing has; where each is found by itself, each: filtered, or else not."""
    if len(words) < 2:
        return []
    left = " ".join(word for word in words if word not in lost)
    texts = ([left] if left else []) if lost else words
    tried = [
        (text, replace(query, text=text, after="", limit=1))
        for text in texts
        for query in (found.query, found.unfiltered)
    ]
    counted = ((text, query, parts().search.search(query).total) for text, query in dict.fromkeys(tried))
    finding = {text: (query, count) for text, query, count in reversed([*counted]) if count}
    return [
        {"text": text, "count": finding[text][1], "url": found.url(finding[text][0])}
        for text in texts
        if text in finding
    ]


def _drops(found: Found, chips: list[dict[str, str]]) -> Iterator[dict[str, Any]]:
    for chip, query in list(zip(chips, found.less(), strict=True))[:MOST_FILTERS] if len(chips) > 1 else []:
        count = parts().search.search(replace(query, limit=1)).total
        if count:
            yield {"label": chip["label"], "url": chip["url"], "count": count}
