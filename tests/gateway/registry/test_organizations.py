"""What an organisation may, its members may, and its robots as far as they are let; each refusal beside its cure."""

import pytest

from services.catalog import events as catalog
from services.identity import events as identity
from tests.gateway.counter import HOST, Counter
from tests.gateway.registry.asking import ask, code_of, granted


@pytest.fixture
def counter(counter: Counter) -> Counter:
    """Ada's publisher Acme sells two products; Bob and Cleo are in Globex, which buys; Dan edits for Acme."""
    for name in ("ada", "bob", "cleo", "dan"):
        counter.account(name)
    counter.publisher("acme", "ada")
    counter.tell(("organization-acme", identity.MemberJoined("acme", "dan", "editor", "i")))
    counter.organization("globex", bob="owner", cleo="member")
    counter.product("acme/db", access="subscribers")
    counter.product("acme/cache", access="subscribers")
    counter.product("acme/draft", published=False)
    return counter


def test_members_pull_what_their_organization_may(counter: Counter) -> None:
    scope, token = "repository:acme/db:pull", counter.token("cleo", "pull")
    assert code_of(ask(counter, scope, password=token)) == "subscription-needed"
    counter.entitle("globex", "acme/db")
    assert granted(ask(counter, scope, password=token)) == {"acme/db": ["pull"]}


def test_who_was_removed_pulls_no_more_for_the_organization(counter: Counter) -> None:
    scope, token = "repository:acme/db:pull", counter.token("cleo", "pull")
    counter.entitle("globex", "acme/db")
    assert granted(ask(counter, scope, password=token)) == {"acme/db": ["pull"]}
    counter.tell(("organization-globex", identity.MemberLeft("globex", "cleo", "bob")))
    assert code_of(ask(counter, scope, password=token)) == "subscription-needed"


def test_ones_own_right_counts_where_the_organization_has_none(counter: Counter) -> None:
    counter.entitle("cleo", "acme/db")
    answer = ask(counter, "repository:acme/db:pull", password=counter.token("cleo", "pull"))
    assert granted(answer) == {"acme/db": ["pull"]}


def test_a_robot_pulls_what_its_organization_may(counter: Counter) -> None:
    scope, token = "repository:acme/db:pull", counter.robot("globex", "pull")
    assert code_of(ask(counter, scope, password=token, user="globex+ci")) == "subscription-needed"
    counter.entitle("globex", "acme/db")
    assert granted(ask(counter, scope, password=token, user="globex+ci")) == {"acme/db": ["pull"]}


def test_a_robot_is_kept_to_its_products(counter: Counter) -> None:
    counter.entitle("globex", "acme/db")
    counter.entitle("globex", "acme/cache")
    token = counter.robot("globex", "pull", products=("acme/db",))
    assert granted(ask(counter, "repository:acme/db:pull", password=token)) == {"acme/db": ["pull"]}
    refused = ask(counter, "repository:acme/cache:pull", password=token)
    assert code_of(refused) == "robot-kept-to-others"
    assert "acme/cache" in refused.get_json()["details"]


def test_a_robot_that_is_kept_to_a_product_learns_nothing_of_hidden_ones(counter: Counter) -> None:
    token = counter.robot("globex", "pull", products=("acme/db",))
    hidden = ask(counter, "repository:acme/draft:pull", password=token).get_json()
    assert hidden == ask(counter, "repository:acme/nothing:pull", password=token).get_json()


def test_a_robot_counts_from_its_networks_alone(counter: Counter) -> None:
    counter.entitle("globex", "acme/db")
    scope = "repository:acme/db:pull"
    near, far = (counter.robot("globex", "pull", networks=(network,)) for network in ("127.0.0.0/8", "10.0.0.0/8"))
    assert granted(ask(counter, scope, password=near)) == {"acme/db": ["pull"]}
    assert code_of(ask(counter, scope, password=far)) == "address-not-allowed"


def test_owners_editors_and_robots_push_for_a_publisher_and_its_members_do_not(counter: Counter) -> None:
    counter.tell(("organization-acme", identity.MemberJoined("acme", "cleo", "member", "i")))
    asked = "repository:staging/acme/db:pull,push"
    tokens = [counter.token(name, "pull", "push") for name in ("ada", "dan")] + [counter.robot("acme", "pull", "push")]
    for token in tokens:
        assert granted(ask(counter, asked, password=token)) == {"staging/acme/db": ["pull", "push"]}
    assert code_of(ask(counter, asked, password=counter.token("cleo", "pull", "push"))) == "unknown-repository"


def test_a_robot_pushes_to_its_products_staging_alone(counter: Counter) -> None:
    token = counter.robot("acme", "pull", "push", products=("acme/db",))
    allowed = ask(counter, "repository:staging/acme/db:pull,push", password=token)
    assert granted(allowed) == {"staging/acme/db": ["pull", "push"]}
    assert code_of(ask(counter, "repository:staging/acme/cache:pull,push", password=token)) == "robot-kept-to-others"


def test_a_robot_that_may_only_pull_pushes_nothing(counter: Counter) -> None:
    asked = "repository:staging/acme/db:pull,push"
    assert code_of(ask(counter, asked, password=counter.robot("acme", "pull"))) == "token-without-push"


def test_a_suspended_publisher_pushes_nothing_until_it_is_reinstated(counter: Counter) -> None:
    asked, token = "repository:staging/acme/db:pull,push", counter.token("ada", "pull", "push")
    counter.tell(("publisher-acme", catalog.PublisherSuspended("acme", "unpaid")))
    refused = ask(counter, asked, password=token)
    assert code_of(refused) == "publisher-suspended"
    counter.tell(("publisher-acme", catalog.PublisherReinstated("acme")))
    assert granted(ask(counter, asked, password=token)) == {"staging/acme/db": ["pull", "push"]}


def test_staging_follows_a_product_to_its_new_publisher(counter: Counter) -> None:
    counter.publisher("globex", "bob")
    asked = "repository:staging/acme/db:pull,push"
    ada, bob = (counter.token(name, "pull", "push") for name in ("ada", "bob"))
    assert code_of(ask(counter, asked, password=bob)) == "unknown-repository"
    moved = catalog.ProductTransferred("id-acme-db", "globex", "db", "acme/db")
    counter.tell(("product-id-acme-db", moved))
    assert granted(ask(counter, asked, password=bob)) == {"staging/acme/db": ["pull", "push"]}
    assert code_of(ask(counter, asked, password=ada)) == "unknown-repository"


def test_a_pushed_release_names_staging_to_editors(counter: Counter) -> None:
    answer = ask(counter, "repository:acme/db:pull,push", password=counter.token("dan", "pull", "push"))
    assert code_of(answer) == "push-to-staging"
    assert f"{HOST}/staging/acme/db" in answer.get_json()["details"]
