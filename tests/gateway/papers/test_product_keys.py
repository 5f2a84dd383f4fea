"""Product keys through the gateway: a publisher uploads them, each buyer reads one of its own, and nobody else any."""

import io
import itertools
import re
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.catalog import events as catalog
from tests.gateway.counter import bearer
from tests.gateway.opened import API, Opened
from tests.gateway.papers.test_licence_page import csrf
from tests.services.billing.conftest import TERMS
from tests.services.billing.told import started, tell
from tests.services.identity.conftest import PASSWORD

VAULT = "0198a000-0000-7000-8000-0000000fa017"
POOL = "/products/acme/vault/plans/team/keys"
PAGE = "/publish/acme/vault/plans/team/keys"
numbers = itertools.count(1)


@dataclass
class Vault:
    """A product of acme's whose plan has keys, in an open store."""

    store: Opened
    editor: str  # a token of acme's
    ada: tuple[str, str]  # her token, and her account

    def adds(self, *keys: str) -> TestResponse:
        key = f"keys-{next(numbers)}"
        headers = bearer(self.editor) | {"Idempotency-Key": key}
        return self.store.client.post(API + POOL, json={"keys": "\n".join(keys)}, headers=headers)

    def counts(self) -> dict[str, Any]:
        answer = self.store.get(POOL, self.editor)
        assert isinstance(answer.json, dict), answer.text
        return answer.json

    def buys(self) -> str:
        """Ada; the subscription's id."""
        id = f"0198a000-0000-7000-8000-0fa017{next(numbers):06x}"
        agreed = replace(started.agreed, product=VAULT, address="acme/vault", plan="team")
        tell(self.store.books, replace(started, subscription=id, holder=self.ada[1], agreed=agreed))
        return id

    def key(self, id: str, token: str = "") -> Any:
        answer = self.store.get(f"/subscriptions/{id}/licence", token or self.ada[0])
        assert answer.status_code == 200, answer.text
        return answer.get_json()["product_key"]

    def browser(self, email: str) -> FlaskClient:
        client = self.store.client.application.test_client()
        form = {"email": email, "password": PASSWORD, "csrf": csrf(client.get("/sign-in").text)}
        assert client.post("/sign-in", data=form).status_code == 303
        return client


@pytest.fixture(scope="module")
def vault(store: Opened, editor: str, ada: tuple[str, str]) -> Vault:
    store.books.tell(
        catalog.ProductDrafted(VAULT, "acme", "vault", "container", external=False),
        catalog.PlanAdded(VAULT, "team", "Team", "", "acme/vault", "subscribers", TERMS),
    )
    opened = Vault(store, editor, ada)
    store.services.until(lambda: store.get(POOL, editor).status_code == 200)
    return opened


def test_from_an_upload_to_the_buyer_and_to_nobody_else(vault: Vault) -> None:
    assert vault.adds("VAULT-AAAA", "VAULT-BBBB").get_json()["added"] == 2
    first, second, third = (vault.buys() for _ in range(3))
    vault.store.services.until(lambda: vault.key(second)["key"])
    vault.store.services.until(lambda: (vault.counts()["given"], vault.counts()["waiting"]) == (2, 1))
    assert [vault.key(each) for each in (first, second)] == [
        {"state": "given", "key": "VAULT-AAAA"},
        {"state": "given", "key": "VAULT-BBBB"},
    ]
    assert vault.key(third) == {"state": "follows", "key": None}
    assert vault.key(first, vault.store.operator()) is None
    page = vault.browser("ada@example.org").get(f"/my-content/licences/{third}").text
    assert "Your key follows." in page
    listed = vault.browser("ada@example.org").get("/my-content/licences").text
    assert '<span class="sub">Team</span>' in listed
    vault.adds("VAULT-CCCC")
    vault.store.services.until(lambda: vault.key(third)["key"] == "VAULT-CCCC")
    page = vault.browser("ada@example.org").get(f"/my-content/subscriptions/{third}").text
    assert 'data-copy="VAULT-CCCC"' in page
    told = vault.counts()
    assert (told["given"], told["free"], told["waiting"], "VAULT-" in str(told)) == (3, 0, 0, False)


def test_a_broken_list_is_refused_by_its_lines_and_no_key_is_told_back(vault: Vault) -> None:
    answer = vault.adds("VAULT-DDDD", "VAULT-DDDD", "VAULT-EEEE,soon")
    told = answer.json
    assert isinstance(told, dict)
    assert (answer.status_code, told["code"]) == (422, "keys-unfit")
    assert told["detail"] == "line 2: repeated; line 3: day-unreadable"
    assert vault.adds().get_json()["code"] == "keys-missing"


def test_on_the_page_keys_are_typed_and_what_is_wrong_is_said_beside_them(vault: Vault) -> None:
    browser = vault.browser("eve@example.org")
    token = csrf(browser.get(PAGE).text)
    wrong = browser.post(PAGE, data={"csrf": token, "command": "page-1", "keys": "VAULT-FFFF\r\nVAULT-FFFF"})
    assert wrong.status_code == 422
    assert "Line 2: the key stands in the list twice." in wrong.text
    assert re.search(r"<textarea[^>]*>\s*VAULT-FFFF\s+VAULT-FFFF</textarea>", wrong.text)
    chosen = (io.BytesIO(b"key,note\r\nVAULT-FFFF,spare\r\n"), "keys.csv")
    done = browser.post(PAGE, data={"csrf": token, "command": "page-2", "file": chosen}, follow_redirects=True)
    assert "The keys are added." in done.text
    assert "VAULT-FFFF" not in done.text
    vault.store.services.until(lambda: vault.counts()["free"] == 1)
    upload = re.search(r'name="upload" value="([^"]+)"', browser.get(PAGE).text)
    assert upload
    gone = {"csrf": token, "command": "page-3", "upload": upload[1]}
    assert "withdrawn" in browser.post(f"{PAGE}/withdraw", data=gone, follow_redirects=True).text
    low = {"csrf": token, "command": "page-4", "low": "3"}
    assert browser.post(f"{PAGE}/low", data=low).status_code == 303
    vault.store.services.until(lambda: (vault.counts()["free"], vault.counts()["low"]) == (0, 3))


def test_nobody_else_fills_or_counts_a_pool(vault: Vault) -> None:
    ada = vault.ada[0]
    assert vault.store.get(POOL, ada).status_code in (403, 404)
    assert vault.browser("ada@example.org").get(PAGE).status_code == 404
