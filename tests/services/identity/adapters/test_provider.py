"""Who somebody is to a real provider, and what of its word does not count."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from eventlog.refusal import Forbidden, Refused, Unavailable
from services.identity.adapters.provider import OpenIdConnect
from services.identity.ports import Asked, Identified
from tests.parts.openid import CLIENT, SECRET, Provider, Somebody, provider
from tests.parts.process import free_port

REDIRECT = "http://127.0.0.1:8000/sign-in/back"
GRACE, ALAN = Somebody("grace@example.org"), Somebody("alan@example.org", proven=False, given="Alan", family="Turing")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with provider(tmp_path_factory.mktemp("provider"), REDIRECT, (GRACE, ALAN)) as running:
        yield running


def came_back(peer: Provider, client: OpenIdConnect, who: Somebody) -> tuple[Asked, str]:
    asked = client.ask(REDIRECT)
    back = parse_qs(urlsplit(peer.signs_in(who, asked.address)).query)
    assert back["state"] == [asked.state]
    return asked, back["code"][0]


def identified(peer: Provider, who: Somebody) -> Identified:
    client = OpenIdConnect(peer.issuer, CLIENT, SECRET)
    asked, code = came_back(peer, client, who)
    return client.identify(code, asked.nonce, asked.verifier, REDIRECT)


def test_the_provider_says_who_came_back(real: Provider) -> None:
    assert identified(real, GRACE) == Identified(real.issuer, GRACE.id, "grace@example.org", True, "Grace Hopper")


def test_an_address_that_it_does_not_vouch_for_is_told_as_such(real: Provider) -> None:
    found = identified(real, ALAN)
    assert (found.email, found.proven) == ("alan@example.org", False)


def test_a_code_counts_once(real: Provider) -> None:
    client = OpenIdConnect(real.issuer, CLIENT, SECRET)
    asked, code = came_back(real, client, GRACE)
    client.identify(code, asked.nonce, asked.verifier, REDIRECT)
    with pytest.raises(Forbidden, match="sign-in-not-proven"):
        client.identify(code, asked.nonce, asked.verifier, REDIRECT)


@pytest.mark.parametrize("what", ["nonce", "verifier"])
def test_a_code_of_another_browser_does_not_count(real: Provider, what: str) -> None:
    client = OpenIdConnect(real.issuer, CLIENT, SECRET)
    asked, code = came_back(real, client, GRACE)
    other = asked._replace(**{what: client.ask(REDIRECT)._asdict()[what]})
    with pytest.raises(Forbidden, match="sign-in-not-proven"):
        client.identify(code, other.nonce, other.verifier, REDIRECT)


def test_a_wrong_secret_of_the_store_is_told(real: Provider) -> None:
    asked, code = came_back(real, OpenIdConnect(real.issuer, CLIENT, SECRET), GRACE)
    with pytest.raises(Forbidden, match="sign-in-not-proven"):
        OpenIdConnect(real.issuer, CLIENT, "another").identify(code, asked.nonce, asked.verifier, REDIRECT)


def test_a_provider_that_does_not_answer_is_away() -> None:
    with pytest.raises(Unavailable, match="sign-in-service-away"):
        OpenIdConnect(f"http://127.0.0.1:{free_port()}", CLIENT, SECRET).ask(REDIRECT)


# what a provider may say that does not hold


@dataclass
class Liar:
    """Answers with tokens of the test's own making."""

    issuer: str = ""
    keys: list[RSAKey] = field(default_factory=lambda: [RSAKey.generate_key(2048, {"kid": "one"})])
    offered: tuple[str, ...] = ("RS256",)
    token: str = ""
    userinfo: dict[str, Any] = field(default_factory=dict)

    def answer(self, path: str) -> dict[str, Any]:
        match path:
            case "/.well-known/openid-configuration":
                named = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
                return {
                    "issuer": self.issuer,
                    "jwks_uri": f"{self.issuer}/keys",
                    "id_token_signing_alg_values_supported": list(self.offered),
                    **{f"{name}_endpoint": f"{self.issuer}/{end}" for name, end in named.items()},
                }
            case "/keys":
                return dict(KeySet(list(self.keys)).as_dict())
            case "/token":
                return {"access_token": "opens nothing", "token_type": "Bearer", "id_token": self.token}
            case _:
                return self.userinfo

    def signs(self, key: Any = None, alg: str = "RS256", **claims: Any) -> None:
        times, who = {"iat": 1, "exp": 4_000_000_000}, {"sub": "7", "email": "ada@example.org"}
        told = {"iss": self.issuer, "aud": CLIENT, "nonce": "n", **times, **who, **claims}
        used = key or self.keys[-1]
        self.token = jwt.encode(
            {"alg": alg, "kid": used.kid or ""},
            {name: value for name, value in told.items() if value is not None},
            used,
            algorithms=[alg],
        )


