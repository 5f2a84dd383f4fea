"""The finding API: search, suggestions, categories, products with their plans and versions. No call to a service."""

from typing import Any

from flask import Response, jsonify

from eventlog.refusal import Invalid, Missing
from gateway.auth import caller, must_have
from gateway.catalog import own
from gateway.catalog.composed import command_for
from gateway.catalog.priced import money, priced
from gateway.catalog.schemas import (
    CategoriesSchema,
    ProductSchema,
    ResultSchema,
    SearchArguments,
    SuggestionArguments,
    SuggestionsSchema,
    VersionsArguments,
    VersionsSchema,
)
from gateway.catalog.trusted import certificate, findings, judgement
from gateway.http import Blueprint, page_of
from gateway.media import address
from gateway.moved import lead_on
from gateway.parts import database, parts
from gateway.views import listings, pulls, reviews
from gateway.views.given_up import deprecated_among
from gateway.views.judged import NOTHING, Judged, judged
from gateway.views.listings import Plan, Product
from gateway.views.versions import Deprecation, Version, VersionPlatform, Yank, versions_of
from services.search.index.shapes import FACETS, SO, BadCursor, Item, Query, Within
from vocabulary.platform import Platform

blp = Blueprint("catalog", __name__, url_prefix="/api/v1", description="Finding images")


@blp.route("/search")
@blp.arguments(SearchArguments, location="query")
@blp.response(200, ResultSchema)
def search(asked: dict[str, Any]) -> Response:
    """Products by words and facets; `certified=true` finds those alone that are.

    `catalogue` narrows it to what an organisation of yours chose, for who may read what the account sees.
    """
    asked["certified"] = [SO] if asked["certified"] else []
    chosen: dict[str, Any] = {facet: tuple(dict.fromkeys(asked[facet])) for facet in FACETS}
    more = {name: asked[name] for name in ("deprecated", "sort", "limit", "after")}
    query = Query(asked["q"], **chosen | more, within=_within(asked["catalogue"]))
    try:
        result = parts().search.search(query)
    except BadCursor as bad:
        raise Invalid("invalid-input", "after: not a cursor of ours") from bad
    facets = {name: [_facet_value(value) for value in values] for name, values in result.facets.items()}
    answer = page_of([_item(item) for item in result.items], result.total, result.next)
    return jsonify(answer | {"facets": facets, "did_you_mean": result.did_you_mean})


@blp.route("/suggestions")
@blp.arguments(SuggestionArguments, location="query")
@blp.response(200, SuggestionsSchema)
def suggestions(asked: dict[str, Any]) -> Response:
    """Up to eight products, publishers and categories that begin so."""
    return jsonify(items=[vars(suggestion) for suggestion in parts().search.suggest(asked["q"])])


@blp.route("/categories")
@blp.response(200, CategoriesSchema)
def categories() -> dict[str, Any]:
    """Every category that something is in, with the number of its products."""
    found = [vars(category) for category in listings.categories(database())]
    return page_of(found, len(found))


@blp.route("/products/<publisher>/<product>")
@blp.response(200, ProductSchema)
@blp.alt_response(404)
def product(publisher: str, product: str) -> dict[str, Any]:
    """The listing with its plans; a draft only for its publisher and for staff."""
    found = product_or_refuse(publisher, product)
    return _listing(found, versions_of(database(), found.id))


@blp.route("/products/<publisher>/<product>/versions")
@blp.arguments(VersionsArguments, location="query")
@blp.response(200, VersionsSchema)
@blp.alt_response(404)
def versions(asked: dict[str, Any], publisher: str, product: str) -> dict[str, Any]:
    """All versions, newest first: tags that lead to the same image are one item; yanked ones are among them."""
    found = product_or_refuse(publisher, product)
    every = versions_of(database(), found.id, asked["plan"])
    fitting = [version for version in every if _runs_on(version, asked["platform"])]
    known = judged(database(), [(version.repository, version.digest) for version in fitting])
    told = [_version(found, one, known.get((one.repository, one.digest), NOTHING)) for one in fitting]
    return page_of(told, len(told))


def product_or_refuse(publisher: str, product: str) -> Product:
    found = listings.product(database(), f"{publisher}/{product}", visible_to=caller())
    if found is None:
        lead_on(f"{publisher}/{product}")
        raise Missing("no-such-product", f"{publisher}/{product}"[:200])
    return found


def _within(organization: str) -> Within | None:
    if not organization:
        return None
    must_have("read")
    own.seen(organization)
    return own.within(organization)


