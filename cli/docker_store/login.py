"""`login`: signs in to a store by a code that a browser allows, and docker to its registry with the same token."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from cli.docker_store.asking import tell
from cli.docker_store.calling import Store
from cli.docker_store.ending import DONE, FAILED, Refused, Stop
from cli.docker_store.known import address

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from cli.docker_store.session import Session

SCOPES = ["pull", "read", "buy"]
WAITING = ("authorization-pending", "slow-down")
SLOWER = 5  # seconds added to the interval (RFC 8628, section 3.5)


def take(parser: ArgumentParser) -> None:
    parser.add_argument("url", nargs="?", default="", metavar="STORE_URL", help="such as https://store.example")
    parser.add_argument("--token-stdin", action="store_true", help="read an access token from standard input (CI)")
    parser.add_argument("-u", "--username", default="", help="whose it is, where the store cannot say: a robot's name")
    parser.add_argument("--browser", action="store_true", help="open the page in this machine's browser")
    parser.add_argument("--no-docker", action="store_true", help="leave docker's own sign-in as it is")


def run(asked: Any, session: Session) -> int:
    url = address(asked.url) if asked.url else session.url
    store = Store(url, "", session.prog)
    registry = store.get("/store")["registry"]  # whether there is a store at all is told before anybody signs in
    made = _from_stdin() if asked.token_stdin else _by_device(store, asked.browser)
    store.token = made["token"]
    user = asked.username or made.get("email") or _email(store)
    told = {"registry": registry, "user": user}
    told.update({"token_id": made["id"]} if made.get("id") else {})
    place = session.known.keep(url, made["token"], told)
    tell(f"Signed in to {url} as {user}. The token is kept by {place}.")
    return DONE if asked.no_docker else _docker(session, registry, user, made["token"])


def _from_stdin() -> dict[str, Any]:
    token, todo = sys.stdin.read().strip(), "Such as: echo $TOKEN | docker store login … --token-stdin"
    if not token:
        raise Stop("There is no access token on standard input.", todo)
    if len(token.split()) > 1:
        raise Stop("What came on standard input is no access token: it has several words.", todo)
    return {"token": token}


def _email(store: Store) -> str:
    try:
        return str(store.get("/me")["email"])
    except Refused as refused:
        if refused.problem in ("scope-missing", "unknown-account", "account-unknown"):
            raise Stop("The store does not tell whose token this is.", "Say it: --username NAME") from refused
        raise


def _by_device(store: Store, opens: bool) -> dict[str, Any]:
    """RFC 8628: a code is shown here, allowed there, and asked after meanwhile."""
    import socket
    import time

    started = store.post("/device", {"name": f"docker store on {socket.gethostname()}"[:60], "scopes": SCOPES})
    tell(f"Open   {started['verification_uri']}")
    tell(f"Enter  {started['user_code']}")
    tell(f"or open {started['verification_uri_complete']}")
    if opens:
        import webbrowser

        webbrowser.open(started["verification_uri_complete"])
    tell("Waiting until you have allowed it. Ctrl-C ends this.")
    interval, until = float(started["interval"]), time.monotonic() + float(started["expires_in"])
    while time.monotonic() < until:
        time.sleep(interval)
        try:
            allowed: dict[str, Any] = store.post("/device/token", {"device_code": started["device_code"]})
        except Refused as refused:
            if refused.problem not in WAITING:
                raise
            interval += SLOWER if refused.problem == "slow-down" else 0
        else:
            return allowed
    raise Stop("The code has expired.", "Sign in again, and allow it in time.")


def _docker(session: Session, registry: str, user: str, token: str) -> int:
    """Signs docker in to the registry; without docker the store can be used all the same."""
    import shutil

    if shutil.which("docker") is None:
        tell("docker is not on PATH, and was not signed in.")
        return DONE
    code, said = session.docker.told("login", registry, "--username", user, "--password-stdin", given=token)
    if code:
        tell(f"docker could not sign in to {registry}: {said.splitlines()[-1] if said else 'it said nothing'}")
        return FAILED
    tell(f"docker is signed in to {registry}.")
    return DONE
