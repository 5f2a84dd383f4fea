"""Somebody leaves: takes their data along, and afterwards no byte of name, address or words of theirs is left."""

import json
import os
import secrets
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.people import offer_with
from tests.parts.process import wait_until
from tests.parts.store import ROOT, Store

pytestmark = pytest.mark.journey

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Leaver:
    """Each word of theirs is found nowhere else."""

    email: str
    name: str
    title: str
    words: str
    client: str
    label: str
    account: str
    token: str

    @property
    def traces(self) -> dict[str, bytes]:
        told = {
            "e-mail": self.email,
            "name": self.name,
            "title": self.title,
            "words": self.words,
            "client": self.client,
            "label": self.label,
        }
        plain = {what: text.encode() for what, text in told.items()}
        return plain | {"name, escaped": json.dumps(self.name).strip('"').encode()}

    @property
    def basic(self) -> str:
        return f"Basic {b64encode(f'{self.email}:{PASSWORD}'.encode()).decode()}"


def somebody(store: Store, *, writes: bool = True) -> Leaver:
    """Who came by every door: signed up, made a token, accepted terms, wrote a review, signed a client in.

    What there is to write of is the demonstration's.
    """
    mark = secrets.token_hex(5)
    email, name = f"zoe-{mark}@example.org", f"Zoë Quill{mark}"
    account = store.api("POST", "/accounts", {"email": email, "name": name, "password": PASSWORD}).json()["id"]
    link = next(word for word in store.mail_to(email).split() if "/verify/" in word)
    assert store.api("POST", "/accounts/verify", {"token": link.rpartition("/")[2]}).ok
    body = {"name": f"label{mark}", "scopes": ["pull", "read", "buy"], "expires": None}
    basic = f"Basic {b64encode(f'{email}:{PASSWORD}'.encode()).decode()}"
    token = store.api("POST", "/tokens", body, Authorization=basic).json()["token"]
    leaver = Leaver(email, name, f"Title{mark}", f"Words{mark}", f"client{mark}", f"label{mark}", account, token)
    if writes:
        reviews(store, leaver)
        asks_for_help(store, leaver)
    signs_a_client_in(store, leaver)
    store.api("POST", "/accounts/request-password-reset", {"email": email})
    return leaver


def reviews(store: Store, leaver: Leaver) -> None:
    offer = offer_with(store, "terms")
    terms = f"/products/{offer.product}/plans/{offer.plan}/terms"
    assert store.api("POST", terms, {"version": offer.terms}, token=leaver.token).ok
    path, written = f"/products/{offer.product}/reviews", {"stars": 4, "title": leaver.title, "text": leaver.words}
    wait_until(lambda: store.api("POST", path, written, token=leaver.token).ok, 10, "no review was taken")


def asks_for_help(store: Store, leaver: Leaver) -> None:
    """With a file whose name and content are theirs."""
    path = f"/tickets/attachments?name={leaver.title}.log"
    file = store.api("POST", path, {"said": leaver.words}, token=leaver.token).json()["id"]
    written = {"summary": leaver.title, "description": leaver.words, "priority": 4, "attachments": [file]}
    answer = store.api("POST", "/tickets", written, token=leaver.token)
    assert answer.ok, answer.body


def signs_a_client_in(store: Store, leaver: Leaver) -> None:
    form = f"grant_type=password&service={store.registry}&client_id={leaver.client}&access_type=offline"
    sent = f"{form}&username={leaver.email}&password={leaver.token}&scope="
    headers = ["-H", "Content-Type: application/x-www-form-urlencoded", "--data", sent.replace("@", "%40")]
    subprocess.run(["curl", "-fsS", *headers, f"{store.url}/registry/token"], check=True, capture_output=True)


def files(store: Store) -> Iterator[Path]:
    """Everything that the store wrote, its output included."""
    yield from (path for path in store.data.parent.rglob("*") if path.is_file() and not path.is_symlink())


def found(store: Store, traces: Mapping[str, bytes]) -> list[tuple[str, str]]:
    told = ((path, path.read_bytes()) for path in files(store))
    return [(what, path.name) for path, content in told for what, trace in traces.items() if trace in content]


def chandlery(store: Store, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CHANDLERY_")}
    environment |= {"CHANDLERY_DATA": str(store.data), "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "200"}
    command = [sys.executable, "-m", "cli.chandlery", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment, check=False)


def test_a_person_takes_everything_along_by_password_alone(store: Store) -> None:
    leaver = somebody(store)
    assert store.api("GET", "/me/export", token=leaver.token).status in {401, 403}
    told = store.api("GET", "/me/export", Authorization=leaver.basic)
    assert told.ok, told.body
    text = json.dumps(told.json(), ensure_ascii=False)
    assert [what for what, trace in leaver.traces.items() if "," not in what and trace.decode() not in text] == []
    assert "terms-accepted" in text
    assert PASSWORD not in text
    assert leaver.token not in text


def test_after_an_operator_erased_somebody_no_byte_of_theirs_is_left(store: Store) -> None:
    leaver = somebody(store)
    time.sleep(4)  # until the last uses of tokens are written, too
    before = {what for what, _ in found(store, leaver.traces)}
    assert {"e-mail", "title", "words", "client", "label"} <= before  # what is looked for is there
    said = chandlery(store, "erase", leaver.email, "--yes")
    assert said.returncode == 0, said.stdout + said.stderr
    assert found(store, leaver.traces) == []
    certificate = json.loads((store.data / "erased" / "certificates" / f"{leaver.account}.json").read_text())
    assert certificate["hash"] in said.stdout
    followers = {one["follower"] for one in certificate["followers"]}
    assert {"gateway", "catalog", "search", "catalog.forget_author", "identity.end_memberships"} <= followers
    assert {"notifications", "notifications.forget_erased", "notifications.forget_webhooks"} <= followers
    assert certificate["cleaned"]["notifications"] == ["searches that were watched for them", "feed of their own"]
    assert store.api("GET", "/me", token=leaver.token).status in {401, 403}


def test_a_person_erases_their_own_account_by_password_and_gets_a_certificate(store: Store) -> None:
    leaver = somebody(store)
    wrong = store.api("POST", "/me/erase", {"password": "wrong horse battery"}, token=leaver.token)
    assert (wrong.status, wrong.json()["code"]) == (401, "wrong-credentials")
    assert store.api("POST", "/me/erase", {"password": PASSWORD}, token=leaver.token).status == 202
    path = store.data / "erased" / "certificates" / f"{leaver.account}.json"
    wait_until(path.exists, 30, "no certificate")
    assert found(store, leaver.traces) == []


def test_an_operator_exports_what_is_held_of_somebody(store: Store, tmp_path: Path) -> None:
    leaver = somebody(store)
    said = chandlery(store, "export-my-data", leaver.email, str(tmp_path / "data.json"))
    assert said.returncode == 0, said.stdout + said.stderr
    told: dict[str, Any] = json.loads((tmp_path / "data.json").read_text())
    assert told["account"]["name"] == leaver.name
    assert (tmp_path / "data.json").stat().st_mode & 0o077 == 0
