"""The pages where an image is found and read about; all of them answered without a call to a service."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, jsonify, render_template, request
from markupsafe import Markup

from eventlog.refusal import Unavailable
from gateway import pricing
from gateway.auth import caller
from gateway.berth import registry_away
from gateway.catalog import composed, own, pulling, results, shown, unfound
from gateway.catalog.front import front
from gateway.catalog.opinions import opinions
from gateway.catalog.trusted import are_open
from gateway.holders import holders, right_through
from gateway.kept import kept, kept_by_index
from gateway.markdown import parted, rendered
from gateway.moved import lead_on
from gateway.parts import database, parts
from gateway.translation import gettext, ngettext
from gateway.views import counts, listings, pulls
from gateway.views.judged import NOTHING, judged
from gateway.views.listings import Plan, Product
from gateway.views.versions import Version, versions_of
from services.search.index.shapes import BadCursor, Query, Suggestion
from vocabulary.categories import label_of

pages = Blueprint("catalog_pages", __name__)

NEW, SHELVES, EXCERPT, SHELF, TAGS, OPINIONS = 4, 14, 5, 20, 25, 3
LONGEST_QUESTION = 80  # of a suggestion


@pages.get("/")
def home() -> str:
    db = database()
    shown_first = front()
    featured = listings.by_slugs(db, shown_first.featured)
    return render_template(
        "catalog/home.html",
        total=shown_first.total,
        publishers=shown_first.publishers,
        categories=shown_first.largest[:SHELVES],
        featured=featured,
        newest=listings.newest(db, NEW),
        tasks=shown_first.tasks,
        example=next((command_of(product, product.plans[0]) for product in featured if product.plans), ""),
        about=gettext("Find container images, see what each asks of you, and pull them."),
        canonical=_address("/"),
    )


@pages.get("/search")
@kept_by_index
def search() -> str | Response:
    return _results("/search", gettext("All images"))


@pages.get("/category/<slug>")
@kept_by_index
def category(slug: str) -> str | Response:
    if not front().has(slug) and not any(shelf.slug == slug for shelf in listings.categories(database())):
        abort(404)
    crumbs = [(gettext("Categories"), "/categories")]
    return _results(f"/category/{slug}", gettext(label_of(slug)), crumbs, category=(slug,))


@pages.get("/suggestions")
def suggestions() -> Response:
    typed = request.args.get("q", "").strip()[:LONGEST_QUESTION]
    if not typed:
        return jsonify(items=[])
    try:
        found = parts().search.suggest(typed)
    except Unavailable:  # whoever types goes on typing, and finds out on the page of results
        response = jsonify(items=[])
        response.status_code = 503
        return response
    response = jsonify(items=[_suggested(suggestion) for suggestion in found], told=_counted(len(found)))
    response.headers["Cache-Control"] = "private, max-age=30"
    return response


@pages.get("/categories")
@kept
def categories() -> str:
    found = listings.categories(database())
    return render_template(
        "catalog/categories.html", categories=found, here="browse", canonical=_address("/categories")
    )


@pages.get("/<publisher>")
@kept
def publisher(publisher: str) -> str:
    db = database()
    found = listings.publisher(db, publisher)
    total = counts.published_by(db, publisher)
    if found is None or (found.state != "approved" and not total and not caller().owns(publisher)):
        abort(404)
    skip = min(max(0, request.args.get("start", 1, int) - 1), total)
    listed = listings.by_slugs(db, counts.slugs_of(db, publisher, skip, SHELF))
    address = f"/{publisher}"
    return render_template(
        "catalog/publisher.html",
        publisher=found,
        support=Markup(rendered(found.support_policy, 3, gettext("Table"))),  # noqa: S704 - cleaned by nh3
        products=listed,
        **_stretch(address, skip, len(listed), total),
        here="browse",
        about=gettext("Images published by %(name)s.", name=found.name),
        picture=found.logo,
        canonical=_address(address),
    )


@pages.get("/<publisher>/<product>")
@kept
def product(publisher: str, product: str) -> str:
    found = product_or_404(f"{publisher}/{product}")
    versions = versions_of(database(), found.id)
    first = found.plans[0] if found.plans else None
    excerpt = [one for one in versions if first and one.plan == first.id and one.yanked is None]
    newest = pulling.newest(excerpt)
    few = excerpt[:EXCERPT]
    file = composed.newest(found, first) if first else None
    lines = lines_of(found, [*few, newest] if newest else few)
    drawn = lines[: len(few)]
    return render_template(
        "catalog/product.html",
        product=found,
        main=first,
        paid=any(plan.price for plan in found.plans),
        categories=[{"slug": slug, "label": gettext(label_of(slug))} for slug in found.categories],
        command=_command(found, first, versions) if first else "",
        file=file,
        images=composed.known(file) if file else (),
        file_name=composed.file_name(found, file.version) if file else "",
        file_address=composed.address(found, file) if file else "",
        away="" if found.external else registry_away(),
        before=_before(found, first) if first else "",
        description=[Markup(part) for part in parted(found.description, 3, gettext("Table"))],  # noqa: S704
        versions=drawn,
        newest=next(iter(lines[len(few) :]), None),
        judged=any(one.grade for one in drawn),
        told=any(one.findings is not None for one in drawn),
        install=Markup(rendered(found.install, 3, gettext("Table"))),  # noqa: S704 - cleaned by nh3
        opinions=opinions(found, OPINIONS),
        pulls=pulls.total(database(), found.id),
        seller=listings.publisher(database(), found.publisher),
        reviewer=bool(caller().roles & listings.SEES_DRAFTS),
        choices=own.choices(found),
        tags=shown.tags_in(versions),
        dated=any(version.created or version.digest for version in few),
        here="browse",
        about=found.short_description,
        picture=found.logo,
        canonical=_address(f"/{found.slug}") if found.state in ("published", "held") else None,
    )


@pages.get("/<publisher>/<product>/versions")
@kept
def versions(publisher: str, product: str) -> str:
    found = product_or_404(f"{publisher}/{product}")
    plan = found.plan(request.args.get("plan", ""))
    every = versions_of(database(), found.id, plan.id if plan else None)
    platform = request.args.get("platform", "")[:64]
    fitting = [version for version in every if not platform or _runs_on(version, platform)]
    skip = max(0, request.args.get("start", 1, int) - 1)
    part = fitting[skip : skip + TAGS]
    kept = {name: value for name, value in (("platform", platform), ("plan", plan.id if plan else "")) if value}
    address = f"/{found.slug}/versions"
    names = {plan.id: plan.name for plan in found.plans}
    offered = plan or (found.plans[0] if found.plans else None)
    drawn = lines_of(found, part, platform, names)
    return render_template(
        "catalog/versions.html",
        product=found,
        versions=drawn,
        judged=any(one.grade for one in drawn),
        told=any(one.findings is not None for one in drawn),
        many=len(found.plans) > 1,
        dated=any(version.created or version.digest for version in part),
        listed=every[0].released if found.external and every else "",
        tags=shown.tags_in(fitting),
        platforms=shown.platforms_of(every),
        platform=platform,
        plan=plan.id if plan else "",
        command=_command(found, offered, every) if offered else "",
        first=skip + 1,
        last=skip + len(part),
        total=len(fitting),
        older=f"{address}?{urlencode(kept | {'start': str(skip + TAGS + 1)})}" if skip + TAGS < len(fitting) else None,
        newer=f"{address}?{urlencode(kept | {'start': str(max(1, skip + 1 - TAGS))})}" if skip else None,
        here="browse",
        about=gettext("All versions of %(name)s with their tags and platforms.", name=found.name),
        canonical=_address(address),
    )


@pages.get("/terms/<publisher>/<product>/<plan>")
@kept
def terms(publisher: str, product: str, plan: str) -> str:
    found = product_or_404(f"{publisher}/{product}")
    offered = found.plan(plan)
    if offered is None or not offered.terms_version:
        abort(404)
    text = Markup(rendered(offered.terms_text, 2))  # noqa: S704 - cleaned by nh3
    return render_template("catalog/terms.html", product=found, plan=offered, text=text, here="browse")


NO_NAMES: Mapping[str, str] = MappingProxyType({})


def lines_of(
    product: Product, versions: Sequence[Version], platform: str = "", names: Mapping[str, str] = NO_NAMES
) -> list[shown.Line]:
    """With what certification knows of each, as far as this product's findings are shown."""
    known = judged(database(), [(one.repository, one.digest) for one in versions])
    address = product.slug if are_open(product) else ""
    return [
        shown.line(
            one,
            platform,
            names.get(one.plan, ""),
            known.get((one.repository, one.digest), NOTHING),
            open_for=address,
        )
        for one in versions
    ]


