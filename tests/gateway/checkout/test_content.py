"""What My content says of a subscription that was not paid."""

import pytest

from gateway.checkout.content import comes_back


@pytest.mark.parametrize(
    ("state", "ends", "invoice", "back"),
    [
        ("lapsed", "2999-01-01", "i-1", True),
        ("lapsed", "2020-01-01", "i-1", False),
        ("lapsed", None, "i-1", False),
        ("lapsed", "2999-01-01", None, False),
        ("ended", "2999-01-01", "i-1", False),
        ("active", "2999-01-01", "i-1", False),
    ],
)
def test_what_lapsed_goes_on_once_it_is_paid_within_its_period(
    state: str, ends: str | None, invoice: str | None, back: bool
) -> None:
    assert comes_back({"state": state, "ends": ends, "invoice": invoice}) is back
