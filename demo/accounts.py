"""The demonstration's people: one account a role, each with a password and a token of its own."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo.api import Api, Turned
from demo.mailbox import verification_token
from demo.settings import Settings

EVERYBODY = ("pull", "read", "buy")


@dataclass(frozen=True)
class Person:
    role: str
    name: str
    staff: str  # role on the store's staff; empty: none
    scopes: tuple[str, ...]

    @property
    def email(self) -> str:
        return f"{self.role}@demo.example"


PEOPLE = (
    Person("operator", "Osman Quay", "operator", (*EVERYBODY, "push", "publish", "certify", "support", "staff")),
    Person("customer", "Ida Marsh", "", (*EVERYBODY, "push", "publish")),
    Person("publisher", "Tom Harbour", "", (*EVERYBODY, "push", "publish")),
    Person("reviewer", "Ruth Plumb", "reviewer", (*EVERYBODY, "push", "publish", "certify", "staff")),
    Person("support", "Sam Tiller", "support", (*EVERYBODY, "push", "publish", "support")),
    Person("finance", "Fay Ledger", "finance", (*EVERYBODY, "push", "publish", "staff")),
)
Entries = dict[str, dict[str, str]]


class Accounts:
    """`demo-accounts.json`: what is known so far, written before each step, so that a broken start goes on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.entries: Entries = json.loads(path.read_text()) if path.exists() else {}

    def password(self, person: Person, given: str = "") -> str:
        if person.role not in self.entries:
            password = given or secrets.token_urlsafe(12)
            self.entries[person.role] = {"email": person.email, "password": password, "token": ""}
            self._write()
        return self.entries[person.role]["password"]

    def keep_token(self, person: Person, token: str) -> None:
        self.entries[person.role]["token"] = token
        self._write()

    def token(self, role: str) -> str:
        return self.entries.get(role, {}).get("token", "")

    def _write(self) -> None:
        beside = self._path.with_suffix(".new")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(self.entries, file, indent=2)
            file.write("\n")
        beside.replace(self._path)


def open_all(settings: Settings, accounts: Accounts) -> None:
    """Every person has a verified account, its role and a token afterwards."""
    missing = [person for person in PEOPLE if not accounts.token(person.role)]
    if not missing:
        return
    admin = signed_in(Api(settings.url), settings.operator, settings.password, PEOPLE[0].scopes)
    for person in missing:
        is_admin = person.email == settings.operator
        password = accounts.password(person, settings.password if is_admin else "")
        if not is_admin:
            _register(settings, person, password)
            if person.staff:
                _grant(admin, settings, person, password)
        api = signed_in(Api(settings.url), person.email, password, person.scopes)
        accounts.keep_token(person, api.token)


def _register(settings: Settings, person: Person, password: str) -> None:
    """Signs up and follows the link in the letter; done before, it changes nothing."""
    api = Api(settings.url)
    try:
        _issue(Api(settings.url, basic=(person.email, password)), ("read",))
    except Turned as turned:
        if turned.code not in ("wrong-credentials", "email-not-verified"):
            raise
    else:
        return
    api.post("/accounts", {"email": person.email, "name": person.name, "password": password})
    api.post("/accounts/verify", {"token": verification_token(settings.mail, person.email)})


def _grant(admin: Api, settings: Settings, person: Person, password: str) -> None:
    account = signed_in(Api(settings.url), person.email, password, ("read",)).get("/me")["id"]
    admin.post(f"/accounts/{account}/roles", {"role": person.staff})


def signed_in(api: Api, email: str, password: str, scopes: tuple[str, ...]) -> Api:
    asking = Api(api.url, basic=(email, password))
    return asking.entering(str(_issue(asking, scopes)["token"]))


def _issue(asking: Api, scopes: tuple[str, ...]) -> Any:
    return asking.post("/tokens", {"name": "demonstration", "scopes": list(scopes)})
