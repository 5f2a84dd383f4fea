"""How one person hears of a notice: by page, by a letter now or after their quiet hours, in a digest, or not at all."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.notifications.deciders.preferences_state import Delivery, Preferences
from services.notifications.events import Recipient

DAY = timedelta(days=1)
OLD = timedelta(days=14)  # of what is older nobody is told, as after a long standstill
CLOSES = timedelta(minutes=1)  # before it goes out, a digest takes nothing more


def is_old(happened: datetime, now: datetime) -> bool:
    return now - happened > OLD


def recipient(account: str, kind: str, person: Preferences, now: datetime) -> Recipient | None:
    """None: they want to hear nothing of this kind, or there is nobody any more."""
    ways = person.ways(kind)
    if person.forgotten or (not ways.page and ways.mail == "off"):
        return None
    match ways.mail:
        case "now":
            return Recipient(account, ways.page, "now", quiet_until(person.delivery, now), "")
        case "daily" | "weekly":
            due = next_digest(person.delivery, ways.mail, now)
            name = f"{ways.mail}:{due.astimezone(ZoneInfo(person.delivery.zone)).date().isoformat()}"
            return Recipient(account, ways.page, ways.mail, due, name)
    return Recipient(account, ways.page, "off", None, "")


def quiet_until(delivery: Delivery, now: datetime) -> datetime | None:
    """When the quiet hours end that it is in now; None where it is in none. By the clocks of their zone."""
    start, end = time.fromisoformat(delivery.quiet_from), time.fromisoformat(delivery.quiet_until)
    local = now.astimezone(ZoneInfo(delivery.zone))
    clock = local.time().replace(fold=0)
    is_quiet = start <= clock < end if start <= end else clock >= start or clock < end
    if not is_quiet:
        return None
    day = local.date() if clock < end else local.date() + DAY
    return _at(datetime.combine(day, end), delivery.zone, now)


def next_digest(delivery: Delivery, mail: str, now: datetime) -> datetime:
    """When the next one goes out that still takes something."""
    closed = now + CLOSES
    day = closed.astimezone(ZoneInfo(delivery.zone)).date()
    if mail == "weekly":
        day += (delivery.digest_on - day.weekday()) % 7 * DAY
    step = DAY if mail == "daily" else 7 * DAY
    at = time.fromisoformat(delivery.digest_at)
    while (due := _instant(datetime.combine(day, at), delivery.zone)) <= closed:
        day += step
    return due


def _at(wall: datetime, zone: str, after: datetime) -> datetime:
    """When clocks show this next; where they are put back, the second time if the first is over."""
    first = _instant(wall, zone)
    return first if first > after else _instant(wall.replace(fold=1), zone)


def _instant(wall: datetime, zone: str) -> datetime:
    """In an hour that clocks skip: as much later."""
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
