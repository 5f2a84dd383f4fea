"""The language of a reader: sentences by a gettext catalogue, days and amounts as they are written in it."""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from pathlib import Path

from babel.dates import format_date
from babel.numbers import format_decimal

from mailing.catalogues import SOURCE, Catalogues
from services.notifications.letters.reasons import REASONS

CATALOGUES = Catalogues(Path(__file__).parent / "translations")
SEVERITIES = ("critical", "high", "medium", "low")
TODAY, TOMORROW, IN_DAYS = "today", "tomorrow", ("in %(num)s day", "in %(num)s days")
AMOUNT = re.compile(r"(-?[\d,]+\.\d+) ([A-Z]{3})")
DAYS = ("until", "starts", "made")  # facts that are days or moments
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MONTH = re.compile(r"(\d{4})-(\d\d)")
LOCALES = {"en": "en_GB"}


def gettext(language: str, message: str) -> str:
    return CATALOGUES.gettext(message, language) if message else ""


def ngettext(language: str, forms: tuple[str, str], number: int, **values: str) -> str:
    return CATALOGUES.ngettext(forms, number, language) % {"num": number, **values}


def shown(facts: Mapping[str, str], language: str, now: datetime | None = None) -> dict[str, str]:
    """As they stand in sentences; of what runs out, `in_days` from `now` on, or `past`: the day on which it has.

    Days are those of `now`'s zone.
    """
    zone = (now and now.tzinfo) or UTC
    told = {name: _shown(name, value, language, zone) for name, value in facts.items()}
    if (sentence := REASONS.get(facts.get("reason", ""))) is not None:
        told["reason"] = gettext(language, sentence) % defaultdict(str, facts)
    until = _day(facts.get("until", ""), zone) if facts.get("days") else None
    if now is None or until is None:
        return told
    left = (until - now.date()).days
    return told | ({"in_days": in_days(left, language)} if left >= 0 else {"past": day(until, language)})


def in_days(days: int, language: str) -> str:
    if days < 2:
        return gettext(language, TOMORROW if days else TODAY)
    return ngettext(language, IN_DAYS, days)


def day(at: date, language: str) -> str:
    """12 January 2027"""
    return format_date(at, "d MMMM y" if language == SOURCE else "long", _locale(language))


def _shown(name: str, value: str, language: str, zone: tzinfo) -> str:
    if name in DAYS:
        found_day = _day(value, zone)
        return day(found_day, language) if found_day else value
    if name in ("amount", "price", "was") and (found := AMOUNT.fullmatch(value)):
        return f"{format_decimal(Decimal(found[1].replace(',', '')), '#,##0.00', _locale(language))} {found[2]}"
    if name == "severity" and value in SEVERITIES:
        return gettext(language, value)
    if name == "period" and (found := MONTH.fullmatch(value)) and 0 < int(found[2]) <= 12:
        return format_date(date(int(found[1]), int(found[2]), 1), "LLLL y", _locale(language))
    return " ".join(value.split())


def _day(value: str, zone: tzinfo) -> date | None:
    """Of a day or a moment; None where it is neither."""
    try:
        return (
            date.fromisoformat(value) if DAY.fullmatch(value) else datetime.fromisoformat(value).astimezone(zone).date()
        )
    except (ValueError, OverflowError):
        return None


def _locale(language: str) -> str:
    return LOCALES.get(language, language if language in CATALOGUES.languages() else LOCALES[SOURCE])
