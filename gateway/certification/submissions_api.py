"""The API of submissions: sent in, watched, answered and withdrawn by their publishers."""

from typing import Any

from flask import Response

from gateway.auth import needs
from gateway.certification import schemas
from gateway.certification.api import SUBMISSION, blp, certification, context
from gateway.http import Nothing, done, page_of

__all__ = ["blp"]

MEDIA_TYPES = {
    "json": "application/json",
    "sarif": "application/sarif+json",
    "junit": "application/xml",
    "html": "text/html; charset=utf-8",
}
TEXTS = {media_type.partition(";")[0]: {"schema": {"type": "string"}} for media_type in MEDIA_TYPES.values()}
TEXTS |= {MEDIA_TYPES[form]: {"schema": {"type": "object"}} for form in ("json", "sarif")}


@blp.route("/submissions", methods=["POST"])
@blp.arguments(schemas.SubmissionWanted)
@blp.response(201, schemas.Submission)
@blp.alt_response(404)
@needs("publish")
def open_submission(sent: dict[str, Any]) -> Response:
    """Send an image in to have it certified; it is examined at once, then a person decides."""
    named = (sent["product"], sent["plan"], sent["tag"], sent["digest"])
    tested = (sent["engine_version"], sent["infrastructure"])
    return done(certification().open_submission(*named, *tested, context()), 201)


@blp.route("/submissions", methods=["GET"])
@blp.arguments(schemas.Wanted, location="query")
@blp.response(200, schemas.SubmissionPage)
@needs("publish", "certify")
def submissions(wanted: dict[str, Any]) -> dict[str, Any]:
    """A publisher's submissions, the last first; without one what waits for reviewers, the longest first."""
    if wanted["publisher"]:
        found = certification().submissions_of(wanted["publisher"], context())
    else:
        found = certification().review_queue(context())
    found = [each for each in found if wanted["state"] in ("", each["state"])]
    return page_of(found, len(found))


@blp.route(SUBMISSION, methods=["GET"])
@blp.response(200, schemas.Submission)
@blp.alt_response(404)
@needs("publish", "certify")
def submission(submission: str) -> dict[str, Any]:
    """How it stands: each platform with its checks and findings, and what is in the way of a certificate."""
    return certification().submission(submission, context())


@blp.route(f"{SUBMISSION}/answer", methods=["POST"])
@blp.arguments(schemas.Question)
@blp.response(200, schemas.Submission)
@blp.alt_response(404)
@needs("publish")
def answer(sent: dict[str, Any], submission: str) -> Response:
    """Answer the reviewer's question; the submission goes on."""
    return done(certification().answer(submission, sent["text"], context()))


@blp.route(f"{SUBMISSION}/withdraw", methods=["POST"])
@blp.arguments(Nothing, required=False)
@blp.response(200, schemas.Submission)
@blp.alt_response(404)
@needs("publish")
def withdraw(sent: dict[str, Any], submission: str) -> Response:
    """Take it back before it is decided."""
    return done(certification().withdraw(submission, context()))


@blp.route(f"{SUBMISSION}/report", methods=["GET"])
@blp.arguments(schemas.ReportWanted, location="query")
@blp.response(200, {"type": "object"}, content_type="application/json")
@blp.alt_response(404)
@blp.doc(responses={"200": {"content": TEXTS}})
@needs("publish", "certify")
def report(wanted: dict[str, Any], submission: str) -> Response:
    """The report as the tool writes it at home: JSON, SARIF, JUnit's XML, or a page of HTML."""
    text = certification().report(submission, wanted["format"], context())
    return Response(text, content_type=MEDIA_TYPES[wanted["format"]])


@blp.route(f"{SUBMISSION}/difference", methods=["GET"])
@blp.response(200, schemas.Difference)
@blp.alt_response(404)
@needs("publish", "certify")
def difference(submission: str) -> dict[str, Any]:
    """What is other than in the version that was certified last: packages, findings, configuration, layers."""
    return certification().difference(submission, context())


@blp.route("/certification/policy", methods=["GET"])
@blp.response(200, schemas.Policy)
def policy() -> dict[str, Any]:
    """What is asked of each kind of image, and how much it weighs."""
    return certification().policy()


@blp.route("/certification/infrastructures", methods=["GET"])
@blp.response(200, schemas.Infrastructures)
def infrastructures() -> dict[str, Any]:
    """The infrastructures and engine versions that images are certified for."""
    return certification().infrastructures()
