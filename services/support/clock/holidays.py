"""Public holidays of countries and their parts, by their ISO 3166 codes: DE, DE-BY."""

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache

import holidays as known


def is_public_holiday(code: str, day: date) -> bool:
    return bool(code) and day in _of_year(code, day.year)


def are_known(code: str) -> bool:
    """Whether the public holidays of this country, or of this part of it, are known."""
    country, _, part = code.partition("-")
    parts = _parts().get(country)
    return parts is not None and (part in parts if "-" in code else True)


@cache
def _parts() -> Mapping[str, list[str]]:
    """Of each country that is known."""
    return known.list_supported_countries(include_aliases=False)


@lru_cache(maxsize=512)
def _of_year(code: str, year: int) -> frozenset[date]:
    country, _, part = code.partition("-")
    return frozenset(known.country_holidays(country, subdiv=part or None, years=year))
