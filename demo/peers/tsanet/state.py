"""What the stand-in remembers: cases with their responses and notes, subscriptions, and who is signed in."""

import json
import secrets
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Object = dict[str, Any]


class State:
    """`lock` is held by whoever changes something; `kept`: where it is written, for whoever starts it again."""

    def __init__(self, kept: Path | None = None) -> None:
        self.lock = threading.RLock()
        self.cases: dict[str, Object] = {}  # by token, oldest first
        self.subscriptions: dict[int, Object] = {}  # with `_company` and `secret`
        self.logins: dict[str, int] = {}  # access token to company
        self.last = 0
        self._kept = kept
        if kept is not None and kept.exists():
            told = json.loads(kept.read_text(encoding="utf-8"))
            self.cases, self.last = told["cases"], told["last"]
            self.subscriptions = {int(id): each for id, each in told["subscriptions"].items()}

    def next_id(self) -> int:
        self.last += 1
        return self.last

    def keep(self) -> None:
        if self._kept is None:
            return
        self._kept.parent.mkdir(parents=True, exist_ok=True)
        told = {"cases": self.cases, "last": self.last, "subscriptions": self.subscriptions}
        beside = self._kept.with_suffix(".new")
        beside.write_text(json.dumps(told), encoding="utf-8")
        beside.replace(self._kept)

    def cases_of(self, company: int) -> Iterator[Object]:
        return (each for each in list(self.cases.values()) if company in sides(each))

    def forget(self) -> None:
        with self.lock:
            self.cases.clear()
            self.subscriptions.clear()
            self.logins.clear()


def sides(case: Object) -> tuple[int, int]:
    return case["submitCompanyId"], case["receiveCompanyId"]


def new_token() -> str:
    return secrets.token_hex(16)


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
