"""People, members and machines push and pull with docker, containerd and skopeo; each refusal beside its cure."""

import json
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.people import Offer, Person, may, offer_with, signs_up, soon_refused
from tests.parts.docker import Docker, Said
from tests.parts.process import PATIENCE, wait_until
from tests.parts.store import Store

pytestmark = pytest.mark.journey

EVERYTHING = ("pull", "push", "read", "buy", "publish")


@dataclass(frozen=True)
class Robot:
    """A machine's name and token, with a docker client of its own."""

    id: str
    name: str
    token: str
    docker: Docker

    def login(self, store: Store) -> Said:
        return self.docker.login(store.registry, self.name, self.token)


def done(answer: Any) -> Any:
    assert answer.ok, answer.body
    return answer.json()


def company(store: Store, owner: Person) -> str:
    slug = f"globex-{secrets.token_hex(4)}"
    done(store.api("POST", "/organizations", {"slug": slug, "name": "Globex"}, token=owner.token))
    belongs(store, slug, owner)
    return slug


def joins(store: Store, slug: str, owner: Person, newcomer: Person) -> None:
    asked = {"email": newcomer.email, "role": "member"}
    done(store.api("POST", f"/organizations/{slug}/invitations", asked, token=owner.token))
    link: list[str] = []

    def arrived() -> bool:
        link[:] = [word for word in store.mail_to(newcomer.email).split() if "/invitations/" in word]
        return bool(link)

    wait_until(arrived, PATIENCE, "no invitation came")
    token = {"token": link[0].rpartition("/")[2]}
    done(store.api("POST", "/invitations/accept", token, token=newcomer.token))
    belongs(store, slug, newcomer)


def belongs(store: Store, slug: str, person: Person) -> None:
    """As soon as the gateway knows of it."""
    seen = lambda: store.api("GET", f"/organizations/{slug}", token=person.token).ok  # noqa: E731
    wait_until(seen, PATIENCE, f"{person.email} does not belong to {slug}")


def accept_for(store: Store, holder: str, offer: Offer, owner: Person) -> None:
    body = {"version": offer.terms, "holder": holder}
    done(store.api("POST", f"/products/{offer.product}/plans/{offer.plan}/terms", body, token=owner.token))
    pulls = lambda: may(store, owner.email, owner.token, offer.repository)  # noqa: E731
    wait_until(pulls, PATIENCE, "the registry's door does not know of the right")


def robot_of(store: Store, slug: str, token: str, docker: Docker, *scopes: str, **limits: Any) -> Robot:
    """With a name of its own; `limits`: products, networks."""
    body = {"name": f"ci-{secrets.token_hex(3)}", "scopes": list(scopes), **limits}
    made = done(store.api("POST", f"/organizations/{slug}/robots", body, token=token))
    folder = docker.config.parent / made["name"].replace("+", "-")
    return Robot(made["id"], made["name"], made["token"], docker.as_person(folder))


def pull(docker: Docker, store: Store, repository: str, tag: str) -> Said:
    reference = f"{store.registry}/{repository}:{tag}"
    docker("image", "rm", "--force", reference)
    return docker("pull", reference)


@pytest.fixture
def owner(store: Store, docker: Docker, tmp_path: Path) -> Person:
    """Of a company yet to be; with a docker client apart from that of `docker`."""
    return signs_up(store, docker.as_person(tmp_path / "owner"), EVERYTHING)


@pytest.fixture
def offer(store: Store) -> Offer:
    return offer_with(store, "terms")


def test_a_member_pulls_what_the_organization_may_until_removed(
    store: Store, docker: Docker, owner: Person, offer: Offer
) -> None:
    ada, slug = signs_up(store, docker), company(store, owner)
    joins(store, slug, owner, ada)
    assert ada.login().ok
    assert "terms" in ada.pull(offer.repository, offer.tag).err
    accept_for(store, slug, offer, owner)
    said = ada.pull(offer.repository, offer.tag)
    assert said.ok, said.err
    people = done(store.api("GET", f"/organizations/{slug}/members", token=owner.token))["items"]
    account = next(person["account"] for person in people if person["role"] == "member")
    done(store.api("DELETE", f"/organizations/{slug}/members/{account}", token=owner.token))
    ada.is_soon_refused(offer.repository, offer.tag, "terms")


def test_why_names_the_organizations_right_and_the_membership(
    store: Store, docker: Docker, owner: Person, offer: Offer
) -> None:
    ada, slug = signs_up(store, docker), company(store, owner)
    joins(store, slug, owner, ada)
    accept_for(store, slug, offer, owner)
    asked = f"/admin/why?holder={ada.email}&repository={offer.repository}"
    told = done(store.api("GET", asked, token=store.accounts["operator"]["token"]))
    texts = [fact["text"] for fact in told["because"]]
    assert told["allowed"]
    assert any(f"became member of {slug}" in text for text in texts), texts
    assert any(text.startswith(f"{slug} got the right") for text in texts), texts


def test_a_robot_pulls_its_product_and_no_other(store: Store, docker: Docker, owner: Person, offer: Offer) -> None:
    slug = company(store, owner)
    accept_for(store, slug, offer, owner)
    other = offer_with(store, "signed_in")
    robot = robot_of(store, slug, owner.token, docker, "pull", products=[offer.product])
    assert robot.login(store).ok
    said = pull(robot.docker, store, offer.repository, offer.tag)
    assert said.ok, said.err
    refused = pull(robot.docker, store, other.repository, other.tag)
    assert "kept to other products" in refused.err
    assert f"{store.url}/organizations" in refused.err


