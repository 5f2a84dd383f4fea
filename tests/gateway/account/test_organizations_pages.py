"""The pages of organisations, before identity itself: who sees what, and what each form does."""

import re
from dataclasses import dataclass, field

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.gateway.opened import Opened
from tests.pages.shop import session_of
from tests.parts.people import new_address


@dataclass
class People:
    """Ada owns an organisation; others come by invitation."""

    store: Opened
    browsers: dict[str, FlaskClient] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    slug: str = ""

    def comes(self, name: str) -> str:
        """A new, verified account, signed in; its address."""
        email = new_address(name)
        app = self.store.client.application
        self.accounts[name] = self.store.desk.member(email)
        self.store.settle()
        self.browsers[name] = app.test_client()
        self.browsers[name].set_cookie("chandlery_session", session_of(app, self.accounts[name]))
        return email

    def reads(self, who: str, path: str) -> TestResponse:
        self.store.settle()
        return self.browsers[who].get(path)

    def sends(self, who: str, path: str, **fields: str) -> TestResponse:
        found = re.search(r'name="csrf" value="([^"]+)"', self.reads(who, "/account").text)
        assert found
        return self.browsers[who].post(path, data={"csrf": found[1], **fields})

    def joins(self, name: str, role: str = "member") -> None:
        """Invited by Ada, and accepts by the link of the letter."""
        email = self.comes(name)
        self.sends("ada", f"/organizations/{self.slug}/invitations", email=email, role=role)
        link = f"/invitations/{self.store.desk.link(email, 2)}"
        assert "Accept and join" in self.reads(name, link).text
        assert self.sends(name, link).headers["Location"] == f"/organizations/{self.slug}?told=joined"

    @property
    def home(self) -> str:
        return f"/organizations/{self.slug}"


@pytest.fixture
def people(store: Opened) -> People:
    people = People(store)
    people.slug = people.comes("ada").partition("@")[0]
    people.sends("ada", "/organizations", name="Northwick Observatory", slug=people.slug)
    return people


def test_who_creates_an_organisation_owns_it(people: People) -> None:
    html = people.reads("ada", people.home).text
    assert "Northwick Observatory" in html
    assert "you are: Owner" in html
    assert f'href="{people.home}"' in people.reads("ada", "/organizations").text


def test_a_name_that_is_taken_is_said_beside_its_field(people: People) -> None:
    people.comes("eve")
    answer = people.sends("eve", "/organizations", name="Mine", slug=people.slug)
    assert answer.status_code == 409
    assert 'id="slug-error"' in answer.text
    assert 'value="Mine"' in answer.text


def test_others_find_nothing_at_its_address(people: People) -> None:
    people.comes("eve")
    assert people.reads("eve", people.home).status_code == 404
    assert people.sends("eve", f"{people.home}/leave").status_code == 404


def test_a_colleague_joins_by_the_link_in_the_letter_and_may_leave(people: People) -> None:
    people.joins("bob")
    html = people.reads("bob", people.home).text
    assert "you are: Member" in html
    assert "Send the invitation" not in html
    assert people.sends("bob", f"{people.home}/leave").headers["Location"] == "/organizations?told=left"
    assert people.reads("bob", people.home).status_code == 404


def test_strangers_to_the_store_are_brought_back_to_their_invitation(people: People, store: Opened) -> None:
    email = new_address("new")
    people.sends("ada", f"{people.home}/invitations", email=email, role="editor")
    link = f"/invitations/{store.desk.link(email)}"
    html = store.client.application.test_client().get(link).text
    assert f'href="/sign-in?next={link}"' in html
    assert "Editor: edits, pushes and releases its products" in html


def test_an_invitation_for_another_says_so(people: People, store: Opened) -> None:
    email = new_address("new")
    people.comes("eve")
    people.sends("ada", f"{people.home}/invitations", email=email, role="member")
    answer = people.sends("eve", f"/invitations/{store.desk.link(email)}")
    assert answer.status_code == 403
    assert "invitation-for-another" in answer.text


def test_a_link_that_is_none_says_so(people: People) -> None:
    answer = people.reads("ada", "/invitations/none-of-ours")
    assert answer.status_code == 404
    assert "This invitation does not work." in answer.text


def test_an_invitation_is_withdrawn(people: People) -> None:
    people.sends("ada", f"{people.home}/invitations", email=new_address("new"), role="member")
    found = re.search(rf'action="({people.home}/invitations/[^"]+/withdraw)"', people.reads("ada", people.home).text)
    assert found
    people.sends("ada", found[1])
    assert "/withdraw" not in people.reads("ada", people.home).text


def test_an_owner_changes_roles_and_removes(people: People) -> None:
    people.joins("bob")
    member = f"{people.home}/members/{people.accounts['bob']}"
    people.sends("ada", f"{member}/role", role="billing")
    assert "Send the invitation" in people.reads("bob", people.home).text
    people.sends("ada", f"{member}/remove")
    assert people.reads("bob", people.home).status_code == 404


def test_the_last_owner_stays(people: People) -> None:
    answer = people.sends("ada", f"{people.home}/leave")
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text


def test_a_robots_token_is_shown_once_with_what_to_do_with_it(people: People) -> None:
    answer = people.sends("ada", f"{people.home}/robots", name="ci", scopes="pull", products="acme/db", expires="30")
    assert answer.headers["Cache-Control"] == "no-store"
    assert f"--docker-username={people.slug}+ci" in answer.text
    assert "data:application/yaml;base64," in answer.text
    html = people.reads("ada", people.home).text
    assert f"<code>{people.slug}+ci</code>" in html
    assert "only acme/db" in html
    assert "chy_" not in html


def test_a_robot_is_revoked_after_a_question(people: People) -> None:
    people.sends("ada", f"{people.home}/robots", name="ci", scopes="pull", expires="0")
    html = people.reads("ada", people.home).text
    found = re.search(rf'action="({people.home}/robots/[^"]+/revoke)"', html)
    assert found
    assert "What signs in with it stops working at once" in html
    people.sends("ada", found[1])
    assert "It has no robots" in people.reads("ada", people.home).text


def test_a_robot_that_is_refused_keeps_what_was_typed(people: People) -> None:
    answer = people.sends("ada", f"{people.home}/robots", name="CI!", scopes="pull", networks="nowhere")
    assert answer.status_code == 422
    assert 'value="CI!"' in answer.text
    assert '<details class="stack" open>' in answer.text


def test_it_gets_a_new_name(people: People) -> None:
    people.sends("ada", f"{people.home}/rename", new_name="Southwick")
    assert "<h1>Southwick</h1>" in people.reads("ada", people.home).text
