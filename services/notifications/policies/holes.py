"""Holes that a scan found, told once a scan: to customers that they are there, to publishers by when to mend them."""

from collections.abc import Sequence
from uuid import NAMESPACE_OID, uuid5

from eventlog.recorded import Recorded
from services.certification.events import RemediationGivenUp, RemediationMissed, VulnerabilityFound
from services.notifications.policies.about import notice, team, users
from services.notifications.policies.known import Hole, Known
from services.notifications.policies.notice import Notice
from services.notifications.policies.releases import SEVERITIES, rank_of


def found(event: VulnerabilityFound, fact: Recorded, known: Known) -> list[Notice]:
    return [*_to_users(event, fact, known), *_to_team(event, fact, known)]


def _to_users(event: VulnerabilityFound, fact: Recorded, known: Known) -> list[Notice]:
    """With the first fact of a scan; of holes that were known before, in another release, it was told before."""
    holes = known.found_with(event.repository, event.at)
    if not holes or holes[0].place != fact.position or not known.shows_findings(event.product):
        return []
    product = known.product(event.product)
    meant, link = users(product, [event.repository]), f"{product.link}/versions"
    told = {"version": event.tag, **_counted(holes)}
    id = _once(event.repository, event.at.isoformat())
    return [notice(fact, "vulnerability.found", *meant, about=id, link=link, product=product, id=id, told=told)]


def _to_team(event: VulnerabilityFound, fact: Recorded, known: Known) -> list[Notice]:
    if event.due is None:
        return []
    holes = known.clocked_with(event.repository, event.at)
    if not holes or holes[0].clock_place != fact.position:
        return []
    told = {"version": event.tag, "until": event.due.isoformat(), **_counted(holes)}
    return [_due(fact, event.product, _once(event.repository, f"due {event.at.isoformat()}"), known, told)]


def missed(event: RemediationMissed, fact: Recorded, known: Known) -> list[Notice]:
    """Of all that were due then."""
    holes = known.due_at(event.repository, event.due)
    told = {"until": event.due.isoformat(), **_counted(holes), "change": "missed", "revoked": _day(event)}
    told.setdefault("advisory", event.advisory)
    return [_due(fact, event.product, _once(event.repository, f"missed {event.due.isoformat()}"), known, told)]


def given_up(event: RemediationGivenUp, fact: Recorded, known: Known) -> list[Notice]:
    told = {"advisory": event.advisory, "change": "given-up"}
    return [_due(fact, event.product, _once(event.product, f"given up {fact.time.date()}"), known, told)]


def _due(fact: Recorded, about: str, id: str, known: Known, told: dict[str, str]) -> Notice:
    product = known.product(about)
    meant, link = team(product.publisher), f"{product.desk}/certification"
    return notice(fact, "fix.due", meant, about=id, link=link, product=product, id=id, told=told)


def _counted(holes: Sequence[Hole]) -> dict[str, str]:
    """The worst by its name, and how many there are of each severity."""
    if not holes:
        return {}
    worst = min(holes, key=rank_of)
    counts = {severity: sum(each.severity == severity for each in holes) for severity in SEVERITIES}
    return {
        "advisory": worst.advisory,
        "severity": worst.severity if worst.severity in SEVERITIES else "",
        "count": str(len(holes)),
        "change": "several" if len(holes) > 1 else "",
        **{severity: str(count) for severity, count in counts.items() if count},
    }


def _day(event: RemediationMissed) -> str:
    return event.revoked_at.date().isoformat()


def _once(where: str, when: str) -> str:
    """The same for all that are told together."""
    return str(uuid5(NAMESPACE_OID, f"{where} {when}"))
