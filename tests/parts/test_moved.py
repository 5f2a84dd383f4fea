"""The movable clock moves what a program reads, while it runs."""

import os
import subprocess
import sys
from pathlib import Path

from tests.parts.moved import Clock

PROGRAM = """
import sys, time
from datetime import UTC, date, datetime
for line in sys.stdin:
    print(datetime.now(UTC).date(), date.today(), datetime.fromtimestamp(time.time(), UTC).date(), flush=True)
"""


def test_a_running_program_reads_the_day_to_which_it_was_moved(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock")
    told = {**os.environ, "TZ": "UTC", **{name: value for name, value in clock.settings.items() if name.isupper()}}
    command = [sys.executable, "-c", PROGRAM]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=told) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        for days in (0, 40):
            day = clock.move(days=days).date().isoformat()
            print("now", file=program.stdin, flush=True)
            assert program.stdout.readline().split() == [day] * 3
