"""Whether what somebody chose can be kept to."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

from eventlog.refusal import Invalid
from services.notifications.deciders.preferences_state import Delivery, Ways
from services.notifications.events import BY_NAME, Mail
from vocabulary.zones import zones

LANGUAGES = ("en", "de")
MAILS = get_args(Mail)
TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")  # of a clock that shows 24 hours
TIMES = ("quiet_from", "quiet_until", "digest_at")


def ways(kind: str, asked: Mapping[str, Any], before: Ways) -> Ways:
    """Those of a kind with what was asked for in place of what was; raises Invalid."""
    must_be_kind(kind)
    page, mail = asked.get("page", before.page), asked.get("mail", before.mail)
    if not isinstance(page, bool):
        raise Invalid("page-choice-unknown", kind)
    if mail not in MAILS:
        raise Invalid("mail-choice-unknown", f"{kind}: {' or '.join(MAILS)}")
    return Ways(page, mail)


def must_be_kind(kind: str) -> None:
    if kind not in BY_NAME:
        raise Invalid("notice-kind-unknown", kind[:60])


def delivery(asked: Mapping[str, Any], before: Delivery) -> Delivery:
    """With what was asked for in place of what was; raises Invalid."""
    for name in TIMES:
        if name in asked and not _is_time(asked[name]):
            raise Invalid("time-of-day-invalid", name)
    if "zone" in asked and str(asked["zone"]) not in zones():
        raise Invalid("zone-unknown", str(asked["zone"])[:60])
    if "digest_on" in asked and asked["digest_on"] not in range(7):
        raise Invalid("weekday-invalid", "digest_on")
    if "language" in asked and asked["language"] not in LANGUAGES:
        raise Invalid("language-unknown", " or ".join(LANGUAGES))
    return replace(before, **asked)


def _is_time(written: Any) -> bool:
    return isinstance(written, str) and TIME.fullmatch(written) is not None
