"""Organisations by the API, on running services: people invite each other, and make robots."""

from typing import Any

import pytest

from tests.gateway.account.test_api import code_of
from tests.gateway.counter import bearer
from tests.gateway.opened import Opened
from tests.parts.people import new_address


@pytest.fixture
def ada() -> str:
    return new_address("ada")


@pytest.fixture
def bob() -> str:
    return new_address("bob")


@pytest.fixture
def slug() -> str:
    return new_address("acme").partition("@")[0].replace(".", "-")


@pytest.fixture
def owner(store: Opened, ada: str, slug: str) -> str:
    """A token of Ada, who founded the organisation."""
    token = store.member(ada, "read", "buy", "publish", "pull", "push")
    assert store.post("/organizations", {"slug": slug, "name": "Acme"}, **bearer(token)).status_code == 201
    return token


@pytest.fixture
def editor(store: Opened, owner: str, bob: str, slug: str) -> str:
    """A token of Bob, who was invited as an editor."""
    token = store.member(bob, "read", "buy", "publish")
    store.post(f"/organizations/{slug}/invitations", {"email": bob, "role": "editor"}, **bearer(owner))
    joined = store.post("/invitations/accept", {"token": store.desk.link(bob, 2)}, **bearer(token))
    assert (joined.status_code, joined.json) == (200, {"organization": slug, "role": "editor"})
    return token


def items(store: Opened, path: str, token: str) -> list[Any]:
    answer = store.get(path, token)
    assert answer.status_code == 200, answer.text
    return list(answer.json["items"])


def of(store: Opened, token: str) -> str:
    return str(store.get("/me", token).json["id"])


def test_who_founds_an_organisation_owns_it(store: Opened, owner: str, slug: str) -> None:
    mine = {"slug": slug, "name": "Acme", "role": "owner"}
    assert items(store, "/organizations", owner) == [mine]
    assert store.get(f"/organizations/{slug}", owner).json == mine
    me = store.get("/me", owner).json
    assert (me["organizations"], me["roles"]) == ([mine], [f"{slug}:owner"])


def test_founding_it_again_changes_nothing_and_others_find_the_name_taken(
    store: Opened, owner: str, bob: str, slug: str
) -> None:
    again = store.post("/organizations", {"slug": slug, "name": "Other"}, **bearer(owner))
    assert (again.status_code, again.json) == (201, {"slug": slug})
    others = store.post("/organizations", {"slug": slug, "name": "Bobs"}, **bearer(store.member(bob)))
    assert code_of(others) == (409, "slug-taken")


def test_who_has_no_part_in_it_does_not_see_it(store: Opened, owner: str, bob: str, slug: str) -> None:
    stranger = store.member(bob)
    assert code_of(store.get(f"/organizations/{slug}", stranger)) == (404, "organization-unknown")
    assert code_of(store.get(f"/organizations/{slug}/robots", stranger)) == (404, "organization-unknown")
    assert code_of(store.get(f"/organizations/{slug}/members", stranger)) == (403, "not-yours")
    assert store.get(f"/organizations/{slug}", store.operator()).json["role"] == ""


def test_an_owner_renames_it(store: Opened, owner: str, slug: str) -> None:
    renamed = store.client.patch(f"/api/v1/organizations/{slug}", json={"name": "Tools"}, headers=bearer(owner))
    assert renamed.json == {"slug": slug}
    assert store.get(f"/organizations/{slug}", owner).json["name"] == "Tools"


def test_members_and_invitations_are_listed_for_members(
    store: Opened, owner: str, editor: str, ada: str, bob: str, slug: str
) -> None:
    asked = store.post(
        f"/organizations/{slug}/invitations", {"email": "eve@x.example", "role": "billing"}, **bearer(owner)
    )
    people = items(store, f"/organizations/{slug}/members", editor)
    assert [(each["email"], each["role"]) for each in people] == [(ada, "owner"), (bob, "editor")]
    told = items(store, f"/organizations/{slug}/invitations", owner)
    assert told == [{**asked.json, "email": "eve@x.example", "role": "billing"}]
    withdrawn = store.delete(f"/organizations/{slug}/invitations/{asked.json['id']}", owner)
    assert (withdrawn.status_code, items(store, f"/organizations/{slug}/invitations", owner)) == (200, [])


def test_the_letter_lets_in_nobody_else(store: Opened, owner: str, bob: str, slug: str) -> None:
    store.post(f"/organizations/{slug}/invitations", {"email": bob, "role": "editor"}, **bearer(owner))
    stranger = store.member(new_address("eve"))
    refused = store.post("/invitations/accept", {"token": store.desk.link(bob)}, **bearer(stranger))
    assert code_of(refused) == (403, "invitation-for-another")


