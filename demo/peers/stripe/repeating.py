"""Idempotency keys: what was asked with a key once gets the same answer again, until the keys are forgotten."""

import hashlib
import threading
from dataclasses import dataclass, field

from demo.peers.stripe.refusing import Refusal


@dataclass(frozen=True)
class Given:
    asked: str
    status: int
    body: bytes


@dataclass
class Keys:
    _given: dict[str, Given] = field(default_factory=dict)
    _under_way: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, key: str, asked: str) -> Given | None:
        """What was answered before; None: it is to be carried out, and `end` to be called."""
        with self._lock:
            if key in self._under_way:
                message = "There is currently another in-progress request using this Idempotent Key."
                raise Refusal(409, "idempotency_error", message, code="idempotency_key_in_use")
            before = self._given.get(key)
            if before is None:
                self._under_way.add(key)
            elif before.asked != asked:
                message = "Keys for idempotent requests can only be used with the same parameters."
                raise Refusal(400, "idempotency_error", message)
            return before

    def end(self, key: str, given: Given | None) -> None:
        """Kept where something was done: what was refused before it began may be asked again."""
        with self._lock:
            self._under_way.discard(key)
            if given is not None:
                self._given[key] = given

    def forget(self) -> None:
        with self._lock:
            self._given.clear()


def print_of(method: str, path: str, body: bytes) -> str:
    return hashlib.sha256(f"{method} {path}\n".encode() + body).hexdigest()
