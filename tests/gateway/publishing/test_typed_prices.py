"""What publishers type about prices is read, and written back as it was."""

import pytest

from gateway.publishing.typed_prices import Unread, read, written

TEAM = {
    "price": "49.00",
    "currency": "USD",
    "other_prices": "45.00 EUR\n7000 JPY",
    "interval": "month",
    "trial_days": "14",
    "trial_needs_card": "yes",
    "by_order": "",
    "components": "",
    "licence_fields": "nodes | Nodes | integer | 3\nedition | Edition | enum | team | team, fleet | hidden",
}
METERED = TEAM | {
    "price": "",
    "other_prices": "",
    "components": "storage | Storage | gigabyte | 100: 0.00 | 500: 0.05 | 0.025",
}


@pytest.mark.parametrize("typed", [TEAM, METERED])
def test_what_was_typed_is_shown_again_as_it_was(typed: dict[str, str]) -> None:
    assert written(read(typed)) == typed


def test_amounts_are_read_in_minor_units_of_their_currency() -> None:
    told = read(TEAM)
    assert told["price"] == {"amount": 4900, "currency": "USD"}
    assert [other["amount"] for other in told["other_prices"]] == [4500, 7000]
    assert read(TEAM | {"price": "49,50"})["price"]["amount"] == 4950


def test_an_empty_price_is_none() -> None:
    assert read({})["price"] is None


def test_what_is_charged_by_use_alone_still_names_its_currency() -> None:
    told = read(METERED)
    assert told["price"] == {"amount": 0, "currency": "USD"}
    assert [tier["unit_amount"] for tier in told["components"][0]["tiers"]] == ["0", "5", "2.5"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"price": "much"}, "price"),
        ({"price": "49.005"}, "price"),
        ({"price": "-1"}, "price"),
        ({"price": "1e9999"}, "price"),
        ({"currency": "Dollar"}, "currency"),
        ({"other_prices": "45.00"}, "other_prices"),
        ({"other_prices": "45.00 XXX"}, "other_prices"),
        ({"trial_days": "two weeks"}, "trial_days"),
        ({"components": "storage"}, "components"),
        ({"components": "storage | Storage | gigabyte | some"}, "components"),
        ({"licence_fields": "nodes"}, "licence_fields"),
    ],
)
def test_what_cannot_be_read_says_so_beside_its_field(wrong: dict[str, str], field: str) -> None:
    with pytest.raises(Unread) as caught:
        read(TEAM | wrong)
    assert caught.value.field == field
