"""`chandlery tidy`: what the logs keep beside their events, and need no more."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from cli.chandlery.folder import Folder
from cli.chandlery.sealing import LogsAlone
from eventlog.tidying import KEPT, forget_commands


def tidy(settings: Mapping[str, str]) -> list[tuple[str, str]]:
    """Of each log: how many commands were forgotten."""
    secret = bytes.fromhex(Folder(Path(settings["CHANDLERY_DATA"])).secret("services.secret"))
    logs = LogsAlone(settings["CHANDLERY_LOGS"], secret)
    try:
        return [(name, str(forget_commands(log, datetime.now(UTC) - KEPT))) for name, log in logs().items()]
    finally:
        logs.close()
