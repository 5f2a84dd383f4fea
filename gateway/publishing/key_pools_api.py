"""The API of product keys made elsewhere: a plan's pool is filled, counted and withdrawn from; no key is told again."""

from typing import Any

from flask import Response, jsonify

from eventlog.refusal import Invalid
from gateway.auth import needs
from gateway.http import body_limit, done
from gateway.parts import parts
from gateway.publishing import key_schemas as schemas
from gateway.publishing.api import PLAN, blp, context
from gateway.publishing.keeping_keys import shown, sold
from gateway.rpc import Billing

KEYS = f"{PLAN}/keys"
BODY = 2 * 1024 * 1024

__all__ = ["blp"]


def billing() -> Billing:
    return parts().rpc.billing


@blp.route(KEYS, methods=["GET"])
@blp.response(200, schemas.KeyPool)
@needs("publish")
def key_pool(publisher: str, product: str, plan: str) -> Response:
    """For the publisher's owners and editors: how many keys are free, given and withdrawn, of each upload too."""
    return jsonify(shown(billing().key_pool(sold(publisher, product), plan, context())))


@blp.route(KEYS, methods=["POST"])
@body_limit(BODY)
@blp.arguments(schemas.KeyList)
@blp.response(201, schemas.KeysAdded)
@needs("publish")
def add_keys(sent: dict[str, Any], publisher: str, product: str, plan: str) -> Response:
    """Add a list of keys, all of it or nothing: 422 `keys-unfit` names each line that is not right, and no key.

    Each licence of the plan is given one, once; who waits for one gets it first, in the order of buying.
    """
    return done(billing().add_keys(sold(publisher, product), plan, sent["keys"], context()), 201)


@blp.route(f"{KEYS}/low", methods=["PUT"])
@blp.arguments(schemas.KeysLow)
@blp.response(200, schemas.KeysLow)
@needs("publish")
def set_keys_low(sent: dict[str, Any], publisher: str, product: str, plan: str) -> Response:
    """At how many keys that are left the publisher is told."""
    return done(billing().set_keys_low(sold(publisher, product), plan, sent["low"], context()))


@blp.route(f"{KEYS}/withdraw", methods=["POST"])
@body_limit(BODY)
@blp.arguments(schemas.WhichKeys)
@blp.response(200, schemas.KeysWithdrawn)
@needs("publish")
def withdraw_keys(sent: dict[str, Any], publisher: str, product: str, plan: str) -> Response:
    """Free keys, of one upload or those of a list: they are given to nobody, and never come back."""
    if bool(sent["upload"]) == bool(sent["keys"].strip()):
        raise Invalid("invalid-input", "upload or keys")
    return done(billing().withdraw_keys(sold(publisher, product), plan, sent["upload"], sent["keys"], context()))
