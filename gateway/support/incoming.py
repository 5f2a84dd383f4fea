"""POST /mail/incoming: letters that the mailroom read come to support as whoever proved the address they are from.

200 once support has taken it; with anything else the mailroom leaves the letter with its sender, who sends it again.
"""

import hmac
import json
import logging
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import marshmallow
from flask import Blueprint, Response, jsonify, request
from marshmallow import fields

from eventlog import tracing
from eventlog.decider import Context
from eventlog.refusal import Invalid, Unavailable
from gateway.http import body_limit
from gateway.parts import database, parts
from gateway.rpc import Answer
from gateway.secrets import mailroom_secret
from gateway.support.counting import HOUR, WEEK, Counts
from gateway.support.enclosed import enclosed
from gateway.views import accounts

door = Blueprint("mail", __name__, url_prefix="/mail")
log = logging.getLogger("chandlery.gateway.mail")
STRANGER = "mailroom"
LARGEST = 45_000_000  # bytes: of the largest letter that the mailroom takes, its files without their encoding
MOST_AN_HOUR = 30  # letters of one sender; more wait with their mail server
MOST_ANSWERS = 100  # to strangers, in an hour


class Letter(marshmallow.Schema):
    """mailing.reading.Letter without its files."""

    class Meta:
        unknown = marshmallow.RAISE

    message_id = fields.String(required=True)
    sender = fields.String(required=True)
    recipients = fields.List(fields.String(), required=True)
    subject = fields.String(required=True)
    references = fields.List(fields.String(), required=True)
    text = fields.String(required=True)
    automatic = fields.String(required=True)
    authentic = fields.Boolean(required=True)


@door.post("/incoming")
@body_limit(LARGEST)
def take() -> Response:
    sent = request.headers.get("Authorization", "")
    if not hmac.compare_digest(sent.encode(), f"Bearer {mailroom_secret(parts().settings)}".encode()):
        return Response(status=401)
    letter = _letter()
    if letter["automatic"]:
        log.info("a letter of a program was passed over: %s", letter["automatic"])
        return jsonify({"done": "automatic"})
    done = _as_written(letter)
    log.info("a letter was taken: %s", done["done"])
    return jsonify({"done": done["done"]})


def _letter() -> dict[str, Any]:
    try:
        told: dict[str, Any] = Letter().load(json.loads(request.files["letter"].read()))
    except (KeyError, ValueError, RecursionError, marshmallow.ValidationError) as wrong:
        raise Invalid("malformed-request", "letter") from wrong
    return told


def _as_written(letter: dict[str, Any]) -> Answer:
    account = _account(letter)
    files = request.files.getlist("file")
    told = {**letter, "files": len(files), "answer": not account and _may_answer(letter["sender"])}
    if account:
        _must_be_few(account)
    by = _context(account or STRANGER)
    done = parts().rpc.support.take_letter(told, by)
    if done["done"] == "files-wanted":
        with enclosed(told, files, account, str(done["owner"])) as whole:
            done = parts().rpc.support.take_letter(whole, by)
    _count(account, told)
    return done


def _account(letter: Mapping[str, Any]) -> str:
    """Who has proven the address that it is from; empty: nobody, or it is not from there."""
    if not letter["sender"] or not letter["authentic"]:
        return ""
    found = parts().rpc.identity.account_of(letter["sender"])
    known = accounts.account(database(), found) if found else None
    return known.id if known is not None and known.active else ""


def _context(actor: str) -> Mapping[str, Any]:
    """Support gives the command the id that the letter's own makes."""
    roles = frozenset[str]() if actor == STRANGER else accounts.roles_of(database(), actor)
    return Context(STRANGER, actor, datetime.now(UTC), roles, correlation=tracing.here().correlation).dump()


def _must_be_few(account: str) -> None:
    if _counts().counted(account, HOUR, time.time()) >= MOST_AN_HOUR:
        raise Unavailable("too-many-letters")


def _may_answer(sender: str) -> bool:
    """An address is told once a week how to reach us, and no more addresses an hour than people would write from."""
    now, counts = time.time(), _counts()
    return not counts.counted(sender, WEEK, now) and counts.counted(STRANGER, HOUR, now) < MOST_ANSWERS


def _count(account: str, told: Mapping[str, Any]) -> None:
    """Only what was done: a letter that comes again later is no second one."""
    now, counts = time.time(), _counts()
    if account:
        counts.count(account, HOUR, now)
    elif told["answer"]:
        counts.count(told["sender"], WEEK, now)
        counts.count(STRANGER, HOUR, now)


def _counts() -> Counts:
    settings = parts().settings
    return Counts.beside(settings.views_url, settings.data, parts().key("letters"))
