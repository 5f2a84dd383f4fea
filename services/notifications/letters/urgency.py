"""What stands first where several things are told at once."""

from collections.abc import Mapping

from services.notifications.events import KINDS

FIRST = (
    "product.held",
    "version.security",
    "version.yanked",
    "vulnerability.found",
    "fix.due",
    "payment.trouble",
    "webhook.stopped",
    "certificate.ending",
    "waiver.ending",
    "trial.ending",
    "licence.ending",
    "card.ending",
    "robot.ending",
    "offer.ending",
    "renewal.coming",
    "keys.low",
    "key.arrived",
    "price.changed",
)
ORDER = {kind: at for at, kind in enumerate([*FIRST, *(each.name for each in KINDS if each.name not in FIRST)])}
STOPS = ("product.held", "version.security", "version.yanked", "payment.trouble")
SEVERE = ("critical", "high")
DONE = ("lifted", "refunded")


def rank(kind: str, facts: Mapping[str, str]) -> tuple[bool, int]:
    """The lowest comes first."""
    return not is_urgent(kind, facts), ORDER.get(kind, len(ORDER))


def is_urgent(kind: str, facts: Mapping[str, str]) -> bool:
    """Whether it should be seen today."""
    if facts.get("change", "") in DONE:
        return False
    return kind in STOPS or facts.get("severity", "") in SEVERE or facts.get("days", "") in ("0", "1")
