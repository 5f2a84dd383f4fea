"""An ambassador: proves by a licence that a service in the cloud may be used here, passes requests on, counts them."""

import json
import os
import signal
import socket
import sys
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import Request, urlopen
from uuid import uuid4

import jwt

STORE, SERVICE = os.environ["STORE"], os.environ.get("SERVICE", "")
LICENCE = Path(os.environ.get("LICENCE", "/licence.jws")).read_text().strip()
KEYS = Path(os.environ.get("KEYS", "/licence-keys.json"))
SEAT, PORT = os.environ.get("SEAT") or socket.gethostname(), int(os.environ.get("PORT", "8080"))


def offline() -> dict:
    """What the licence says, verified with the store's published keys alone; raises where it does not count."""
    keys = jwt.PyJWKSet.from_dict(json.loads(KEYS.read_text()))
    key = keys[jwt.get_unverified_header(LICENCE)["kid"]]
    return jwt.decode(LICENCE, key, ["ES256"], issuer=STORE)


def online(what: str, **told: object) -> dict:
    """The store's word: `check`, `seats`, `seats/leave` and `usage`; raises where it says no."""
    body = json.dumps({"licence": LICENCE, **told}).encode()
    with urlopen(Request(f"{STORE}/api/v1/licences/{what}", body, {"Content-Type": "application/json"})) as answer:
        return json.load(answer)


class Ambassador(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with urlopen(Request(SERVICE + self.path, body, {"Authorization": f"Bearer {LICENCE}"})) as answer:
            content = answer.read()
        now = datetime.now(UTC).isoformat()
        online("usage", component=os.environ["COMPONENT"], amount=1, at=now, id=str(uuid4()))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(content)


def leave(*_: object) -> None:
    online("seats/leave", seat=SEAT)
    sys.exit(0)


if __name__ == "__main__":
    said = offline()
    print(f"{said['product']} {said['plan']}, {said['seats']} seats, {said['fields']}", flush=True)
    if SERVICE:
        online("seats", seat=SEAT)
        signal.signal(signal.SIGTERM, leave)
        ThreadingHTTPServer(("", PORT), Ambassador).serve_forever()
