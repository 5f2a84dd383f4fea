"""The pages of the store's reviewers: what waits for them, what it says, and their decisions."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Blueprint, abort, make_response, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from eventlog.refusal import Refused, Unavailable
from gateway.account.organizations_pages import roles
from gateway.auth import caller, command_context, signed_in
from gateway.errors import status_of
from gateway.http import remember
from gateway.markdown import rendered
from gateway.mistakes import Mistakes, of_refusal
from gateway.operations import reviewing
from gateway.parts import database, parts
from gateway.publishing.pages.entering import edit_context
from gateway.rpc import Answer, Catalog
from gateway.translation import gettext, ngettext
from gateway.views import accounts, listings, queues, reviews
from gateway.views.listings import SEES_DRAFTS, Product
from gateway.views.queues import Waiting
from gateway.views.reviews import Review

pages = Blueprint("staff_pages", __name__)

PUBLISHER, PRODUCT = "/staff/publishers/<publisher>", "/staff/products/<publisher>/<product>"
REASON = 2_000  # characters
BESIDE = 12  # of the queue, beside a page
SHELF = 50  # of a publisher's products, or of reported reviews
STEPS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))

Page = str | Response | tuple[str, int]
View = TypeVar("View", bound=Callable[..., Any])


def for_staff(view: View) -> View:
    """The page is for reviewers and operators; to others there is nothing at its address."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not caller().roles & SEES_DRAFTS:
            abort(404)
        return view(*args, **kwargs)

    return cast("View", signed_in(guarded))


@pages.get("/staff")
@for_staff
def staff() -> str:
    return _staff_page()


@pages.post("/staff/reviews/<review>/remove")
@for_staff
def remove_review(review: str) -> Page:
    reason = request.form.get("reason", "").strip()
    return _on_review(review, catalog().remove_review, "review-removed", reason)


@pages.post("/staff/reviews/<review>/keep")
@for_staff
def keep_review(review: str) -> Page:
    return _on_review(review, catalog().keep_review, "review-kept")


@pages.get("/staff/find")
@for_staff
def find() -> Response:
    """A publisher or a product by its address."""
    slug = request.args.get("address", "").strip().strip("/").lower()
    if not slug:
        return redirect("/staff", 303)
    return redirect(f"/staff/products/{slug}" if "/" in slug else f"/staff/publishers/{slug}", 303)


@pages.get(PUBLISHER)
@for_staff
def publisher(publisher: str) -> str:
    return _publisher_page(publisher)


@pages.post(f"{PUBLISHER}/approve")
@for_staff
def approve_publisher(publisher: str) -> Page:
    return _on_publisher(publisher, catalog().approve_publisher, "/staff?told=publisher-approved")


@pages.post(f"{PUBLISHER}/reject")
@for_staff
def reject_publisher(publisher: str) -> Page:
    return _on_publisher(publisher, catalog().reject_publisher, "/staff?told=rejected", _reasons())


@pages.post(f"{PUBLISHER}/suspend")
@for_staff
def suspend_publisher(publisher: str) -> Page:
    reason = request.form.get("suspend", "").strip()
    return _on_publisher(publisher, catalog().suspend_publisher, "?told=suspended", reason, field="suspend")


@pages.post(f"{PUBLISHER}/reinstate")
@for_staff
def reinstate_publisher(publisher: str) -> Page:
    return _on_publisher(publisher, catalog().reinstate_publisher, "?told=reinstated")


@pages.get(PRODUCT)
@for_staff
def product(publisher: str, product: str) -> str:
    return _product_page(f"{publisher}/{product}")


@pages.post(f"{PRODUCT}/approve")
@for_staff
def approve_product(publisher: str, product: str) -> Page:
    told = "edit-approved" if request.form.get("what") == "edit" else "product-approved"
    return _on_product(publisher, product, catalog().approve_product, f"/staff?told={told}")


