"""How sessions with PostgreSQL end when the other side is gone: neither waits for ever, and no lock is left behind."""

from typing import Any

from sqlalchemy import make_url

IN_TRANSACTION = 10  # seconds without a word, after which the server ends a transaction whose holder was stopped
ENDING = {
    "connect_timeout": 10,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # milliseconds in which the server takes what was sent
    "options": f"-c idle_in_transaction_session_timeout={IN_TRANSACTION}s",
}


def ending(url: str) -> dict[str, Any]:
    """Arguments for the driver; what the address itself says is left to it."""
    return {name: value for name, value in ENDING.items() if name not in make_url(url).query}
