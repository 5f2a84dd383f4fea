"""A submission as its reviewer reads it: field by field, beside what a reviewer decided on last."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from gateway.drawing import access, kind, link_words
from gateway.markdown import rendered
from gateway.operations.difference import Piece, items, lines, words
from gateway.pricing import cost_of, price_told, trial
from gateway.publishing.typed_prices import written
from gateway.translation import gettext
from vocabulary.categories import label_of

Told = Mapping[str, Any]
NOTHING = Markup()


@dataclass(frozen=True)
class Plan:
    id: str
    name: str
    state: str  # same | changed | new | gone
    facts: tuple[tuple[str, list[Piece]], ...]
    terms: Markup  # as customers read them
    terms_changes: list[Piece]


@dataclass(frozen=True)
class Field:
    """`name` is the word that reasons and the lint use; `shape`: line | text | items | pictures | plans."""

    name: str
    label: str
    shape: str
    state: str  # first (nobody decided on it yet) | same | changed
    empty: bool
    pieces: list[Piece] = field(default_factory=list)
    html: Markup = NOTHING
    plans: tuple[Plan, ...] = ()


def fields_of(now: Told, before: Told | None) -> list[Field]:
    """In the order in which customers meet them."""
    listing, old = now["listing"], before["listing"] if before else None
    return [
        *(_line(name, label, listing, old) for name, label in _lines()),
        _pictures("logo", gettext("Logo"), listing, old),
        *(_text(name, label, listing, old) for name, label in _texts()),
        _pictures("screenshots", gettext("Screenshots"), listing, old),
        _items("categories", gettext("Categories"), _categories(listing), _categories(old) if old else None),
        _items("tags", gettext("Tags"), listing["tags"], old["tags"] if old else None),
        _items("links", gettext("Links"), _links(listing), _links(old) if old else None),
        _plans(now, before),
    ]


def labels() -> dict[str, str]:
    """What reasons may be about, in words; of products and of publishers."""
    return {
        **dict(_lines()),
        **dict(_texts()),
        "logo": gettext("Logo"),
        "screenshots": gettext("Screenshots"),
        "categories": gettext("Categories"),
        "tags": gettext("Tags"),
        "links": gettext("Links"),
        "plans": gettext("Plans"),
        "publisher": gettext("Publisher"),
        "legal_name": gettext("Legal name"),
        "website": gettext("Website"),
        "phone": gettext("Telephone"),
        "email": gettext("E-mail"),
        "": gettext("The whole"),
    }


def _lines() -> list[tuple[str, str]]:
    return [
        ("name", gettext("Name")),
        ("short_description", gettext("Short description")),
        ("licence", gettext("Licence")),
    ]


def _texts() -> list[tuple[str, str]]:
    return [("description", gettext("Description")), ("install", gettext("Instructions to install"))]


def _line(name: str, label: str, listing: Told, old: Told | None) -> Field:
    now, before = listing.get(name, ""), old.get(name, "") if old else None
    pieces = [Piece("same", now)] if before is None else words(before, now)
    return Field(name, label, "line", _state(now, before), not now, pieces)


def _text(name: str, label: str, listing: Told, old: Told | None) -> Field:
    now, before = listing.get(name, ""), old.get(name, "") if old else None
    html = Markup(rendered(now, 4, gettext("Table")))  # noqa: S704 - cleaned by nh3
    return Field(name, label, "text", _state(now, before), not now, [] if before is None else lines(before, now), html)


def _items(name: str, label: str, now: Sequence[str], before: Sequence[str] | None) -> Field:
    pieces = items(now if before is None else before, now)
    return Field(name, label, "items", _state(list(now), None if before is None else list(before)), not now, pieces)


def _pictures(name: str, label: str, listing: Told, old: Told | None) -> Field:
    now, before = _digests(listing, name), _digests(old, name) if old else None
    pieces = items(now if before is None else before, now)
    return Field(name, label, "pictures", _state(now, before), not now, pieces)


def _digests(listing: Told, name: str) -> list[str]:
    value = listing.get(name) or []
    return [value] if isinstance(value, str) else list(value)


def _categories(listing: Told) -> list[str]:
    return [gettext(label_of(slug)) for slug in listing["categories"]]


def _links(listing: Told) -> list[str]:
    return [f"{link_words(link['what'])}: {link['url']}" for link in listing["links"]]


def _plans(now: Told, before: Told | None) -> Field:
    offered, old = _offered(now), _offered(before) if before else {}
    ids = [*offered, *(plan for plan in old if plan not in offered)]
    plans = tuple(_plan(offered.get(plan), old.get(plan), before is None) for plan in ids)
    changed = any(plan.state != "same" for plan in plans)
    state = "first" if before is None else "changed" if changed else "same"
    return Field("plans", gettext("Plans"), "plans", state, not offered, plans=plans)


def _offered(told: Told) -> dict[str, Told]:
    return {plan["id"]: plan for plan in told["plans"] if not plan["retired"]}


def _plan(now: Told | None, before: Told | None, first: bool) -> Plan:
    shown = now or before or {}
    facts = tuple(_facts(now or before or {}, (before or now or {}) if not first else shown))
    text, old = _terms(now, "text"), _terms(before, "text")
    html = Markup(rendered(text, 5))  # noqa: S704 - cleaned by nh3
    changes = lines(old, text) if now and before and old != text else []
    changed = bool(changes) or any(piece.kind != "same" for _, pieces in facts for piece in pieces)
    state = (
        "same" if first else "new" if before is None else "gone" if now is None else "changed" if changed else "same"
    )
    return Plan(str(shown["id"]), str(shown["name"]), state, facts, html, changes)


def _facts(now: Told, before: Told) -> Iterator[tuple[str, list[Piece]]]:
    for label, name in (
        (gettext("Name"), "name"),
        (gettext("Description"), "description"),
        (gettext("Repository"), "repository"),
        (gettext("Channel"), "channel"),
    ):
        if now.get(name) or before.get(name):
            yield label, words(before.get(name) or "", now.get(name) or "")
    yield gettext("Open to"), items([access(before["access"])], [access(now["access"])])
    yield gettext("Price"), items(*(_price(plan) for plan in (before, now)))
    licences = [written(plan)["licence_fields"].splitlines() for plan in (before, now)]
    if any(licences):
        yield gettext("Licence fields"), items(*licences)
    if _terms(now, "version") or _terms(before, "version"):
        yield gettext("Terms, version"), words(_terms(before, "version"), _terms(now, "version"))


def _price(plan: Told) -> list[str]:
    """As the price list has it, and what may be tried before."""
    price = price_told(plan)
    cost = cost_of(price, plan["access"])
    told = [f"{cost.figure} {cost.unit}".strip(), *cost.more]
    return told + ([trial(price.trial_days)] if price and price.trial_days else [])


def _terms(plan: Told | None, part: str) -> str:
    return str(plan["terms"][part]) if plan and plan["terms"] else ""


def _state(now: Any, before: Any) -> str:
    return "first" if before is None else "same" if now == before else "changed"


def kind_of(told: Told) -> str:
    return kind(told["kind"])