@pages.post(f"{PRODUCT}/reject")
@for_staff
def reject_product(publisher: str, product: str) -> Page:
    return _on_product(publisher, product, catalog().reject_product, "/staff?told=rejected", _reasons())


@pages.post(f"{PRODUCT}/hold")
@for_staff
def hold_product(publisher: str, product: str) -> Page:
    reason = request.form.get("hold", "").strip()
    return _on_product(publisher, product, catalog().hold_product, "?told=held", reason, field="hold")


@pages.post(f"{PRODUCT}/lift")
@for_staff
def lift_hold(publisher: str, product: str) -> Page:
    return _on_product(publisher, product, catalog().lift_hold, "?told=lifted")


@pages.post(f"{PRODUCT}/feature")
@for_staff
def feature_product(publisher: str, product: str) -> Page:
    return _on_product(publisher, product, catalog().feature_product, "?told=featured")


@pages.post(f"{PRODUCT}/unfeature")
@for_staff
def unfeature_product(publisher: str, product: str) -> Page:
    return _on_product(publisher, product, catalog().unfeature_product, "?told=unfeatured")


@pages.get(f"{PRODUCT}/revoke")
@for_staff
def ask_to_revoke(publisher: str, product: str) -> str:
    told = catalog().product(f"{publisher}/{product}")
    return render_template("operations/revoke.html", product=told, queue=_queue(), current=told["slug"], here="staff")


@pages.post(f"{PRODUCT}/revoke")
@for_staff
def revoke_product(publisher: str, product: str) -> Page:
    return _on_product(publisher, product, catalog().revoke_product, "?told=revoked")


def catalog() -> Catalog:
    return parts().rpc.catalog


def _on_review(review: str, command: Callable[..., Answer], told: str, *arguments: Any) -> Page:
    try:
        done = command(review, *arguments, command_context().dump())
    except Unavailable:
        raise
    except Refused as refused:
        return _staff_page(of_refusal(refused, {})), status_of(refused)
    return _to(f"/staff?told={told}", "", done)


def _on_publisher(slug: str, command: Callable[..., Answer], to: str, *arguments: Any, field: str = "reason") -> Page:
    try:
        done = command(slug, *arguments, command_context().dump())
    except Unavailable:
        raise
    except Refused as refused:
        return _publisher_page(slug, of_refusal(refused, {"reasons-missing": field})), status_of(refused)
    return _to(to, f"/staff/publishers/{slug}", done)


def _on_product(
    publisher: str, product: str, command: Callable[..., Answer], to: str, *arguments: Any, field: str = "reason"
) -> Page:
    address = f"{publisher}/{product}"
    try:
        done = command(address, *arguments, edit_context())
    except Unavailable:
        raise
    except Refused as refused:
        return _product_page(address, of_refusal(refused, {"reasons-missing": field})), status_of(refused)
    return _to(to, f"/staff/products/{address}", done)


def _to(to: str, page: str, done: Answer) -> Response:
    """On to `to`, which may be the same page with a word of what was done."""
    return remember(make_response(redirect(page + to if to.startswith("?") else to, 303)), done)


def _reasons() -> list[dict[str, str]]:
    """What was written beside fields, and of the whole."""
    written = [("", "reason"), *((name.removeprefix("reason-"), name) for name in request.form if "reason-" in name)]
    texts = [(field, request.form.get(name, "").replace("\r\n", "\n").strip()) for field, name in written]
    return [{"field": field, "text": text} for field, text in texts if text]


def _staff_page(problems: Mistakes | None = None) -> str:
    db = database()
    return render_template(
        "operations/staff.html",
        publishers=[_shown(waiting, "publishers") for waiting in queues.applied(db)],
        products=[_shown(waiting, "products") for waiting in queues.submitted(db)],
        reported=_reported(),
        problems=problems,
        told=_told(),
        here="staff",
    )


