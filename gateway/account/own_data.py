"""All that the store holds of somebody, gathered from everywhere it lies, as one document."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gateway.parts import database, parts
from gateway.registry.decisions import NAME
from gateway.views import accounts
from gateway.views.tables import rfc3339

ABOUT = (
    "All that this store holds of you: your account, what you did, what you may, and where your tokens were used. "
    "Passwords and tokens are kept as digests only, and are left out."
)
FILE = "my-data.json"
MOST_DECISIONS = 10_000


def gathered(account: str) -> dict[str, Any]:
    """Raises Unavailable while one of the services that hold something is away: half of it would pass for all."""
    rpc = parts().rpc
    return {
        "about": ABOUT,
        "at": rfc3339(time.time()),
        "account": rpc.identity.data_of(account),
        "catalog": rpc.catalog.data_of(account),
        "billing": rpc.billing.data_of(account),
        "certification": rpc.certification.data_of(account),
        "support": rpc.support.data_of(account),
        "notifications": rpc.notifications.data_of(account),
        "files": [{**one.shown(), "at": rfc3339(one.at)} for one in parts().attachments.owned(account)],
        "tokens_used": _uses(account),
        "token_decisions": list(_decisions(parts().settings.data / "log" / NAME, account))[-MOST_DECISIONS:],
    }


def _uses(account: str) -> list[dict[str, str]]:
    used = parts().uses.last(accounts.ever_of(database(), account))
    return [{"token": name, "at": rfc3339(use.at), "from": use.address} for name, use in sorted(used.items())]


def _decisions(path: Path, account: str) -> Iterator[dict[str, Any]]:
    """Lines of the log of token decisions, as far back as it goes."""
    marked = f'"who":"{account}"'
    if not path.exists():
        return
    with path.open() as lines:
        for line in lines:
            if marked in line:
                yield json.loads(line)
