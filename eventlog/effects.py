"""What an event causes outside the log, or later: written with the event, acted on afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

DUE = "due"  # beside the kinds of effects: something is due later

JSON: TypeAlias = bool | int | float | str | list["JSON"] | dict[str, "JSON"] | None


@dataclass(frozen=True)
class Due:
    """A command to give at a later time; its decider judges then whether it still applies."""

    name: str
    at: datetime
    subject: str
    arguments: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True)
class Effect:
    """Something to do outside, once for each (kind, key). Arguments hold ids, never secrets or personal data."""

    kind: str
    key: str
    arguments: Mapping[str, JSON] = field(default_factory=dict)