def test_roles_change_and_the_last_owner_stays(store: Opened, owner: str, editor: str, slug: str) -> None:
    path = f"/organizations/{slug}/members"
    assert code_of(store.post(f"/organizations/{slug}/leave", **bearer(owner))) == (409, "last-owner")
    raised = store.client.patch(f"/api/v1{path}/{of(store, editor)}", json={"role": "owner"}, headers=bearer(owner))
    assert raised.status_code == 200
    assert store.post(f"/organizations/{slug}/leave", **bearer(owner)).json == {"slug": slug}
    assert store.get("/me", owner).json["organizations"] == []
    assert store.get("/me", editor).json["roles"] == [f"{slug}:owner"]


def test_who_is_removed_has_no_part_in_it(store: Opened, owner: str, editor: str, slug: str) -> None:
    removed = store.delete(f"/organizations/{slug}/members/{of(store, editor)}", owner)
    assert removed.status_code == 200
    assert store.get("/me", editor).json["roles"] == []
    refused = store.post(
        f"/organizations/{slug}/invitations", {"email": "x@x.example", "role": "member"}, **bearer(editor)
    )
    assert code_of(refused) == (403, "role-missing")


def test_a_robot_is_made_shown_once_listed_and_revoked(store: Opened, owner: str, slug: str) -> None:
    wanted = {"name": "ci", "scopes": ["push", "pull"], "products": [f"{slug}/db"], "networks": ["192.0.2.0/24"]}
    made = [store.post(f"/organizations/{slug}/robots", wanted, key=slug, **bearer(owner)).json for _ in range(2)]
    assert (made[0]["name"], made[0]["token"][:4], made[1]["token"]) == (f"{slug}+ci", "chy_", None)
    (listed,) = items(store, f"/organizations/{slug}/robots", owner)
    assert (listed["id"], listed["last_four"]) == (made[0]["id"], made[0]["token"][-4:])
    assert (listed["scopes"], listed["products"]) == (["pull", "push"], [f"{slug}/db"])
    assert store.delete(f"/organizations/{slug}/robots/{listed['id']}", owner).json == {"slug": slug}
    assert items(store, f"/organizations/{slug}/robots", owner) == []


def test_a_token_makes_no_robot_that_may_more_than_it(store: Opened, owner: str, ada: str, slug: str) -> None:
    narrow = store.token(ada, "publish", "read")
    refused = store.post(f"/organizations/{slug}/robots", {"name": "ci", "scopes": ["push"]}, **bearer(narrow))
    assert code_of(refused) == (403, "more-than-its-maker")


def test_what_docker_clients_keep_is_listed_and_revoked(store: Opened, owner: str, slug: str) -> None:
    account, token = of(store, owner), store.get("/tokens", owner).json["items"][0]["id"]
    kept = store.desk.rpc.issue_refresh(account, token, "docker", store.desk.by(account))
    robot = store.post(f"/organizations/{slug}/robots", {"name": "ci", "scopes": ["pull"]}, **bearer(owner)).json["id"]
    theirs = store.desk.rpc.issue_refresh(slug, robot, "containerd", store.desk.by(robot))
    assert [(each["id"], each["token"]) for each in items(store, "/refresh-tokens", owner)] == [(kept["id"], token)]
    assert [each["client"] for each in items(store, f"/refresh-tokens?organization={slug}", owner)] == ["containerd"]
    assert store.delete(f"/refresh-tokens/{kept['id']}", owner).json == {"id": kept["id"]}
    assert store.delete(f"/refresh-tokens/{theirs['id']}?organization={slug}", owner).status_code == 200
    assert items(store, "/refresh-tokens", owner) == items(store, f"/refresh-tokens?organization={slug}", owner) == []


def test_a_token_tells_when_it_was_used_last(store: Opened, owner: str, ada: str, slug: str) -> None:
    store.post(f"/organizations/{slug}/robots", {"name": "ci", "scopes": ["pull"]}, **bearer(owner))
    store.token(ada, "pull")  # and never used
    used, never = items(store, "/tokens", owner)[::-1]
    assert used["last_used"] >= used["created"]
    assert never["last_used"] is None
    assert items(store, f"/organizations/{slug}/robots", owner)[0]["last_used"] is None


def test_others_do_not_see_what_clients_keep_of_an_organisations_robots(
    store: Opened, owner: str, bob: str, slug: str
) -> None:
    refused = store.get(f"/refresh-tokens?organization={slug}", store.member(bob))
    assert code_of(refused) == (404, "organization-unknown")
