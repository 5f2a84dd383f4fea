"""The table of commands: a command's module has its name, and is loaded when it is asked for.

A module has `take(parser)`, which adds its arguments, and `run(asked, session) -> int`, which answers the exit code.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from cli.docker_store.session import Session

COMMANDS = {
    "search": "Find images in the store",
    "show": "Show what an image is, with its plans and prices",
    "versions": "List an image's versions",
    "get": "Accept what a plan asks for, subscribe where it needs that, and pull the image",
    "subscriptions": "List your subscriptions",
    "updates": "Tell which images on this host have something newer in the store",
    "upgrade": "Pull what is newer, and tell which containers still run the old image",
    "bundle": "Write an image with all that makes it whole to a file, to carry it past an air gap",
    "load": "Verify a bundle, and push it to a registry on this side",
    "login": "Sign in to a store, and docker to its registry",
    "logout": "Sign out of a store and of its registry",
    "completion": "Print the completion script of a shell",
}


class Command(Protocol):
    def take(self, parser: ArgumentParser) -> None: ...

    def run(self, asked: Any, session: Session) -> int: ...


def command(name: str) -> Command:
    """Raises KeyError for what is none."""
    COMMANDS[name]
    return cast("Command", import_module(f"cli.docker_store.{name}"))
