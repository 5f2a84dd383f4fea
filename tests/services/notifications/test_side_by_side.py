"""Webhooks and letters go out on green threads: what is tried of it runs in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LONGEST = 300  # seconds

pytestmark = pytest.mark.timeout(LONGEST + 60)


def test_whoever_is_slow_failing_or_lying_delays_nobody_else() -> None:
    command = [sys.executable, "-m", "tests.services.notifications.green", "-q"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=LONGEST)
    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr[-2000:]
