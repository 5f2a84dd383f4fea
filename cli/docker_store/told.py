"""A store's answers, and how it shows that somebody else gave them."""

from __future__ import annotations

from typing import Any, NoReturn

from cli.docker_store.ending import Stop


class Told(dict[str, Any]):
    """An answer; what it has to have and lacks is missing because somebody else than a store gave it."""

    def __init__(self, url: str, told: dict[str, Any]) -> None:
        super().__init__(told)
        self.url = url

    def __missing__(self, name: str) -> NoReturn:
        raise foreign(self.url, f"its answer has no “{name}”")


def foreign(url: str, why: str) -> Stop:
    todo = "Check the address. Where it is right, the store is of another version than this program."
    return Stop(f"That is no Chandlery store: {url}; {why}.", todo)
