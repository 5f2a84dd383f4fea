"""A service in the cloud and its ambassador: the example of docs/licences.md as an image, run by a real engine."""

import json
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import jwt
import pytest

from tests.parts import debian
from tests.parts.docker import Docker
from tests.parts.process import free_port, wait_until
from tests.parts.store import Store

pytestmark = pytest.mark.journey
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "ambassador"
NEEDED = ("jwt", "cryptography", "cffi", "pycparser", "_cffi_backend*.so")
HOLDER, PLAN = "northwick", "harbourline/tidewater-db/fleet"


@dataclass
class Cloud:
    """A service that lets in who shows a licence which it can verify."""

    port: int
    keys: dict[str, Any]
    asked: list[dict[str, Any]] = field(default_factory=list)

    def admit(self, authorization: str) -> None:
        signed = authorization.removeprefix("Bearer ")
        key = jwt.PyJWKSet.from_dict(self.keys)[jwt.get_unverified_header(signed)["kid"]]
        self.asked.append(jwt.decode(signed, key, ["ES256"]))


@contextmanager
def serving(cloud: Cloud) -> Iterator[Cloud]:
    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            cloud.admit(self.headers["Authorization"])
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"echo " + self.rfile.read(int(self.headers["Content-Length"])))

        def log_message(self, *told: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", cloud.port), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield cloud
    server.shutdown()
    server.server_close()


@dataclass
class Licensed:
    """The subscription of an organisation, as its owner sees it."""

    store: Store
    token: str
    path: str
    file: Path

    def get(self, path: str) -> Any:
        answer = self.store.api("GET", self.path + path, token=self.token)
        assert answer.ok, answer.body
        return answer.json()

    def used(self) -> int:
        return sum(each["amount"] for each in self.get("/usage")["items"])


@pytest.fixture
def licensed(store: Store, tmp_path: Path) -> Licensed:
    token = store.accounts["customer"]["token"]
    held = store.api("GET", f"/subscriptions?holder={HOLDER}", token=token).json()["items"]
    path = f"/subscriptions/{next(each['id'] for each in held if each['plan'] == PLAN)}"
    file = tmp_path / "licence.jws"
    file.write_bytes(store.api("GET", f"{path}/licence.jws", token=token).body)
    file.chmod(0o644)
    return Licensed(store, token, path, file)


@pytest.fixture
def image(store: Store, docker: Docker, tmp_path: Path) -> str:
    """Built as its README says, on an image that has the two packages already."""
    base, example = tmp_path / "base", tmp_path / "example"
    shutil.copytree(EXAMPLE, example)
    (example / "licence-keys.json").write_bytes(store.api("GET", "/licence-keys").body)
    (example / "licence-keys.json").chmod(0o644)
    packages = Path(next(path for path in sys.path if path.endswith("site-packages")))
    for found in (path for name in NEEDED for path in packages.glob(name)):
        copy: Any = shutil.copytree if found.is_dir() else shutil.copy
        (base / "packages").mkdir(parents=True, exist_ok=True)
        copy(found, base / "packages" / found.name)
    (base / "Dockerfile").write_text(f"FROM {debian.base(docker)}\nCOPY packages /usr/lib/python3/dist-packages\n")
    for name, folder in (("python-with-jwt", base), ("ambassador", example)):
        built = docker("build", "--network=none", "--build-arg=BASE=python-with-jwt", f"--tag={name}", str(folder))
        assert built.ok, built.out[-2000:] + built.err[-2000:]
    return "ambassador"


def mounted(licensed: Licensed) -> list[str]:
    return ["--network=host", f"--volume={licensed.file}:/licence.jws:ro", f"--env=STORE={licensed.store.url}"]


def test_an_ambassador_proves_its_licence_offline_and_refuses_a_changed_one(
    licensed: Licensed, image: str, docker: Docker
) -> None:
    alone = [word for word in mounted(licensed) if word != "--network=host"]
    said = docker("run", "--rm", "--network=none", *alone, image)
    assert said.ok, said.err
    assert "harbourline/tidewater-db fleet" in said.out
    head, body, signature = licensed.file.read_text().split(".")
    licensed.file.write_text(f"{head}.{body[:-6]}AAAAAA.{signature}")
    refused = docker("run", "--rm", "--network=none", *alone, image)
    assert not refused.ok
    assert "InvalidSignatureError" in refused.err


def test_an_ambassador_takes_a_seat_passes_requests_on_and_reports_the_use(
    licensed: Licensed, image: str, docker: Docker
) -> None:
    port = free_port()
    before = licensed.used()
    keys = licensed.store.api("GET", "/licence-keys").json()
    with serving(Cloud(free_port(), keys)) as cloud:
        service = [f"--env=SERVICE=http://127.0.0.1:{cloud.port}", "--env=COMPONENT=stored"]
        words = ["--env=SEAT=edge-1", f"--env=PORT={port}", *service, *mounted(licensed)]
        started = docker("run", "--detach", *words, image)
        assert started.ok, started.err
        wait_until(lambda: "edge-1" in licensed.get("/licence")["taken"], 20, docker("logs", started.out.strip()).err)
        assert ask(port, b"hello") == b"echo hello"
        assert licensed.used() == before + 1
        assert [each["product"] for each in cloud.asked] == ["harbourline/tidewater-db"]
        docker("stop", started.out.strip())
        wait_until(lambda: licensed.get("/licence")["taken"] == [], 10, "the seat was not given back")


def ask(port: int, body: bytes) -> bytes:
    answers: list[bytes] = []

    def answered() -> bool:
        try:
            with urlopen(Request(f"http://127.0.0.1:{port}/echo", body)) as answer:
                answers.append(answer.read())
        except OSError:
            return False
        return True

    wait_until(answered, 20, "the ambassador does not answer")
    return answers[0]


def test_the_documents_ten_lines_are_the_examples() -> None:
    written = (EXAMPLE / "ambassador.py").read_text()
    told = (EXAMPLE.parents[1] / "licences.md").read_text()
    block = next(part for part in told.split("```python\n")[1:] if "def offline" in part).split("```")[0]
    assert json.dumps(block.strip())[1:-1] in json.dumps(written)
