"""A key is free until it is given to one subscription for good, or withdrawn; it never comes back."""

from dataclasses import replace
from datetime import date

import pytest

from eventlog.schema import ERASED
from eventlog.testing import Scenario, acting
from services.billing.deciders.key_batch import GiveKey, KeysOfBatch, StoreKeys, WithdrawKeys, key_batch
from services.billing.deciders.key_list import Line
from tests.controls.keys import (
    ADA,
    BATCH,
    BEA,
    DATABASE,
    SUBSCRIPTION,
    UPLOAD,
    key_given,
    key_withdrawn,
    keys_stored,
)

store, team = acting("policy:billing.give-key"), acting(BEA, "acme:editor")
lines = (Line(1, "AAAA-1111"), Line(2, "BBBB-2222", "2027-01-31", "for resellers"))
put = StoreKeys(BATCH, f"keys-{UPLOAD}", DATABASE, "team", lines)
give = GiveKey(0, "team", SUBSCRIPTION, ADA, "", waited=False)
another = replace(give, subscription="another", holder=BEA)
nothing = Scenario(key_batch, store)
free = nothing.given(keys_stored)
both = frozenset({(BATCH, 0), (BATCH, 1), ("elsewhere", 0)})


def test_keys_are_stored_and_stored_once() -> None:
    nothing.when(put).then(keys_stored)
    free.when(put).then()


def test_a_key_is_given_to_a_subscription() -> None:
    free.when(give).then(key_given)


def test_a_subscription_is_given_one_whatever_is_told_twice() -> None:
    free.given(key_given).when(give).then()
    free.given(key_given).when(replace(give, place=1)).then()


@pytest.mark.parametrize("gone", [key_given, replace(key_withdrawn, place=0)])
def test_what_was_given_or_withdrawn_is_given_to_nobody_else(gone: object) -> None:
    free.given(gone).when(another).then_refused("key-taken")


@pytest.mark.parametrize("place", [-1, 2])
def test_a_place_without_a_key_gives_none(place: int) -> None:
    free.when(replace(give, place=place)).then_refused("key-taken")


def test_on_the_day_that_it_expires_a_key_is_given_to_nobody() -> None:
    lasting = replace(give, place=1, expires="2027-01-31")
    free.on(date(2027, 1, 31)).when(lasting).then_refused("key-taken")
    free.on(date(2027, 1, 30)).when(lasting).then(replace(key_given, place=1))


def test_only_the_store_gives_and_stores() -> None:
    free.by(team).when(give).then_refused("store-only")
    nothing.by(team).when(put).then_refused("store-only")


def test_of_a_batch_that_is_not_there_nothing_is_given() -> None:
    nothing.when(give).then_refused("key-unknown")


def test_the_publisher_withdraws_what_is_free_and_nothing_else() -> None:
    free.given(key_given).by(team).when(WithdrawKeys("acme", both)).then(key_withdrawn)
    free.given(key_given, key_withdrawn).by(team).when(WithdrawKeys("acme", both)).then()


def test_nobody_withdraws_for_another_publisher() -> None:
    free.by(acting(ADA, "borealis:owner")).when(WithdrawKeys("acme", both)).then_refused("not-yours")


def test_whose_a_key_is_tells_which_it_is_until_it_is_erased() -> None:
    held = free.given(key_given).state
    assert isinstance(held, KeysOfBatch)
    assert (held.place_of(SUBSCRIPTION), held.key(0)) == (0, "AAAA-1111")
    erased = nothing.given(replace(keys_stored, keys=ERASED)).state
    assert isinstance(erased, KeysOfBatch)
    assert erased.key(0) == ""
