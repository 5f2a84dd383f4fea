"""Pulling by docker, with its own progress; the store's word for it is only taken where it is a pull."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from cli.docker_store import credentials
from cli.docker_store.ending import Stop

if TYPE_CHECKING:
    from cli.docker_store.session import Session

PULLS = (["docker", "pull"], ["docker", "plugin", "install"])
REFERENCE = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._/:@-]{0,254}")


def words_of(command: str) -> list[str]:
    """`docker pull REFERENCE`, or `docker plugin install REFERENCE`; raises Stop for anything else."""
    words = shlex.split(command)
    if words[:-1] not in PULLS or not REFERENCE.fullmatch(words[-1]):
        raise Stop("The store's command to pull is none, and was not run.", "Its address may be wrong.")
    return words


def pulled(session: Session, command: str) -> bool:
    """Whether docker could."""
    return session.docker.run(*words_of(command)[1:]) == 0


def sign_docker_in(session: Session) -> None:
    """To the store's registry, where it is not: docker may have been installed, or signed out, since `login`."""
    if session.registry in (credentials.of_docker(session.known.folder).get("auths") or {}):
        return
    words = ("login", session.registry, "--username", session.login.user, "--password-stdin")
    code, said = session.docker.told(*words, given=session.login.secret)
    if code:
        raise Stop(f"docker could not sign in to {session.registry}: {said}")
