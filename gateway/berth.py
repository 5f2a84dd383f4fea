"""Whether the registry beside the store can be pulled from, for pages that show a command of it."""

import time

from flask import current_app

from gateway.parts import parts

LASTS = 10.0


def registry_away() -> str:
    """What is wrong with the registry, as its probe says; empty while it answers, or where it is not ours to watch."""
    kept: tuple[float, str] | None = current_app.extensions.get("chandlery.berth")
    if kept is None or time.monotonic() - kept[0] > LASTS:
        kept = (time.monotonic(), _asked())
        current_app.extensions["chandlery.berth"] = kept
    return kept[1]


def _asked() -> str:
    probe = parts().probes.get("registry")
    told = probe() if probe else {"state": "ready"}
    return "" if told["state"] == "ready" else told.get("detail") or told["state"]
