"""The API of publishers: who publishes, what they agree to and prove, and what the store decides on them."""

from dataclasses import replace
from typing import Any

from flask import Response

from eventlog.refusal import Missing
from gateway.account import founding
from gateway.auth import command_context, needs
from gateway.http import Nothing, body_limit, done, etag, in_force, page_of
from gateway.media import address
from gateway.parts import database
from gateway.publishing import publisher_schemas as schemas
from gateway.publishing.api import PICTURE_BODY, blp, catalog, context, edit_context, edited, inside, must_be_staff
from gateway.publishing.pictures import publisher_logo
from gateway.publishing.schemas import Hold, Reasons
from gateway.views import queues
from gateway.views.tables import rfc3339

PUBLISHER = "/publishers/<publisher>"


@blp.route("/publishers", methods=["POST"])
@body_limit(PICTURE_BODY)
@blp.arguments(schemas.Application)
@blp.response(201, schemas.OfPublisher)
@needs("publish")
def apply_as_publisher(sent: dict[str, Any]) -> Response:
    """Ask to publish here; its organisation is the publisher's team, and is made where there is none."""
    slug, by, logo = sent["slug"], command_context(), publisher_logo(sent["logo"])
    first = replace(by, command_id=by.derived("organization"))
    made = in_force(founding.create_organization(slug, sent["legal_name"], first))
    theirs = replace(by, roles=by.roles | {f"{slug}:owner"})
    named = (slug, sent["legal_name"], sent["website"], sent["phone"], sent["email"])
    applied = catalog().apply_as_publisher(*named, logo, theirs.dump())
    positions = [str(one["position"]) for one in (made, applied) if one["position"]]
    return done({"slug": slug, "position": ",".join(positions)}, 201)


@blp.route(f"{PUBLISHER}/application", methods=["GET"])
@blp.response(200, schemas.Publisher)
@needs("publish")
def application(publisher: str) -> Response:
    """For its team and for staff: what the publisher told of itself, and what became of it."""
    told = _told(publisher)
    return etag(done(told | {"logo": address(told["logo"])}), told["version"])


@blp.route(PUBLISHER, methods=["PATCH"])
@body_limit(PICTURE_BODY)
@blp.arguments(schemas.Profile)
@blp.response(200, schemas.PublisherEdited)
@needs("publish")
def edit_publisher(sent: dict[str, Any], publisher: str) -> Response:
    """Change parts of the profile, by staff too, who alone change an approved legal name; with If-Match as it was."""
    _must_be_inside(publisher)
    changes = sent | ({"logo": publisher_logo(sent["logo"])} if "logo" in sent else {})
    return edited(catalog().edit_publisher(publisher, changes, edit_context()))


@blp.route(f"{PUBLISHER}/agreement", methods=["GET"])
@blp.response(200, schemas.Agreement)
@needs("publish")
def agreement(publisher: str) -> dict[str, Any]:
    """What the store asks of its publishers now, and whether this one accepted it."""
    return catalog().agreement() | {"accepted": _told(publisher)["agreement"]["present"]}


@blp.route(f"{PUBLISHER}/agreement", methods=["POST"])
@blp.arguments(schemas.Acceptance)
@blp.response(200, schemas.PublisherEdited)
@needs("publish")
def accept_agreement(sent: dict[str, Any], publisher: str) -> Response:
    """Accept the agreement in its present version; nothing is submitted before."""
    _must_be_inside(publisher)
    return edited(catalog().accept_agreement(publisher, sent["version"], context()))


@blp.route(f"{PUBLISHER}/support", methods=["PUT"])
@blp.arguments(schemas.Support)
@blp.response(200, schemas.PublisherEdited)
@needs("publish")
def set_support(sent: dict[str, Any], publisher: str) -> Response:
    """Say how customers are helped, when, and by whom."""
    _must_be_inside(publisher)
    return edited(catalog().set_support(publisher, sent, context()))


@blp.route(f"{PUBLISHER}/domain", methods=["GET"])
@blp.response(200, schemas.DomainProof)
@needs("publish")
def domain_proof(publisher: str) -> dict[str, Any]:
    """What proves that the domain of its website is the publisher's: a TXT record, or a file of the site."""
    return catalog().domain_proof(publisher) | {"verified": _told(publisher)["verified"]}


@blp.route(f"{PUBLISHER}/domain", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.PublisherEdited)
@needs("publish")
def prove_domain(sent: dict[str, Any], publisher: str) -> Response:
    """Look for the proof now; it takes a few seconds at most."""
    _must_be_inside(publisher)
    return edited(catalog().prove_domain(publisher, context()))


@blp.route(f"{PUBLISHER}/approve", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.PublisherEdited)
@needs("staff")
def approve_publisher(sent: dict[str, Any], publisher: str) -> Response:
    """For staff: let it publish."""
    return edited(catalog().approve_publisher(publisher, context()))


@blp.route(f"{PUBLISHER}/reject", methods=["POST"])
@blp.arguments(Reasons)
@blp.response(200, schemas.PublisherEdited)
@needs("staff")
def reject_publisher(sent: dict[str, Any], publisher: str) -> Response:
    """For staff: turn it down, with reasons; it may apply again."""
    return edited(catalog().reject_publisher(publisher, sent["reasons"], context()))


@blp.route(f"{PUBLISHER}/suspend", methods=["POST"])
@blp.arguments(Hold)
@blp.response(200, schemas.PublisherEdited)
@needs("staff")
def suspend_publisher(sent: dict[str, Any], publisher: str) -> Response:
    """For staff: nothing new comes from it; what is on the shelves stays."""
    return edited(catalog().suspend_publisher(publisher, sent["reason"], context()))


@blp.route(f"{PUBLISHER}/reinstate", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.PublisherEdited)
@needs("staff")
def reinstate_publisher(sent: dict[str, Any], publisher: str) -> Response:
    """For staff: the suspension ends."""
    return edited(catalog().reinstate_publisher(publisher, context()))


@blp.route("/admin/queues", methods=["GET"])
@blp.response(200, schemas.Queues)
@needs("staff")
def review_queues() -> dict[str, Any]:
    """For staff: the publishers and products that wait for an answer, those that wait longest first."""
    must_be_staff()
    found = (("publishers", queues.applied(database())), ("products", queues.submitted(database())))
    return {kind: page_of([_waiting(one) for one in waiting], len(waiting)) for kind, waiting in found}


def _waiting(one: queues.Waiting) -> dict[str, str | bool]:
    return {"slug": one.slug, "name": one.name, "since": rfc3339(one.since), "edited": one.edited}


def _told(publisher: str) -> dict[str, Any]:
    _must_be_inside(publisher)
    told = catalog().publisher(publisher)
    return {name: told[name] for name in schemas.Publisher().fields}


def _must_be_inside(publisher: str) -> None:
    if not inside(publisher):
        raise Missing("no-such-publisher", publisher[:80])
