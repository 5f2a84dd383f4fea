"""A store that is down, opened in this process for as long as a command takes."""

import cli.chandlery.green  # noqa: F401 — it patches the sockets of this process, so it comes first

# isort: split
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from cli.chandlery import control, operations, registry
from cli.chandlery.control import Answers
from cli.chandlery.folder import Folder
from cli.chandlery.store import Store

IN_STEP = 30  # seconds that a command waits for followers that have to catch up


@contextmanager
def opened(
    settings: Mapping[str, str], say: Callable[[str], None]
) -> Iterator[Callable[[str, Mapping[str, Any]], Answers]]:
    """The lock on the folder is its caller's; registry and demonstration stay down."""
    program = registry.find(settings["CHANDLERY_REGISTRY_PROGRAM"])
    told = dict(settings) | {"CHANDLERY_REGISTRY_VERSION": registry.version(settings, program)}
    store = Store(told, Folder(Path(settings["CHANDLERY_DATA"])))
    store.start()
    try:
        if not store.is_in_step(IN_STEP):
            say("the views are still behind the logs; the answer may be too")
        yield partial(control.carry_out, operations.commands(store))
    finally:
        store.stop()