def test_a_robot_signs_in_from_its_networks_alone(store: Store, docker: Docker, owner: Person) -> None:
    slug = company(store, owner)
    near = robot_of(store, slug, owner.token, docker, "pull", networks=["127.0.0.0/8", "::1/128"])
    far = robot_of(store, slug, owner.token, docker, "pull", networks=["203.0.113.0/24"])
    assert near.login(store).ok
    refused = far.login(store)
    assert not refused.ok
    assert "network address" in refused.err


def test_a_revoked_robot_pulls_nothing_more(store: Store, docker: Docker, owner: Person) -> None:
    slug, offer = company(store, owner), offer_with(store, "signed_in")
    robot = robot_of(store, slug, owner.token, docker, "pull")
    assert robot.login(store).ok
    assert pull(robot.docker, store, offer.repository, offer.tag).ok
    done(store.api("DELETE", f"/organizations/{slug}/robots/{robot.id}", token=owner.token))
    pulls = lambda: pull(robot.docker, store, offer.repository, offer.tag)  # noqa: E731
    soon_refused(pulls, f"docker login {store.registry}")


def kept_by(docker: Docker, store: Store) -> dict[str, str]:
    """What docker keeps of a sign-in."""
    auths: dict[str, dict[str, str]] = json.loads((docker.config / "config.json").read_text())["auths"]
    return auths[store.registry]


def test_docker_keeps_a_refresh_token_and_pulls_with_it_until_it_is_revoked(store: Store, docker: Docker) -> None:
    offer, ada = offer_with(store, "signed_in"), signs_up(store, docker)
    assert ada.login().ok
    kept = kept_by(docker, store)
    assert kept["identitytoken"].startswith("chr_")
    assert ada.token not in (docker.config / "config.json").read_text()
    ada.pulls_soon(offer.repository, offer.tag)
    [listed] = done(store.api("GET", "/refresh-tokens", token=ada.token))["items"]
    assert listed["last_used"]
    done(store.api("DELETE", f"/refresh-tokens/{listed['id']}", token=ada.token))
    ada.is_soon_refused(offer.repository, offer.tag, f"docker login {store.registry}")
    assert ada.login().ok
    assert ada.pull(offer.repository, offer.tag).ok


def staged(store: Store, docker: Docker, offer: Offer) -> str:
    """The offer's image under a new name in its staging repository."""
    reference = f"{store.registry}/staging/{offer.repository}:try-{secrets.token_hex(3)}"
    assert docker("tag", f"{store.registry}/{offer.repository}:{offer.tag}", reference).ok
    return reference


def test_a_publishers_robot_pushes_to_its_products_staging_alone(store: Store, docker: Docker) -> None:
    publisher, offer = store.accounts["publisher"]["token"], offer_with(store, "anyone")
    other = offer_with(store, "signed_in")
    robot = robot_of(store, "harbourline", publisher, docker, "pull", "push", products=[offer.product])
    assert robot.login(store).ok
    assert pull(robot.docker, store, offer.repository, offer.tag).ok
    said = robot.docker("push", staged(store, robot.docker, offer))
    assert said.ok, said.err
    elsewhere = f"{store.registry}/staging/{other.repository}:mine"
    assert robot.docker("tag", f"{store.registry}/{offer.repository}:{offer.tag}", elsewhere).ok
    refused = robot.docker("push", elsewhere)
    assert not refused.ok
    assert "kept to other products" in refused.err


def test_a_robot_that_may_only_pull_is_told_so_when_it_pushes(store: Store, docker: Docker) -> None:
    offer = offer_with(store, "anyone")
    robot = robot_of(store, "harbourline", store.accounts["publisher"]["token"], docker, "pull")
    assert robot.login(store).ok
    assert pull(robot.docker, store, offer.repository, offer.tag).ok
    refused = robot.docker("push", staged(store, robot.docker, offer))
    assert not refused.ok
    assert "may not push" in refused.err


def run(*command: str) -> Said:
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return Said(ended.returncode, ended.stdout, ended.stderr)


@pytest.mark.skipif(shutil.which("skopeo") is None, reason="no skopeo on PATH")
def test_skopeo_looks_and_copies_with_a_robots_token(
    store: Store, docker: Docker, owner: Person, offer: Offer, tmp_path: Path
) -> None:
    slug = company(store, owner)
    robot = robot_of(store, slug, owner.token, docker, "pull")
    image, who = f"docker://{store.registry}/{offer.repository}:{offer.tag}", f"{robot.name}:{robot.token}"
    refused = run("skopeo", "inspect", "--tls-verify=false", "--creds", who, image)
    assert f"unauthorized: {offer.product} needs its terms accepted." in refused.err
    accept_for(store, slug, offer, owner)
    looked = run("skopeo", "inspect", "--tls-verify=false", "--creds", who, image)
    assert json.loads(looked.out)["Name"] == f"{store.registry}/{offer.repository}"
    copied = run("skopeo", "copy", "--src-tls-verify=false", "--src-creds", who, image, f"oci:{tmp_path}/copy")
    assert copied.ok, copied.err


@pytest.mark.skipif(shutil.which("ctr") is None, reason="no ctr on PATH")
def test_containerd_pulls_with_a_robots_token(store: Store, docker: Docker, owner: Person, offer: Offer) -> None:
    slug = company(store, owner)
    robot = robot_of(store, slug, owner.token, docker, "pull")
    reference = f"{store.registry}/{offer.repository}:{offer.tag}"
    daemon = str(docker.socket.parent / "exec" / "containerd" / "containerd.sock")
    ctr = ("ctr", "--address", daemon, "--namespace", "tests", "images", "pull", "--plain-http")
    refused = run(*ctr, "--user", f"{robot.name}:{robot.token}", reference)
    assert not refused.ok
    accept_for(store, slug, offer, owner)
    said = run(*ctr, "--user", f"{robot.name}:{robot.token}", reference)
    assert said.ok, said.err
