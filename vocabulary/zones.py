"""Time zones by their names of the IANA database: Europe/Berlin."""

from functools import cache
from zoneinfo import available_timezones

NO_PLACE = frozenset({"Factory", "localtime"})  # whatever a machine is set to, and that nothing was set


@cache
def zones() -> frozenset[str]:
    """Those that mean the same on every machine."""
    return frozenset(available_timezones() - NO_PLACE)
