"""Standard Webhooks 1.0: secrets, and the headers by which a receiver knows who sent a message, and that it is new."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime

from standardwebhooks.webhooks import Webhook

BYTES = 32  # of a secret; the specification wants 24 to 64


def new_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(BYTES)).decode()}"


def headers(message: str, at: datetime, body: str, signing: Sequence[str]) -> dict[str, str]:
    """Signed with each secret, so that a receiver which knows one of them is content."""
    signatures = [Webhook(secret).sign(message, at, body) for secret in signing]
    return {
        "Content-Type": "application/json",
        "User-Agent": "Chandlery-Webhooks/1",
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
