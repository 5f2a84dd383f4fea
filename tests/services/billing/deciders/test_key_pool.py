"""A pool takes each key once, all of a list or nothing; and says once that it runs low."""

from dataclasses import replace

import pytest

from eventlog.testing import Scenario, acting
from services.billing.deciders.key_list import Wrong
from services.billing.deciders.key_pool import BATCH, Added, AddKeys, NoteKeysLeft, SetKeysLow, key_pool
from services.billing.events import PlanOffered
from tests.controls.keys import ADA, BEA, DATABASE, PRINTS, UPLOAD, keys_added, keys_low_set, keys_ran_low, keys_ran_out

team, store = acting(BEA, "acme:editor"), acting("policy:billing.note-keys-left")
offered = PlanOffered(DATABASE, "team", "acme/db", "acme/team", "subscribers", "1", "sha256:" + "11" * 32, "Team")
two = (Added(1, PRINTS[0], ""), Added(2, PRINTS[1], "2027-01-31"))
add = AddKeys("acme", offered, UPLOAD, two, ())
empty = Scenario(key_pool, team)
filled = empty.given(keys_added)


def test_keys_are_added_in_their_order() -> None:
    empty.when(add).then(keys_added)


def test_a_list_that_is_sent_twice_is_added_once() -> None:
    filled.when(add).then()


def test_a_list_with_a_key_that_was_there_before_is_refused_by_its_line_and_whole() -> None:
    another = replace(add, upload="another", keys=(Added(1, "fresh", ""), Added(2, PRINTS[0], "")))
    outcome = filled.when(another)
    outcome.then_refused("keys-unfit")
    assert str(outcome.refused) == "keys-unfit: line 2: known"


def test_broken_lines_are_named_with_those_that_were_there_before() -> None:
    outcome = filled.when(replace(add, upload="another", wrong=(Wrong(4, "too-long"),)))
    assert str(outcome.refused) == "keys-unfit: line 1: known; line 2: known; line 4: too-long"


def test_a_long_list_is_cut_into_batches_and_counted_on() -> None:
    many = tuple(Added(at, f"print-{at}", "") for at in range(BATCH + 1))
    [added] = filled.when(replace(add, upload="another", keys=many)).events
    assert [len(each.prints) for each in added.batches] == [BATCH, 1]
    assert (added.before, added.batches[1].batch) == (2, "another-1")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (replace(add, keys=()), "keys-missing"),
        (replace(add, offered=None), "plan-unknown"),
        (replace(add, offered=replace(offered, address="borealis/db")), "plan-unknown"),
        (replace(add, offered=replace(offered, access="terms")), "keys-not-for-plan"),
        (SetKeysLow("acme", offered, -1), "keys-low-unfit"),
    ],
)
def test_what_cannot_be_right_is_refused(wrong: AddKeys | SetKeysLow, code: str) -> None:
    empty.when(wrong).then_refused(code)


@pytest.mark.parametrize("command", [add, SetKeysLow("acme", offered, 5)])
def test_nobody_fills_a_pool_for_another_publisher(command: AddKeys | SetKeysLow) -> None:
    empty.by(acting(ADA, "borealis:owner")).when(command).then_refused("not-yours")


def test_the_publisher_says_when_it_wants_to_be_told() -> None:
    empty.when(SetKeysLow("acme", offered, 5)).then(keys_low_set)
    filled.given(keys_low_set).when(SetKeysLow("acme", offered, 5)).then()


def test_it_is_told_once_that_few_are_left_and_once_that_none_is() -> None:
    low = filled.given(keys_low_set).by(store)
    low.when(NoteKeysLeft("acme", 6, 0)).then()
    low.when(NoteKeysLeft("acme", 5, 0)).then(keys_ran_low)
    low.given(keys_ran_low).when(NoteKeysLeft("acme", 4, 0)).then()
    low.given(keys_ran_low).when(NoteKeysLeft("acme", 0, 1)).then(keys_ran_out)
    low.given(keys_ran_low, keys_ran_out).when(NoteKeysLeft("acme", 0, 2)).then()


def test_once_keys_are_added_it_is_told_again() -> None:
    filled.given(keys_ran_out, keys_added).by(store).when(NoteKeysLeft("acme", 0, 1)).then(keys_ran_out)


def test_what_is_left_is_counted_by_the_store_alone() -> None:
    filled.when(NoteKeysLeft("acme", 0, 1)).then_refused("store-only")