def _item(item: Item) -> dict[str, Any]:
    return {
        "slug": item.slug,
        "name": item.name,
        "publisher": {"slug": item.publisher, "name": item.publisher_name},
        "short_description": item.short_description,
        "type": item.type,
        "certified": item.certified,
        "grade": item.grade or None,
        "kind": item.kind,
        "categories": list(item.categories),
        "price_from": money(item.price_from.amount) if item.price_from else None,
        "prices": list(item.prices),
        "rating": None if item.rating is None else {"mean": item.rating, "count": item.ratings},
        "pulls": item.pulls,
        "updated": item.updated,
        "logo": _logo(item.logo),
        "held": item.held,
        "deprecated": item.deprecated,
        "highlights": dict(item.highlights),
    }


def _facet_value(value: Any) -> dict[str, Any]:
    return {"value": value.value, "label": value.label, "count": value.count}


def _listing(found: Product, released: list[Version]) -> dict[str, Any]:
    plans = [_plan(found, plan, released) for plan in found.plans]
    rating = reviews.rating_of(database(), found.id)
    return {
        "id": found.id,
        "slug": found.slug,
        "name": found.name,
        "publisher": {"slug": found.publisher, "name": found.publisher_name},
        "kind": found.kind,
        "type": found.type,
        "external": found.external,
        "state": found.state,
        "hold_reason": found.hold_reason or None,
        "deprecated": found.id in deprecated_among(database(), [found]),
        "short_description": found.short_description,
        "description": found.description,
        "categories": list(found.categories),
        "tags": list(found.tags),
        "links": [vars(link) for link in found.links],
        "logo": _logo(found.logo),
        "licence": found.licence or None,
        "screenshots": [address(one) for one in found.screenshots],
        "install": found.install,
        "featured": found.featured,
        "updated": found.updated,
        "certified": certificate(found.certified),
        "grade": found.grade or None,
        "findings": findings(found, _newest(released)),
        "rating": None if rating is None else {"mean": rating.mean, "count": rating.count},
        "pulls": pulls.total(database(), found.id),
        "plans": plans,
        "pull_command": next((plan["pull_command"] for plan in plans if plan["pull_command"]), None),
    }


def _plan(found: Product, plan: Plan, released: list[Version]) -> dict[str, Any]:
    settings = parts().settings
    terms = {"version": plan.terms_version, "url": f"{settings.url}/terms/{found.slug}/{plan.id}"}
    return {
        "id": plan.id,
        "name": plan.name,
        "description": plan.description,
        "access": plan.access,
        "channel": plan.channel,
        **priced(plan.price),
        "repository": plan.repository,
        "terms": terms if plan.terms_version else None,
        "pull_command": command_for(found, plan, released) or None,
    }


def _newest(released: list[Version]) -> Judged:
    """What is known of the release that customers get first."""
    newest = next((one for one in released if one.repository and one.yanked is None), None)
    if newest is None:
        return NOTHING
    key = (newest.repository, newest.digest)
    return judged(database(), [key]).get(key, NOTHING)


def _version(found: Product, version: Version, known: Judged) -> dict[str, Any]:
    return {
        "plan": version.plan,
        "tag": version.tag,
        "tags": list(version.tags),
        "digest": version.digest or None,
        "platforms": [_graded(one, known) for one in version.platforms],
        "created": version.created or None,
        "base": None,
        "certified": judgement(known, withdrawn=version.yanked is not None),
        "grade": known.grade or None,
        "next_drop": min((one.next_drop for one in known.ratings if one.next_drop), default=None),
        "findings": findings(found, known),
        "released": version.released or None,
        "yanked": None if version.yanked is None else _yanked(version.yanked),
        "deprecated": None if version.deprecated is None else _deprecated(version.deprecated),
        "notes": version.notes,
    }


def _yanked(yank: Yank) -> dict[str, Any]:
    return {"at": yank.at, "reason": yank.reason, "security": yank.security}


def _deprecated(told: Deprecation) -> dict[str, Any]:
    return {"until": told.until or None, "successor": told.successor or None, "reason": told.reason}


def _runs_on(version: Version, platform: str | None) -> bool:
    return platform is None or any(offered.platform == platform for offered in version.platforms)


def _graded(offered: VersionPlatform, known: Judged) -> dict[str, Any]:
    grade = next((one.grade for one in known.ratings if one.platform == offered.platform), None)
    return _platform(offered.platform, offered.size) | {"digest": offered.digest or None, "grade": grade}


def _platform(text: str, size: int | None) -> dict[str, Any]:
    platform = Platform.parse(text)
    return {
        "os": platform.os,
        "architecture": platform.architecture,
        "variant": platform.variant or None,
        "size": size,
    }


def _logo(digest: str) -> str | None:
    return f"{parts().settings.url}{address(digest)}" if digest else None
