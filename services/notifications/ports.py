"""What notifications need from outside: who posts to webhooks, and who searches. Letters go by mailing.Mailer."""

from collections.abc import Collection, Mapping
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
    """Asked with what stands after the ? of the page of results; products are told by their ids.

    Raises eventlog.refusal.Unavailable while nothing can be searched.
    """

    def answering(self, question: str, products: Collection[str]) -> set[str]:
        """Which of these products are found."""

    def all_answering(self, question: str, most: int) -> set[str] | None:
        """All that are found; None where they are more than `most`."""
