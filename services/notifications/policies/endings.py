"""When somebody is reminded of what runs out, and what they are told then."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.notifications.deciders.ending import days_of
from services.notifications.events import EndingNoted, EndingReminded
from services.notifications.policies.known import Known
from services.notifications.policies.notice import Notice

REMIND = "remind"
LAST_DAY = ("card.ending", "certificate.ending", "waiver.ending")  # good to the end of a day, wherever somebody is
FIRST_DAY = ("renewal.coming", "payment.trouble")


def caused(event: Any, recorded: Recorded) -> Iterable[Due | Effect]:
    if isinstance(event, EndingNoted):
        for days in days_of(event.ending):
            at = event.until - timedelta(days=days)
            if at > event.at:
                yield Due(REMIND, at, event.ending, {"days": days, "until": event.until.isoformat()})


def is_wanted(noted: EndingNoted, known: Known) -> bool:
    """The licence of a subscription that goes on by itself is prolonged with it."""
    subscription = next((each.value for each in noted.facts if each.name == "subscription"), "")
    held = known.subscription(subscription) if subscription else None
    return held is None or held.over or not held.goes_on


def reminder(event: EndingReminded, fact: Recorded, noted: EndingNoted) -> Notice:
    """`noted`: as it stands now, whose day is the one that is reminded of."""
    told = {each.name: each.value for each in noted.facts}
    return Notice(
        id=f"{fact.id}.{noted.kind}",
        kind=noted.kind,
        about=noted.about,
        happened=fact.time,
        audiences=noted.audiences,
        product=noted.product,
        link=noted.link,
        facts={**told, "days": str(event.days), "until": _day(noted)},
    )


def _day(noted: EndingNoted) -> str:
    """Or the moment."""
    if noted.kind in LAST_DAY:
        return (noted.until - timedelta(days=1)).date().isoformat()
    return noted.until.date().isoformat() if noted.kind in FIRST_DAY else noted.until.isoformat()
