"""What registry clients ask for is read as the specification writes it, and anything else is refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.refusal import Invalid
from gateway.registry.scopes import Scope, parse

HOST = "store.example:5000"
component = st.from_regex(r"[a-z0-9]{1,8}(?:[._-][a-z0-9]{1,8}){0,2}", fullmatch=True)
path = st.lists(component, min_size=1, max_size=4).map("/".join)
host = st.from_regex(r"[a-z0-9]{1,8}(?:\.[a-z0-9]{1,8}){0,2}:[0-9]{2,5}", fullmatch=True)
actions = st.lists(st.sampled_from(["pull", "push", "delete", "*"]), min_size=1, max_size=4)


def one(text: str) -> Scope:
    return parse([text], HOST)[0]


@pytest.mark.parametrize(
    ("text", "name", "repository", "asked"),
    [
        ("repository:acme/db:pull", "acme/db", "acme/db", {"pull"}),
        ("repository:acme/db:push,pull", "acme/db", "acme/db", {"pull", "push"}),
        ("repository(plugin):acme/vol:pull", "acme/vol", "acme/vol", {"pull"}),
        ("repository:store.example:5000/acme/db:pull", "store.example:5000/acme/db", "acme/db", {"pull"}),
        ("repository:other:443/acme/db:pull", "other:443/acme/db", "other:443/acme/db", {"pull"}),
        ("repository:nginx:*", "nginx", "nginx", {"*"}),
        ("repository:acme/db:", "acme/db", "acme/db", set()),
        ("registry:catalog:*", "catalog", "catalog", {"*"}),
    ],
)
def test_a_scope_is_read(text: str, name: str, repository: str, asked: set[str]) -> None:
    scope = one(text)
    assert (scope.name, scope.repository, scope.actions) == (name, repository, asked)


@pytest.mark.parametrize(
    "text",
    [
        "repository",
        "repository:acme/db",
        "repository::pull",
        ":acme/db:pull",
        "repository:acme//db:pull",
        "repository:../etc:pull",
        "repository:Acme/DB:pull",
        "repository:acme/db:PULL",
        "repository(plugin:acme/db:pull",
        "repository:acme/db:pull\x00",
        "repository:acme/d\u0301b:pull",
        "repository:" + "a" * 300 + ":pull",
        "repository:" + "a-" * 60 + ":pull",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="scope-malformed"):
        parse([text], HOST)


def test_several_scopes_come_as_several_parameters_or_apart_by_spaces() -> None:
    together = parse(["repository:a/b:pull repository:c/d:push", "registry:catalog:*"], HOST)
    assert [str(scope) for scope in together] == ["repository:a/b:pull", "repository:c/d:push", "registry:catalog:*"]


def test_two_scopes_of_one_repository_are_one() -> None:
    assert [str(scope) for scope in parse(["repository:a/b:pull", "repository:a/b:push"])] == [
        "repository:a/b:pull,push"
    ]


def test_more_scopes_than_anybody_needs_are_refused() -> None:
    with pytest.raises(Invalid, match="scope-malformed"):
        parse([f"repository:a/b{number}:pull" for number in range(65)])


@given(name=path, asked=actions)
def test_every_repository_name_and_action_is_read_back(name: str, asked: list[str]) -> None:
    scope = one(f"repository:{name}:{','.join(asked)}")
    assert (scope.repository, scope.actions) == (name, set(asked))


@given(at=host, name=path)
def test_a_host_with_a_port_belongs_to_the_name(at: str, name: str) -> None:
    scope = one(f"repository:{at}/{name}:pull")
    assert scope.name == f"{at}/{name}"


@given(st.text(max_size=300))
def test_no_text_is_more_than_refused(text: str) -> None:
    with suppress(Invalid):
        parse([text], HOST)
