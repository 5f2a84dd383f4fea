"""A client keeps one refresh token of an access token; it ends with that, and no token ends one that may more."""

from dataclasses import replace

import pytest

from eventlog.testing import Scenario, acting
from services.identity.deciders.account import RevokeToken, account
from services.identity.deciders.refreshing import MOST_CLIENTS, IssueRefresh, RevokeRefresh
from services.identity.events import RefreshTokenIssued, RefreshTokenRevoked
from tests.controls import identity as controls
from tests.controls.identity import ADA, BOB, NOON

keep = IssueRefresh("token-1", "refresh-1", "docker", "ef" * 32, "eFgH")
again = replace(keep, refresh="refresh-2")
member = Scenario(account, acting(ADA)).given(controls.registered, controls.verified, controls.token_issued)
kept = member.given(controls.refresh_issued)


def test_a_client_gets_one() -> None:
    member.when(keep).then(controls.refresh_issued)


def test_a_newer_one_takes_the_place_of_what_the_client_had() -> None:
    kept.when(again).then(controls.refresh_revoked, replace(controls.refresh_issued, refresh="refresh-2"))


def test_each_client_and_each_token_has_its_own() -> None:
    kept.when(replace(again, client="containerd")).then(
        RefreshTokenIssued(ADA, "token-1", "refresh-2", "containerd", "ef" * 32, "eFgH")
    )
    story = kept.given(controls.narrow_token)
    assert len(story.when(replace(again, token="token-2")).events) == 1


def test_a_client_too_many_takes_the_place_of_the_first() -> None:
    many = (
        replace(controls.refresh_issued, refresh=f"r-{number}", client=f"c-{number}") for number in range(MOST_CLIENTS)
    )
    outcome = member.given(*many).when(keep)
    outcome.then(RefreshTokenRevoked(ADA, "r-0"), controls.refresh_issued)


@pytest.mark.parametrize("client", ["", " ", "x" * 101, "two\nlines"])
def test_a_client_names_itself_on_one_line(client: str) -> None:
    member.when(replace(keep, client=client)).then_refused("client-unfit")


def test_only_a_token_that_lives_has_one() -> None:
    member.when(replace(keep, token="another")).then_refused("token-unknown")
    member.given(controls.token_revoked).when(keep).then_refused("token-unknown")
    expired = member.given(controls.narrow_token).on(NOON.replace(year=2027))
    expired.when(replace(keep, token="token-2")).then_refused("token-unknown")


def test_nobody_gets_one_for_another_nor_while_shut_out() -> None:
    member.by(acting(BOB, "operator")).when(keep).then_refused("not-yours")
    member.given(controls.suspended).when(keep).then_refused("account-suspended")


def test_it_is_revoked() -> None:
    kept.when(RevokeRefresh("refresh-1")).then(controls.refresh_revoked)
    kept.by(acting(BOB, "operator")).when(RevokeRefresh("refresh-1")).then(controls.refresh_revoked)


def test_it_is_revoked_once_also_where_it_ended_with_its_token() -> None:
    kept.given(controls.refresh_revoked).when(RevokeRefresh("refresh-1")).then()
    kept.given(controls.token_revoked).when(RevokeRefresh("refresh-1")).then()


def test_others_do_not_revoke_it_and_one_that_never_was_is_unknown() -> None:
    kept.by(acting(BOB)).when(RevokeRefresh("refresh-1")).then_refused("not-yours")
    member.when(RevokeRefresh("refresh-1")).then_refused("refresh-token-unknown")


def test_a_token_ends_no_refresh_token_of_one_that_may_more() -> None:
    story = kept.given(replace(controls.narrow_token, scopes=("pull",)))
    story.when(RevokeRefresh("refresh-1", made_with="token-2")).then_refused("more-than-its-maker")
    story.when(RevokeRefresh("refresh-1", made_with="token-1")).then(controls.refresh_revoked)


def test_revoking_a_token_says_nothing_more_of_what_clients_kept() -> None:
    kept.when(RevokeToken("token-1")).then(controls.token_revoked)
