"""Where letters are listened for, and the mailbox where they lie, as the operator names them."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

NEEDED = "needs imaps://USER:PASSWORD@HOST[:PORT][/FOLDER], or imap://… with STARTTLS"


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


@dataclass(frozen=True)
class Mailbox:
    host: str
    port: int
    tls: bool  # from the first byte
    user: str
    password: str = field(repr=False)
    folder: str

    @classmethod
    def of(cls, url: str) -> "Mailbox":
        """What has `@`, `:` or `/` in it is percent-encoded. A ValueError says what is needed, not what was given."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise ValueError(NEEDED) from None
        tls = parts.scheme == "imaps"
        told = parts.hostname and parts.username and parts.password and not (parts.query or parts.fragment)
        if not told or parts.scheme not in ("imap", "imaps"):
            raise ValueError(NEEDED)
        return cls(
            parts.hostname or "",
            port or (993 if tls else 143),
            tls,
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            unquote(parts.path.strip("/")) or "INBOX",
        )

    def __str__(self) -> str:
        return f"{self.folder} of {self.user} at {self.host}:{self.port}"
