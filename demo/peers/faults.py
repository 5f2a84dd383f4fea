"""What goes wrong on demand at a stand-in: answers that are lost, late or refused."""

import re
import threading
from dataclasses import dataclass, field
from typing import Literal

What = Literal["lose", "drop", "refuse", "fail", "limit", "slow", "message"]


@dataclass
class Fault:
    """What happens to the next `times` requests with this method whose path matches.

    lose: it is done, and the connection ends without an answer · drop: it ends before anything is done ·
    refuse: 500 · fail: 502 with a page of HTML · limit: 429 · slow: it takes `seconds` more · message: what TSANet
    refuses it refuses with HTTP 500 and a message, whatever form was asked for.
    """

    what: What
    method: str = "POST"
    path: str = ".*"
    times: int = 1
    seconds: float = 0.0


@dataclass
class Faults:
    planned: list[Fault] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def plan(self, fault: Fault) -> None:
        with self._lock:
            self.planned.append(fault)

    def next(self, method: str, path: str) -> Fault | None:
        with self._lock:
            for fault in self.planned:
                if fault.times > 0 and fault.method == method and re.fullmatch(fault.path, path):
                    fault.times -= 1
                    return fault
        return None
