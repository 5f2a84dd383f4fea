"""What a letter says, and a moment, in the language of its reader."""

from datetime import UTC, datetime
from pathlib import Path

from babel.dates import format_datetime

from mailing.catalogues import SOURCE, Catalogues

CATALOGUES = Catalogues(Path(__file__).parent / "translations")


def said(message: str, language: str, **values: str) -> str:
    text = CATALOGUES.gettext(message, language)
    return text % values if values else text


def moment(at: datetime, language: str = SOURCE) -> str:
    """2 March 2026, 10:05 UTC"""
    written = language if language in CATALOGUES.languages() else SOURCE
    shape = "d MMMM y, HH:mm" if written == SOURCE else "d. MMMM y, HH:mm"
    return f"{format_datetime(at.astimezone(UTC), shape, locale=written)} UTC"
