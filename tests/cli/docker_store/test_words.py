"""Words that cannot be meant are told by the option that they stand behind, with what it takes."""

import pytest

from tests.cli.docker_store.conftest import Home
from tests.cli.docker_store.scripted import problem, scripted

AWAY = "http://127.0.0.1:9"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("search", "--price", "cheap"), ["--price cannot be “cheap”.", "It may be: free, paid, trial"]),
        (("completion", "csh"), ["SHELL cannot be “csh”.", "It may be: bash, fish, zsh"]),
        (("search", "--limit", "0"), ["Argument --limit: “0” is no whole number from 1 on."]),
        (("search", "--limit", "many"), ["Argument --limit: “many” is no whole number from 1 on."]),
        (("get", "acme/db", "--quantity", "0"), ["Argument --quantity: “0” is no whole number from 1 on."]),
    ],
)
def test_a_wrong_word_is_told_before_the_store_is_asked(home: Home, words: tuple[str, ...], said: list[str]) -> None:
    told = home.runs(*words, "--store", AWAY)
    assert (told.code, told.err.splitlines()[: len(said)]) == (2, said)


def test_what_the_store_does_not_take_is_told_by_its_option(home: Home, store: str) -> None:
    said = home.runs("search", "--limit", "1000", "--store", store)
    assert (said.code, said.err) == (
        2,
        "--limit: Must be greater than or equal to 1 and less than or equal to 100.\n",
    )


@pytest.mark.parametrize(
    ("words", "todo"),
    [
        (("subscriptions",), "Those that are: {}/organizations"),
        (("get", "acme/db", "--yes"), "You have to be its owner, or do its billing."),
    ],
)
def test_an_organisation_that_is_none_of_ours_is_told_by_its_name(
    home: Home, words: tuple[str, ...], todo: str
) -> None:
    plan = {
        "id": "pro",
        "name": "Pro",
        "access": "subscribers",
        "repository": "acme/db",
        "pull_command": "docker pull x",
    }
    product = {"slug": "acme/db", "external": False, "plans": [plan | {"trial_days": 0}]}
    refused = (403, problem("not-yours", "This belongs to somebody else."))
    with scripted(
        GET_products_acme_db=[(200, product)], GET_subscriptions=[refused], POST_subscriptions=[refused]
    ) as store:
        home.knows(store.url)
        said = home.runs(*words, "--for", "nobody")
    assert (said.code, said.err.splitlines()) == (
        1,
        ["No organisation of the name “nobody” is yours.", todo.format(store.url)],
    )
