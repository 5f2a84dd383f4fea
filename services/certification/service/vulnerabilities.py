"""What is in released images, and by when what was found there must be mended."""

from collections.abc import Callable, Mapping
from typing import Any

from eventlog.deadlines import Fired
from services.certification.service.desk import Desk


class Vulnerabilities(Desk):
    pass


WHEN_DUE: Mapping[str, Callable[[Any, Fired], None]] = {}
