"""A file of a ticket as it is handed out: to be saved, whatever it is, and never to be shown in our name."""

import unicodedata
from urllib.parse import quote

from flask import Response

from eventlog.refusal import Missing
from gateway.auth import command_context
from gateway.parts import parts

SAFE = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


def download(ticket: str, attachment: str) -> Response:
    """Support says who may read it; refused as `no-such-ticket` or `attachment-unknown`."""
    told = parts().rpc.support.attachment(ticket, attachment, command_context().dump())
    files = parts().attachments
    found, pieces = files.find(told["id"]), files.pieces(told["id"])
    if found is None or pieces is None:
        raise Missing("attachment-unknown", attachment)
    answer = Response(pieces, mimetype=found.media_type, headers=SAFE)
    answer.content_length = found.size
    answer.headers["Content-Disposition"] = disposition(found.name)
    return answer


def disposition(name: str) -> str:
    """RFC 6266: for old programs in ASCII, for all others as it is."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    quoted = plain.replace("\\", "_").replace('"', "_")
    return f"attachment; filename=\"{quoted}\"; filename*=UTF-8''{quote(name, safe='')}"
