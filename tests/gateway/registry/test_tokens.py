"""Who may pull and push what: each refusal stands beside the same request allowed."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from eventlog.parked import park
from eventlog.testing import recorded
from gateway.registry import keys
from gateway.registry.decisions import Decisions
from services.billing import events as billing
from services.catalog import events as catalog
from services.identity import events as identity
from tests.gateway.counter import HOST, Counter
from tests.gateway.registry.asking import ask, code_of, granted

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def counter(counter: Counter) -> Counter:
    """Ada's publisher Acme with four products, and Bob, who buys."""
    counter.account("ada")
    counter.account("bob")
    counter.account("rita", "reviewer")
    counter.account("olga", "operator")
    counter.publisher("acme", "ada")
    counter.product("acme/free")
    counter.product("acme/known", access="signed_in")
    counter.product("acme/db", access="terms", terms="2")
    counter.product("acme/paid", access="subscribers")
    counter.product("acme/draft", published=False)
    return counter


Change = Callable[[Counter, str], Any]


def accept(counter: Counter, holder: str) -> None:
    counter.entitle(holder, "acme/db", terms="2")


def subscribe(counter: Counter, holder: str) -> None:
    counter.entitle(holder, "acme/paid")


@pytest.mark.parametrize(
    ("repository", "code", "change"),
    [("acme/db", "terms-not-accepted", accept), ("acme/paid", "subscription-needed", subscribe)],
)
def test_a_right_opens_what_was_refused(counter: Counter, repository: str, code: str, change: Change) -> None:
    token = counter.token("bob", "pull")
    scope = f"repository:{repository}:pull"
    assert code_of(ask(counter, scope, password=token)) == code
    change(counter, "bob")
    assert granted(ask(counter, scope, password=token)) == {repository: ["pull"]}


def test_anybody_pulls_what_is_open_to_anyone(counter: Counter) -> None:
    assert granted(ask(counter, "repository:acme/free:pull")) == {"acme/free": ["pull"]}


@pytest.mark.parametrize("repository", ["acme/known", "acme/db", "acme/paid"])
def test_nobody_is_asked_to_sign_in(counter: Counter, repository: str) -> None:
    assert code_of(ask(counter, f"repository:{repository}:pull")) == "sign-in-needed"


def test_an_account_opens_what_asks_for_one(counter: Counter) -> None:
    assert granted(ask(counter, "repository:acme/known:pull", password=counter.token("bob", "pull"))) == {
        "acme/known": ["pull"]
    }


def test_terms_in_a_newer_version_are_asked_for_again(counter: Counter) -> None:
    token = counter.token("bob", "pull")
    counter.entitle("bob", "acme/db", terms="1")
    assert code_of(ask(counter, "repository:acme/db:pull", password=token)) == "terms-not-accepted"
    counter.entitle("bob", "acme/db", terms="2")
    assert granted(ask(counter, "repository:acme/db:pull", password=token)) == {"acme/db": ["pull"]}


def test_a_right_that_ran_out_opens_nothing(counter: Counter) -> None:
    token = counter.token("bob", "pull")
    counter.entitle("bob", "acme/paid", until=LONG_AGO)
    assert code_of(ask(counter, "repository:acme/paid:pull", password=token)) == "subscription-needed"
    counter.entitle("bob", "acme/paid", until=datetime(2100, 1, 1, tzinfo=UTC))
    assert granted(ask(counter, "repository:acme/paid:pull", password=token)) == {"acme/paid": ["pull"]}


def test_a_right_that_was_ended_opens_nothing(counter: Counter) -> None:
    token = counter.token("bob", "pull")
    counter.entitle("bob", "acme/paid")
    assert granted(ask(counter, "repository:acme/paid:pull", password=token)) == {"acme/paid": ["pull"]}
    ended = billing.EntitlementEnded("bob", "acme/paid", "id-acme-paid", "pro", "cancelled")
    counter.tell(("entitlement-bob-acme/paid", ended))
    assert code_of(ask(counter, "repository:acme/paid:pull", password=token)) == "subscription-needed"


def test_a_revoked_product_is_not_delivered_any_more(counter: Counter) -> None:
    assert granted(ask(counter, "repository:acme/free:pull")) == {"acme/free": ["pull"]}
    counter.tell(("product-id-acme-free", catalog.ProductRevoked("id-acme-free")))
    assert code_of(ask(counter, "repository:acme/free:pull")) == "product-revoked"


