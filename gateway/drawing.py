"""What the templates draw with: addresses of files, house flags, sizes, dates and digests as people read them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from flask import Flask, g, request, url_for

from eventlog.ids import fresh
from gateway import pricing
from gateway.happened import disputed, happened
from gateway.http import behind
from gateway.lightness import lighten
from gateway.media import address
from gateway.parts import parts
from gateway.translation import gettext, language, translate
from mailing.folding import unfolded
from vocabulary.lint import LINT
from vocabulary.unreleasable import UNRELEASABLE

STATIC = Path(__file__).parent / "static"
THEMES = ("auto", "light", "dark")


@cache
def _stamp(name: str) -> str:
    return sha256((STATIC / name).read_bytes()).hexdigest()[:10]


@cache
def asset(name: str) -> str:
    """The address of one of our files; it changes with the file, so that browsers may keep it for long."""
    return url_for("static", filename=name, v=_stamp(name))


def house(slug: str) -> int:
    """Which of the six house flags one flies who has no logo."""
    return 1 + crc32(slug.encode()) % 6


def letters(name: str) -> str:
    return "".join(c for c in name if c.isalnum())[:2].capitalize() or "–"


def size(count: int | None) -> str:
    """Bytes as docker prints them, in steps of 1,000."""
    if count is None:
        return "–"
    amount, unit = float(count), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if amount < 1000:
            break
        amount, unit = amount / 1000, larger
    rounded = round(amount, 1) if amount < 10 and unit != "B" else round(amount)
    return f"{format_decimal(rounded, locale=language())} {unit}"


def number(count: int) -> str:
    return _number(count, language())


@lru_cache(maxsize=1024)
def _number(count: int, locale: str) -> str:
    return str(format_decimal(count, locale=locale))


def decimal(value: float) -> str:
    """`4.6`: with one place."""
    return str(format_decimal(value, format="0.0", locale=language()))


def _moment(value: str | date | datetime) -> date | datetime:
    if isinstance(value, str):
        return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value[:10])
    return value


def day(value: str | date | datetime | None) -> str:
    """`9 Nov 2026`; a moment counts by its day in UTC."""
    if not value:
        return "–"
    moment = _moment(value)
    if isinstance(moment, datetime):
        moment = moment.astimezone(UTC).date()
    return _day(moment, gettext("d MMM y"), language())


@lru_cache(maxsize=1024)
def _day(moment: date, pattern: str, locale: str) -> str:
    return str(format_date(moment, pattern, locale=locale))


def month(value: str) -> str:
    """`October 2026`, of `2026-10`."""
    return str(format_skeleton("yMMMM", date.fromisoformat(f"{value}-01"), locale=language()))


def clock(value: str | datetime) -> str:
    """`14:05`, in UTC."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.astimezone(UTC).strftime("%H:%M")


def iso(value: str | date | datetime) -> str:
    """For the `datetime` attribute of a `time` element."""
    return value if isinstance(value, str) else value.isoformat()


def short(digest: str) -> str:
    """`sha256:b71e…04af`."""
    algorithm, _, rest = digest.partition(":")
    return f"{algorithm}:{rest[:4]}…{rest[-4:]}" if len(rest) > 12 else digest


def bare(platform: str) -> str:
    """Nearly all images run on Linux, so its name is left out."""
    return platform.removeprefix("linux/")


def access(of: str) -> str:
    """What a plan asks of who pulls it."""
    words = {
        "anyone": gettext("Anyone may pull it, without an account."),
        "signed_in": gettext("For anyone who is signed in to the registry."),
        "terms": gettext("For anyone who is signed in and has accepted its terms."),
        "subscribers": gettext("For subscribers."),
        "byol": gettext("For holders of a licence bought from the publisher."),
    }
    return words[of]


def kind(of: str) -> str:
    words = {
        "container": gettext("container image"),
        "plugin": gettext("engine plugin"),
        "compose": gettext("compose file"),
        "service": gettext("service with an ambassador container"),
    }
    return words[of]


def link_words(what: str) -> str:
    words = {
        "website": gettext("Website"),
        "documentation": gettext("Documentation"),
        "source": gettext("Source code"),
        "support": gettext("Support"),
        "licence": gettext("Licence"),
    }
    return words[what]


def lint_words(problem: Mapping[str, Any]) -> str:
    """What the lint says of a product, as the reader reads it."""
    sentence = LINT[problem["code"]]
    return gettext(sentence, plan=problem["plan"])


def refused_words(told: Mapping[str, Any]) -> str:
    """Why a push cannot be released, or was not, as the reader reads it; as it was told, where it has no code."""
    sentence = UNRELEASABLE.get(told["code"])
    return told["reason"] if sentence is None else gettext(sentence, **told["particulars"])


def error_words(status: int, code: str, detail: str, sentence: str) -> dict[str, str]:
    """What an error page says: what is so, why, and what goes on all the same."""
    if status == 404:
        text = gettext("Either it never was, or you may not see it; we do not say which.")
        return {"title": gettext("There is nothing at this address"), "text": text}
    if code == "service-unavailable":
        part = {"identity": gettext("The desk for accounts"), "billing": gettext("The desk for billing")}
        part["catalog"] = gettext("The catalogue’s desk")
        who = part.get(detail, gettext("A part of the store"))
        title = gettext("%(part)s does not answer; finding and pulling go on", part=who)
        return {"title": title, "text": gettext("Nothing was changed. Try again in about a minute.")}
    if code == "search-not-ready":
        text = gettext("The index is being built, which takes a moment. Categories and pages of images work meanwhile.")
        return {"title": gettext("Search is being prepared"), "text": text}
    return {"title": gettext(sentence), "text": detail}


def theme() -> str:
    chosen = request.cookies.get("theme", "auto")
    return chosen if chosen in THEMES else "auto"


def fresh_command() -> str:
    """The id of the command that a form gives: nobody else's form may have it."""
    g.commanded = True
    return fresh()


def surroundings() -> dict[str, Any]:
    """What every page has around it."""
    settings = parts().settings
    return {
        "home_url": settings.url,
        "host": urlsplit(settings.url).netloc,
        "registry": settings.registry_host,
        "back": request.full_path.rstrip("?") if request.method == "GET" else "/",
        "late": behind(),
    }


def draw(app: Flask) -> None:
    """Prepare the application's templates."""
    translate(app)
    app.context_processor(surroundings)
    app.after_request(lighten)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update({"size": size, "number": number, "day": day, "iso": iso, "short": short, "bare": bare})
    app.jinja_env.filters.update(
        {"clock": clock, "decimal": decimal, "month": month, "money": pricing.money, "taken": pricing.taken}
    )
    app.jinja_env.filters |= {"unfolded": unfolded, "happened": happened, "disputed": disputed}
    app.jinja_env.globals.update(
        {"asset": asset, "media": address, "house": house, "letters": letters, "language": language, "theme": theme}
    )
    app.jinja_env.globals.update(
        {
            "access": access,
            "agreed_use": pricing.agreed_use,
            "by_use": pricing.by_use,
            "cost": pricing.cost,
            "deed": pricing.deed,
            "per": pricing.per,
            "prices": pricing.summary,
            "kind": kind,
            "fresh_command": fresh_command,
            "link_words": link_words,
            "lint_words": lint_words,
            "refused_words": refused_words,
            "error_words": error_words,
        }
    )
