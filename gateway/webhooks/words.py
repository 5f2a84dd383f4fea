"""How a webhook is, and how a delivery went, in words."""

import json
from collections.abc import Mapping
from typing import Any

from gateway.translation import gettext


def laid_out(text: str) -> str:
    """JSON over several lines; what is none, as it is."""
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text


def outcome(delivery: Mapping[str, Any]) -> str:
    """Whether it was taken, and else why not."""
    if not delivery["error"]:
        return gettext("taken, %(status)s", status=delivery["status"])
    if not delivery["attempt"]:
        return gettext("not sent: the webhook was stopped")
    if not delivery["status"]:
        return gettext("no answer")
    return gettext("not taken, %(status)s", status=delivery["status"])


def state_words(hook: Mapping[str, Any]) -> str:
    """Empty where it works."""
    if hook["state"] == "stopped":
        return {
            "failing": gettext("Stopped: for three days nothing was taken"),
            "gone": gettext("Stopped: it answered that it is gone (410)"),
        }.get(hook["reason"], gettext("Stopped by its owner"))
    return gettext("It fails at the moment") if hook["rests_until"] else ""
