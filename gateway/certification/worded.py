"""What a check asks for, what it found and where, and why an image could not be examined, in the reader's language:
reports and the log keep it in English."""

import re
from collections.abc import Mapping
from typing import Any

from gateway.drawing import decimal, number
from gateway.translation import gettext
from vocabulary import facts, findings, places, unreadable
from vocabulary.criteria import CRITERIA
from vocabulary.sentences import particulars_of

SENTENCES = findings.FINDINGS | facts.FACTS
SENTENCE = "what"  # the particular that is one of our sentences itself
SECONDS, COUNT = "seconds", "count"
MEGABYTES = re.compile(r"([\d,]+\.\d) MB")
TENTHS = re.compile(r"\d+\.\d")
THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+")


def titled(check: Mapping[str, Any]) -> str:
    """As it was noted, where it asked for something else then, or is none of ours."""
    title = str(check["title"])
    return gettext(title) if CRITERIA.get(check["id"]) == title else title


def worded(told: Mapping[str, Any], text: str) -> str:
    """By the code and particulars that are noted beside it; a text alone is known again, or stays as it was told."""
    sentence = SENTENCES.get(told.get("code", ""))
    particulars = told.get("particulars", {})
    if sentence is None or not particulars_of(sentence) <= particulars.keys():
        return in_words(text)
    return _filled(sentence, particulars)


def in_words(text: str) -> str:
    """As it was told, where it is none of our sentences: an engine's words, or another version's of the store."""
    found = findings.recognised(text) or facts.recognised(text) or unreadable.recognised(text)
    return text if found is None else _filled(*found)


def placed(where: str) -> str:
    """A place that a report names; a path, or a key of a configuration, is the same in every language."""
    found = places.recognised(where)
    return where if found is None else gettext(found[0], **found[1])


def _filled(sentence: str, particulars: Mapping[str, str]) -> str:
    return gettext(sentence, **{name: _shown(name, value) for name, value in particulars.items()})


def _shown(name: str, value: str) -> str:
    """Measures as the reader's language writes numbers."""
    if name == SENTENCE:
        return in_words(value)
    if name == SECONDS and TENTHS.fullmatch(value):
        return decimal(float(value))
    if megabytes := MEGABYTES.fullmatch(value):
        return f"{decimal(float(megabytes[1].replace(',', '')))} MB"
    if THOUSANDS.fullmatch(value) or (name == COUNT and value.isdecimal()):
        return number(int(value.replace(",", "")))
    return value
