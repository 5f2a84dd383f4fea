"""`logout`: undoes `login`: docker is signed out of the registry, the token forgotten here and ended at the store."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from cli.docker_store.asking import tell
from cli.docker_store.calling import at
from cli.docker_store.ending import DONE, Stop
from cli.docker_store.known import address

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from cli.docker_store.session import Session


def take(parser: ArgumentParser) -> None:
    parser.add_argument("url", nargs="?", default="", metavar="STORE_URL", help="the usual one, where none is named")
    parser.add_argument("--no-docker", action="store_true", help="leave docker's own sign-in as it is")


def run(asked: Any, session: Session) -> int:
    url = address(asked.url) if asked.url else session.url
    kept = session.known.of(url)
    if not kept:
        tell(f"You were not signed in to {url}.")
        return DONE
    if kept.get("token_id"):
        _end(session, url, str(kept["token_id"]))
    if not asked.no_docker and kept.get("registry") and shutil.which("docker"):
        session.docker.told("logout", str(kept["registry"]))
    session.known.forget(url)
    tell(f"Signed out of {url}.")
    return DONE


def _end(session: Session, url: str, token: str) -> None:
    """The token that `login` made; one that was given by --token-stdin is its owner's to end."""
    from cli.docker_store.calling import Store

    try:
        Store(url, session.known.token(url), session.prog).delete(at("/tokens/{}", token))
    except Stop as stopped:
        tell(f"The token counts on at the store: {stopped.text} End it there: {url}/account")
