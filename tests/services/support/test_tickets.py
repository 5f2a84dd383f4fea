"""Tickets on the real kernel: what customers, desks and publishers are told and may do."""

import pytest

from eventlog.refusal import Missing
from tests.services.support.shop import Shop


def test_a_ticket_knows_what_it_is_about(shop: Shop) -> None:
    told = shop.ticket()
    assert told["product"] == {"id": told["product"]["id"], "address": "acme/db", "name": "db"}
    assert (told["plan"], told["entitlement"]["reason"], told["publisher"]) == ("team", "subscription", "acme")
    assert (told["state"], told["waiting_on"], told["owner"]) == ("open", "store", "store")


def test_a_ticket_is_found_by_its_number(shop: Shop) -> None:
    told = shop.ticket()
    assert shop.rpc.ticket(told["number"], shop.ada())["id"] == told["id"]


def test_a_ticket_of_another_looks_as_if_there_were_none(shop: Shop) -> None:
    told = shop.ticket()
    with pytest.raises(Missing, match="no-such-ticket"):
        shop.rpc.ticket(told["id"], shop.eve())
