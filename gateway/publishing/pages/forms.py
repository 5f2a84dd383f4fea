"""What publishers type, read into what the catalogue takes; and its refusals beside the fields they are about."""

import base64
import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from eventlog.refusal import Refused
from gateway.http import body_limit
from gateway.mistakes import Mistakes, of_fields, of_refusal, sentence
from gateway.parts import parts
from gateway.publishing.pictures import kept, publisher_logo
from gateway.translation import gettext
from vocabulary.categories import CATEGORIES

PICTURE_BODY = 4 * 1024 * 1024
TEXTS = ("name", "short_description", "description", "install", "licence")
LINKS = ("website", "documentation", "source", "support", "licence")
LIMITS = {"name": 80, "short_description": 140, "description": 100_000, "install": 20_000, "licence": 200}

FIELD_OF = {
    "slug-invalid": "slug",
    "slug-reserved": "slug",
    "slug-taken": "slug",
    "legal-name-missing": "legal_name",
    "legal-name-approved": "legal_name",
    "legal-name-invalid": "legal_name",
    "link-invalid": "website",
    "logo-invalid": "logo",
    "logo-too-small": "logo",
    "not-a-picture": "logo",
    "picture-too-large": "logo",
    "kind-unknown": "kind",
    "label-invalid": "tags",
    "plan-id-invalid": "id",
    "plan-id-taken": "id",
    "plan-name-invalid": "name",
    "plan-description-too-long": "description",
    "repository-invalid": "repository",
    "repository-taken": "repository",
    "repository-elsewhere": "repository",
    "access-unknown": "access",
    "terms-missing": "terms_text",
    "terms-too-long": "terms_text",
    "terms-version-invalid": "terms_version",
    "terms-version-reused": "terms_version",
    "terms-not-asked": "access",
    "channel-invalid": "channel",
    "price-invalid": "price",
    "price-needs-subscribers": "access",
    "currency-unknown": "currency",
    "currency-repeated": "other_prices",
    "interval-unknown": "interval",
    "trial-invalid": "trial_days",
    "component-currency": "other_prices",
    "component-invalid": "components",
    "tiers-invalid": "components",
    "licence-field-invalid": "licence_fields",
    "licence-default-invalid": "licence_fields",
    "support-policy-missing": "policy",
    "contact-invalid": "email",
    "tag-invalid": "tag",
    "notes-too-long": "notes",
}
# Codes whose detail says which, or how much.
PARTICULAR = frozenset(
    {"label-invalid", "link-invalid", "picture-too-large", "logo-too-small", "version-missing", "domain-not-proven"}
    | {"component-invalid", "tiers-invalid", "licence-field-invalid", "licence-default-invalid", "payouts-missing"}
)

pictured = body_limit(PICTURE_BODY)


def typed(*names: str) -> dict[str, str]:
    """These fields as they were sent, without space around them."""
    return {name: request.form.get(name, "").strip() for name in names}


def lines(name: str) -> str:
    """A text of several lines: a browser sends them with CR LF."""
    return request.form.get(name, "").replace("\r\n", "\n").strip()


def mistaken(refused: Refused, where: Mapping[str, str] = FIELD_OF) -> Mistakes:
    """The refusal beside its field, with the particulars where the sentence alone says too little."""
    field = where.get(refused.code, "")
    if refused.code == "edited-meanwhile":
        return Mistakes(gettext("Somebody edited this meanwhile"), code=refused.code)
    if refused.code in ("listing-too-long", "support-too-long"):
        field, _, limit = refused.detail.partition(": ")
        return _beside(field, gettext("This is too long: %(limit)s", limit=limit), refused.code)
    if refused.code not in PARTICULAR or not refused.detail:
        return of_refusal(refused, where)
    words = f"{sentence(refused)} ({refused.detail})"
    return _beside(field, words, refused.code) if field else Mistakes(words, code=refused.code)


def _beside(field: str, words: str, code: str) -> Mistakes:
    return Mistakes(gettext("One thing to put right"), {field: words}, code)


def missing(words: Mapping[str, str]) -> Mistakes | None:
    """Fields that were left empty, each with what to do."""
    return of_fields({name: text for name, text in words.items() if not request.form.get(name, "").strip()})


def uploaded(name: str) -> str:
    """The picture that was chosen, in base64; empty where none was."""
    sent = request.files.get(name)
    return base64.b64encode(sent.read()).decode() if sent and sent.filename else ""


def uploaded_logo() -> str:
    """The digest of a logo that may be of any size, chosen now or before a failed post; empty where none was."""
    sent = uploaded("logo")
    return kept(sent).digest if sent else kept_logo()


def uploaded_publisher_logo() -> str:
    sent = uploaded("logo")
    return publisher_logo(sent) if sent else kept_logo()


def kept_logo() -> str:
    """What was chosen before a post failed for another reason: a browser does not choose a file again."""
    digest = request.form.get("logo_kept", "")
    return digest if digest and parts().media.path(digest) else ""


def listing_of(form: MultiDict[str, str], fields: Sequence[str] = TEXTS) -> dict[str, Any]:
    """The listing as it was typed; without its pictures."""
    known = {category.slug for category in CATEGORIES}
    told: dict[str, Any] = {name: form.get(name, "").replace("\r\n", "\n").strip() for name in fields}
    told["categories"] = [slug for slug in form.getlist("categories") if slug in known]
    told["tags"] = [tag for tag in re.split(r"[,\s]+", form.get("tags", "")) if tag]
    told["links"] = [
        {"what": what, "url": url.strip()} for what in LINKS for url in form.getlist(f"link_{what}") if url.strip()
    ]
    return told


def shown(listing: Mapping[str, Any]) -> dict[str, Any]:
    """A listing as the form shows it: links by kind, at least one line for each."""
    by_kind = {what: [link["url"] for link in listing.get("links", ()) if link["what"] == what] for what in LINKS}
    return {
        **{name: listing.get(name, "") for name in TEXTS},
        "categories": list(listing.get("categories", ())),
        "tags": ", ".join(listing.get("tags", ())),
        "links": {what: urls or [""] for what, urls in by_kind.items()},
    }


def without_change(changes: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Only what differs from what is stored: nobody takes back what a colleague edited elsewhere in the form."""
    return {name: value for name, value in changes.items() if value != _plain(stored.get(name, ""))}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
