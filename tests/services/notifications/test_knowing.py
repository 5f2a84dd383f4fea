"""What a fact is about may be heard later than the fact: then it is waited for, unless it will never come."""

from typing import Any, cast

import pytest

from eventlog.refusal import Unavailable
from eventlog.testing import project
from services.notifications.service.heads import Heads
from services.notifications.service.knowing import Knowing
from tests.services.notifications.stories import AROUND, DATABASE, NOON, AllHeard, Views, shelf


class Behind(Views):
    """They hear of nothing in time."""

    def wait_for(self, position: str, at_most: float = 1.0) -> bool:
        return False


class Coming(Views):
    """They hear of everything while they are waited for."""

    def wait_for(self, position: str, at_most: float = 1.0) -> bool:
        self._db = project(AROUND, shelf.facts)
        return True


def knowing(views: Any) -> Knowing:
    return Knowing(views, cast("Heads", AllHeard()))


def test_a_product_that_was_heard_of_is_known() -> None:
    assert knowing(Views(project(AROUND, shelf.facts))).product(DATABASE).address == "acme/db"


def test_what_is_on_its_way_is_waited_for() -> None:
    assert knowing(Coming(project(AROUND, []))).product(DATABASE).address == "acme/db"


def test_what_does_not_come_in_time_is_asked_for_again_with_the_fact() -> None:
    with pytest.raises(Unavailable, match="view-behind"):
        knowing(Behind(project(AROUND, []))).product(DATABASE)


def test_what_will_never_come_is_said_so() -> None:
    with pytest.raises(LookupError, match="catalog never told of"):
        knowing(Views(project(AROUND, []))).product(DATABASE)


def test_of_a_scan_that_is_told_fact_by_fact_all_facts_are_waited_for() -> None:
    with pytest.raises(Unavailable, match="view-behind"):
        knowing(Behind(project(AROUND, []))).found_with("acme/db", NOON)
