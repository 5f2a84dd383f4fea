"""ClamAV's daemon for a test run: its database knows EICAR alone; it listens on a free port and a socket."""

import os
import pwd
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.parts.process import free_port, running

PROGRAM = shutil.which("clamd") or "/usr/sbin/clamd"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"  # https://www.eicar.org
LARGEST = 1_000_000  # bytes of a file that it looks at
CONFIGURATION = """
Foreground yes
DatabaseDirectory {folder}/database
TCPSocket {port}
TCPAddr 127.0.0.1
LocalSocket {folder}/socket
StreamMaxLength {largest}
"""


@dataclass(frozen=True)
class Clamd:
    port: int
    socket: Path

    @property
    def addresses(self) -> tuple[str, str]:
        return f"clamd://127.0.0.1:{self.port}", f"clamd:{self.socket}"


@contextmanager
def clamd() -> Iterator[Clamd]:
    """Tests of it are skipped by name where it is not installed."""
    if not Path(PROGRAM).exists():
        pytest.skip("clamd is not installed, and looks at files for viruses")
    with tempfile.TemporaryDirectory(prefix="clamd-") as temporary:  # a short path: its socket lies there
        folder, port = Path(temporary), free_port()
        (folder / "database").mkdir()
        (folder / "database" / "eicar.ndb").write_text(f"Eicar:0:*:{EICAR.hex()}\n")
        user = "" if os.geteuid() else f"User {pwd.getpwuid(os.geteuid()).pw_name}\n"  # else it looks for its own
        (folder / "conf").write_text(CONFIGURATION.format(folder=folder, port=port, largest=LARGEST) + user)
        made = Clamd(port, folder / "socket")
        with running([PROGRAM, "-c", str(folder / "conf")], folder / "output", lambda: _answers(made)):
            yield made


def _answers(server: Clamd) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as near, socket.create_connection(("127.0.0.1", server.port), 60) as asked:
            near.connect(str(server.socket))
            asked.sendall(b"zPING\0")
            return asked.recv(100) == b"PONG\0"
    except OSError:
        return False
