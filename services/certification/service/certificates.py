"""What is certified, and until when."""

from collections.abc import Callable, Mapping
from typing import Any

from eventlog.deadlines import Fired
from services.certification.service.desk import Desk


class Certificates(Desk):
    pass


WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {}
