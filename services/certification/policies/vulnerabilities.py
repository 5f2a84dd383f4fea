"""What facts about released images cause: they are read, rated anew on the day of a drop, and clocks strike."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any

from eventlog.deadlines import Fired
from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.certification.deciders.image import subject_of
from services.certification.deciders.remediation import CheckRemediation, GiveUp
from services.certification.events import (
    AdvisoriesLoaded,
    CertificateExpired,
    CertificateIssued,
    CertificateRenewed,
    CertificateRevoked,
    ImageNoted,
    ImageRated,
    RemediationMissed,
    VexStated,
    VulnerabilityFound,
)

INSPECT, RESCAN = "inspect", "rescan"
RATED_AGAIN = (VexStated,)
LOOKED_AT = (CertificateIssued, CertificateRenewed, CertificateExpired, CertificateRevoked, *RATED_AGAIN)
RERATE, CHECK, GIVE_UP = "rerate", "check-remediation", "give-up"


def caused(event: Any, recorded: Recorded) -> Iterable[Due | Effect]:
    match event:
        case ImageNoted(repository=repository, digest=digest):
            yield Effect(INSPECT, recorded.id, {"repository": repository, "digest": digest})
        case ImageRated(repository=repository, digest=digest):
            for day in sorted({each.next_drop for each in event.platforms if each.next_drop is not None}):
                yield Due(RERATE, morning(day), subject_of(repository, digest), {"day": day.isoformat()})
        case VulnerabilityFound(vulnerability=vulnerability, due=datetime() as due):
            told = {"vulnerability": vulnerability, "due": due.isoformat()}
            yield Due(CHECK, due, event.repository, told)
        case RemediationMissed(vulnerability=vulnerability, revoked_at=at):
            yield Due(GIVE_UP, at, event.repository, {"vulnerability": vulnerability})
        case AdvisoriesLoaded():
            yield Effect(RESCAN, recorded.id, {})


def morning(day: date) -> datetime:
    """The first moment of a day, in UTC."""
    return datetime.combine(day, time(), UTC)


def when_due(fired: Fired) -> CheckRemediation | GiveUp:
    """The command that a deadline of a repository gives."""
    vulnerability = str(fired.arguments["vulnerability"])
    if fired.name == GIVE_UP:
        return GiveUp(vulnerability)
    return CheckRemediation(vulnerability, datetime.fromisoformat(str(fired.arguments["due"])))
