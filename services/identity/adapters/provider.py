"""A provider of identities by OpenID Connect: the code flow with PKCE (Core 1.0, section 3.1; RFC 7636)."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from eventlog.refusal import Forbidden, Unavailable
from services.identity.ports import Asked, Identified

SCOPES = "openid email profile"
PATIENCE = 5.0  # seconds for each answer of the provider
KEPT = 3600.0  # seconds that what it says of itself, and its keys, are not asked for again
SKEW = 60  # seconds that its clock may be off ours
SIGNED_BY = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
RANDOM = 48  # letters of each secret; RFC 7636, section 4.1, wants 43 to 128


@dataclass(frozen=True)
class About:
    """What the provider says of itself (Discovery 1.0, section 3), with its keys, as of `at` by the monotonic clock."""

    metadata: Mapping[str, Any]
    keys: KeySet
    at: float


class OpenIdConnect:
    def __init__(self, issuer: str, client: str, secret: str, now: Callable[[], float] = time.monotonic) -> None:
        """`issuer` has no slash at its end, whether the provider's own name has one or not."""
        self.issuer, self.client, self.secret, self.now = issuer, client, secret, now
        self._about: About | None = None

    def ask(self, redirect: str) -> Asked:
        asked = Asked("", generate_token(RANDOM), generate_token(RANDOM), generate_token(RANDOM))
        with self._talking(redirect) as session:
            address, _ = session.create_authorization_url(
                self._known().metadata["authorization_endpoint"], asked.state, asked.verifier, nonce=asked.nonce
            )
        return asked._replace(address=address)

    def identify(self, code: str, nonce: str, verifier: str, redirect: str) -> Identified:
        with self._talking(redirect) as session:
            metadata = self._known().metadata
            token = session.fetch_token(metadata["token_endpoint"], code=code, code_verifier=verifier, timeout=PATIENCE)
            claims = self._claims(token, nonce)
            if "email" not in claims and "userinfo_endpoint" in metadata:
                claims = {**self._told(session, metadata["userinfo_endpoint"], claims["sub"]), **claims}
        return Identified(
            issuer=self.issuer,
            subject=str(claims["sub"]),
            email=str(claims.get("email") or ""),
            proven=claims.get("email_verified") in (True, "true"),
            name=str(claims.get("name") or claims.get("preferred_username") or ""),
        )

    @contextmanager
    def _talking(self, redirect: str) -> Iterator[OAuth2Session]:
        """What the provider does not answer, and what it does that does not hold, in the words of refusals."""
        method = "client_secret_basic" if self.secret else "none"
        session = OAuth2Session(
            self.client,
            self.secret,
            scope=SCOPES,
            redirect_uri=redirect,
            token_endpoint_auth_method=method,
            code_challenge_method="S256",
        )
        try:
            with session:
                yield session
        except (requests.RequestException, KeyError, TypeError, ValueError) as away:
            raise Unavailable("sign-in-service-away", type(away).__name__) from away
        except (AuthlibBaseError, JoseError) as refused:
            raise Forbidden("sign-in-not-proven", type(refused).__name__) from refused

    def _claims(self, token: Mapping[str, Any], nonce: str) -> dict[str, Any]:
        """Of the ID token, whose signature, issuer, audience, times and nonce hold (Core, section 3.1.3.7)."""
        try:
            read = self._read(token["id_token"], self._known())
        except InvalidKeyIdError:  # it signs with a new key
            read = self._read(token["id_token"], self._known(anew=True))
        options = {
            "iss": {"essential": True, "value": self._known().metadata["issuer"]},
            "aud": {"essential": True, "value": self.client},
        }
        told = {"nonce": nonce, "client_id": self.client, "access_token": token.get("access_token", "")}
        CodeIDToken(read.claims, read.header, options, told).validate(leeway=SKEW)
        return dict(read.claims)

    def _read(self, text: str, about: About) -> jwt.Token:
        offered = about.metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        registry = JWSRegistry(algorithms=sorted(SIGNED_BY.intersection(offered)), strict_check_header=False)
        return jwt.decode(text, about.keys, registry=registry)

    def _told(self, session: OAuth2Session, address: str, subject: str) -> dict[str, Any]:
        """What it says where it is asked, if that is of the same person (Core, section 5.3.4)."""
        told = _answered(session.get(address, timeout=PATIENCE))
        if told.get("sub") != subject:
            raise Forbidden("sign-in-not-proven", "another subject")
        return told

    def _known(self, anew: bool = False) -> About:
        known = self._about
        if anew or known is None or known.at + KEPT < self.now():
            well_known = f"{self.issuer}/.well-known/openid-configuration"
            metadata = _answered(requests.get(well_known, timeout=PATIENCE))
            if str(metadata["issuer"]).rstrip("/") != self.issuer:
                raise Unavailable("sign-in-service-away", "it says that it is another issuer")
            keys = _answered(requests.get(metadata["jwks_uri"], timeout=PATIENCE))
            known = self._about = About(metadata, KeySet.import_key_set(keys), self.now())  # type: ignore[arg-type]
        return known


def _answered(response: requests.Response) -> dict[str, Any]:
    response.raise_for_status()
    return dict(response.json())
