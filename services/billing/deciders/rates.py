"""Rates of tax by country and day: those of the European Union and some more, until the operator's file says more."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

MEMBERS = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
UNION = frozenset(MEMBERS.split())
COLUMNS = ("country", "percent", "name", "from")
# Standard rates (Directive 2006/112/EC, article 96, and each country's own law), with the days of late changes.
KNOWN = """\
country,percent,name,from
AT,20,VAT,1984-01-01
BE,21,VAT,1996-01-01
BG,20,VAT,1999-01-01
CH,7.7,VAT,2018-01-01
CH,8.1,VAT,2024-01-01
CY,19,VAT,2014-01-13
CZ,21,VAT,2013-01-01
DE,19,VAT,2021-01-01
DK,25,VAT,1992-01-01
EE,22,VAT,2024-01-01
EE,24,VAT,2025-07-01
ES,21,VAT,2012-09-01
FI,24,VAT,2013-01-01
FI,25.5,VAT,2024-09-01
FR,20,VAT,2014-01-01
GB,20,VAT,2011-01-04
GR,24,VAT,2016-06-01
HR,25,VAT,2012-03-01
HU,27,VAT,2012-01-01
IE,23,VAT,2021-03-01
IT,22,VAT,2013-10-01
LT,21,VAT,2009-09-01
LU,17,VAT,2024-01-01
LV,21,VAT,2012-07-01
MT,18,VAT,2004-01-01
NL,21,VAT,2012-10-01
NO,25,VAT,2005-01-01
PL,23,VAT,2011-01-01
PT,23,VAT,2011-01-01
RO,19,VAT,2017-01-01
RO,21,VAT,2025-08-01
SE,25,VAT,1990-07-01
SI,22,VAT,2013-07-01
SK,20,VAT,2011-01-01
SK,23,VAT,2025-01-01
"""


@dataclass(frozen=True)
class Rate:
    percent: str  # "19", "8.1"
    name: str
    since: date


Rates: TypeAlias = Mapping[str, tuple[Rate, ...]]  # by country, the latest first


class BadRates(ValueError):
    """A line for each line that cannot be read."""


def read(lines: Iterable[str]) -> Rates:
    """Of a CSV file country,percent,name,from; raises BadRates with a line for each that is wrong."""
    found: dict[str, list[Rate]] = {}
    wrong: list[str] = []
    rows = csv.DictReader(lines)
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise BadRates(f"the first line is not {','.join(COLUMNS)}")
    for number, row in enumerate(rows, 2):
        try:
            country, rate = _rate(row)
        except (ValueError, InvalidOperation, TypeError, AttributeError):
            wrong.append(f"line {number} is not a country, a percentage, a name and a day")
            continue
        found.setdefault(country, []).append(rate)
    if wrong:
        raise BadRates("\n".join(wrong))
    return {
        country: tuple(sorted(rates, key=lambda each: each.since, reverse=True)) for country, rates in found.items()
    }


def _rate(row: Mapping[str, str]) -> tuple[str, Rate]:
    country, percent = row["country"].strip().upper(), Decimal(row["percent"].strip())
    if not (len(country) == 2 and country.isalpha() and 0 <= percent < 100):
        raise ValueError(country)
    return country, Rate(
        f"{percent.normalize():f}", row["name"].strip() or "VAT", date.fromisoformat(row["from"].strip())
    )


def on(rates: Rates, country: str, day: date) -> Rate | None:
    """The country's rate on this day; None where it has none."""
    return next((rate for rate in rates.get(country, ()) if rate.since <= day), None)


STANDARD = read(KNOWN.splitlines())
