"""`python -m demo.peers.tsanet --port 12112 --data DIR`: runs the stand-in on loopback until it is ended."""

import argparse
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from demo.peers.tsanet.server import create_app

HOST = "127.0.0.1"


class Quiet(WSGIRequestHandler):
    """Keeps connections open, and says nothing of requests."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m demo.peers.tsanet", description=__doc__)
    asked.add_argument("--port", type=int, required=True)
    asked.add_argument("--data", type=Path, help="folder of what it remembers; without one it forgets at its end")
    asked.add_argument("--record", type=Path, help="file that each request is written to with its answer")
    told = asked.parse_args()
    app = create_app(told.data / "tsanet.json" if told.data else None, told.record)
    make_server(HOST, told.port, app, threaded=True, request_handler=Quiet).serve_forever()


if __name__ == "__main__":
    main()
