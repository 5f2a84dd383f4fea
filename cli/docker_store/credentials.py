"""Docker's credential helpers, `docker-credential-NAME get|store|erase`, which talk JSON on standard input and output.

Our token lies beside docker's own credentials, under the store's address with `/docker-store` behind it.
"""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cli.docker_store.ending import Stop

if TYPE_CHECKING:
    from pathlib import Path

NOTHING_THERE = "credentials not found in native keychain"  # what every helper says, by the protocol
PATIENCE = 60  # seconds: a keychain may ask its owner to unlock it


def of_docker(folder: Path) -> dict[str, Any]:
    """docker's own config.json; empty where there is none, or none that can be read."""
    try:
        told = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def helper_for(folder: Path, url: str, registry: str) -> str:
    """The helper's name, as docker's config.json has it for this host or for all; empty where there is none."""
    told = of_docker(folder)
    helpers = told.get("credHelpers") or {}
    named = helpers.get(registry) or helpers.get(urlsplit(url).netloc)
    return str(named or told.get("credsStore") or "")


def keep(helper: str, url: str, user: str, secret: str) -> None:
    _ask(helper, "store", json.dumps({"ServerURL": _key(url), "Username": user, "Secret": secret}))


def get(helper: str, url: str) -> str:
    """The token, or nothing."""
    try:
        return str(json.loads(_ask(helper, "get", _key(url)))["Secret"])
    except NotKept:
        return ""
    except (ValueError, KeyError) as wrong:
        raise Stop(f"docker-credential-{helper} answers what cannot be read.") from wrong


def of_registry(helper: str, registry: str) -> tuple[str, str]:
    """Name and secret as `docker login` left them; empty where it did not."""
    try:
        told = json.loads(_ask(helper, "get", registry))
        return str(told["Username"]), str(told["Secret"])
    except NotKept:
        return "", ""
    except (ValueError, KeyError) as wrong:
        raise Stop(f"docker-credential-{helper} answers what cannot be read.") from wrong


def erase(helper: str, url: str) -> None:
    try:
        _ask(helper, "erase", _key(url))
    except NotKept:
        return


class NotKept(Exception):
    """The helper knows nothing under this address."""


def _key(url: str) -> str:
    return f"{url}/docker-store"


def _ask(helper: str, what: str, given: str) -> str:
    program = f"docker-credential-{helper}"
    try:
        done = subprocess.run(
            [program, what], input=given, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False
        )
    except FileNotFoundError as missing:
        todo = f"Install it, or take “{helper}” out of docker's config.json."
        raise Stop(f"docker keeps its credentials by {program}, which is not on PATH.", todo) from missing
    except subprocess.TimeoutExpired as late:
        raise Stop(f"{program} did not answer within {PATIENCE} seconds.") from late
    if done.returncode == 0:
        return done.stdout
    said = (done.stdout + done.stderr).strip()
    if NOTHING_THERE in said:
        raise NotKept
    raise Stop(f"{program} could not {what} the token: {said or 'it said nothing'}.")
