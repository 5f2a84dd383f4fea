"""What to do about a finding is told in the reader's language; what nobody knows, as it was told."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from flask import Flask, g

from gateway import translating
from gateway.certification.advised import advised
from gateway.certification.around import words
from gateway.certification.worded import titled, worded
from vocabulary.criteria import CRITERIA
from vocabulary.findings import FINDINGS
from vocabulary.remedies import REMEDIES, remedy


class Backwards:
    """A language whose words are English ones read from behind, particulars apart."""

    def ugettext(self, message: str) -> str:
        return {"Remove %(package)s": "%(package)s entfernen", "Leave one of them": "Eines stehen lassen"}[message]


@pytest.fixture
def abroad() -> Iterator[None]:
    with Flask(__name__).test_request_context(), patch.dict(g.__dict__, {"words": Backwards()}):
        yield


@pytest.mark.usefixtures("abroad")
def test_a_sentence_is_told_in_the_readers_language_with_its_particulars() -> None:
    assert advised(remedy("remove-package", package="grub-pc")) == "grub-pc entfernen"
    assert advised(remedy("leave-one-key")) == "Eines stehen lassen"


@pytest.mark.usefixtures("abroad")
def test_what_another_scanner_advises_stays_as_it_is() -> None:
    assert advised("Upgrade to 1.2.3") == "Upgrade to 1.2.3"


def test_translators_find_every_sentence() -> None:
    found = translating.texts()
    tables = (REMEDIES, FINDINGS, CRITERIA)
    assert [one for table in tables for one in table.values() if found.get(one) is None] == []


def test_pages_about_submissions_have_it_at_hand() -> None:
    with Flask(__name__).test_request_context(headers={"Accept-Language": "en"}):
        at_hand = words()
    assert [at_hand[name] for name in ("advised", "titled", "worded")] == [advised, titled, worded]
