"""A provider of identities in a process of its own, with people whose passwords it knows, and what they do there."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests

from tests.parts.go import Program
from tests.parts.process import free_port, running

MODULE = "github.com/zitadel/oidc/v3"
PROVIDER = Program("openid-provider", MODULE, "v3.52.0", ".", source=Path(__file__).parent / "openid_provider/main.go")
CLIENT, SECRET = "chandlery", "a secret of the store"
PASSWORD = "known to the provider"


@dataclass(frozen=True)
class Somebody:
    """Whom the provider knows."""

    email: str
    proven: bool = True
    given: str = "Grace"
    family: str = "Hopper"
    id: str = field(default_factory=lambda: uuid4().hex)


@dataclass(frozen=True)
class Provider:
    issuer: str

    @property
    def settings(self) -> dict[str, str]:
        """What a store is told to use it."""
        return {
            "CHANDLERY_OIDC_ISSUER": self.issuer,
            "CHANDLERY_OIDC_CLIENT": CLIENT,
            "CHANDLERY_OIDC_SECRET": SECRET,
            "CHANDLERY_OIDC_NAME": "Harbour sign-in",
        }

    def signs_in(self, somebody: Somebody, address: str) -> str:
        """As they do in a browser that was sent to `address`; where it sends them back to."""
        with requests.Session() as browser:
            form = browser.get(address, timeout=30)
            asked = re.search(r'name="id" value="([^"]+)"', form.text)
            assert asked, form.text
            typed = {"id": asked[1], "username": somebody.email, "password": PASSWORD}
            answer = browser.post(f"{self.issuer}/login/username", typed, allow_redirects=False, timeout=30)
            back = browser.get(answer.headers["Location"], allow_redirects=False, timeout=30)
        return back.headers["Location"]


@contextmanager
def provider(folder: Path, redirect: str, people: tuple[Somebody, ...]) -> Iterator[Provider]:
    """`redirect`: the one address that it sends people back to."""
    port, users = free_port(), folder / "people.json"
    issuer = f"http://127.0.0.1:{port}"
    users.write_text(json.dumps({one.id: _user(one) for one in people}))
    told = {"Port": str(port), "Issuer": f"{issuer}/", "Redirect": redirect, "Users": str(users)}
    command = [str(PROVIDER.path()), json.dumps(told)]
    with running(command, folder / "provider.log", lambda: _answers(issuer)):
        yield Provider(issuer)


def _user(one: Somebody) -> dict[str, Any]:
    named = {"FirstName": one.given, "LastName": one.family, "Email": one.email, "EmailVerified": one.proven}
    return {"ID": one.id, "Username": one.email, "Password": PASSWORD, "PreferredLanguage": "en", **named}


def _answers(issuer: str) -> bool:
    try:
        return requests.get(f"{issuer}/.well-known/openid-configuration", timeout=5).ok
    except requests.RequestException:
        return False
