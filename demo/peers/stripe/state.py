"""What the stand-in remembers: objects as its API shows them, kept in a journal, one line a change."""

import json
import secrets
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Object = dict[str, Any]


class State:
    """`lock` is held by whoever changes something; names that begin with _ are for the stand-in's eyes."""

    def __init__(self, journal: Path | None = None) -> None:
        self.lock = threading.RLock()
        self._objects: dict[str, Object] = {}
        self._of_kind: dict[str, list[str]] = defaultdict(list)
        self._of_customer: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._journal = None
        if journal is not None:
            journal.parent.mkdir(parents=True, exist_ok=True)
            self._replay(journal)
            self._journal = journal.open("a", encoding="utf-8")

    def put(self, made: Object) -> Object:
        """Keeps it, new or changed."""
        with self.lock:
            self._keep(made)
            if self._journal is not None:
                self._journal.write(json.dumps(made) + "\n")
                self._journal.flush()
        return made

    def get(self, id: str) -> Object | None:
        return self._objects.get(id)

    def newest_first(self, kind: str, customer: str = "") -> Iterator[Object]:
        ids = self._of_customer[kind, customer] if customer else self._of_kind[kind]
        return (self._objects[id] for id in reversed(list(ids)))

    def forget(self) -> None:
        """Everything; the journal stays."""
        with self.lock:
            for kept in (self._objects, self._of_kind, self._of_customer):
                kept.clear()

    def _keep(self, made: Object) -> None:
        id, kind, customer = made["id"], made["object"], made.get("customer")
        if id not in self._objects:
            self._of_kind[kind].append(id)
            if customer:
                self._of_customer[kind, customer].append(id)
        self._objects[id] = made

    def _replay(self, journal: Path) -> None:
        if journal.exists():
            for line in journal.read_text(encoding="utf-8").splitlines():
                self._keep(json.loads(line))


def new_id(code: str) -> str:
    return f"{code}_{secrets.token_hex(12)}"


def now() -> int:
    return int(time.time())


def shown(found: Object) -> Object:
    """Without what is for the stand-in's eyes."""
    return {name: _shown(value) for name, value in found.items() if not name.startswith("_")}


def _shown(value: Any) -> Any:
    if isinstance(value, dict):
        return shown(value)
    return [_shown(each) for each in value] if isinstance(value, list) else value
