"""A server that speaks S3 over HTTP, with one bucket in it; it keeps everything in its memory."""

import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.parts.process import free_port, running

NAME = "tickets"


@contextmanager
def bucket(folder: Path) -> Iterator[str]:
    """The address of the bucket, as `CHANDLERY_ATTACHMENTS` names it."""
    port, folder = free_port(), folder / "s3"
    folder.mkdir(parents=True, exist_ok=True)
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with running(command, folder / "s3.log", lambda: _answers(url), within=60):
        made = urllib.request.Request(f"{url}/{NAME}", method="PUT")  # noqa: S310 — our own address
        urllib.request.urlopen(made, timeout=10).close()  # noqa: S310
        yield f"s3:http://key:secret@127.0.0.1:{port}/{NAME}"


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(f"{url}/moto-api/", timeout=2).close()  # noqa: S310
    except OSError:
        return False
    return True
