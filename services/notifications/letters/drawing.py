"""Letters as they go out: a subject, a text and the same in HTML, which asks nobody else for anything."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import escape

from services.notifications.letters.language import CATALOGUES, gettext, ngettext
from services.notifications.letters.urgency import is_urgent, rank
from services.notifications.letters.words import Words, words

TEMPLATES = Path(__file__).parent / "templates"
WIDTH = 72  # of a line of text
DAILY, WEEKLY = "Your day: %(title)s", "Your week: %(title)s"
AND_MORE = ("%(title)s, and %(num)s more", "%(title)s, and %(num)s more")
HEADING = ("One thing that concerns you", "%(num)s things that concern you")
OTHERS = "Other things"
KEPT = 100  # letters that are drawn for many
STOP = f"stop-{token_hex(16)}"  # in the place of a reader's own link; nobody outside can have written it


@dataclass(frozen=True)
class Item:
    """A notice, with its facts as they were told; `link` is a whole address."""

    kind: str
    facts: Mapping[str, str]
    product: str  # publisher/product; empty: none
    link: str


@dataclass(frozen=True)
class Reader:
    """Of whom it goes to, and the addresses that stand in each of their letters; `now` in their zone."""

    language: str
    store: str
    stop: str  # no more of this kind
    preferences: str
    inbox: str
    now: datetime | None = None


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Line:
    item: Item
    said: Words
    urgent: bool


@dataclass(frozen=True)
class Group:
    name: str  # of the product; empty: there is but one group
    items: Sequence[Line]


def letter(item: Item, reader: Reader) -> Letter:
    """Drawn once for all who read it in one language on one day: the link that stops it alone is each reader's own."""
    day = reader.now.replace(hour=0, minute=0, second=0, microsecond=0) if reader.now else None
    kept = replace(reader, stop=STOP, now=day)
    return _for(_notice(item.kind, tuple(item.facts.items()), item.product, item.link, kept), reader.stop)


@lru_cache(KEPT)
def _notice(kind: str, facts: tuple[tuple[str, str], ...], product: str, link: str, reader: Reader) -> Letter:
    item = Item(kind, dict(facts), product, link)
    said = _said(item, reader)
    told = {"item": item, "said": said, "urgent": is_urgent(kind, item.facts)}
    return _drawn("notice", said.title, said.text, reader, told)


def _for(common: Letter, stop: str) -> Letter:
    text, html = common.text.replace(STOP, stop), common.html.replace(STOP, str(escape(stop)))
    return Letter(common.subject, text, html)


def digest(items: Sequence[Item], reader: Reader, *, daily: bool) -> Letter:
    """By product, what is most urgent first; `items` are at least one, in the order in which they came."""
    groups = _groups(items, reader)
    first = groups[0].items[0].said
    heading = ngettext(reader.language, HEADING, len(items))
    told = {"groups": groups, "daily": daily, "heading": heading}
    subject = gettext(reader.language, DAILY if daily else WEEKLY) % {"title": _titles(first, len(items), reader)}
    return _drawn("digest", subject, first.text, reader, told)


def _titles(first: Words, count: int, reader: Reader) -> str:
    if count == 1:
        return first.title
    return ngettext(reader.language, AND_MORE, count - 1, title=first.title)


def _groups(items: Sequence[Item], reader: Reader) -> list[Group]:
    lines = sorted((_line(item, reader) for item in items), key=lambda line: rank(line.item.kind, line.item.facts))
    products = list(dict.fromkeys(line.item.product for line in lines))
    found = [(each, [line for line in lines if line.item.product == each]) for each in products]
    return [Group(_name(lines, reader) if len(products) > 1 else "", lines) for _, lines in found]


def _name(lines: Sequence[Line], reader: Reader) -> str:
    product = lines[0].item.product
    if not product:
        return gettext(reader.language, OTHERS)
    return next((line.item.facts["name"] for line in lines if line.item.facts.get("name")), product)


def _line(item: Item, reader: Reader) -> Line:
    return Line(item, _said(item, reader), is_urgent(item.kind, item.facts))


def _said(item: Item, reader: Reader) -> Words:
    return words(item.kind, item.facts, reader.language, item.product, reader.now)


def _drawn(name: str, subject: str, preheader: str, reader: Reader, told: Mapping[str, object]) -> Letter:
    known = {"subject": subject, "preheader": preheader, "reader": reader, "language": reader.language}
    known |= {"store": urlsplit(reader.store).netloc, **told}
    drawing = _environment(reader.language)
    return Letter(
        subject=subject,
        text=drawing.get_template(f"{name}.txt").render(known).strip("\n") + "\n",
        html=drawing.get_template(f"{name}.html").render(known),
    )


@cache
def _environment(language: str) -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(CATALOGUES.of(language), newstyle=True)  # type: ignore[attr-defined]
    made.filters["wrapped"] = wrapped
    return made


def wrapped(text: str, first: str = "", rest: str = "") -> str:
    """In lines that fit; an address stays in one piece."""
    return textwrap.fill(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
