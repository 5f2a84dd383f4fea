"""What notifications need from outside: who posts to webhooks, and who searches. Letters go by mailing.Mailer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Answered:
    """What a webhook's receiver said; `status` 0: nothing, and `error` says why."""

    status: int
    body: str  # its beginning
    error: str
    milliseconds: int
    retry_after: int = 0  # seconds that it asked for; 0: none


class Post(Protocol):
    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Answered:
        """One attempt; follows no redirect, and reaches no address that is not everybody's."""


class Finder(Protocol):
    def answers(self, question: str, address: str) -> bool:
        """Whether the product at publisher/product is found by what stands after the ? of the page of results.

        Raises eventlog.refusal.Unavailable while nothing can be searched.
        """
