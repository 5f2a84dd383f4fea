"""Every decision on a token as one line of JSON: who asked what, what was granted, by which rule."""

import os
import time
from collections.abc import Sequence
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quoted
from pathlib import Path
from threading import Lock

from gateway.registry.grants import Grant

NAME = "decisions.jsonl"


class Decisions:
    """Appends to a file that other processes append to as well; moved away by an operator, it is begun anew."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME
        self._descriptor = -1
        self._inode = -1
        self._looked = 0.0
        self._alone = Lock()  # who writes must not have the file closed meanwhile

    def note(self, who: str, grants: Sequence[Grant], now: float) -> None:
        asked = ",".join(quoted(str(each.scope)) for each in grants)
        granted = ",".join(f'"{",".join(sorted(each.actions))}"' for each in grants)
        rules = ",".join(f'"{each.code or each.rule}"' for each in grants)
        at = moment(int(now))
        told = f'{{"at":"{at}","who":{quoted(who)},"asked":[{asked}],"granted":[{granted}],"rule":[{rules}]}}\n'
        with self._alone:
            os.write(self._open(now), told.encode())

    def _open(self, now: float) -> int:
        """The file, looked at once a second."""
        if now - self._looked >= 1 or self._descriptor < 0:
            self._looked = now
            if not self._path.exists() or self._path.stat().st_ino != self._inode:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                before = self._descriptor
                self._descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
                self._inode = os.fstat(self._descriptor).st_ino
                if before >= 0:
                    os.close(before)
        return self._descriptor


@lru_cache(4)
def moment(now: int) -> str:
    """RFC 3339, of seconds since 1970."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now))
