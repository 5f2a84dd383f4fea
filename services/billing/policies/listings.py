"""What the years of products on the shelves cause later."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from eventlog.effects import Due, Effect
from eventlog.recorded import Recorded
from services.billing.events import ListingYearBegun
from services.billing.policies.payees import SETTLED

BEGIN_YEAR = "begin-listing-year"


def caused(event: Any, recorded: Recorded) -> Iterable[Due | Effect]:
    """Some hours after midnight: what was unlisted on the last day is known to be."""
    match event:
        case ListingYearBegun(product=product, ends=ends):
            yield Due(BEGIN_YEAR, datetime.combine(ends, SETTLED), product, {"day": ends.isoformat()})
