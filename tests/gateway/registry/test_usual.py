"""The usual pull is decided by one statement as the rules decide it in full, or is left to them."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product

import pytest

from eventlog.parked import park
from eventlog.reading import Reader
from eventlog.refusal import Refused
from eventlog.testing import recorded
from gateway.auth import token_row
from gateway.registry.asking import Asked
from gateway.registry.grants import Grant, grant, holder_of
from gateway.registry.scopes import parse
from gateway.registry.usual import usual
from services.catalog import events as catalog
from services.identity import events as identity
from tests.gateway.counter import Counter

HERE = "127.0.0.1"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
REPOSITORIES = ("free", "known", "db", "paid", "own", "ran-out", "gone", "draft", "nothing")
Who = Callable[[Counter], str]
HOLDERS: dict[str, Who] = {
    "a buyer": lambda counter: counter.token("bob", "pull"),
    "a member of who bought": lambda counter: counter.token("cleo", "pull", "read"),
    "the publisher": lambda counter: counter.token("ada"),
    "a robot": lambda counter: counter.robot("globex", "pull"),
    "a robot kept to a product": lambda counter: counter.robot("globex", "pull", products=("acme/db",)),
    "a token that may not pull": lambda counter: counter.token("bob", "read"),
    "an expired token": lambda counter: counter.token("bob", "pull", expires=LONG_AGO),
    "a token from elsewhere": lambda counter: counter.token("bob", "pull", networks=("10.0.0.0/8",)),
    "a token of somebody suspended": lambda counter: counter.token("dan", "pull"),
    "no token of ours": lambda counter: "chy_" + "0" * 33,
}


@pytest.fixture
def counter(counter: Counter) -> Counter:
    """Ada sells as Acme; Bob bought, and so did Globex, where Cleo is a member; Dan is suspended."""
    for name in ("ada", "bob", "cleo", "dan"):
        counter.account(name)
    counter.tell(("account-dan", identity.AccountSuspended("dan", "unpaid")))
    counter.publisher("acme", "ada")
    counter.organization("globex", cleo="member")
    for name in ("paid", "own", "ran-out", "gone"):
        counter.product(f"acme/{name}", access="subscribers")
    counter.product("acme/free")
    counter.product("acme/known", access="signed_in")
    counter.product("acme/db", access="terms", terms="2")
    counter.product("acme/draft", published=False)
    counter.product("staging/tool")
    for holder in ("bob", "globex", "dan"):
        counter.entitle(holder, "acme/db", terms="1" if holder == "bob" else "2")
        counter.entitle(holder, "acme/ran-out", until=LONG_AGO)
        counter.entitle(holder, "acme/gone")
    counter.entitle("bob", "acme/paid")
    counter.tell(("product-id-acme-gone", catalog.ProductRevoked("id-acme-gone")))
    return counter


def in_full(reader: Reader, token: str, scope: str) -> Grant | str:
    with reader.begin() as db:
        try:
            return grant(db, holder_of(token_row(db, token, HERE)), parse([scope])[0], time.time())
        except Refused as refused:
            return refused.code


def by_one_statement(reader: Reader, token: str, scope: str) -> Grant | str | None:
    try:
        found = usual(reader, Asked(password=token), parse([scope]), HERE)
    except Refused as refused:
        return refused.code
    return None if found is None else found.grants[0]


def test_nothing_is_decided_otherwise_than_by_the_rules(counter: Counter) -> None:
    reader = Reader("gateway", counter.settings.views_url)
    tokens = {who: shown(counter) for who, shown in HOLDERS.items()}
    for (who, token), name in product(tokens.items(), REPOSITORIES):
        scope = f"repository:acme/{name}:pull"
        assert by_one_statement(reader, token, scope) in (None, in_full(reader, token, scope)), (who, name)


def test_an_own_right_needs_no_other_question(counter: Counter) -> None:
    reader = Reader("gateway", counter.settings.views_url)
    own = [("a buyer", "paid"), ("a buyer", "known"), ("a robot", "db"), ("a robot kept to a product", "db")]
    for who, name in own:
        found = by_one_statement(reader, HOLDERS[who](counter), f"repository:acme/{name}:pull")
        assert isinstance(found, Grant), (who, name)
        assert (found.actions, found.product) == ({"pull"}, f"acme/{name}")


def test_what_is_not_a_pull_alone_is_left_to_the_rules(counter: Counter) -> None:
    reader, token = Reader("gateway", counter.settings.views_url), counter.token("bob")
    assert by_one_statement(reader, token, "repository:acme/paid:pull") is not None
    for scope in ("repository:acme/paid:pull,push", "repository:staging/tool:pull", "registry:catalog:*"):
        assert by_one_statement(reader, token, scope) is None


def test_nothing_is_granted_while_any_event_could_not_be_applied(counter: Counter) -> None:
    reader, token, scope = (
        Reader("gateway", counter.settings.views_url),
        counter.token("bob"),
        "repository:acme/paid:pull",
    )
    assert by_one_statement(reader, token, scope) is not None
    with counter.view.generations.writing() as db:
        park(db, "gateway", recorded(catalog.ProductRevoked("id-acme-paid"), "product-id-acme-paid", 99), "failed")
    assert by_one_statement(reader, token, scope) is None
