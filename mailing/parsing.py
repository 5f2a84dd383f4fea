"""A letter's bytes taken apart, by the standard library; one that is made to fill the memory is left whole."""

from email.message import Message
from email.parser import BytesParser
from email.policy import Policy, compat32

MOST_PARTS, MOST_HEADERS, DEEPEST = 500, 1000, 20
MOST_LINES = 500_000  # 30 MB of files have fewer; the parser looks at each of them once for each part around it


class TooMuch(Exception):
    """More parts, headers or lines than any letter has."""


class _Part(Message):
    depth = 0

    def attach(self, payload: Message) -> None:  # type: ignore[override]
        if isinstance(payload, _Part):
            payload.depth = self.depth + 1
            if payload.depth > DEEPEST:
                raise TooMuch("parts within parts")
        super().attach(payload)

    def set_raw(self, name: str, value: str) -> None:
        if len(self) >= MOST_HEADERS:
            raise TooMuch("headers")
        super().set_raw(name, value)


class _Parts:
    """Makes them, as many as there may be."""

    def __init__(self) -> None:
        self._made = 0

    def __call__(self, policy: Policy = compat32) -> Message:
        self._made += 1
        if self._made > MOST_PARTS:
            raise TooMuch("parts")
        return _Part(policy)


def parsed(raw: bytes) -> Message:
    """Raises TooMuch."""
    if raw.count(b"\n") > MOST_LINES:
        raise TooMuch("lines")
    return BytesParser(_Parts(), policy=compat32).parsebytes(raw)
