"""What a command works with: the store that is meant, docker, and how the program is called here."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

from cli.docker_store.ending import Stop
from cli.docker_store.known import Known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.docker_store.calling import Store
    from cli.docker_store.engine import Docker
    from cli.docker_store.signed_in import Login


class Session:
    """`asked` is the store that was named, `flags` docker's own options, `prog` `docker store` or `docker-store`."""

    def __init__(self, known: Known, asked: str, flags: tuple[str, ...], prog: str) -> None:
        self.known, self.asked, self.flags, self.prog = known, asked, flags, prog

    @classmethod
    def of(cls, asked: str, flags: Sequence[str], prog: str) -> Session:
        return cls(Known.read(_config(flags)), asked or os.environ.get("CHANDLERY_STORE", ""), tuple(flags), prog)

    @cached_property
    def url(self) -> str:
        """The store's address; raises Stop where none is known."""
        return self.known.chosen(self.asked, self.prog)

    @cached_property
    def store(self) -> Store:
        """Its API, asked with the token that is kept; without one as anybody."""
        from cli.docker_store.calling import Store

        return Store(self.url, self.known.token(self.url), self.prog)

    @cached_property
    def docker(self) -> Docker:
        from cli.docker_store.engine import Docker

        return Docker(self.flags)

    @property
    def signed_in(self) -> Store:
        """The store, for what needs an account; raises Stop where nobody has signed in."""
        if not self.store.token:
            raise Stop("You are not signed in.", f"Sign in: {self.prog} login {self.url}")
        return self.store

    @property
    def login(self) -> Login:
        """For the store's registry: the token that is kept, under its owner's name."""
        from cli.docker_store.signed_in import Login

        if not self.store.token:
            return Login()
        return Login(str(self.known.of(self.url).get("user") or "token"), self.store.token)

    @cached_property
    def registry(self) -> str:
        """HOST:PORT of the store's registry, as docker names it."""
        kept = self.known.of(self.url).get("registry")
        return str(kept or self.store.get("/store")["registry"])


def _config(flags: Sequence[str]) -> str:
    """The folder that docker keeps its own settings in."""
    for at, word in enumerate(flags):
        if word == "--config" and at + 1 < len(flags):
            return flags[at + 1]
        if word.startswith("--config="):
            return word.partition("=")[2]
    return os.environ.get("DOCKER_CONFIG") or os.path.join(os.path.expanduser("~"), ".docker")  # noqa: PTH111, PTH118
