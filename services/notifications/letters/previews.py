"""Each letter with example facts, for operators to see how it reads."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from services.notifications.letters import drawing
from services.notifications.letters.drawing import Item, Letter, Reader, digest, letter
from services.notifications.letters.examples import EXAMPLES, Example
from services.notifications.letters.language import CATALOGUES, gettext
from services.notifications.letters.words import title

DAILY, WEEKLY = "digest.daily", "digest.weekly"
IN_DIGEST = (
    "version.released",
    "version.deprecated",
    "vulnerability.found",
    "review.posted",
    "renewal.coming",
    "card.ending",
)


def listed() -> list[dict[str, Any]]:
    """[{name, languages, titles: {language: its subject}}]"""
    return [
        {
            "name": name,
            "languages": list(CATALOGUES.languages()),
            "titles": {each: _title(name, each) for each in CATALOGUES.languages()},
        }
        for name in (DAILY, WEEKLY, *EXAMPLES)
    ]


def preview(name: str, reader: Reader, store: str) -> Letter | None:
    """None where there is no such letter, or not in that language."""
    if reader.language not in CATALOGUES.languages():
        return None
    if name in (DAILY, WEEKLY):
        told = [EXAMPLES[each] for each in IN_DIGEST]
        return digest(_items(told, store), replace(reader, now=told[0].now), daily=name == DAILY)
    if name not in EXAMPLES:
        return None
    return letter(_items([EXAMPLES[name]], store)[0], replace(reader, now=EXAMPLES[name].now))


def _title(name: str, language: str) -> str:
    if name in (DAILY, WEEKLY):
        return gettext(language, drawing.DAILY if name == DAILY else drawing.WEEKLY) % {"title": "…"}
    example = EXAMPLES[name]
    return title(example.kind, example.facts, language, example.product, example.now)


def _items(examples: Sequence[Example], store: str) -> list[Item]:
    return [Item(each.kind, each.facts, each.product, f"{store}/{each.product}") for each in examples]
