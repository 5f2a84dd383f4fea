"""The nameko side runs on green threads: its tests run in a process of their own, for eventlet cannot be taken back."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.parts import rabbitmq

ROOT = Path(__file__).parents[2]
LONGEST = 900  # seconds: some seventy tests that wait for heartbeats, pauses and the like

pytestmark = pytest.mark.timeout(LONGEST + 60)


def passes_under_eventlet(chosen: str) -> None:
    command = [sys.executable, "-m", "tests.eventlog.green", "-q", "-k", chosen]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=LONGEST)
    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr[-2000:]


def test_services_follow_each_other_inside_one_process() -> None:
    passes_under_eventlet("not rabbitmq")


def test_services_follow_each_other_over_rabbitmq() -> None:
    if rabbitmq.program() is None:
        pytest.skip("RabbitMQ is not installed")
    passes_under_eventlet("rabbitmq")