def test_held_and_unlisted_products_still_pull(counter: Counter) -> None:
    counter.tell(("product-id-acme-free", catalog.ProductHeld("id-acme-free", "a flaw is being mended")))
    counter.tell(("product-id-acme-free", catalog.ProductUnlisted("id-acme-free")))
    assert granted(ask(counter, "repository:acme/free:pull")) == {"acme/free": ["pull"]}


def test_unknown_and_invisible_repositories_look_alike(counter: Counter) -> None:
    token = counter.token("bob", "pull")
    unknown = ask(counter, "repository:acme/nothing:pull", password=token).get_json()
    invisible = ask(counter, "repository:acme/draft:pull", password=token).get_json()
    assert unknown == invisible
    assert unknown["code"] == "unknown-repository"


def test_a_publisher_and_a_reviewer_pull_what_is_not_published(counter: Counter) -> None:
    for account in ("ada", "rita"):
        token = counter.token(account, "pull", "certify")
        assert granted(ask(counter, "repository:acme/draft:pull", password=token)) == {"acme/draft": ["pull"]}


@pytest.mark.parametrize("repository", ["acme/draft", "staging/acme/db"])
def test_a_reviewers_token_without_a_staff_scope_is_a_customers(counter: Counter, repository: str) -> None:
    token = counter.token("rita", "pull", "push")
    assert code_of(ask(counter, f"repository:{repository}:pull", password=token)) == "unknown-repository"


def test_a_publisher_pushes_to_its_own_staging_alone(counter: Counter) -> None:
    asked = "repository:staging/acme/db:pull,push"
    ada, bob = counter.token("ada", "push", "pull"), counter.token("bob", "push", "pull")
    assert granted(ask(counter, asked, password=ada)) == {"staging/acme/db": ["pull", "push"]}
    assert code_of(ask(counter, asked, password=bob)) == "unknown-repository"
    assert code_of(ask(counter, asked)) == "unknown-repository"


def test_nobody_pushes_where_no_plan_can_offer_it(counter: Counter) -> None:
    ada = counter.token("ada", "push", "pull")
    for name in ("staging/acme", "staging/acme/db/deeper"):
        assert code_of(ask(counter, f"repository:{name}:pull,push", password=ada)) == "unknown-repository"


def test_a_publisher_pushes_once_it_is_approved(counter: Counter) -> None:
    applied = catalog.PublisherApplied("bobs", "bob", "Bobs", "https://bob.example", "1", "b@bob.example", "")
    counter.tell(("publisher-bobs", applied))
    counter.organization("bobs", bob="owner")
    asked, bob = "repository:staging/bobs/tool:pull,push", counter.token("bob", "push", "pull")
    assert code_of(ask(counter, asked, password=bob)) == "publisher-not-approved"
    counter.tell(("publisher-bobs", catalog.PublisherApproved("bobs")))
    assert granted(ask(counter, asked, password=bob)) == {"staging/bobs/tool": ["pull", "push"]}


def test_a_reviewer_pulls_staging_and_pushes_nothing(counter: Counter) -> None:
    token = counter.token("rita")
    asked = ask(counter, "repository:staging/acme/db:pull,push", password=token)
    assert granted(asked) == {"staging/acme/db": ["pull"]}


def test_released_repositories_take_pushes_from_nobody(counter: Counter) -> None:
    answer = ask(counter, "repository:acme/free:pull,push", password=counter.token("ada"))
    assert code_of(answer) == "push-to-staging"
    assert f"{HOST}/staging/acme/free" in answer.get_json()["details"]
    assert granted(ask(counter, "repository:acme/free:pull,push", password=counter.token("bob"))) == {
        "acme/free": ["pull"]
    }


def test_a_publisher_that_pushes_past_staging_is_told_of_it_whatever_the_plan_asks(counter: Counter) -> None:
    answer = ask(counter, "repository:acme/db:pull,push", password=counter.token("ada", "pull", "push"))
    assert code_of(answer) == "push-to-staging"
    assert f"{HOST}/staging/acme/db" in answer.get_json()["details"]


def test_who_asks_several_gets_what_is_open(counter: Counter) -> None:
    token = counter.token("bob", "pull")
    asked = ask(counter, "repository:acme/db:pull", "repository:acme/free:pull,push", password=token)
    assert granted(asked) == {"acme/free": ["pull"]}


def test_a_star_is_whatever_is_allowed(counter: Counter) -> None:
    assert granted(ask(counter, "repository:acme/free:*")) == {"acme/free": ["pull"]}


