"""The link by which a customer claims an order: whoever has it may, so its token is kept nowhere."""

import base64
import hmac
from uuid import UUID, uuid5

from eventlog.ids import as_early

TOKEN = 20  # bytes


def claim_token(secret: bytes, order: str) -> str:
    """Derived from the store's own secret, the same each time: 32 small letters and digits."""
    drawn = hmac.digest(secret, b"order-claim\0" + order.encode(), "sha256")[:TOKEN]
    return base64.b32encode(drawn).decode().lower()


def is_claim_token(token: str, secret: bytes, order: str) -> bool:
    return hmac.compare_digest(token.encode(), claim_token(secret, order).encode())


def subscription_of(order: str) -> str:
    """The id of the one subscription that fulfils an order, however often it is accepted; as early as the order's."""
    return as_early(str(uuid5(UUID(order), "subscription")), order)
