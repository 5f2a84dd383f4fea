"""A token is never more than its maker, and staff scopes need a role of staff."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.testing import Scenario, acting
from services.identity.deciders.account import account
from services.identity.deciders.tokens import MOST_TOKENS, SCOPES, IssueToken
from services.identity.events import RoleGranted
from tests.controls import identity as controls
from tests.controls.identity import ADA, BOB, NOON

issue = IssueToken("token-1", "laptop", ("read", "pull"), None, (), "ab" * 32, "wXyZ")
newcomer = Scenario(account, acting(ADA)).given(controls.registered)
member = newcomer.given(controls.verified)
derived = replace(
    issue,
    token="token-3",
    scopes=("pull",),
    expires=datetime(2026, 1, 31, tzinfo=UTC),
    networks=("192.0.2.128/25",),
    made_with="token-2",
)
with_a_narrow_token = member.given(controls.narrow_token)


def test_a_token_is_issued_with_the_scopes_asked_for() -> None:
    member.when(issue).then(controls.token_issued)


def test_the_same_token_is_issued_for_one_command_whatever_the_order_of_its_scopes() -> None:
    member.when(replace(issue, scopes=("pull", "read", "pull"))).then(controls.token_issued)


def test_nobody_issues_a_token_for_another() -> None:
    member.by(acting(BOB, "operator")).when(issue).then_refused("not-yours")


def test_an_unverified_account_gets_no_token() -> None:
    newcomer.when(issue).then_refused("email-not-verified")


def test_a_suspended_account_gets_no_token() -> None:
    member.given(controls.suspended).when(issue).then_refused("account-suspended")


@pytest.mark.parametrize("label", ["", " ", "x" * 61, "two\nlines"])
def test_a_tokens_name_is_one_line_of_at_most_60_characters(label: str) -> None:
    member.when(replace(issue, label=label)).then_refused("label-unfit")


def test_a_token_without_scopes_is_refused() -> None:
    member.when(replace(issue, scopes=())).then_refused("scopes-missing")


def test_an_unknown_scope_is_refused() -> None:
    member.when(replace(issue, scopes=("everything",))).then_refused("scope-unknown")


@pytest.mark.parametrize("scope", ["certify", "support", "staff"])
def test_a_customer_gets_no_staff_scope(scope: str) -> None:
    member.when(replace(issue, scopes=(scope,))).then_refused("staff-only")


@pytest.mark.parametrize(
    ("role", "scope"), [("reviewer", "certify"), ("support", "support"), ("finance", "staff"), ("operator", "staff")]
)
def test_a_role_of_staff_opens_its_scopes(role: str, scope: str) -> None:
    outcome = member.given(RoleGranted(ADA, role)).when(replace(issue, scopes=(scope,)))
    assert [event.scopes for event in outcome.events] == [(scope,)]


def test_support_staff_do_not_get_the_reviewers_scope() -> None:
    member.given(RoleGranted(ADA, "support")).when(replace(issue, scopes=("certify",))).then_refused("staff-only")


def test_a_token_does_not_begin_expired() -> None:
    member.when(replace(issue, expires=NOON)).then_refused("expires-in-the-past")


def test_networks_are_kept_in_their_usual_form() -> None:
    outcome = member.when(replace(issue, networks=("192.0.2.7/24", "2001:DB8::/32")))
    assert [event.networks for event in outcome.events] == [("192.0.2.0/24", "2001:db8::/32")]


def test_what_is_no_network_is_refused() -> None:
    member.when(replace(issue, networks=("the office",))).then_refused("network-unreadable")


def test_an_account_has_a_limited_number_of_tokens() -> None:
    many = (replace(controls.token_issued, token=f"token-{number}") for number in range(MOST_TOKENS))
    member.given(*many).when(replace(issue, token="one-more")).then_refused("too-many-tokens")


def test_expired_tokens_do_not_count() -> None:
    many = (replace(controls.narrow_token, token=f"token-{number}") for number in range(MOST_TOKENS))
    story = member.given(*many).on(NOON + timedelta(days=60))
    assert len(story.when(replace(issue, token="one-more")).events) == 1


# a token made with a token


def test_a_token_makes_one_that_may_as_much() -> None:
    assert len(with_a_narrow_token.when(derived).events) == 1


def test_a_token_makes_none_with_more_scope() -> None:
    with_a_narrow_token.when(replace(derived, scopes=("pull", "push"))).then_refused("more-than-its-maker")


def test_a_token_makes_none_that_outlives_it() -> None:
    with_a_narrow_token.when(replace(derived, expires=None)).then_refused("more-than-its-maker")


def test_a_token_makes_none_that_works_from_elsewhere() -> None:
    with_a_narrow_token.when(replace(derived, networks=())).then_refused("more-than-its-maker")
    with_a_narrow_token.when(replace(derived, networks=("2001:db8::/32",))).then_refused("more-than-its-maker")


def test_a_revoked_token_makes_none() -> None:
    story = member.given(controls.token_issued, controls.token_revoked)
    story.when(replace(derived, made_with="token-1")).then_refused("token-unknown")


def test_an_expired_token_makes_none() -> None:
    story = with_a_narrow_token.on(NOON + timedelta(days=60))
    story.when(replace(derived, expires=None)).then_refused("token-unknown")


@given(st.sets(st.sampled_from(sorted(SCOPES)), min_size=1), st.sets(st.sampled_from(sorted(SCOPES)), min_size=1))
def test_no_chain_of_tokens_gains_a_scope(first: set[str], second: set[str]) -> None:
    maker = replace(controls.token_issued, scopes=tuple(sorted(first)))
    story = member.given(RoleGranted(ADA, "operator"), maker)
    outcome = story.when(replace(issue, token="token-3", scopes=tuple(second), made_with="token-1"))
    assert bool(outcome.events) == (second <= first)
