"""ClamAV's daemon: files are sent to it, so they need not lie where it can read them (clamd(8), INSTREAM)."""

import socket
import struct
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from gateway.support.storing import PIECE

SCHEME = "clamd:"
PORT = 3310
CLEAN, FOUND = b"OK", b"FOUND"
LONGEST_ANSWER = 4096  # bytes


def infected(address: str, file: Path, patience: float) -> bool:
    """`address` is `clamd://HOST[:PORT]` or `clamd:/PATH/OF/ITS/SOCKET`; `patience` in seconds, for each piece.

    Raises OSError where it is away, or says neither that the file is clean nor that something was found.
    """
    with _connected(address, patience) as server:
        with suppress(BrokenPipeError, ConnectionResetError):  # it ends what it does not take, and says why
            _send(server, file)
        said = _answer(server)
    if not said.endswith((CLEAN, FOUND)):
        raise OSError(said.decode(errors="replace") or "it said nothing")
    return said.endswith(FOUND)


def answers(address: str, patience: float) -> bool:
    """Whether it is clamd that answers there; raises OSError where nobody does."""
    with _connected(address, patience) as server:
        server.sendall(b"zPING\0")
        return _answer(server) == b"PONG"


def is_address(told: str) -> bool:
    """Whether a scanner so named is this one; a ValueError says what its address needs."""
    if not told.startswith(SCHEME):
        return False
    try:
        parts = urlsplit(told)
        right = parts.path.startswith("/") if not parts.netloc else parts.hostname and parts.path in ("", "/")
        named = parts.port != 0
    except ValueError:
        right = named = False
    if not right or not named or parts.query or parts.fragment:
        raise ValueError("needs clamd://HOST[:PORT] or clamd:/PATH/OF/ITS/SOCKET")
    return True


def _connected(address: str, patience: float) -> socket.socket:
    parts = urlsplit(address)
    if parts.netloc:
        return socket.create_connection((parts.hostname or "", parts.port or PORT), timeout=patience)
    server = socket.socket(socket.AF_UNIX)
    server.settimeout(patience)
    try:
        server.connect(parts.path)
    except OSError:
        server.close()
        raise
    return server


def _send(server: socket.socket, file: Path) -> None:
    server.sendall(b"zINSTREAM\0")
    with file.open("rb") as content:
        while piece := content.read(PIECE):
            server.sendall(struct.pack(">I", len(piece)) + piece)
    server.sendall(struct.pack(">I", 0))


def _answer(server: socket.socket) -> bytes:
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER and (more := server.recv(LONGEST_ANSWER)):
        said += more
    return said.rstrip(b"\0").strip()
