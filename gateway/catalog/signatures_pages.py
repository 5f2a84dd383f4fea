"""How everybody verifies what the store signed: its public keys, and the page that says what to do with them."""

from flask import Blueprint, Response, jsonify, make_response, render_template

from gateway.parts import parts
from gateway.rpc import Answer

pages = Blueprint("signatures_pages", __name__)

KEY, KEYS = "/.well-known/chandlery/cosign.pub", "/.well-known/chandlery/signing-keys.json"
SHORT = "public, max-age=300"


@pages.get("/about/signatures")
def signatures() -> str:
    settings = parts().settings
    return render_template(
        "catalog/signatures.html",
        keys=_keys(),
        registry=settings.registry_host,
        key_address=f"{settings.url}{KEY}",
        keys_address=f"{settings.url}{KEYS}",
        here="browse",
    )


@pages.get(KEY)
def public_key() -> Response:
    """The key that signs now, in PEM form."""
    response = make_response(next(key["pem"] for key in _keys() if key["signs"]))
    response.content_type = "application/x-pem-file"
    response.headers["Cache-Control"] = SHORT
    return response


@pages.get(KEYS)
def public_keys() -> Response:
    """Every key whose signatures count, the newest first: what was signed before a rotation verifies with another."""
    response = jsonify({"keys": _keys()})
    response.headers["Cache-Control"] = SHORT
    return response


def _keys() -> list[Answer]:
    return parts().rpc.catalog.signing_keys()
