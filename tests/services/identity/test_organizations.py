"""Organisations as others use them, on the real kernel: letters that lead in, robots, and what erasing leaves."""

from typing import Any

import pytest

from eventlog.refusal import Conflicting, Forbidden, Missing, Refused
from tests.parts.people import new_address
from tests.services.identity.conftest import Desk
from vocabulary.access_token import AccessToken, RefreshToken


@pytest.fixture
def slug() -> str:
    return new_address("acme").partition("@")[0].replace(".", "-")


@pytest.fixture
def owner(desk: Desk, ada: str, slug: str) -> str:
    """Ada, who founded the organisation."""
    account = desk.member(ada)
    desk.rpc.create_organization(slug, "Acme", desk.by(account))
    return account


def joins(desk: Desk, slug: str, owner: str, email: str, role: str = "member") -> str:
    account = desk.member(email)
    desk.rpc.invite(slug, email, role, desk.by(owner))
    desk.rpc.accept_invitation(desk.link(email, 2), desk.by(account))
    return account


def people(desk: Desk, slug: str, *who: str) -> list[tuple[str, str]]:
    told = desk.rpc.members(slug, desk.by(*(who or ("root", "operator"))))
    return [(member["account"], member["role"]) for member in told["members"]]


def lines(desk: Desk) -> str:
    """All that stands in the log."""
    found: list[str] = []
    while page := desk.rpc.read_log(len(found), 500):
        found += [line for _, _, line in page]
    return "\n".join(found)


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


# founding and joining


def test_who_founds_an_organisation_is_its_owner(desk: Desk, owner: str, ada: str, slug: str) -> None:
    (member,) = desk.rpc.members(slug, desk.by(owner))["members"]
    assert (member["account"], member["name"], member["email"], member["role"]) == (owner, "Ada", ada, "owner")


def test_who_did_not_prove_an_address_founds_none(desk: Desk, ada: str, slug: str) -> None:
    with pytest.raises(Forbidden) as refused:
        desk.rpc.create_organization(slug, "Acme", desk.by(desk.registers(ada)))
    assert code_of(refused) == "email-not-verified"


def test_a_letter_leads_in(desk: Desk, owner: str, bob: str, slug: str) -> None:
    asked = desk.rpc.invite(slug, bob, "editor", desk.by(owner))
    letter = desk.letter(bob)
    assert letter["Subject"] == f"You are invited to join {slug}"
    told = {"organization": slug, "name": "Acme", "role": "editor", "until": asked["until"]}
    assert desk.rpc.invitation(desk.link(bob)) == told
    joined = desk.rpc.accept_invitation(desk.link(bob), desk.by(desk.member_invited(bob)))
    assert (joined["organization"], joined["role"]) == (slug, "editor")


def test_the_letter_is_for_the_account_with_its_address(desk: Desk, owner: str, bob: str, slug: str) -> None:
    desk.rpc.invite(slug, bob, "editor", desk.by(owner))
    for stranger in (desk.member(new_address("eve")), "visitor:1"):
        with pytest.raises(Forbidden):
            desk.rpc.accept_invitation(desk.link(bob), desk.by(stranger))


def test_a_newer_invitation_ends_the_link_of_the_one_before(desk: Desk, owner: str, bob: str, slug: str) -> None:
    for role in ("editor", "billing"):
        desk.rpc.invite(slug, bob, role, desk.by(owner))
    desk.letter(bob, 2)
    links = {desk.link(bob, number) for number in (1, 2)}
    roles = []
    for link in links:
        try:
            roles.append(desk.rpc.invitation(link)["role"])
        except Missing as refused:
            roles.append(refused.code)
    assert sorted(roles) == ["billing", "link-expired"]


