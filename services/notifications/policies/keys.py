"""What a product key means for whom: its buyer hears that it came, its publisher that few are left; never which."""

from typing import Any

from eventlog.recorded import Recorded
from services.billing.events import KeyGiven, KeysRanLow
from services.notifications.policies import audience
from services.notifications.policies.about import notice, team
from services.notifications.policies.known import Known
from services.notifications.policies.notice import Notice

FOLLOWED = (KeyGiven, KeysRanLow)


def heard(event: Any, fact: Recorded, known: Known) -> list[Notice]:
    match event:
        case KeyGiven(waited=True):
            return [_arrived(event, fact, known)]
        case KeysRanLow():
            return [_ran_low(event, fact, known)]
        case _:
            return []


def _arrived(event: KeyGiven, fact: Recorded, known: Known) -> Notice:
    """Who had it at once has seen it."""
    product, link = known.product(event.product), f"/my-content/subscriptions/{event.subscription}"
    told, meant = {"plan": product.plan(event.plan)}, audience.holder(event.holder)
    return notice(fact, "key.arrived", meant, about=event.subscription, link=link, product=product, told=told)


def _ran_low(event: KeysRanLow, fact: Recorded, known: Known) -> Notice:
    product = known.product(event.product)
    told = {
        "plan": product.plan(event.plan),
        "count": str(event.free),
        "change": "" if event.free else "empty",
        "waiting": str(event.waiting or ""),
    }
    meant, link = team(product.publisher), f"{product.desk}/plans/{event.plan}/keys"
    return notice(fact, "keys.low", meant, about=event.product, link=link, product=product, told=told)
