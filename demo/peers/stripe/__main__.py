"""`python -m demo.peers.stripe --port 12111 --data DIR`: runs the stand-in on loopback until it is ended."""

import argparse
from io import BytesIO
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import run_wsgi_app

from demo.peers.stripe.moving import Money
from demo.peers.stripe.server import create_app
from demo.peers.stripe.state import State
from demo.peers.stripe.telling import Teller

HOST = "127.0.0.1"


class Quiet(WSGIRequestHandler):
    """Keeps connections open, as Stripe does and Werkzeug alone does not, and says nothing of requests."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        asked = self.make_environ()
        asked["wsgi.input"] = BytesIO(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        body, status, headers = run_wsgi_app(self.server.app, asked, buffered=True)
        told = b"".join(body)
        self.send_response(int(status[:3]), status[4:])
        headers["Content-Length"] = str(len(told))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(told)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m demo.peers.stripe", description=__doc__)
    asked.add_argument("--port", type=int, required=True)
    asked.add_argument("--data", type=Path, help="folder of what it remembers; without one it forgets at its end")
    asked.add_argument("--webhook", default="", help="where it sends its messages: https://STORE/webhooks/stripe")
    asked.add_argument("--webhook-secret", default="whsec_stand_in", help="what it signs them with")
    asked.add_argument("--record", type=Path, help="file that each request is written to with its answer")
    told = asked.parse_args()
    state = State(told.data / "stripe.jsonl" if told.data else None)
    teller = Teller(state, told.webhook, told.webhook_secret)
    teller.start()
    app = create_app(Money(state, teller, f"http://{HOST}:{told.port}"), told.record)
    make_server(HOST, told.port, app, threaded=True, request_handler=Quiet).serve_forever()


if __name__ == "__main__":
    main()
