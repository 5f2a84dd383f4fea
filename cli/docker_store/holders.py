"""For whom something is: oneself, or an organisation that is named by `--for`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from cli.docker_store.ending import NO, Refused, Stop

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def asked_for(holder: str, todo: str) -> Iterator[None]:
    """The store says of an organisation that is not there what it says of a stranger's: raises Stop that says both."""
    try:
        yield
    except Refused as refused:
        if not holder or refused.problem != "not-yours":
            raise
        raise Stop(f"No organisation of the name “{holder}” is yours.", todo, NO) from refused
