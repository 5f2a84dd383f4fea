"""The end of every sign-in: the session, and the identity at the sign-in service that waited for the password."""

from typing import Any

from flask import Response

from eventlog.refusal import Refused
from gateway.account import leaving
from gateway.auth import command_context, start_session
from gateway.http import remember
from gateway.parts import parts


def enter(response: Response, account: str) -> Response:
    """Nobody is kept out because the identity cannot be linked: it is asked for again the next time."""
    known = leaving.pending()
    if known is not None and known.account == account:
        try:
            done = link(known)
        except Refused:
            pass
        else:
            remember(response, done)
    return start_session(leaving.PENDING.end(response), account)


def link(known: leaving.Pending) -> dict[str, Any]:
    told = {"issuer": known.issuer, "key": known.key}
    return parts().rpc.identity.link_identity(known.account, told, command_context().dump())
