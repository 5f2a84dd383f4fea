"""What Stripe says of a dispute, as billing speaks of it."""

import pytest
import stripe

from services.billing.adapters.stripe.reading import dispute_of


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("warning_needs_response", "asked"),
        ("warning_under_review", "asked"),
        ("warning_closed", "asked"),
        ("needs_response", "open"),
        ("under_review", "open"),
        ("won", "won"),
        ("lost", "lost"),
    ],
)
def test_a_bank_that_only_asks_has_taken_nothing(status: str, state: str) -> None:
    told = {
        "id": "du_1",
        "object": "dispute",
        "payment_intent": "pi_1",
        "status": status,
        "amount": 4900,
        "currency": "usd",
        "reason": "general",
        "balance_transactions": [],
        "evidence_details": {"due_by": None},
    }
    assert dispute_of(stripe.Dispute.construct_from(told, None)).state == state