def _publisher_page(slug: str, problems: Mistakes | None = None) -> str:
    told = catalog().publisher(slug)
    promise = rendered(told["support"]["policy"], 5, gettext("Table")) if told["support"] else ""
    fields = [(name, reviewing.labels()[name]) for name in ("legal_name", "website", "phone", "email", "logo")]
    return render_template(
        "operations/publisher.html",
        publisher=told,
        promise=Markup(promise),  # noqa: S704 - cleaned by nh3
        team=[roles()[member.role][0] for member in accounts.members_of(database(), slug)],
        products=listings.all_of(database(), slug)[:SHELF],
        fields=fields,
        labels=reviewing.labels(),
        typed=request.form,
        problems=problems,
        told=_told(),
        queue=_queue(),
        current=slug,
        most=REASON,
        here="staff",
    )


def _product_page(address: str, problems: Mistakes | None = None) -> str:
    review = catalog().review_of(address)
    now, before = review["now"], review["before"]
    fields = reviewing.fields_of(now, before)
    return render_template(
        "operations/product.html",
        product=now,
        kind_words=reviewing.kind_of(now),
        held_for=listings.held_for(now["hold_reason"], now["missed"]),
        before=before["state"] if before else "",
        changed=[field for field in fields if field.state != "same"],
        same=[field for field in fields if field.state == "same"],
        labels=reviewing.labels(),
        typed=request.form,
        problems=problems,
        told=_told(),
        queue=_queue(),
        current=address,
        most=REASON,
        here="staff",
    )


def _reported() -> list[tuple[Review, Product | None]]:
    """Reviews that readers asked staff to look at, each with its product."""
    asked = reviews.reported(database(), SHELF)
    products = {one: listings.product_by_id(database(), one) for one in {review.product for review in asked}}
    return [(review, products[review.product]) for review in asked]


def _queue() -> dict[str, Any]:
    """What waits, the oldest first: it stands beside every page."""
    db = database()
    waiting = [(each, "publishers") for each in queues.applied(db)] + [
        (each, "products") for each in queues.submitted(db)
    ]
    waiting.sort(key=lambda each: each[0].since)
    return {"total": len(waiting), "first": [_shown(*each) for each in waiting[:BESIDE]]}


def _shown(waiting: Waiting, kind: str) -> dict[str, Any]:
    return {
        "slug": waiting.slug,
        "edited": waiting.edited,
        "name": waiting.name,
        "logo": waiting.logo,
        "by": waiting.by if kind == "products" else "",
        "url": f"/staff/{kind}/{waiting.slug}",
        "since": datetime.fromtimestamp(waiting.since, UTC),
        "lasting": lasting(time.time() - waiting.since),
    }


def lasting(seconds: float) -> str:
    """`3 days`, `2 hours`: how long something waits."""
    days, hours, minutes = (int(seconds // length) for length, _ in STEPS)
    if days >= 1:
        return ngettext("%(num)s day", "%(num)s days", days)
    if hours >= 1:
        return ngettext("%(num)s hour", "%(num)s hours", hours)
    return ngettext("%(num)s minute", "%(num)s minutes", minutes) if minutes >= 1 else gettext("just now")


def _told() -> str:
    """What the page before did."""
    words = {
        "publisher-approved": gettext("The publisher is approved."),
        "product-approved": gettext("The product is approved; its publisher may put it on the shelves."),
        "edit-approved": gettext("The edit stands."),
        "rejected": gettext("It was rejected, and its author reads your reasons."),
        "held": gettext("It is on hold: its page says why. Pulling goes on."),
        "lifted": gettext("The hold is lifted."),
        "featured": gettext("It is featured: the front page shows it."),
        "unfeatured": gettext("It is featured no more."),
        "suspended": gettext("The publisher is suspended: it may not push, release, submit or publish."),
        "reinstated": gettext("The publisher may go on."),
        "review-kept": gettext("The review stays as it is."),
        "review-removed": gettext("The review is taken away."),
        "revoked": gettext("It is revoked: neither found nor pulled any more."),
    }
    return words.get(request.args.get("told", ""), "")
