"""The stand-in for TSANet in a process of its own, what its other members do, and what tests say behind its back."""

import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo.peers.tsanet.members import MEMBERS, STORE
from tests.parts.process import free_port, running

ROOT = Path(__file__).parents[2]
BETA = MEMBERS[1]
CASES = "/v1/collaboration-requests"
ENGINEER = {"engineerName": "Bea", "engineerEmail": "bea@beta.example", "engineerPhone": "+1 555 0100"}
SERIAL = "2001"  # the field that Beta's form insists on


@dataclass(frozen=True)
class StandIn:
    url: str
    data: Path  # what it remembers, and recorded.jsonl: each request with its answer
    pid: int

    @property
    def settings(self) -> dict[str, str]:
        """What a store is told to use it."""
        return {
            "CHANDLERY_TSANET": self.url,
            "CHANDLERY_TSANET_USER": STORE.username,
            "CHANDLERY_TSANET_PASSWORD": STORE.password,
        }

    def plan(self, what: str, path: str = ".*", *, method: str = "POST", times: int = 1, seconds: float = 0) -> None:
        """As demo.peers.faults has it, for the next requests."""
        self.say("/faults", {"what": what, "path": path, "method": method, "times": times, "seconds": seconds})

    def send_pings(self, way: str) -> None:
        """`once`, `twice` or `lost`"""
        self.say("/pings", {"way": way})

    def sign_everybody_out(self) -> None:
        self.say("/sign-everybody-out", {})

    def begin_anew(self) -> None:
        self.say("/forget-all", {})

    def warn(self, token: str) -> None:
        """TSANet itself notes that an answer is late."""
        self.say(f"/cases/{token}/warn", {})

    def cases(self) -> list[dict[str, Any]]:
        """All that there are, oldest first."""
        return list(asked(f"{self.url}/_stand-in/cases")["data"])

    def case(self, token: str) -> dict[str, Any]:
        return next(each for each in self.cases() if each["token"] == token)

    def beta(self) -> "Partner":
        return Partner(self.url, BETA.username, BETA.password)

    def say(self, path: str, told: dict[str, Any]) -> None:
        asked(f"{self.url}/_stand-in{path}", told)

    def recorded(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.data / "recorded.jsonl").read_text().splitlines()]


@dataclass
class Partner:
    """The support of another member, by the same API."""

    url: str
    user: str
    password: str
    token: str = ""

    def open(self, number: str, summary: str, description: str, priority: str = "MEDIUM") -> str:
        """To the store; the case's token."""
        return str(self.post(CASES, self.asking(number, summary, description, priority))["token"])

    def asking(self, number: str, summary: str, description: str, priority: str = "MEDIUM") -> dict[str, Any]:
        contact = {"name": "Bea", "email": "bea@beta.example", "phone": ""}
        told = {"documentId": STORE.departments[0].document, "internalCaseNumber": number, "problemSummary": summary}
        more = {"priority": priority, "submitterContactDetails": contact, "testSubmission": True, "customFields": []}
        return {**told, "problemDescription": description, **more}

    def accept(self, token: str, number: str = "B-7", steps: str = "We look at the volume.") -> None:
        self.post(f"{CASES}/{token}/approval", {"caseNumber": number, "nextSteps": steps, **ENGINEER})

    def reject(self, token: str, reason: str) -> None:
        self.post(f"{CASES}/{token}/rejection", {"reason": reason, **ENGINEER})

    def ask(self, token: str, text: str) -> None:
        self.post(f"{CASES}/{token}/information-request", {"requestedInformation": text, **ENGINEER})

    def answer(self, token: str, text: str) -> None:
        self.post(f"{CASES}/{token}/information-response", {"requestedInformation": text})

    def note(self, token: str, summary: str, text: str = "") -> None:
        self.post(f"{CASES}/{token}/notes", {"summary": summary, "description": text, "priority": "LOW"})

    def close(self, token: str) -> None:
        self.post(f"{CASES}/{token}/closure", {})

    def post(self, path: str, told: dict[str, Any]) -> Any:
        if not self.token:
            signed_in = asked(f"{self.url}/v1/login", {"username": self.user, "password": self.password})
            self.token = signed_in["accessToken"]
        return asked(self.url + path, told, {"Authorization": f"Bearer {self.token}"})


def asked(url: str, told: dict[str, Any] | None = None, headers: dict[str, str] | None = None) -> Any:
    body = None if told is None else json.dumps(told).encode()
    sent = {"Content-Type": "application/json", **(headers or {})}
    request = urllib.request.Request(url, body, sent)  # noqa: S310 — our own address
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{url}: {error.code} {error.read().decode()}") from error


@contextmanager
def tsanet(folder: Path, port: int = 0) -> Iterator[StandIn]:
    """A running stand-in; opened again with the same folder and port it knows what it knew."""
    port = port or free_port()
    url, data = f"http://127.0.0.1:{port}", folder / "tsanet"
    data.mkdir(parents=True, exist_ok=True)
    record = str(data / "recorded.jsonl")
    command = [sys.executable, "-m", "demo.peers.tsanet", "--port", str(port), "--data", str(data), "--record", record]
    env = {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    with running(command, folder / "tsanet.log", lambda: _answers(url), env=env) as process:
        yield StandIn(url, data, process.pid)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5):  # noqa: S310 — our own address
            return True
    except OSError:
        return False
