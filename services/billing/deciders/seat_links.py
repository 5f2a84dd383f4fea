"""The link by which somebody accepts a seat: whoever has the letter may, so its token is kept nowhere."""

import base64
import binascii
import hmac
from uuid import UUID

from eventlog.refusal import Missing

ID, MAC = 16, 20  # bytes


def seat_token(secret: bytes, subscription: str, seat: str) -> str:
    """Derived from the store's own secret, the same each time: 70 letters, digits, - and _."""
    told = UUID(subscription).bytes + UUID(seat).bytes
    return base64.urlsafe_b64encode(told + _mac(secret, told)).decode().rstrip("=")


def read_token(token: str, secret: bytes) -> tuple[str, str]:
    """The subscription and the seat. Raises Missing("link-expired") for anything but a token of ours."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Missing("link-expired") from None
    told, mac = raw[:-MAC], raw[-MAC:]
    if len(told) != 2 * ID or not hmac.compare_digest(mac, _mac(secret, told)):
        raise Missing("link-expired")
    return str(UUID(bytes=told[:ID])), str(UUID(bytes=told[ID:]))


def _mac(secret: bytes, told: bytes) -> bytes:
    return hmac.digest(secret, b"seat\0" + told, "sha256")[:MAC]