def product_or_404(slug: str) -> Product:
    found = listings.product(database(), slug, visible_to=caller())
    if found is None:
        lead_on(slug)
        abort(404)
    return found


def command_of(product: Product, plan: Plan) -> str:
    return _command(product, plan, versions_of(database(), product.id, plan.id))


def _command(product: Product, plan: Plan, versions: Sequence[Version]) -> str:
    return composed.command_for(product, plan, versions)


def _results(action: str, title: str, crumbs: Any = (), **fixed: tuple[str, ...]) -> str | Response:
    query, catalogues = results.asked(request.args, fixed), own.theirs()
    within = next((one for one in catalogues if one.slug == request.args.get("catalogue")), None)
    if within:
        query = replace(query, within=own.within(within.slug))
    try:
        result = parts().search.search(query)
    except BadCursor:
        abort(404)
    except Unavailable as away:
        return _without_index(action, title, crumbs, query, away)
    start = max(1, request.args.get("start", 1, int)) if query.after else 1
    found = results.Found(action, query, result, frozenset(fixed), start, tuple(catalogues), within)
    drawn = found.drawn()
    without = 0 if result.items or not drawn["chips"] else parts().search.search(found.unfiltered).total
    plain = not query.text and not drawn["chips"] and not query.after and query.sort == "relevance"
    return render_template(
        "catalog/search.html",
        title=title,
        crumbs=crumbs,
        here="browse",
        without=without,
        helps={} if result.items and result.whole else unfound.help_for(found, drawn["chips"]),
        about=title,
        canonical=_address(action) if plain and result.items else None,
        **drawn,
    )


