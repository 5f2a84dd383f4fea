"""Everybody hears of a release by one letter, however often notifications are killed while letters go out.

What SMTP itself leaves open stays so: a letter that the server had whole when its sender died, and had not yet said to
have taken, may come twice. Both then have one Message-ID.
"""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import pytest

from bench import _subscribers
from services.notifications.service.letters import AT_ONCE
from tests.mailing.lying import DROP, Lying, lying

PEOPLE = 60
KILLS = (("MAIL", 1), ("DATA", 15), (".", 30))  # at which command, and at which letter


@dataclass
class Killing(Lying):
    """Kills the sender in place of an answer, at each of KILLS once."""

    sender: subprocess.Popen[str] | None = None
    kills: int = 0
    lock: Lock = Lock()  # noqa: RUF009 — there is one server

    def answer(self, command: str) -> str:
        with self.lock:
            if self.kills < len(KILLS) and self.sender is not None and self.sender.poll() is None:
                step, after = KILLS[self.kills]
                if command == step and len(self.letters) >= after - 1:
                    self.kills += 1
                    self.sender.kill()
                    self.sender.wait()
                    return DROP
        return super().answer(command)


@contextmanager
def sending(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    log, views = f"sqlite:///{folder}/{{service}}.log.db", f"sqlite:///{folder}/views"
    command = [sys.executable, "-W", "ignore", "-m", "bench._lettering", log, views, str(folder)]
    with subprocess.Popen([*command, f"smtp://127.0.0.1:{port}"], stdout=subprocess.PIPE, text=True) as running:
        try:
            yield running
        finally:
            running.kill()


@pytest.mark.faults
def test_a_service_that_is_killed_at_each_step_of_a_letter_tells_each_once(tmp_path: Path) -> None:
    _subscribers.fill(f"sqlite:///{tmp_path}/{{service}}.log.db", f"sqlite:///{tmp_path}/views", PEOPLE)
    server = Killing()
    with lying(server):
        for _ in (*KILLS, "the rest"):
            with sending(tmp_path, server.port) as server.sender:
                assert server.sender.stdout is not None
                left = [json.loads(line)["left"] for line in server.sender.stdout]
    assert left[-1] == 0
    assert server.kills == len(KILLS)
    told = Counter(header(letter, "To") for letter in server.letters)
    assert len(told) == PEOPLE
    assert sum(told.values()) - PEOPLE <= AT_ONCE  # those that went side by side when it died before an answer
    assert len({header(letter, "Message-ID") for letter in server.letters}) == PEOPLE


def header(letter: bytes, name: str) -> str:
    found = re.search(rf"^{name}:\s*(\S+)".encode(), letter, re.MULTILINE)
    assert found
    return found[1].decode()
