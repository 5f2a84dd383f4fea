"""The stand-in's refusals, in the form that Stripe gives its own."""

from typing import Any

from demo.peers.stripe.cards import WORDS


class Refusal(Exception):
    def __init__(self, status: int, type: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.error = {"type": type, "message": message, **more}


def wrong(message: str, param: str = "", code: str = "") -> Refusal:
    more = {name: value for name, value in (("param", param), ("code", code)) if value}
    return Refusal(400, "invalid_request_error", message, **more)


def missing(kind: str, id: str, param: str = "id") -> Refusal:
    message = f"No such {kind.replace('_', '').replace('.', ' ')}: '{id}'"
    status = 404 if param == "id" else 400
    return Refusal(status, "invalid_request_error", message, code="resource_missing", param=param)


def declined(code: str, **more: Any) -> Refusal:
    return Refusal(402, "card_error", WORDS[code], **codes(code), **more)


def codes(code: str) -> dict[str, str]:
    """What banks say stands in `decline_code`; `code` is coarser."""
    if code in ("insufficient_funds", "lost_card"):
        return {"code": "card_declined", "decline_code": code}
    if code == "card_declined":
        return {"code": code, "decline_code": "generic_decline"}
    return {"code": code, "decline_code": code} if code == "authentication_required" else {"code": code}
