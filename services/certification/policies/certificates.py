"""What facts about certificates cause later: each ends with its last day."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.certification.events import CertificateIssued, CertificateRenewed

EXPIRE = "expire-certificate"


def caused(event: Any, recorded: Recorded) -> Iterable[Due | Effect]:
    match event:
        case CertificateIssued() | CertificateRenewed():
            told = {"repository": event.repository, "digest": event.digest}
            yield Due(EXPIRE, after(event.until), f"{event.repository}@{event.digest}", told)


def after(day: date) -> datetime:
    """The first moment after this day, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)
