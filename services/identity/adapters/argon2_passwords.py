"""Password hashes by argon2id, two at a time, beside the event loop."""

import threading
from collections.abc import Callable
from typing import Any

import eventlet.patcher
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from eventlet import tpool

AT_ONCE = 2
MEMORY = 19 * 1024  # KiB; with two passes and one lane as OWASP's password storage sheet asks for


class Argon2Passwords:
    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=MEMORY, parallelism=1)
        self._free = threading.BoundedSemaphore(AT_ONCE)  # green where eventlet has patched

    def hash(self, password: str) -> str:
        return str(self._beside(self._hasher.hash, password))

    def matches(self, password: str, hash: str) -> bool:
        return bool(self._beside(self._verify, hash, password))

    def _verify(self, hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(hash, password)
        except (VerifyMismatchError, InvalidHashError):
            return False

    def _beside(self, work: Callable[..., Any], *arguments: str) -> Any:
        with self._free:
            if eventlet.patcher.is_monkey_patched("thread"):
                return tpool.execute(work, *arguments)
            return work(*arguments)
