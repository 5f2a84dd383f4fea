"""The gateway in granian's workers: what is decided on the loop, and what goes through threads, answer alike."""

import json
import sys
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.gateway.counter import HOST, URL, Counter
from tests.parts.process import free_port, running
from tests.parts.store import ROOT, Store


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Counter:
    counter = Counter(tmp_path_factory.mktemp("served"))
    counter.account("bob")
    counter.publisher("acme", counter.account("ada"))
    counter.product("acme/known", access="signed_in")
    return counter


@pytest.fixture(scope="module")
def served(filled: Counter) -> Iterator[Store]:
    port = free_port()
    told = {"CHANDLERY_DATA": str(filled.folder), "CHANDLERY_PORT": str(port), "CHANDLERY_REGISTRY_HOST": HOST}
    told |= {"CHANDLERY_URL": URL, "CHANDLERY_WORKERS": "1", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    store = Store(f"http://127.0.0.1:{port}", HOST, filled.folder, 0)
    command = [sys.executable, "-m", "cli.chandlery", "serve", "gateway"]
    with running(command, filled.folder / "log.txt", lambda: _answers(store), env=told, within=90):
        yield store


def _answers(store: Store) -> bool:
    try:
        return store.call("GET", "/healthz").status == 200
    except OSError:
        return False


def _basic(password: str) -> str:
    return "Basic " + b64encode(f"bob:{password}".encode()).decode()


def test_a_token_is_decided_for_who_shows_another(filled: Counter, served: Store) -> None:
    asked = f"/registry/token?service={HOST}&scope=repository%3Aacme%2Fknown%3Apull"
    refused = served.call("GET", asked)
    assert (refused.status, refused.json()["code"]) == (403, "sign-in-needed")
    shown = served.call("GET", asked, User_Agent="containers/5.23.1 (github.com/containers/image)")
    assert (shown.status, shown.body) == (401, refused.body)
    assert served.call("GET", asked, Authorization=_basic(filled.token("bob", "pull"))).status == 200


def test_a_password_waits_for_identity_alone(served: Store) -> None:
    answer = served.call("GET", f"/registry/token?service={HOST}", Authorization=_basic("a password"))
    assert (answer.status, answer.json()["code"], answer.headers["Retry-After"]) == (503, "service-unavailable", "5")


def test_a_form_is_read(filled: Counter, served: Store) -> None:
    token = filled.token("bob", "pull")
    form = f"grant_type=password&service={HOST}&client_id=docker&username=bob&password={token}".encode()
    with urllib.request.urlopen(f"{served.url}/registry/token", form, timeout=60) as answer:  # noqa: S310
        assert json.loads(answer.read())["access_token"]


def test_a_form_without_end_is_refused(served: Store) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{served.url}/registry/token", b"scope=" + b"x" * 70_000, timeout=60)  # noqa: S310
    with refused.value as answer:
        assert answer.code == 413


def test_pages_files_and_heads_come_whole(served: Store) -> None:
    page = served.call("GET", "/acme/known")
    assert "Known" in page.body.decode()
    assert int(page.headers["Content-Length"]) == len(page.body)
    css = served.call("GET", "/static/store.css")
    assert css.body == Path(ROOT / "gateway" / "static" / "store.css").read_bytes()
    head = served.call("HEAD", "/static/store.css")
    assert (head.body, int(head.headers["Content-Length"])) == (b"", len(css.body))


def test_addresses_keep_their_letters(served: Store) -> None:
    assert served.call("GET", "/search?q=%C3%A4&publisher=acme").status in (200, 503)
    assert served.call("GET", "/%C3%A4/%FF").status == 404


def test_bodies_arrive_whole(served: Store) -> None:
    sent = {"email": "x" * 200_000, "name": "Ada", "password": "p"}
    read = served.api("POST", "/accounts", sent)
    assert (read.status, read.json()["code"]) == (422, "invalid-input")


def test_a_body_that_is_too_large_is_refused_unread(served: Store) -> None:
    with closing(HTTPConnection(served.url.removeprefix("http://"), timeout=60)) as client:
        client.putrequest("POST", "/api/v1/accounts")
        client.putheader("Content-Length", "1100000")
        client.endheaders()
        answer = client.getresponse()
        assert (answer.status, json.loads(answer.read())["code"]) == (413, "body-too-large")


def test_cookies_are_set_one_by_one(served: Store) -> None:
    page = served.call("GET", "/sign-in")
    assert page.status == 200
    assert "chandlery_visit=" in page.headers["Set-Cookie"]
