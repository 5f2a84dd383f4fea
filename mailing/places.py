"""Where letters are listened for, and the mailbox where they lie, as the operator names them."""

import shlex
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from mailing.tokens import WHERE

NEEDED = (
    "needs imaps://USER:PASSWORD@HOST[:PORT][/FOLDER], or imap://… with STARTTLS; "
    "in place of the password ?token=file:PATH or exec:COMMAND may follow"
)


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
    token: str = field(default="", repr=False)  # where it comes from: as `tokens.token_from` has it; empty: none

    @classmethod
    def of(cls, url: str) -> "Mailbox":
        """What has `@`, `:` or `/` in it is percent-encoded. A ValueError says what is needed, not what was given."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise ValueError(NEEDED) from None
        tls, token = parts.scheme == "imaps", _token(parts.query)
        told = parts.hostname and parts.username and bool(parts.password) != bool(token) and not parts.fragment
        if not told or parts.scheme not in ("imap", "imaps"):
            raise ValueError(NEEDED)
        return cls(
            parts.hostname or "",
            port or (993 if tls else 143),
            tls,
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            unquote(parts.path.strip("/")) or "INBOX",
            token,
        )

    def __str__(self) -> str:
        return f"{self.folder} of {self.user} at {self.host}:{self.port}"


def _token(query: str) -> str:
    """Empty where there is no query."""
    told = parse_qsl(query, keep_blank_values=True)
    where = told[0][1] if len(told) == 1 and told[0][0] == "token" else ""
    kind, _, named = where.partition(":")
    if query and not (kind in WHERE and named.strip() and _is_readable(kind, named)):
        raise ValueError(NEEDED)
    return where


def _is_readable(kind: str, named: str) -> bool:
    try:
        return kind == "file" or bool(shlex.split(named))
    except ValueError:  # a quote that is not closed
        return False
