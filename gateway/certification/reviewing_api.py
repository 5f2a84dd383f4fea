"""The API of reviews: who decides on submissions asks, waives checks by name, certifies or rejects."""

from typing import Any

from flask import Response

from gateway.auth import needs
from gateway.certification import schemas
from gateway.certification.api import SUBMISSION, blp, certification, deciding
from gateway.http import done

__all__ = ["blp"]


@blp.route(f"{SUBMISSION}/assign", methods=["POST"])
@blp.arguments(schemas.Reviewer, required=False)
@blp.response(200, schemas.Submission)
@blp.alt_response(404)
@needs("certify")
def assign(sent: dict[str, Any], submission: str) -> Response:
    """Take it on, or give it to another reviewer."""
    return done(certification().assign(submission, sent["reviewer"], deciding()))


@blp.route(f"{SUBMISSION}/ask", methods=["POST"])
@blp.arguments(schemas.Question)
@blp.response(200, schemas.Submission)
@blp.alt_response(404)
@needs("certify")
def ask(sent: dict[str, Any], submission: str) -> Response:
    """Ask its publisher; the submission waits for the answer."""
    return done(certification().ask(submission, sent["text"], deciding()))


@blp.route(f"{SUBMISSION}/waive", methods=["POST"])
@blp.arguments(schemas.WaiverWanted)
@blp.response(200, schemas.Submission)
@blp.alt_response(404)
@needs("certify")
def waive(sent: dict[str, Any], submission: str) -> Response:
    """Let a check pass that did not, or did not run, for this product until a day; who and why are kept and shown."""
    told = (sent["check"], sent["reason"], sent["until"].isoformat())
    return done(certification().waive(submission, *told, deciding()))


@blp.route(f"{SUBMISSION}/certify", methods=["POST"])
@blp.arguments(schemas.Acceptance, required=False)
@blp.response(200, schemas.Submission)
@blp.alt_response(404)
@needs("certify")
def certify(sent: dict[str, Any], submission: str) -> Response:
    """Certify the platforms that were examined; refused while a required check or a prerequisite is in the way."""
    until = sent["until"]
    return done(certification().certify(submission, until and until.isoformat(), deciding()))


@blp.route(f"{SUBMISSION}/reject", methods=["POST"])
@blp.arguments(schemas.Rejection)
@blp.response(200, schemas.Submission)
@blp.alt_response(404)
@needs("certify")
def reject(sent: dict[str, Any], submission: str) -> Response:
    """Turn it down, with reasons that its publisher can act on."""
    return done(certification().reject(submission, sent["reasons"], deciding()))


@blp.route("/certificates/<publisher>/<repository>/<digest>/renew", methods=["POST"])
@blp.arguments(schemas.Renewal)
@blp.response(200, schemas.OfCertificate)
@blp.alt_response(404)
@needs("certify")
def renew_certificate(sent: dict[str, Any], publisher: str, repository: str, digest: str) -> Response:
    """Make it count for longer, without another examination."""
    named = (f"{publisher}/{repository}", digest)
    return done(certification().renew_certificate(*named, sent["until"].isoformat(), deciding()))


@blp.route("/certificates/<publisher>/<repository>/<digest>/revoke", methods=["POST"])
@blp.arguments(schemas.Revocation)
@blp.response(200, schemas.OfCertificate)
@blp.alt_response(404)
@needs("certify")
def revoke_certificate(sent: dict[str, Any], publisher: str, repository: str, digest: str) -> Response:
    """Take it back for good, with the reason; the digest may be sent in again."""
    return done(certification().revoke_certificate(f"{publisher}/{repository}", digest, sent["reason"], deciding()))
