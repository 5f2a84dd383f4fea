"""A version after its release: deprecated, yanked, or its moving tag led elsewhere."""

from collections.abc import Sequence
from typing import Any

from flask import abort, render_template, request

from eventlog.refusal import Refused
from gateway.drawing import bare
from gateway.errors import status_of
from gateway.mistakes import Mistakes, of_fields
from gateway.publishing.pages import pages
from gateway.publishing.pages.entering import EDITORS, catalog, context, for_team, product_or_404, to
from gateway.publishing.pages.forms import lines, mistaken
from gateway.publishing.pages.listing import Page
from gateway.publishing.pages.versions import around, plan_of
from gateway.rpc import Answer
from gateway.translation import gettext
from gateway.views.listings import Plan, Product

ADDRESS = "/publish/<publisher>/<product>/versions/<plan>/<tag>"


@pages.get(ADDRESS)
@for_team(*EDITORS)
def version(publisher: str, product: str, plan: str, tag: str) -> str:
    return _version(product_or_404(publisher, product), plan, tag)


@pages.post(f"{ADDRESS}/yank")
@for_team(*EDITORS)
def yank_version(publisher: str, product: str, plan: str, tag: str) -> Page:
    found = product_or_404(publisher, product)
    wrong = {} if lines("yank_reason") else {"yank_reason": gettext("Say why, in words for its users")}
    if request.form.get("sure") != "yes":
        wrong["sure"] = gettext("Tick the box to go through with it")
    if wrong:
        return _version(found, plan, tag, of_fields(wrong)), 422
    try:
        security = request.form.get("security") == "yes"
        done = catalog().yank_version(found.slug, plan, tag, lines("yank_reason"), security, context())
    except Refused as refused:
        return _version(found, plan, tag, mistaken(refused, {"reasons-missing": "yank_reason"})), status_of(refused)
    return to(f"/publish/{found.slug}/versions?plan={plan}&told=yanked", done)


@pages.post(f"{ADDRESS}/deprecate")
@for_team(*EDITORS)
def deprecate_version(publisher: str, product: str, plan: str, tag: str) -> Page:
    found = product_or_404(publisher, product)
    told = (lines("until"), lines("successor"), lines("deprecate_reason"))
    try:
        done = catalog().deprecate_version(found.slug, plan, tag, *told, context())
    except Refused as refused:
        where = {
            "day-unreadable": "until",
            "day-past": "until",
            "successor-unfit": "successor",
            "no-such-version": "successor",
            "reasons-missing": "deprecate_reason",
        }
        return _version(found, plan, tag, mistaken(refused, where)), status_of(refused)
    return to(f"/publish/{found.slug}/versions?plan={plan}&told=deprecated", done)


@pages.post(f"{ADDRESS}/retag")
@for_team(*EDITORS)
def retag_version(publisher: str, product: str, plan: str, tag: str) -> Page:
    """Leads another tag to the image that this one leads to."""
    found = product_or_404(publisher, product)
    try:
        done = catalog().retag_version(found.slug, plan, lines("tag"), lines("digest"), context())
    except Refused as refused:
        where = dict.fromkeys(("tag-invalid", "version-already-released", "release-under-way"), "tag")
        return _version(found, plan, tag, mistaken(refused, where)), status_of(refused)
    return to(f"/publish/{found.slug}/versions?plan={plan}&told=moving", done)


def _version(product: Product, plan_id: str, tag: str, problems: Mistakes | None = None) -> str:
    plan = plan_of(product, plan_id)
    if plan is None:
        abort(404)
    every = catalog().versions_of(product.slug, plan.id)
    leading = [one for one in every if tag in one["tags"]]
    found = next(iter(leading or [one for one in every if tag == one["tag"]]), None)
    if found is None:
        abort(404)
    return render_template(
        "publishing/version.html",
        **around(product),
        at="versions",
        **_shown(plan, found, tag),
        successors=[("", gettext("nothing")), *_successors(every, found["digest"])],
        form=request.form,
        problems=problems,
    )


def _successors(every: Sequence[Answer], digest: str) -> list[tuple[str, str]]:
    old = {one["tag"] for version in every for one in version["deprecated"]}
    return [(tag, tag) for one in every if one["digest"] != digest for tag in one["tags"] if tag not in old]


def _shown(plan: Plan, found: dict[str, Any], tag: str) -> dict[str, Any]:
    return {
        "plan": plan,
        "tag": tag,
        "version": {**found, "platforms": [bare(one["platform"]) for one in found["platforms"]]},
        "yanked": next((one for one in found["yanked"] if one["tag"] == tag), None),
        "deprecated": next((one for one in found["deprecated"] if one["tag"] == tag), None),
        "gone": tag not in found["tags"],
    }
