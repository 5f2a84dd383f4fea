"""Whether the store can be used: at once for pages, and part by part."""

from collections.abc import Mapping

from flask import Blueprint, Response, jsonify

from eventlog.refusal import Refused
from gateway.parts import parts
from services.search.index.shapes import Query

SERVICES = ("identity", "catalog", "billing", "certification", "support", "notifications")
NEEDED = ("views", "search", *SERVICES)  # where one of these is not ready, neither is the store

door = Blueprint("health", __name__)


@door.get("/healthz")
def healthz() -> Response:
    """Pages can be served: the read model is there."""
    with parts().reader.begin():
        return jsonify({"state": "ready"})


@door.get("/readyz")
def readyz() -> Response:
    """Each part with its state; 503 while one that is needed is not ready."""
    told: dict[str, Mapping[str, str]] = {"views": _views(), "search": _search()}
    told |= {name: _service(name) for name in SERVICES}
    told |= {name: probe() for name, probe in parts().probes.items()}
    ready = all(told[name]["state"] == "ready" for name in NEEDED)
    response = jsonify({"state": "ready" if ready else "not-ready", "parts": told})
    response.status_code = 200 if ready else 503
    return response


def _views() -> Mapping[str, str]:
    try:
        with parts().reader.begin():
            return {"state": "ready"}
    except Refused as refused:
        return {"state": "not-ready", "detail": str(refused)}


def _search() -> Mapping[str, str]:
    try:
        parts().search.search(Query(text="", limit=1))
    except Refused as refused:
        return {"state": "not-ready", "detail": str(refused)}
    return {"state": "ready"}


def _service(name: str) -> Mapping[str, str]:
    try:
        getattr(parts().rpc, name).head()
    except Refused as refused:
        return {"state": "away", "detail": str(refused)}
    return {"state": "ready"}
