"""With what the docker client signs in to registries: its config.json, and the programs that keep its passwords."""

import base64
import binascii
import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.certification.adapters.sources.references import HUB
from services.certification.ports import SourceAway

_HUB_KEY = "https://index.docker.io/v1/"
_PROGRAM = re.compile(r"[A-Za-z0-9._-]+")
_PATIENCE = 60  # seconds; some ask a person first
_TOKEN = "<token>"  # noqa: S105 - under this name a program keeps an identity's token


@dataclass(frozen=True)
class Credentials:
    """A name and a password, or the token of an identity alone."""

    user: str = ""
    password: str = ""
    identity_token: str = ""

    @property
    def basic(self) -> str:
        return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()


class DockerCredentials:
    """`folder` holds config.json, `~/.docker` where none is given; a person without one signs in nowhere."""

    def __init__(self, folder: Path | None = None) -> None:
        self._file = (folder or Path.home() / ".docker") / "config.json"

    def of(self, host: str) -> Credentials | None:
        """For `registry.example:5000`; raises SourceAway where the program that keeps them fails."""
        told = self._told()
        names = (_HUB_KEY, HUB) if host == HUB else (host, f"https://{host}", f"http://{host}")
        for name in names:
            program = _within(told, "credHelpers").get(name) or told.get("credsStore")
            if isinstance(program, str) and program and (found := _kept_by(program, name)):
                return found
        auths = _within(told, "auths")
        for name in (*names, *(f"https://{host}{path}" for path in ("/", "/v1/", "/v2/"))):
            if isinstance(auths.get(name), dict) and (found := _written(auths[name])):
                return found
        return None

    def _told(self) -> dict[str, Any]:
        try:
            told = json.loads(self._file.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError) as wrong:
            raise SourceAway(f"{self._file} cannot be read: {type(wrong).__name__}.") from wrong
        return told if isinstance(told, dict) else {}


def _within(told: dict[str, Any], name: str) -> dict[str, Any]:
    found = told.get(name)
    return found if isinstance(found, dict) else {}


def _written(told: dict[str, Any]) -> Credentials | None:
    """As `docker login` writes them where no program keeps them."""
    token = told.get("identitytoken")
    if isinstance(token, str) and token:
        return Credentials(identity_token=token)
    try:
        user, _, password = base64.b64decode(str(told.get("auth", ""))).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    user, password = told.get("username") or user, told.get("password") or password.rstrip("\0")
    return Credentials(str(user), str(password)) if user else None


def _kept_by(program: str, name: str) -> Credentials | None:
    """Docker's protocol of credential helpers: `get`, the server's name in, JSON out."""
    if not _PROGRAM.fullmatch(program):
        raise SourceAway(f"“{program[:80]}” is no name of a program that keeps Docker's passwords.")
    command = [f"docker-credential-{program}", "get"]
    try:
        done = subprocess.run(command, input=name.encode(), capture_output=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as wrong:
        raise SourceAway(f"{command[0]}, which keeps Docker's passwords, does not answer.") from wrong
    if done.returncode:
        return None  # it has none for this server
    try:
        told = json.loads(done.stdout)
        user, secret = str(told["Username"]), str(told["Secret"])
    except (ValueError, KeyError, TypeError) as wrong:
        raise SourceAway(f"{command[0]} did not answer as Docker's helpers do.") from wrong
    return Credentials(identity_token=secret) if user == _TOKEN else Credentials(user, secret)
