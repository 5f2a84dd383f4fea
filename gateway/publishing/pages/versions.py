"""A plan's versions: what lies in staging, what is released, and how a release goes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import Response, abort, render_template, request

from eventlog.refusal import Refused
from gateway.berth import registry_away
from gateway.drawing import bare
from gateway.errors import status_of
from gateway.mistakes import Mistakes
from gateway.parts import database
from gateway.publishing.pages import pages
from gateway.publishing.pages.entering import EDITORS, catalog, context, for_team, product_or_404, tabs, to, told_of
from gateway.publishing.pages.forms import lines, mistaken, typed
from gateway.publishing.pages.listing import Page
from gateway.rpc import Answer
from gateway.translation import gettext
from gateway.views import listings
from gateway.views.listings import Plan, Product

STEPS = ("mounted", "manifests", "signed", "tagged")  # of a release, as the catalogue tells them
AGAIN = 1000  # milliseconds until a browser that follows a release asks again


@pages.get("/publish/<publisher>/<product>/versions")
@for_team(*EDITORS)
def staging(publisher: str, product: str) -> str:
    words = {
        "removed": gettext("It lies in staging no more."),
        "yanked": gettext("It is yanked: nobody finds it any more."),
        "deprecated": gettext("It is deprecated, and says so wherever it is listed."),
        "moving": gettext("The tag is being moved; this takes a moment."),
    }
    found = product_or_404(publisher, product)
    return drawn(found, plan_of(found, request.args.get("plan", "")), told_words=told_of(words))


@pages.get("/publish/<publisher>/<product>/versions/events")
@for_team(*EDITORS)
def follow(publisher: str, product: str) -> Response:
    """How a release stands, as an event for the page; the stream ends at once and the browser asks again.

    A stream that stayed open would hold one of the few threads that answer everybody.
    """
    plan, release = request.args.get("plan", ""), request.args.get("release", "")
    told = catalog().release(product_or_404(publisher, product).slug, plan, release)
    html = render_template("publishing/progress.html", release=progress(told))
    over = "event: over\ndata: \n\n" if told["state"] != "requested" else ""
    data = "".join(f"data: {line}\n" for line in html.splitlines() if line.strip())
    body = f"retry: {AGAIN}\nevent: progress\n{data}\n{over}"
    return Response(body, mimetype="text/event-stream", headers={"Cache-Control": "no-store"})


@pages.get("/publish/<publisher>/<product>/release")
@for_team(*EDITORS)
def ask_release(publisher: str, product: str) -> str:
    return _release_form(product_or_404(publisher, product), request.args)


@pages.post("/publish/<publisher>/<product>/release")
@for_team(*EDITORS)
def release_version(publisher: str, product: str) -> Page:
    told = typed("plan", "tag", "digest")
    try:
        asked = catalog().release_version(
            f"{publisher}/{product}", told["plan"], told["tag"], told["digest"], lines("notes"), context()
        )
    except Refused as refused:
        where = {"tag-invalid": "tag", "notes-too-long": "notes", "version-already-released": "tag"}
        page = _release_form(product_or_404(publisher, product), request.form, mistaken(refused, where))
        return page, status_of(refused)
    return to(f"/publish/{publisher}/{product}/versions?plan={told['plan']}&release={asked['id']}", asked)


@pages.post("/publish/<publisher>/<product>/versions/<plan>/staged/<tag>/remove")
@for_team(*EDITORS)
def remove_staged(publisher: str, product: str, plan: str, tag: str) -> Page:
    done = catalog().remove_staged(f"{publisher}/{product}", plan, tag, context())
    return to(f"/publish/{publisher}/{product}/versions?plan={plan}&told=removed", done)


def plan_of(product: Product, plan_id: str) -> Plan | None:
    """The plan that was asked for, else the first; None where there is none yet."""
    if not plan_id:
        return next(iter(product.plans), None)
    plan = product.plan(plan_id)
    if plan is None:
        abort(404)
    return plan


def around(product: Product) -> dict[str, Any]:
    """What stands at the head of a product's pages, without asking the catalogue's desk."""
    return {
        "product": {
            "slug": product.slug,
            "name": product.name,
            "logo": product.logo,
            "kind": product.kind,
            "state": "published" if product.state == "held" else product.state,
            "hold_reason": product.hold_reason,
            "rejected": False,
        },
        "publisher": product.publisher,
        "tabs": tabs(product.slug, product.publisher),
        "here": "publish",
    }


def drawn(product: Product, plan: Plan | None, told_words: str = "") -> str:
    found: Answer = {"staged": (), "releases": (), "versions": ()}
    if plan is not None:
        found = catalog().repository_of(product.slug, plan.id)
    followed = request.args.get("release", "")
    seller = listings.publisher(database(), product.publisher)
    return render_template(
        "publishing/versions.html",
        **around(product),
        at="versions",
        plan=plan,
        plans=product.plans,
        staged=list(_staged(found["staged"], found["versions"])),
        released=[_released(version) for version in found["versions"]],
        history=found["releases"],
        release=next((progress(one) for one in found["releases"] if one["id"] == followed), None),
        away=registry_away(),
        standing=seller.state if seller else "",
        told=told_words,
    )


def progress(release: Answer) -> dict[str, Any]:
    """A release step by step: what is done, what is being done, where it failed."""
    words = [
        ("asked", gettext("Asked for")),
        ("mounted", gettext("Layers brought over from staging")),
        ("manifests", gettext("Manifests of every platform written")),
        ("signed", gettext("Signed with the store’s key")),
        ("tagged", gettext("Tag set")),
        ("released", gettext("Open to customers")),
    ]
    reached = STEPS.index(release["step"]) + 1 if release.get("step") in STEPS else 0
    now = len(words) if release["state"] == "released" else reached + 1
    running = "fail" if release["state"] == "failed" else "run"
    outcomes = ["pass" if i < now else running if i == now else "wait" for i in range(len(words))]
    return {**release, "steps": [(word, outcome) for (_, word), outcome in zip(words, outcomes, strict=True)]}


def _staged(staged: Sequence[Answer], released: Sequence[Answer]) -> Iterator[dict[str, Any]]:
    tags_of = {version["digest"]: version["tags"] for version in released}
    for push in staged:
        yield {
            **push,
            "platforms": [bare(one["platform"]) for one in push["platforms"]],
            "size": _usual_size(push["platforms"]),
            "released": tags_of.get(push["digest"], ()),
        }


def _released(version: Mapping[str, Any]) -> dict[str, Any]:
    """Under the tag that says most: `4.2.1` rather than `latest`."""
    tag = max(version["tags"], key=_telling, default=version["tag"])
    return {**version, "tag": tag, "platforms": [bare(one["platform"]) for one in version["platforms"]]}


def _telling(tag: str) -> tuple[bool, int, int, str]:
    return tag[:1].isdigit(), tag.count("."), len(tag), tag


def _usual_size(platforms: Sequence[Mapping[str, Any]]) -> int | None:
    sizes = {one["platform"]: int(one["size"]) for one in platforms}
    return sizes.get("linux/amd64", next(iter(sizes.values()), None))


def _release_form(product: Product, form: Mapping[str, str], problems: Mistakes | None = None) -> str:
    plan = plan_of(product, form.get("plan", ""))
    if plan is None or not form.get("digest"):
        abort(404)
    return render_template(
        "publishing/release.html",
        **around(product),
        at="versions",
        plan=plan,
        form={name: form.get(name, "") for name in ("tag", "digest", "notes")},
        problems=problems,
    )
