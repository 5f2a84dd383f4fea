"""A plan's compose files: written or pasted, checked in the reviewer's words, released, and withdrawn."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, request

from eventlog.refusal import Refused
from gateway.catalog import composed
from gateway.certification.advised import advised
from gateway.certification.worded import in_words
from gateway.errors import status_of
from gateway.mistakes import Mistakes, of_fields
from gateway.parts import parts
from gateway.publishing.pages import pages
from gateway.publishing.pages.entering import EDITORS, catalog, context, for_team, product_or_404, to, told_of
from gateway.publishing.pages.forms import lines, mistaken, typed
from gateway.publishing.pages.listing import Page
from gateway.publishing.pages.versions import around, plan_of
from gateway.rpc import Answer
from gateway.translation import gettext
from gateway.views.listings import Product

ADDRESS = "/publish/<publisher>/<product>/compose"
WHERE = {
    "compose-version-invalid": "version",
    "compose-version-released": "version",
    "compose-version-withdrawn": "version",
    "notes-too-long": "notes",
    "compose-file-wrong": "text",
}


@pages.get(ADDRESS)
@for_team(*EDITORS)
def compose_files(publisher: str, product: str) -> str:
    words = {
        "released": gettext("It is released: who may pull this plan gets it."),
        "withdrawn": gettext("It is withdrawn: nobody gets it any more."),
    }
    return _drawn(product_or_404(publisher, product), request.args, told=told_of(words))


@pages.post(ADDRESS)
@for_team(*EDITORS)
def release_compose_file(publisher: str, product: str) -> Page:
    """Looked through, where that button was pressed; else released, unless something keeps it from working."""
    found = product_or_404(publisher, product)
    plan, text = typed("plan")["plan"], lines("text")
    if not text:
        return _drawn(found, request.form, of_fields({"text": gettext("Write the file, or paste it")})), 422
    text = f"{text}\n"
    if request.form.get("do") == "check":
        return _drawn(found, request.form, judged=catalog().check_compose_file(found.slug, plan, text))
    try:
        version = typed("version")["version"]
        done = catalog().release_compose_file(found.slug, plan, version, text, lines("notes"), context())
    except Refused as refused:
        judged = catalog().check_compose_file(found.slug, plan, text) if refused.code == "compose-file-wrong" else None
        return _drawn(found, request.form, mistaken(refused, WHERE), judged), status_of(refused)
    return to(f"/publish/{found.slug}/compose?plan={plan}&told=released", done)


@pages.post(f"{ADDRESS}/<plan>/<version>/withdraw")
@for_team(*EDITORS)
def withdraw_compose_file(publisher: str, product: str, plan: str, version: str) -> Page:
    found = product_or_404(publisher, product)
    try:
        done = catalog().withdraw_compose_file(found.slug, plan, version, lines("reason"), context())
    except Refused as refused:
        told = {**request.form, "plan": plan}
        return _drawn(found, told, mistaken(refused, {"reasons-missing": f"reason-{version}"})), status_of(refused)
    return to(f"/publish/{found.slug}/compose?plan={plan}&told=withdrawn", done)


def _drawn(
    product: Product,
    given: Mapping[str, str],
    problems: Mistakes | None = None,
    judged: Answer | None = None,
    told: str = "",
) -> str:
    plan = plan_of(product, given.get("plan", ""))
    files = catalog().compose_files(product.slug, plan.id) if plan else []
    return render_template(
        "publishing/compose.html",
        **around(product),
        at="versions",
        plan=plan,
        plans=product.plans,
        composes=product.kind == composed.KIND,
        files=files,
        form={name: given.get(name, "") for name in ("version", "text", "notes")},
        judged=judged and {name: _said(judged[name]) for name in ("wrong", "remarks")} | {"images": judged["images"]},
        example=f"{parts().settings.registry_host}/{plan.repository}" if plan else "",
        problems=problems,
        told=told,
    )


def _said(remarks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """In the reader's language."""
    return [{**remark, "what": in_words(remark["what"]), "do": advised(remark["do"])} for remark in remarks]
