"""Who helps and is helped in the journeys of support: a customer, the store's desk, and a publisher's own."""

import secrets
import urllib.request
from dataclasses import dataclass
from typing import Any

from tests.journeys.people import makes_token
from tests.parts.process import wait_until
from tests.parts.store import Answer, Store

PUBLISHER, PRODUCT, PLAN = "harbourline", "harbourline/tidewater-db", "team"
FILLED = {"nodes": "5", "storage": "disk"}


@dataclass(frozen=True)
class Somebody:
    """What they may is what their account may."""

    store: Store
    token: str

    def does(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        return self.store.api(method, path, body, token=self.token, **headers)

    def get(self, path: str) -> Any:
        answer = self.does("GET", path)
        assert answer.ok, answer.body
        return answer.json()

    def post(self, path: str, body: Any = None) -> Any:
        answer = self.does("POST", path, body or {})
        assert answer.ok, answer.body
        return answer.json()

    def sends(self, name: str, content: bytes) -> str:
        """A file for a message to come; its id."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "text/plain"}
        url = f"{self.store.url}/api/v1/tickets/attachments?name={name}"
        with urllib.request.urlopen(urllib.request.Request(url, content, headers), timeout=60) as answer:  # noqa: S310
            return str(Answer(answer.status, answer.read(), answer.headers).json()["id"])

    def reads(self, ticket: str, file: str) -> Answer:
        return self.store.api("GET", f"/tickets/{ticket}/attachments/{file}", token=self.token)


@dataclass(frozen=True)
class Helpdesk:
    customer: Somebody
    desk: Somebody  # of the store
    pat: Somebody  # supports the publisher's customers

    def ticket(self) -> Any:
        asked = {"product": PRODUCT, "plan": PLAN, "version": "4.2.1", "priority": 2}
        said = {"summary": f"Slow restart {secrets.token_hex(3)}", "description": "Four minutes."}
        return self.customer.post("/tickets", asked | said)

    def handed(self) -> Any:
        asked = {"to": PUBLISHER, "by": "direct", "answers": FILLED, "note": "She waits."}
        return self.desk.post(f"/tickets/{self.ticket()['id']}/handovers", asked)

    def taken(self) -> Any:
        told = {"case_number": "HL-7", "engineer": "Pat Quay", "next_steps": "We look at the log."}
        return self.pat.post(f"/handovers/{self.handed()['id']}/accept", told)


def helpdesk(store: Store) -> Helpdesk:
    accounts = store.accounts
    customer, desk = (Somebody(store, accounts[role]["token"]) for role in ("customer", "support"))
    return Helpdesk(customer, desk, _joins(store, Somebody(store, accounts["publisher"]["token"])))


def _joins(store: Store, owner: Somebody) -> Somebody:
    """The publisher asks somebody to support its customers, who signs up and joins."""
    email, password = f"pat-{secrets.token_hex(4)}@harbourline.example", secrets.token_urlsafe(12)
    made = store.api("POST", "/accounts", {"email": email, "name": "Pat Quay", "password": password})
    assert made.ok, made.body
    assert store.api("POST", "/accounts/verify", {"token": _link(store, email, "/verify/")}).ok
    owner.post(f"/organizations/{PUBLISHER}/invitations", {"email": email, "role": "support"})
    joining = Somebody(store, makes_token(store, email, password, ("read", "buy", "publish")))
    joining.post("/invitations/accept", {"token": _link(store, email, "/invitations/")})
    pat = Somebody(store, makes_token(store, email, password, ("read", "publish")))
    wait_until(lambda: pat.does("GET", f"/handovers?desk={PUBLISHER}").ok, 10, "Pat was not let in")
    return pat


def _link(store: Store, email: str, path: str) -> str:
    """The last part of the mailed link."""
    found: list[str] = []

    def arrived() -> bool:
        found[:] = [word for word in store.mail_to(email).split() if path in word]
        return bool(found)

    wait_until(arrived, 10, f"no link {path} to {email}")
    return found[-1].rpartition("/")[2]