def test_the_list_of_repositories_is_the_operators(counter: Counter) -> None:
    asked = "registry:catalog:*"
    assert granted(ask(counter, asked, password=counter.token("olga"))) == {"catalog": ["*"]}
    assert granted(ask(counter, asked, password=counter.token("bob"))) == {}


def test_a_plugin_is_pulled_by_its_bare_type(counter: Counter) -> None:
    answer = ask(counter, "repository(plugin):acme/free:pull")
    claims = jwt.decode(answer.get_json()["token"], options={"verify_signature": False})
    assert claims["access"] == [{"type": "repository", "name": "acme/free", "actions": ["pull"]}]


@pytest.mark.parametrize(("scopes", "code"), [(("push",), "token-without-pull"), (("read",), "token-without-pull")])
def test_a_token_does_what_it_was_made_for(counter: Counter, scopes: tuple[str, ...], code: str) -> None:
    asked = "repository:acme/known:pull"
    assert code_of(ask(counter, asked, password=counter.token("bob", *scopes))) == code
    assert granted(ask(counter, asked, password=counter.token("bob", "pull"))) == {"acme/known": ["pull"]}


def test_a_token_without_push_pushes_nothing(counter: Counter) -> None:
    asked = "repository:staging/acme/db:pull,push"
    assert code_of(ask(counter, asked, password=counter.token("ada", "pull"))) == "token-without-push"


def test_an_expired_token_says_so(counter: Counter) -> None:
    token = counter.token("bob", "pull", expires=LONG_AGO)
    assert code_of(ask(counter, "repository:acme/known:pull", password=token)) == "token-expired"


def test_a_token_counts_from_its_networks_alone(counter: Counter) -> None:
    asked = "repository:acme/known:pull"
    elsewhere = counter.token("bob", "pull", networks=("10.0.0.0/8",))
    assert code_of(ask(counter, asked, password=elsewhere)) == "address-not-allowed"
    here = counter.token("bob", "pull", networks=("10.0.0.0/8", "127.0.0.0/8"))
    assert granted(ask(counter, asked, password=here)) == {"acme/known": ["pull"]}


def test_a_suspended_account_pulls_nothing_until_it_is_reinstated(counter: Counter) -> None:
    token, asked = counter.token("bob", "pull"), "repository:acme/known:pull"
    counter.tell(("account-bob", identity.AccountSuspended("bob", "spam")))
    assert code_of(ask(counter, asked, password=token)) == "account-suspended"
    counter.tell(("account-bob", identity.AccountReinstated("bob")))
    assert granted(ask(counter, asked, password=token)) == {"acme/known": ["pull"]}


def test_a_revoked_token_is_unauthorized(counter: Counter) -> None:
    token = counter.token("bob", "pull")
    counter.tell(("account-bob", identity.TokenRevoked("bob", "token-1")))
    answer = ask(counter, "repository:acme/known:pull", password=token)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "token-unknown")
    assert answer.headers["WWW-Authenticate"].startswith("Basic")


@pytest.mark.parametrize("agent", ["containers/5.23.1 (github.com/containers/image)", "skopeo/1.9.3", "Buildah/1.28.2"])
def test_clients_that_print_the_words_of_a_401_alone_are_answered_so(counter: Counter, agent: str) -> None:
    asked = {"service": HOST, "scope": "repository:acme/known:pull"}
    first, theirs = (
        counter.client().get("/registry/token", query_string=asked, headers={"User-Agent": name})
        for name in ("docker/28.2.2 go/go1.23", agent)
    )
    assert (first.status_code, theirs.status_code) == (403, 401)
    assert (theirs.data, theirs.headers["WWW-Authenticate"]) == (first.data, 'Basic realm="chandlery"')
    assert theirs.get_json()["errors"][0]["code"] == "DENIED"


def test_a_login_without_a_scope_gets_a_token_in_its_name(counter: Counter) -> None:
    answer = ask(
        counter, password=counter.token("bob", "pull"), account="bob", client_id="docker", offline_token="true"
    )
    claims = jwt.decode(answer.get_json()["token"], options={"verify_signature": False})
    assert (claims["sub"], claims["access"], claims["aud"], claims["iss"]) == ("bob", [], HOST, "chandlery")
    assert claims["exp"] - claims["iat"] == 300


def test_a_password_is_asked_of_identity_which_may_be_away(counter: Counter) -> None:
    answer = ask(counter, "repository:acme/known:pull", user="bob@mail.example", password="a long secret")
    assert (answer.status_code, answer.get_json()["code"]) == (503, "service-unavailable")