def _without_index(action: str, title: str, crumbs: Any, query: Query, away: Unavailable) -> str | Response:
    """The shelf of a category as the gateway's own view has it; for all else the page says so and shows the shelves."""
    db, told = database(), {"title": title, "crumbs": crumbs, "action": action, "typed": query.text, "code": away.code}
    shelves = listings.categories(db)
    if not query.category or action == "/search":
        page = render_template("catalog/away.html", categories=shelves, here="browse", **told)
        return Response(page, 503, {"Retry-After": "2", "Cache-Control": "no-store"})
    total = next((shelf.count for shelf in shelves if shelf.slug == query.category[0]), 0)
    skip = min(max(0, request.args.get("start", 1, int) - 1), total)
    listed = listings.by_slugs(db, counts.slugs_in(db, query.category[0], skip, SHELF))
    return render_template(
        "catalog/away.html",
        items=results.shelf(listed),
        **_stretch(action, skip, len(listed), total),
        here="browse",
        **told,
    )


def _counted(found: int) -> str:
    """What a screen reader says of the list that came up."""
    if not found:
        return gettext("No suggestions.")
    words = ngettext("%(num)s suggestion.", "%(num)s suggestions.", found)
    return f"{words} {gettext('Arrow keys choose, Enter opens.')}"


def _suggested(suggestion: Suggestion) -> dict[str, str]:
    what = {"publisher": gettext("publisher"), "category": gettext("category")}
    by = gettext("image by %(publisher)s", publisher=suggestion.publisher)
    path = {"publisher": "/", "category": "/category/"}.get(suggestion.kind, "/")
    return {
        "kind": suggestion.kind,
        "slug": suggestion.slug,
        "name": gettext(suggestion.name) if suggestion.kind == "category" else suggestion.name,
        "publisher": suggestion.publisher,
        "what": what.get(suggestion.kind) or (f"{by} · {gettext('Deprecated')}" if suggestion.deprecated else by),
        "url": f"{path}{suggestion.slug}",
    }


def _before(product: Product, plan: Plan) -> str:
    """What stands between a reader and this command working."""
    if product.external:
        return gettext("Listed from elsewhere: docker pulls it from its own registry, and no account here is needed.")
    decision, holder = right_through(plan.repository, holders())
    if decision.allowed and plan.access != "anyone":
        if holder.slug and plan.access != "signed_in":
            return gettext(
                "You may pull this: %(name)s has it. On a new machine, sign docker in first.", name=holder.name
            )
        return gettext("You may pull this. On a new machine, sign docker in first, with a token of your account.")
    words = {
        "anyone": gettext("This command works at once, without an account."),
        "signed_in": gettext("This command works once docker is signed in to the registry."),
        "terms": gettext(
            "The registry refuses this command until you have accepted the plan’s terms; "
            "the same command works from then on."
        ),
    }
    refused = gettext("The registry refuses this command until you have the plan; the same command works from then on.")
    return words.get(plan.access, " ".join(word for word in (refused, pricing.after_trial(plan)) if word))


def _runs_on(version: Version, platform: str) -> bool:
    return any(offered.platform == platform for offered in version.platforms)


def _stretch(address: str, skip: int, listed: int, total: int) -> dict[str, Any]:
    """Which part of a shelf a page shows, and where the parts beside it are."""
    last = skip + listed
    return {
        "total": total,
        "first": skip + 1,
        "last": last,
        "next": f"{address}?start={last + 1}" if last < total else None,
        "previous": _start(address, skip + 1 - SHELF) if skip else None,
    }


def _start(address: str, start: int) -> str:
    return address if start <= 1 else f"{address}?start={start}"


def _address(path: str) -> str:
    return parts().settings.url + path
