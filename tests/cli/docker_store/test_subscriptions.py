"""Which subscriptions are listed: what is had still, and what is over only where that is asked for."""

import pytest

from tests.cli.docker_store.conftest import Home
from tests.cli.docker_store.scripted import scripted

STATES = ("trialing", "active", "past_due", "cancelled", "ended", "lapsed")


@pytest.mark.parametrize(
    ("words", "listed"),
    [((), STATES[:4]), (("--all",), STATES)],
)
def test_what_was_cancelled_is_listed_until_it_is_over(
    home: Home, words: tuple[str, ...], listed: tuple[str, ...]
) -> None:
    same = {"plan": "acme/db/pro", "holder": "ada", "until": None, "cancel_at_period_end": False, "pull_command": ""}
    items = [{"id": state, "state": state, **same} for state in STATES]
    with scripted(GET_subscriptions=[(200, {"items": items})]) as store:
        home.knows(store.url)
        said = home.runs("subscriptions", "--quiet", *words)
    assert said.out.split() == [*listed]
