"""What the processes of one store share at scale: its folder, and the broker between them."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cli.chandlery.folder import Folder, InUse
from cli.chandlery.printing import Stop
from gateway.registry import keys


def broker(told: Mapping[str, str]) -> str:
    if not told["AMQP_URI"]:
        raise Stop("AMQP_URI is not set; `serve` needs RabbitMQ: amqp://USER:PASSWORD@HOST:PORT/VHOST")
    return told["AMQP_URI"]


def must_be_the_only(name: str, told: Mapping[str, str], folder: Folder) -> None:
    """Where its files are SQLite's: what several processes would do to them is nobody's to mend."""
    if not any(told[setting].startswith("sqlite:") for setting in ("CHANDLERY_LOGS", "CHANDLERY_VIEWS")):
        return
    try:
        folder.only(name)
    except InUse as busy:
        raise Stop(f"{busy}; several may be where CHANDLERY_LOGS and CHANDLERY_VIEWS are PostgreSQL's") from busy


@contextmanager
def shared(name: str, told: Mapping[str, str]) -> Iterator[Folder]:
    """The store's folder, which every process of it has; keys and secrets are there afterwards."""
    os.environ.setdefault("PGAPPNAME", f"chandlery {name}")  # how pg_stat_activity tells the processes apart
    folder = Folder(Path(told["CHANDLERY_DATA"]))
    try:
        folder.share(name)
        with folder.preparing():
            keys.prepare(Path(told["CHANDLERY_REGISTRY_KEYS"]))
    except InUse as busy:
        raise Stop(f"{busy}, which has it alone; end that one, or name another folder with CHANDLERY_DATA") from busy
    except OSError as error:
        raise Stop(f"CHANDLERY_DATA: {error.filename or folder.path} cannot be used: {error.strerror}") from error
    try:
        yield folder
    finally:
        folder.give_back()
