"""A server that speaks S3 over HTTP as others do, to who signs with its key, with one bucket in it."""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.parts.go import Program
from tests.parts.process import free_port, running

MODULE = "github.com/versity/versitygw"
SERVER = Program("s3-server", MODULE, "v1.8.0", ".", source=Path(__file__).parent / "s3_server/main.go")
NAME = "tickets"
KEY, SECRET = "key", "secret"


@contextmanager
def bucket(folder: Path) -> Iterator[str]:
    """The address of the bucket, as `CHANDLERY_ATTACHMENTS` names it."""
    at, files, beside = f"127.0.0.1:{free_port()}", folder / "s3/files", folder / "s3/beside"
    for each in (files / NAME, beside):
        each.mkdir(parents=True)
    told = {"Address": at, "Key": KEY, "Secret": SECRET, "Files": str(files), "Beside": str(beside)}
    with running([str(SERVER.path()), json.dumps(told)], folder / "s3.log", lambda: _answers(at)):
        yield f"s3:http://{KEY}:{SECRET}@{at}/{NAME}"


def _answers(at: str) -> bool:
    try:
        urllib.request.urlopen(f"http://{at}/health", timeout=2).close()
    except OSError:
        return False
    return True
