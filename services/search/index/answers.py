"""What is said about a match: marked words, facet values with labels, and the cursor to the next page."""

import base64
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from html import escape
from operator import itemgetter
from typing import NoReturn

from services.search.index.shapes import SEPARATOR, BadCursor, FacetValue
from services.search.index.words import folded, stem
from vocabulary.categories import label_of

Place = tuple[float, str]  # where an item stands: its score or time, and its slug among equals
Cursor = tuple[float, str, int]  # the last item's place, and how many came before the next page
ROUNDED = 5  # digits of a score that count

_TOKEN = re.compile(r"[^\W_]+")
_ROOT = 3  # letters that a word of plain letters has in common with its stem; a shorter one is its own
_LABELS: Mapping[str, Mapping[str, str]] = {
    "type": {"official": "Official", "verified": "Verified publisher", "community": "Community"},
    "certified": {"true": "Certified"},
    "price": {"free": "Free", "paid": "Paid", "trial": "Free trial"},
    "kind": {
        "container": "Container image",
        "plugin": "Plugin",
        "compose": "Compose application",
        "service": "Service",
    },
}
SNIPPET = 180
MOST_SEEN = 10_000  # what a cursor may say came before: it is where the engine begins to look

FARTHEST = 2**62  # no score and no number sorted by goes beyond


def facet_values(facet: str, counts: Iterable[tuple[str, int]], chosen: Collection[str] = ()) -> tuple[FacetValue, ...]:
    """By each key's count, the most frequent first and then by label; what is chosen is told though nothing has it."""
    values = [placed_value(facet, key, count) for key, count in counts]
    if chosen:
        known = {value.value for _, value in values}
        values += [placed_value(facet, one, 0) for one in chosen if one not in known]
        values = [(place, replace(value, chosen=value.value in chosen)) for place, value in values]
    return tuple(value for _, value in sorted(values, key=itemgetter(0)))


@lru_cache(maxsize=8_192)  # most pages have the same values, and many the same counts
def placed_value(facet: str, key: str, count: int) -> tuple[tuple[int, str], FacetValue]:
    """With its place. A publisher's key holds slug and name; every other facet's key is its value."""
    value, _, name = key.partition(SEPARATOR)
    label = label_of(value) if facet == "category" else name or _LABELS.get(facet, {}).get(value, value)
    return (-count, label), FacetValue(value, label, count)


def highlights(texts: Mapping[str, str], marks: frozenset[str], starts: tuple[str, ...]) -> dict[str, str]:
    """Field -> escaped HTML with the matches in <mark>, where there is one; a long text is cut around it.

    The description speaks only where the line under the name has no match.
    """
    found: dict[str, str] = {}
    for name, text in texts.items():
        if name == "description" and "short_description" in found:
            continue
        begun = starts if name == "name" else ()
        spans = list(_spans(text, marks, begun))
        if spans:
            found[name] = _marked(*_cut(text, spans))
    return found


def _spans(text: str, marks: frozenset[str], starts: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    for match in _beginning(marks, starts).finditer(text.lower()) if text.isascii() else _TOKEN.finditer(text):
        word, root = _read(match[0])
        if root in marks or (starts and word.startswith(starts)):
            yield match.span()


@lru_cache(maxsize=1_024)
def _beginning(marks: frozenset[str], starts: tuple[str, ...]) -> re.Pattern[str]:
    """Words of a text in ASCII and lower case that begin so: most texts have few, and to read each takes longer."""
    beginnings = {one[:_ROOT] for one in (*marks, *starts)}
    plain = sorted(one for one in beginnings if one.isascii() and one.isalnum())
    return re.compile(f"(?<![a-z0-9])(?:{'|'.join(plain)})[a-z0-9]*" if plain else r"(?!)")


@lru_cache(maxsize=16_384)
def _read(token: str) -> tuple[str, str]:
    word = folded(token)
    return word, stem(word)


def _cut(text: str, spans: list[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    if len(text) <= SNIPPET:
        return text, spans
    first = max(0, spans[0][0] - SNIPPET // 3)
    begin = text.rfind(" ", 0, first) + 1 if first else 0
    end = text.find(" ", begin + SNIPPET) if len(text) > begin + SNIPPET else len(text)
    end = end if end > 0 else len(text)
    before, after = ("… " if begin else ""), (" …" if end < len(text) else "")
    moved = len(before) - begin
    return before + text[begin:end] + after, [(a + moved, b + moved) for a, b in spans if a >= begin and b <= end]


def _marked(text: str, spans: list[tuple[int, int]]) -> str:
    written = str if escape(text) == text else escape  # most texts have nothing to escape in any part
    parts, at = [], 0
    for begin, end in spans:
        parts += [written(text[at:begin]), "<mark>", written(text[begin:end]), "</mark>"]
        at = end
    return "".join((*parts, written(text[at:])))


def place(number: float, slug: str) -> Place:
    return -round(number, ROUNDED), slug


def dump_cursor(last: Place, seen: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([*last, seen], separators=(",", ":")).encode()).decode().rstrip("=")


def load_cursor(text: str) -> Cursor:
    """Raises BadCursor."""
    try:
        told = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), parse_constant=_no_number)
        number, slug, seen = told
        if not abs(number) <= FARTHEST:
            _no_number(text)
        return float(number), str(slug), min(max(int(seen), 0), MOST_SEEN)
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise BadCursor(text) from error


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)
