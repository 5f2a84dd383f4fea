"""A plan's pool of product keys, as billing tells it."""

from eventlog.refusal import Missing
from gateway.parts import database
from gateway.rpc import Answer
from gateway.views import listings

COUNTS = ("free", "given", "withdrawn", "expired")


def sold(publisher: str, product: str) -> str:
    """The product's id, a draft's too."""
    address = f"{publisher}/{product}"
    found = listings.drafted(database(), address)
    if found is None:
        raise Missing("no-such-product", address[:200])
    return found.id


def shown(told: Answer) -> Answer:
    uploads = [{name: each[name] for name in ("upload", "added", "count", *COUNTS)} for each in told["uploads"]]
    return {name: told[name] for name in (*COUNTS, "low", "waiting")} | {"uploads": uploads}
