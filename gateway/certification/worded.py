"""What a check asks for and what it found, in the reader's language: reports and the log keep it in English."""

from collections.abc import Mapping
from typing import Any

from gateway.translation import gettext
from vocabulary.criteria import CRITERIA
from vocabulary.findings import FINDINGS, recognised
from vocabulary.sentences import particulars_of

SENTENCE = "what"  # the particular that is one of our sentences itself


def titled(check: Mapping[str, Any]) -> str:
    """As it was noted, where it asked for something else then, or is none of ours."""
    title = str(check["title"])
    return gettext(title) if CRITERIA.get(check["id"]) == title else title


def worded(told: Mapping[str, Any], text: str) -> str:
    """By the code and particulars that are noted beside it; a text alone is known again, or stays as it was told."""
    sentence = FINDINGS.get(told.get("code", ""))
    particulars = told.get("particulars", {})
    if sentence is None or not particulars_of(sentence) <= particulars.keys():
        return in_words(text)
    return _filled(sentence, particulars)


def in_words(text: str) -> str:
    """As it was told, where it is none of our sentences: an engine's words, or another version's of the store."""
    found = recognised(text)
    return text if found is None else _filled(*found)


def _filled(sentence: str, particulars: Mapping[str, str]) -> str:
    within = {name: in_words(value) for name, value in particulars.items() if name == SENTENCE}
    return gettext(sentence, **{**particulars, **within})
