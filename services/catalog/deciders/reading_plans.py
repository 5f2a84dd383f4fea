"""Plans with their prices from what comes in by RPC."""

from collections.abc import Mapping
from typing import Any

from services.catalog.deciders import pricing
from services.catalog.deciders.given import flag, integer, object_of, objects, only, text, texts
from services.catalog.deciders.plan import STABLE, Plan, PlanChanges, agreement
from services.catalog.deciders.pricing import PriceChanges
from services.catalog.events import Component, LicenceField, Terms, Tier
from vocabulary.money import Money

WORDS = ("name", "description", "access", "channel")
PRICED = ("price", "other_prices", "interval", "components", "trial_days", "trial_needs_card", "by_order")
CHANGEABLE = {*WORDS, *PRICED, "terms", "licence_fields"}


def plan_of(given: Mapping[str, Any], publisher: str) -> Plan:
    """A repository may be given without its publisher."""
    only(given, {*CHANGEABLE, "id", "repository"})
    repository, access = text(given, "repository"), text(given, "access")
    return Plan(
        id=text(given, "id"),
        name=text(given, "name"),
        description=text(given, "description", ""),
        repository=repository if "/" in repository else f"{publisher}/{repository}",
        access=access,
        terms=_terms(given.get("terms")),
        channel=text(given, "channel", STABLE),
        price=_price_changes(given).applied_to(None, access),
        licence_fields=_licence_fields(given) or (),
    )


def plan_changes_of(given: Mapping[str, Any]) -> PlanChanges:
    """Only what is there changes; a `price` of null: nothing is charged for the plan itself."""
    only(given, CHANGEABLE)
    words = {name: text(given, name) for name in WORDS if name in given}
    terms = _terms(given.get("terms"))
    return PlanChanges(**words, terms=terms, price=_price_changes(given), licence_fields=_licence_fields(given))


def _price_changes(given: Mapping[str, Any]) -> PriceChanges:
    said = {name for name in PRICED if given.get(name) is not None}
    return PriceChanges(
        amount=_money(object_of(given, "price")) if "price" in said else None,
        no_amount="price" in given and "price" not in said,
        other_amounts=tuple(map(_money, objects(given, "other_prices"))) if "other_prices" in said else None,
        interval=text(given, "interval") if "interval" in said else None,
        components=tuple(map(_component, objects(given, "components"))) if "components" in said else None,
        trial_days=integer(given, "trial_days") if "trial_days" in said else None,
        trial_needs_card=flag(given, "trial_needs_card") if "trial_needs_card" in said else None,
        by_order=flag(given, "by_order") if "by_order" in said else None,
    )


def _money(given: Mapping[str, Any]) -> Money:
    only(given, {"amount", "currency"})
    return Money(integer(given, "amount"), text(given, "currency"))


def _component(given: Mapping[str, Any]) -> Component:
    only(given, {"id", "name", "unit", "tiers"})
    told = (text(given, "id"), text(given, "name"), text(given, "unit"))
    return pricing.plain(Component(*told, tuple(map(_tier, objects(given, "tiers")))))


def _tier(given: Mapping[str, Any]) -> Tier:
    only(given, {"up_to", "unit_amount"})
    return Tier(None if given.get("up_to") is None else integer(given, "up_to"), text(given, "unit_amount"))


def _licence_fields(given: Mapping[str, Any]) -> tuple[LicenceField, ...] | None:
    if given.get("licence_fields") is None:
        return None
    return tuple(map(_licence_field, objects(given, "licence_fields")))


def _licence_field(given: Mapping[str, Any]) -> LicenceField:
    only(given, {"id", "name", "kind", "default", "options", "hidden"})
    return LicenceField(
        id=text(given, "id"),
        name=text(given, "name"),
        kind=text(given, "kind"),
        default=text(given, "default", ""),
        options=texts(given, "options") if given.get("options") is not None else (),
        hidden=flag(given, "hidden", False),
    )


def _terms(given: Any) -> Terms | None:
    if given is None:
        return None
    terms = object_of({"terms": given}, "terms")
    only(terms, {"version", "text"})
    return agreement(text(terms, "version"), text(terms, "text"))
