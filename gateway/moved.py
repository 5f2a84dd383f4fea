"""Products that passed to another publisher: their old addresses lead to the new ones."""

from typing import Any

from flask import request, url_for
from werkzeug.routing import RequestRedirect

from gateway.auth import caller
from gateway.parts import database
from gateway.views import listings


class Moved(RequestRedirect):
    """308, so that a command is sent on as it came; kept nowhere, since a product may come back."""

    def get_response(self, *args: Any, **kwargs: Any) -> Any:
        response = super().get_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


def lead_on(address: str) -> None:
    """Answers the request by its new address, where the product was at this one and may be seen."""
    there = listings.moved(database(), address)
    if there is None or listings.product(database(), there, visible_to=caller()) is None:
        return
    publisher, _, product = there.partition("/")
    named = {**(request.view_args or {}), "publisher": publisher, "product": product}
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    raise Moved(url_for(request.endpoint or "", **named) + query)
