"""What a publisher sees of one product: its certificate and badge, grades to come, known holes with their clocks."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, render_template, request

from eventlog.refusal import Refused, Unavailable
from gateway.certification import shown
from gateway.certification.around import certification, context, words
from gateway.errors import status_of
from gateway.mistakes import Mistakes, of_refusal
from gateway.parts import database, parts
from gateway.publishing.pages.entering import EDITORS, for_team, product_or_404, to, told_of
from gateway.publishing.pages.forms import lines, typed
from gateway.publishing.pages.listing import Page
from gateway.publishing.pages.versions import around
from gateway.translation import gettext
from gateway.views.judged import are_shown, judged
from gateway.views.listings import Product
from gateway.views.versions import versions_of

pages = Blueprint("certification_product_pages", __name__)

HERE = "/publish/<publisher>/<product>/certification"
NEWEST = 5  # released images whose grades are shown
FIELD_OF = {"justification-missing": "justification", "justification-unknown": "justification"}


@pages.get(HERE)
@for_team(*EDITORS)
def certification_of(publisher: str, product: str) -> str:
    return _page(product_or_404(publisher, product))


@pages.post(f"{HERE}/vex")
@for_team(*EDITORS)
def state_vex(publisher: str, product: str) -> Page:
    told = typed("vulnerability", "status", "justification")
    try:
        done = certification().state_vex(
            told["vulnerability"], told["status"], told["justification"], lines("statement"), context()
        )
    except Unavailable:
        raise
    except Refused as refused:
        page = _page(product_or_404(publisher, product), of_refusal(refused, FIELD_OF), told["vulnerability"])
        return page, status_of(refused)
    return to(f"/publish/{publisher}/{product}/certification?told=stated", done)


@pages.post(f"{HERE}/findings")
@for_team(*EDITORS)
def show_findings(publisher: str, product: str) -> Page:
    shown_now = request.form.get("shown") == "true"
    done = certification().show_findings(f"{publisher}/{product}", shown_now, context())
    return to(f"/publish/{publisher}/{product}/certification?told={'shown' if shown_now else 'hidden'}", done)


def _page(product: Product, problems: Mistakes | None = None, stating: str = "") -> str:
    now = datetime.now(UTC)
    holes = certification().vulnerabilities_of(product.slug, context())
    said = {
        "stated": gettext("It is noted, with your reason, and shown beside the hole."),
        "shown": gettext("Customers see how many holes are known."),
        "hidden": gettext("Customers see the grade alone."),
    }
    return render_template(
        "certification/product.html",
        **around(product),
        certificate=product.certified,
        uncertified=product.uncertified,
        images=_images(product),
        holes=[{**one, "clock": _clock(one, now)} for one in holes],
        stating=stating,
        typed=request.form,
        problems=problems,
        statuses=_statuses(),
        justifications=_justifications(),
        open=are_shown(database(), product.id),
        badge=f"{parts().settings.url}/badge/{product.slug}.svg",
        address=f"{parts().settings.url}/{product.slug}",
        told=told_of(said),
        at="certification",
        **words(),
    )


def _clock(hole: Mapping[str, Any], now: datetime) -> shown.Clock | None:
    return shown.clock(hole["due"], hole["found"], now) if hole["due"] else None


def _images(product: Product) -> list[dict[str, Any]]:
    """The newest released images with their platforms' grades."""
    newest = [one for one in versions_of(database(), product.id) if one.yanked is None][:NEWEST]
    known = judged(database(), [(one.repository, one.digest) for one in newest])
    found = [(one, known.get((one.repository, one.digest))) for one in newest]
    return [{"tag": one.tags[0] if one.tags else "", "ratings": of.ratings} for one, of in found if of and of.ratings]


def _statuses() -> list[tuple[str, str]]:
    """Of a hole, as OpenVEX 0.2 names them."""
    return [
        ("not_affected", gettext("Not affected")),
        ("affected", gettext("Affected")),
        ("fixed", gettext("Fixed in this version")),
        ("under_investigation", gettext("We look into it")),
    ]


def _justifications() -> list[tuple[str, str]]:
    """Why a product is not affected, as OpenVEX 0.2 names them."""
    return [
        ("", gettext("–")),
        ("component_not_present", gettext("The component is not in it")),
        ("vulnerable_code_not_present", gettext("The vulnerable code is not in it")),
        ("vulnerable_code_not_in_execute_path", gettext("The vulnerable code is never run")),
        ("vulnerable_code_cannot_be_controlled_by_adversary", gettext("Nobody outside can reach the vulnerable code")),
        ("inline_mitigations_already_exist", gettext("Something built in prevents its use")),
    ]
