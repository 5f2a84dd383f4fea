"""What lines of invoices are called: the store's own in the reader's language, others as they were agreed on."""

from collections.abc import Iterator

import pytest
from flask import Flask

from gateway.lines import line_words


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with Flask("shop").test_request_context():
        yield


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("top_up", "Prepaid credit", "Prepaid credit"),
        ("top_up", "as a newer version may store it", "Prepaid credit"),
        ("discount", "Coupon SPRING", "Coupon SPRING"),
        ("rest", "acme/db Team, 2026-01-20 to 2026-02-15", "acme/db Team, 20 Jan 2026 to 15 Feb 2026"),
        (
            "rest",
            "acme/db Team, unused, 2026-01-20 to 2026-02-15",
            "acme/db Team, not used from 20 Jan 2026 to 15 Feb 2026",
        ),
        ("rest", "as it was never written", "as it was never written"),
        ("plan", "acme/db Coupon 2026-01-20 to 2026-02-15", "acme/db Coupon 2026-01-20 to 2026-02-15"),
        ("use", "acme/db Team: requests", "acme/db Team: requests"),
    ],
)
def test_a_line_is_called_by_its_kind(kind: str, text: str, words: str) -> None:
    assert line_words({"kind": kind, "text": text}) == words


def test_a_line_of_a_credit_note_says_its_reason() -> None:
    assert line_words({"text": "Prepaid credit, by mistake"}) == "Prepaid credit, by mistake"
