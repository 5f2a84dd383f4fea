"""How one is signed in to a registry: by the store's token, or as `docker login` left it."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from cli.docker_store import credentials

if TYPE_CHECKING:
    from pathlib import Path

REFRESH = "<token>"  # what docker has as the name where the secret is a refresh token
Asked = tuple[str, str, "dict[str, str]", "bytes | None"]


class Login:
    """Nobody's, where `user` is empty."""

    def __init__(self, user: str = "", secret: str = "") -> None:
        self.user, self.secret = user, secret

    @property
    def basic(self) -> str:
        if not self.user or self.user == REFRESH:
            return ""
        return f"Basic {b64encode(f'{self.user}:{self.secret}'.encode()).decode()}"

    def asks(self, realm: str, told: list[tuple[str, str]]) -> Asked:
        """The request for a token: method, address, headers, content."""
        if self.user == REFRESH:
            form = [*told, ("grant_type", "refresh_token"), ("client_id", "docker-store")]
            content = urlencode([*form, ("refresh_token", self.secret)]).encode()
            return "POST", realm, {"Content-Type": "application/x-www-form-urlencoded"}, content
        headers = {"Authorization": self.basic} if self.basic else {}
        return "GET", f"{realm}{'&' if '?' in realm else '?'}{urlencode(told)}", headers, None


def by_docker(folder: Path, registry: str) -> Login:
    """Of docker's config.json in `folder`, or of the credential helper that it names; else nobody's."""
    helper = credentials.helper_for(folder, f"https://{registry}", registry)
    if helper:
        return Login(*credentials.of_registry(helper, registry))
    try:
        entry = credentials.of_docker(folder)["auths"][registry]
        if entry.get("identitytoken"):
            return Login(REFRESH, str(entry["identitytoken"]))
        user, _, secret = b64decode(entry["auth"]).decode().partition(":")
    except (ValueError, KeyError, TypeError, AttributeError):
        return Login()
    return Login(user, secret.rstrip("\0"))
