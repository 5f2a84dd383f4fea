"""`chandlery show`: one stream as it was at a time, event by event and as its service sees it; names stay hidden."""

import importlib
import json
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cli.chandlery.folder import Folder
from cli.chandlery.printing import Stop
from cli.chandlery.sealing import LOGS, LogsAlone
from eventlog.decider import Decider
from eventlog.personal import masked
from eventlog.recorded import Recorded


@dataclass(frozen=True)
class Shown:
    """`state` is None where no decider of this program folds the stream."""

    service: str
    events: Sequence[Recorded]
    state: Any


def show(settings: Mapping[str, str], stream: str, at: datetime | None) -> Shown:
    """Raises Stop where no log holds the stream, or held it by then."""
    folder = Folder(Path(settings["CHANDLERY_DATA"]))
    if not folder.path.is_dir():
        raise Stop(f"There is no store in {folder.path}; name its folder with CHANDLERY_DATA")
    logs = LogsAlone(settings["CHANDLERY_LOGS"], bytes.fromhex(folder.secret("services.secret")))
    try:
        for service, log in logs().items():
            found = [Recorded.parse(service, *stored) for stored in log.store.read(stream)]
            events = [one for one in found if at is None or one.time <= at]
            if events:
                return Shown(service, events, _folded(stream, events))
            if found:
                raise Stop(f"{stream} begins on {found[0].time.isoformat()}")
    finally:
        logs.close()
    raise Stop(f"no log holds a stream {stream}")


def moment(text: str) -> datetime:
    """RFC 3339, or a day, which then counts whole; UTC where no offset is told. Raises ValueError."""
    at = datetime.fromisoformat(text)
    if len(text) == len("2026-01-31"):
        at = at.replace(hour=23, minute=59, second=59, microsecond=999999)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def line(data: Mapping[str, Any]) -> str:
    """An event's data for people."""
    return json.dumps(masked(data), ensure_ascii=False)


def told(state: Any) -> dict[str, Any]:
    """A state's fields for people; empty for a state without any."""
    if not is_dataclass(state):
        return {}
    return {"": type(state).__name__} | {one.name: masked(getattr(state, one.name)) for one in fields(state)}


def _folded(stream: str, events: Sequence[Recorded]) -> Any:
    decider = next((each for each in _deciders() if stream.startswith(f"{each.name}-")), None)
    if decider is None or any(one.event is None for one in events):
        return None
    return decider.fold([one.event for one in events])


def _deciders() -> list[Decider[Any, Any, Any]]:
    """Of every service, those with the longest names first."""
    found: dict[str, Decider[Any, Any, Any]] = {}
    for service in LOGS:
        room = importlib.import_module(f"services.{service}.deciders")
        for module in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
            named = vars(importlib.import_module(module.name)).values()
            found |= {each.name: each for each in named if isinstance(each, Decider)}
    return sorted(found.values(), key=lambda each: -len(each.name))