@contextmanager
def lying() -> Iterator[Liar]:
    liar = Liar()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(liar.answer(urlsplit(self.path).path)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        liar.issuer = f"http://127.0.0.1:{server.server_port}"
        try:
            yield liar
        finally:
            server.shutdown()


def said(liar: Liar) -> Identified | str:
    try:
        return OpenIdConnect(liar.issuer, CLIENT, SECRET).identify("code", "n", "v", REDIRECT)
    except Refused as refused:
        return refused.code


def test_its_word_counts_where_all_of_it_holds() -> None:
    with lying() as liar:
        liar.signs(email_verified=True)
        assert said(liar) == Identified(liar.issuer, "7", "ada@example.org", True, "")


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://another.example"},
        {"aud": "another"},
        {"aud": [CLIENT, "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"exp": 1_000},
        {"nonce": "another"},
        {"at_hash": "of another token"},
    ],
    ids=str,
)
def test_a_token_for_others_or_of_another_time_does_not_count(claims: dict[str, Any]) -> None:
    with lying() as liar:
        liar.signs(**claims)
        assert said(liar) == "sign-in-not-proven"


def test_a_token_that_somebody_else_signed_does_not_count() -> None:
    with lying() as liar:
        liar.signs(RSAKey.generate_key(2048, {"kid": "one"}))
        assert said(liar) == "sign-in-not-proven"


def test_a_token_signed_with_what_everybody_knows_does_not_count() -> None:
    with lying() as liar:
        liar.offered = ("RS256", "HS256", "none")
        liar.signs(OctKey.import_key(SECRET, {"kid": "one"}), "HS256")
        assert said(liar) == "sign-in-not-proven"


def test_a_new_key_of_the_provider_is_asked_for() -> None:
    with lying() as liar:
        client = OpenIdConnect(liar.issuer, CLIENT, SECRET)
        liar.signs()
        client.identify("code", "n", "v", REDIRECT)
        liar.keys.append(RSAKey.generate_key(2048, {"kid": "two"}))
        liar.signs()
        assert client.identify("code", "n", "v", REDIRECT).subject == "7"


def test_what_it_says_of_somebody_else_is_not_taken() -> None:
    with lying() as liar:
        liar.signs(email=None)
        liar.userinfo = {"sub": "8", "email": "bob@example.org", "email_verified": True}
        assert said(liar) == "sign-in-not-proven"
        liar.userinfo = {"sub": "7", "email": "ada@example.org", "email_verified": "true", "name": "Ada"}
        assert said(liar) == Identified(liar.issuer, "7", "ada@example.org", True, "Ada")


def test_an_address_that_answers_as_another_issuer_is_not_asked() -> None:
    with lying() as liar:
        address = liar.issuer
        liar.issuer = "https://another.example"
        with pytest.raises(Unavailable, match="another issuer"):
            OpenIdConnect(address, CLIENT, SECRET).ask(REDIRECT)
