"""Licences: issued with a right, signed, changed and revoked; and the papers of a sale."""

from collections.abc import Callable, Mapping
from typing import Any

from eventlog.deadlines import Fired
from services.billing.service.desk import Desk

WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {}


class Licences(Desk):
    pass
