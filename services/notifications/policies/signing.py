"""What only the store can have written: links that unsubscribe, and addresses that letters come back to."""

import hashlib
import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

DIGESTS = "digests"  # in the place of a kind: whatever comes in digests
TOKEN = re.compile(r"([A-Za-z0-9_-]{1,400})\.([0-9a-f]{32})")
TAG = re.compile(r"([a-z0-9-]{1,40})\.([0-9a-f]{20})")
UUID = re.compile(r"([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})")
PACKED = re.compile(r"([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})")


@dataclass(frozen=True)
class OptingOut:
    account: str
    kind: str  # of notices, or DIGESTS


def token(asked: OptingOut, secret: bytes) -> str:
    """Of the link in each letter; whoever has it stops letters of that kind, and learns and does nothing else."""
    told = urlsafe_b64encode(f"{asked.account} {asked.kind}".encode()).decode().rstrip("=")
    return f"{told}.{_mark(secret, 'unsubscribe', asked.account, asked.kind)[:32]}"


def opting_out(given: str, secret: bytes) -> OptingOut | None:
    """None where the store never gave it."""
    found = TOKEN.fullmatch(given)
    if found is None:
        return None
    try:
        account, _, kind = urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4)).decode().rpartition(" ")
    except ValueError:
        return None
    is_ours = hmac.compare_digest(found[2], _mark(secret, "unsubscribe", account, kind)[:32])
    return OptingOut(account, kind) if is_ours else None


def tag(account: str, address: str, secret: bytes) -> str:
    """What stands behind the `+` in the address that a letter to this address of theirs comes back to.

    Within 64 octets with what is before it (RFC 5321, section 4.5.3.1.1).
    """
    packed = account.replace("-", "") if UUID.fullmatch(account) else account
    return f"{packed}.{_mark(secret, 'returned', account, address.lower())[:20]}"


def account_in(given: str) -> str:
    """Of whom such a tag claims to be; empty: it is none."""
    found = TAG.fullmatch(given.lower())
    if found is None:
        return ""
    packed = PACKED.fullmatch(found[1])
    return "-".join(packed.groups()) if packed else found[1]


def is_of(given: str, account: str, address: str, secret: bytes) -> bool:
    """Whether the store gave it, for a letter to the address that is theirs now."""
    return hmac.compare_digest(given.lower().encode(), tag(account, address, secret).encode())


def key(*told: str) -> str:
    """Of a letter: the same each time that it is sent; makes its Message-ID."""
    return f"notice-{hashlib.sha256(chr(0).join(told).encode()).hexdigest()[:40]}"


def _mark(secret: bytes, *said: str) -> str:
    return hmac.digest(secret, "\0".join(("notifications-mail", *said)).encode(), "sha256").hex()
