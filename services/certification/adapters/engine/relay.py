"""A plugin as a registry offers it, on this machine alone and while it is tried: an engine upgrades to nothing else.

Engines ask a registry for plugins as anybody (a registry's token that is handed over with the request is not used for
them, as of 20.10), and what is examined lies where nobody may look. OCI distribution specification, “Pulling”.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from services.certification.ports import Source, SourceAway, SourceImage, Unreadable

NAME, TAG = "plugin", "try"  # by a digest alone engines of 20.10 do not pull a plugin: they break down
PIECE = 1024 * 1024
BYTES = "application/octet-stream"


@dataclass
class Offer:
    """`asked`: an engine has come for it, so that it is one on this machine."""

    reference: str = ""
    asked: bool = False


@contextmanager
def offered(source: Source, image: SourceImage) -> Iterator[Offer]:
    """What an engine on this machine pulls, until the block ends."""
    offer = Offer()
    handler = type("Offering", (_Registry,), {"held": _Held.of(source, image), "offer": offer})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    serving = Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        offer.reference = f"127.0.0.1:{server.server_port}/{NAME}:{TAG}"
        yield offer
    finally:
        server.shutdown()
        server.server_close()
        serving.join()


@dataclass(frozen=True)
class _Held:
    """`documents` by path: type, digest, content; `layers` by path: index, digest, stored bytes."""

    source: Source
    image: SourceImage
    documents: dict[str, tuple[str, str, bytes]]
    layers: dict[str, tuple[int, str, int]]

    @classmethod
    def of(cls, source: Source, image: SourceImage) -> "_Held":
        told = json.loads(image.manifest)
        config = str(told["config"]["digest"])
        manifest = (str(told.get("mediaType") or image.media_type), image.digest, image.manifest)
        documents = {
            "/v2/": ("application/json", "", b"{}"),
            f"/v2/{NAME}/manifests/{TAG}": manifest,
            f"/v2/{NAME}/manifests/{image.digest}": manifest,
            f"/v2/{NAME}/blobs/{config}": (BYTES, config, image.config),
        }
        layers = {
            f"/v2/{NAME}/blobs/{layer['digest']}": (index, str(layer["digest"]), int(layer["size"]))
            for index, layer in enumerate(told["layers"])
        }
        return cls(source, image, documents, layers)


class _Registry(BaseHTTPRequestHandler):
    protocol_version = default_request_version = "HTTP/1.1"  # engines try TLS first, and know by a status line why not
    held: _Held
    offer: Offer

    def do_GET(self) -> None:
        self.offer.asked = True
        path = self.path.partition("?")[0]
        if path in self.held.documents:
            kind, digest, content = self.held.documents[path]
            if self._began(kind, digest, len(content)):
                self.wfile.write(content)
        elif path in self.held.layers:
            index, digest, size = self.held.layers[path]
            if self._began(BYTES, digest, size):
                self._layer(index)
        else:
            self.send_error(404)

    def do_HEAD(self) -> None:
        self.do_GET()

    def _layer(self, index: int) -> None:
        try:
            with self.held.source.layer(self.held.image, index) as content:
                while piece := content.read(PIECE):
                    self.wfile.write(piece)
        except (SourceAway, Unreadable, OSError):
            self.close_connection = True  # the engine sees that it lacks some, and says so

    def _began(self, kind: str, digest: str, size: int) -> bool:
        """Whether a body is to follow."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(size))
        if digest:
            self.send_header("Docker-Content-Digest", digest)
        self.end_headers()
        return self.command != "HEAD"

    def log_message(self, format: str, *arguments: Any) -> None: ...