def test_another_registry_is_not_served(counter: Counter) -> None:
    answer = ask(counter, "repository:acme/free:pull", service="elsewhere:5000")
    assert (answer.status_code, answer.get_json()["code"]) == (400, "service-unknown")


@pytest.mark.parametrize(
    "header", ["Basic", "Basic !!!", "Basic " + base64.b64encode(b"\xff:\xff").decode(), "Bearer x"]
)
def test_a_header_that_cannot_be_read_is_refused(counter: Counter, header: str) -> None:
    answer = counter.client().get("/registry/token", headers={"Authorization": header})
    assert (answer.status_code, answer.get_json()["code"]) == (400, "credentials-malformed")


def test_a_malformed_scope_is_refused(counter: Counter) -> None:
    answer = ask(counter, "repository:../../etc/passwd:pull")
    assert (answer.status_code, answer.get_json()["code"]) == (400, "scope-malformed")


def test_more_parameters_than_anybody_needs_are_refused(counter: Counter) -> None:
    answer = ask(counter, *(f"repository:acme/free{number}:pull" for number in range(200)))
    assert (answer.status_code, answer.get_json()["code"]) == (400, "malformed-request")
    assert answer.get_json()["details"] == "The request cannot be understood."


def test_tokens_are_verified_with_the_published_keys(counter: Counter) -> None:
    token = ask(counter, "repository:acme/free:pull").get_json()["token"]
    published = counter.client().get("/registry/jwks.json").get_json()
    known = {key["kid"]: jwt.PyJWK(key).key for key in published["keys"]}
    key = known[jwt.get_unverified_header(token)["kid"]]
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert jwt.decode(token, key, ["ES256"], audience=HOST)["access"][0]["name"] == "acme/free"


def test_each_decision_is_one_line_in_a_file(counter: Counter) -> None:
    ask(counter, "repository:acme/db:pull", password=counter.token("bob", "pull"))
    ask(counter, "repository:acme/free:pull")
    lines = (counter.folder / "log" / "decisions.jsonl").read_text().splitlines()
    told = [json.loads(line) for line in lines]
    assert told[0].pop("at")
    assert told[0] == {
        "who": "bob",
        "asked": ["repository:acme/db:pull"],
        "granted": [""],
        "rule": ["terms-not-accepted"],
    }
    assert (told[1]["who"], told[1]["granted"], told[1]["rule"]) == ("", ["pull"], ["anyone"])


def test_a_decision_file_that_was_moved_away_is_begun_anew(counter: Counter) -> None:
    decisions, path = Decisions(counter.folder), counter.folder / "decisions.jsonl"
    decisions.note("ada", [], 1000.0)
    path.rename(counter.folder / "old")
    decisions.note("bob", [], 1002.0)
    assert json.loads(path.read_text())["who"] == "bob"


def test_rights_are_refused_while_an_event_about_them_is_parked(counter: Counter) -> None:
    asked = "repository:acme/free:pull"
    late = recorded(catalog.ProductRevoked("id-acme-free"), "product-id-acme-free", 99)
    with counter.view.generations.writing() as db:
        park(db, "gateway", late, "KeyError: what")
    assert code_of(ask(counter, asked)) == "rights-in-doubt"
    assert granted(ask(counter, "repository:acme/known:pull", password=counter.token("bob"))) == {
        "acme/known": ["pull"]
    }


def test_both_keys_count_while_one_is_replaced(counter: Counter) -> None:
    folder = counter.settings.keys
    before = keys.load(folder, "2").signing.kid
    keys.rotate(folder)
    during = keys.load(folder, "2")
    assert during.signing.kid == before
    assert len(during.jwks()["keys"]) == 2
    assert (folder / keys.BUNDLE).read_text().count("BEGIN CERTIFICATE") == 2
    keys.switch(folder)
    assert keys.load(folder, "2").signing.kid != before


def test_a_rotation_reaches_a_running_gateway(counter: Counter) -> None:
    client = counter.client()
    before = client.get("/registry/jwks.json").get_json()["keys"]
    keys.rotate(counter.settings.keys)
    during = client.get("/registry/jwks.json").get_json()["keys"]
    assert (len(before), len(during)) == (1, 2)
    keys.switch(counter.settings.keys)
    token = client.get("/registry/token").get_json()["token"]
    assert jwt.get_unverified_header(token)["kid"] == during[1]["kid"]


def test_a_key_is_named_as_the_registrys_version_names_it(counter: Counter) -> None:
    assert len(keys.load(counter.settings.keys, "2").signing.kid.split(":")) == 12
    assert len(keys.load(counter.settings.keys, "3").signing.kid) == 43
