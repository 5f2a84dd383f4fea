"""What a check asks for and finds is told in the reader's language; what nobody knows, as it was told."""

from collections.abc import Iterator, Mapping
from typing import Any
from unittest.mock import patch

import pytest
from flask import Flask, g

from gateway.certification.worded import in_words, placed, titled, worded
from vocabulary.criteria import CRITERIA
from vocabulary.facts import FACTS, fact
from vocabulary.findings import FINDINGS, Said, said
from vocabulary.places import PLACES
from vocabulary.unreadable import UNREADABLE, unreadable


class German:
    WORDS: Mapping[str, str] = {
        FINDINGS["secret-deleted"]: "%(what)s; Schicht %(layer)s löscht ihn, und er ist doch im Abbild",
        FINDINGS["private-key"]: "ein privater Schlüssel",
        FINDINGS["too-many-layers"]: "hat %(layers)s Schichten, erlaubt sind %(allowed)s",
        FACTS["stored"]: "%(size)s abgelegt",
        FACTS["layers"]: "%(count)s Schichten",
        PLACES["file-in-layer"]: "%(file)s, Schicht %(layer)s",
        UNREADABLE["broke-off"]: "Die Untersuchung brach ab. %(what)s",
        UNREADABLE["took-too-long"]: "Es dauerte zu lange.",
        CRITERIA["layers"]: "Nicht mehr Schichten als erlaubt",
    }

    def ugettext(self, message: str) -> str:
        return self.WORDS[message]


@pytest.fixture(autouse=True)
def abroad() -> Iterator[None]:
    with Flask(__name__).test_request_context(), patch.dict(g.__dict__, {"words": German(), "language": "de"}):
        yield


def noted(told: Said, text: str) -> dict[str, Any]:
    return {"code": told.code, "particulars": dict(told.particulars), "what": text}


def test_a_finding_is_told_by_its_code_whatever_its_english_words_are() -> None:
    finding = noted(said("too-many-layers", layers=41, allowed=40), "has forty-one layers")
    assert worded(finding, finding["what"]) == "hat 41 Schichten, erlaubt sind 40"


def test_a_sentence_within_a_sentence_is_told_in_the_readers_language_too() -> None:
    finding = noted(said("secret-deleted", what=said("private-key"), layer=4), "")
    assert worded(finding, "") == "ein privater Schlüssel; Schicht 4 löscht ihn, und er ist doch im Abbild"


def test_what_was_noted_without_a_code_is_known_again() -> None:
    assert worded({}, "has 41 layers, 40 are allowed") == "hat 41 Schichten, erlaubt sind 40"


@pytest.mark.parametrize("told", [{}, {"code": "of-tomorrow"}, {"code": "too-many-layers", "particulars": {}}])
def test_what_nobody_knows_stays_as_it_was_told(told: Mapping[str, Any]) -> None:
    assert worded(told, "exec format error") == in_words("exec format error") == "exec format error"


def test_a_check_that_asked_for_something_else_then_keeps_its_title() -> None:
    assert titled({"id": "layers", "title": CRITERIA["layers"]}) == "Nicht mehr Schichten als erlaubt"
    assert titled({"id": "layers", "title": "At most 40 layers"}) == "At most 40 layers"
    assert titled({"id": "of-tomorrow", "title": "Something new"}) == "Something new"


def test_a_measured_fact_is_told_by_its_code_and_in_the_readers_numbers() -> None:
    told = fact("stored", size="1,234.5 MB")
    assert worded(noted(told, ""), told) == "1234,5 MB abgelegt"
    assert worded({}, "14 layers") == "14 Schichten"
    assert worded({}, "acme/base 13") == "acme/base 13"


def test_a_place_is_told_in_the_readers_language_and_a_path_as_it_is() -> None:
    assert placed("/run/key, layer 3") == "/run/key, Schicht 3"
    assert placed("/usr/bin/sudo") == "/usr/bin/sudo"


def test_why_an_image_could_not_be_examined_is_told_in_the_readers_language_within_a_sentence_too() -> None:
    told = unreadable("broke-off", what=unreadable("took-too-long"))
    assert in_words(told) == "Die Untersuchung brach ab. Es dauerte zu lange."
