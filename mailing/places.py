"""Where letters are listened for, as the operator names it."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Place:
    scheme: str  # smtp | lmtp
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> "Place":
        """`smtp://HOST:PORT` or `lmtp://HOST:PORT`; a ValueError says what it needs."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "lmtp") or not parts.hostname or not parts.port or parts.path.strip("/"):
            raise ValueError("needs smtp://ADDRESS:PORT or lmtp://ADDRESS:PORT")
        return cls(parts.scheme, parts.hostname, parts.port)