def test_the_same_request_invites_once_and_answers_alike(desk: Desk, owner: str, bob: str, slug: str) -> None:
    answers = [desk.rpc.invite(slug, bob, "editor", desk.by(owner, key=slug)) for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(desk.rpc.members(slug, desk.by(owner))["invitations"]) == 1


def test_a_member_is_not_invited_again(desk: Desk, owner: str, bob: str, slug: str) -> None:
    joins(desk, slug, owner, bob)
    with pytest.raises(Conflicting, match="already-member"):
        desk.rpc.invite(slug, bob, "editor", desk.by(owner))


def test_nobodys_inbox_is_flooded_with_invitations(desk: Desk, owner: str, bob: str, slug: str) -> None:
    for _ in range(5):
        desk.rpc.invite(slug, bob, "editor", desk.by(owner))
    with pytest.raises(Forbidden, match="too-many-requests"):
        desk.rpc.invite(slug, bob, "editor", desk.by(owner))


def test_who_may_not_invite_costs_the_address_no_letter_of_its_own(desk: Desk, owner: str, bob: str, slug: str) -> None:
    stranger = desk.member(new_address("eve"))
    for _ in range(7):
        with pytest.raises(Forbidden, match="role-missing"):
            desk.rpc.invite(slug, bob, "editor", desk.by(stranger))
    assert desk.member(bob)


# what is known of whom


def test_strangers_see_no_members(desk: Desk, owner: str, bob: str, slug: str) -> None:
    with pytest.raises(Forbidden, match="not-yours"):
        desk.rpc.members(slug, desk.by(desk.member(bob)))
    with pytest.raises(Missing, match="organization-unknown"):
        desk.rpc.members(f"{slug}-x", desk.by(owner))


def test_an_invited_address_is_hidden_in_the_log_and_forgotten_with_the_invitation(
    desk: Desk, owner: str, bob: str, slug: str
) -> None:
    asked = desk.rpc.invite(slug, bob, "editor", desk.by(owner))["invitation"]
    assert desk.rpc.members(slug, desk.by(owner))["invitations"][0]["email"] == bob
    assert bob not in lines(desk)
    assert desk.rpc.keys_of([asked], False)[asked] is not None
    desk.rpc.withdraw_invitation(slug, asked, desk.by(owner))
    desk.services.until(lambda: desk.rpc.keys_of([asked], False)[asked] is None)


def test_it_is_forgotten_also_when_it_was_accepted(desk: Desk, owner: str, bob: str, slug: str) -> None:
    account = desk.member(bob)
    asked = desk.rpc.invite(slug, bob, "editor", desk.by(owner))["invitation"]
    desk.rpc.accept_invitation(desk.link(bob, 2), desk.by(account))
    desk.services.until(lambda: desk.rpc.keys_of([asked], False)[asked] is None)
    assert people(desk, slug, account) == [(owner, "owner"), (account, "editor")]


# erasing


def test_an_erased_member_belongs_nowhere(desk: Desk, owner: str, bob: str, slug: str) -> None:
    member = joins(desk, slug, owner, bob)
    desk.rpc.erase(member, desk.by(member))
    desk.services.until(lambda: people(desk, slug) == [(owner, "owner")])


def test_the_last_owner_is_erased_and_leaves_when_an_operator_named_another(
    desk: Desk, owner: str, bob: str, slug: str
) -> None:
    member = joins(desk, slug, owner, bob)
    desk.rpc.erase(owner, desk.by(owner))
    told = desk.rpc.members(slug, desk.by(member))["members"][0]
    assert (told["name"], told["email"], told["role"]) == ("", "", "owner")
    desk.rpc.change_role(slug, member, "owner", desk.by("root", "operator"))
    desk.services.until(lambda: people(desk, slug) == [(member, "owner")])


# robots, and what clients keep


def robot(desk: Desk, slug: str, by: dict[str, Any], **more: Any) -> dict[str, Any]:
    told = {"name": "ci", "scopes": ["pull"], "products": [], "expires": None, "networks": [], **more}
    made = desk.rpc.create_robot(
        slug, told["name"], told["scopes"], told["products"], told["expires"], told["networks"], by
    )
    assert isinstance(made, dict)
    return made


def test_a_robots_token_is_shown_once(desk: Desk, owner: str, slug: str) -> None:
    answers = [robot(desk, slug, desk.by(owner, key=f"robot {slug}")) for _ in range(2)]
    assert AccessToken.parse(answers[0]["token"]) is not None
    assert (answers[1]["token"], answers[0]["id"]) == (None, answers[1]["id"])
    assert answers[0]["name"] == f"{slug}+ci"
    assert answers[0]["token"] not in lines(desk)


def test_the_token_in_use_bounds_the_robot_made_with_it(desk: Desk, owner: str, slug: str) -> None:
    token = desk.rpc.issue_token(owner, "narrow", ["buy", "pull"], None, [], desk.by(owner))["id"]
    with pytest.raises(Forbidden, match="more-than-its-maker"):
        desk.rpc.create_robot(slug, "ci", ["push"], [], None, [], desk.by(owner), token)
    assert desk.rpc.create_robot(slug, "ci", ["pull"], [], None, [], desk.by(owner), token)["token"]
    desk.rpc.revoke_token(owner, token, desk.by(owner))
    with pytest.raises(Forbidden, match="token-unknown"):
        desk.rpc.create_robot(slug, "ci2", ["pull"], [], None, [], desk.by(owner), token)


def test_a_client_keeps_a_refresh_token_until_it_is_revoked(desk: Desk, owner: str, slug: str) -> None:
    made = robot(desk, slug, desk.by(owner))["id"]
    kept = desk.rpc.issue_refresh(slug, made, "docker at 192.0.2.99", desk.by(made))
    assert RefreshToken.parse(kept["refresh"]) is not None
    desk.rpc.revoke_refresh(slug, kept["id"], desk.by(owner))
    desk.rpc.revoke_refresh(slug, kept["id"], desk.by(owner))
    assert lines(desk).count(kept["id"]) == 2


def test_where_a_client_is_stands_in_no_log(desk: Desk, owner: str) -> None:
    token = desk.rpc.issue_token(owner, "laptop", ["pull"], None, [], desk.by(owner))["id"]
    desk.rpc.issue_refresh(owner, token, "docker at 192.0.2.98", desk.by(owner))
    assert "192.0.2.98" not in lines(desk)


def test_nobody_keeps_a_refresh_token_of_anothers_token(desk: Desk, owner: str, bob: str) -> None:
    token = desk.rpc.issue_token(owner, "laptop", ["pull"], None, [], desk.by(owner))["id"]
    stranger = desk.member(bob)
    with pytest.raises(Forbidden, match="not-yours"):
        desk.rpc.issue_refresh(owner, token, "docker", desk.by(stranger))
    with pytest.raises(Forbidden, match="token-unknown"):
        desk.rpc.issue_refresh(stranger, token, "docker", desk.by(stranger))
