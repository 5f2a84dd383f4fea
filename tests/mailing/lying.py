"""A mail server that answers as it is told to, and not always as it should."""

import socketserver
import threading
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

DROP = "drop"  # the connection ends in place of an answer
HANG = "hang"  # there is none, until who asks has lost patience
USUAL = {"hello": "220 ready", "EHLO": "250 lying.example", "MAIL": "250 go on", "RCPT": "250 go on"}
USUAL |= {"DATA": "354 go on", ".": "250 taken", "RSET": "250 ready", "QUIT": "221 bye", "NOOP": "250 ready"}


@dataclass
class Lying:
    """`says["RCPT"]` is what it answers to the next of these commands, in turn; to others, as one should.

    `hello` is its greeting, and `.` the answer to a letter that is whole.
    """

    port: int = 0
    says: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    letters: list[bytes] = field(default_factory=list)  # that came whole, whatever it said of them
    senders: list[str] = field(default_factory=list)
    connections: int = 0

    def answer(self, command: str) -> str:
        return self.says[command].popleft() if self.says[command] else USUAL.get(command, "502 what is that")


@contextmanager
def lying(told: Lying | None = None) -> Iterator[Lying]:
    told = told or Lying()

    class Session(socketserver.StreamRequestHandler):
        timeout = 10

        def handle(self) -> None:
            told.connections += 1
            if not self.says("hello"):
                return
            while line := self.rfile.readline():
                command = line[:4].strip().upper().decode("latin-1")
                if command == "MAIL":
                    told.senders.append(line.decode().partition("<")[2].partition(">")[0])
                if not self.says(command) or command == "QUIT":
                    return
                if command == "DATA" and self.said.startswith("354") and not self.takes():
                    return

        def says(self, command: str) -> bool:
            self.said = told.answer(command)
            if self.said == HANG:
                self.rfile.read()
            elif self.said != DROP:
                self.wfile.write(self.said.encode() + b"\r\n")
            return self.said not in (DROP, HANG)

        def takes(self) -> bool:
            lines = list(iter(self.rfile.readline, b".\r\n"))
            told.letters.append(b"".join(lines))
            return self.says(".")

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            return  # whoever spoke to it went away

    server = Server(("127.0.0.1", 0), Session)
    told.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
