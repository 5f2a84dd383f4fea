"""A part that cannot be served says so in one line that names what to do, and ends at once when it is asked to."""

import itertools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli.chandlery.folder import Folder
from tests.parts.pace import at_best
from tests.parts.process import PATIENCE, free_port, wait_until
from tests.parts.scale import bare
from tests.parts.store import ROOT

pytestmark = pytest.mark.journey

NOBODY = "amqp://127.0.0.1:1//"


def starts(folder: Path, name: str, **settings: str) -> "subprocess.Popen[str]":
    environment = bare() | {"CHANDLERY_DATA": str(folder), "PYTHONPATH": str(ROOT), **settings}
    command = [sys.executable, "-m", "cli.chandlery", "serve", name]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def refused(folder: Path, name: str, **settings: str) -> str:
    """What it said before it ended with exit code 1."""
    process = starts(folder, name, **settings)
    said = process.communicate(timeout=180)[1]
    assert process.returncode == 1, said
    assert "Traceback" not in said
    return said.strip().splitlines()[-1]


def test_no_part_is_called_so(tmp_path: Path) -> None:
    process = starts(tmp_path, "kitchen")
    assert "'identity', 'catalog', 'billing', 'certification'" in process.communicate(timeout=180)[1]
    assert process.returncode == 2


def test_a_service_needs_a_broker(tmp_path: Path) -> None:
    assert refused(tmp_path, "identity").startswith("AMQP_URI is not set; `serve` needs RabbitMQ")


def test_a_store_that_runs_in_one_process_is_not_served_beside_it(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.take()
    line = refused(tmp_path, "billing", AMQP_URI=NOBODY)
    folder.give_back()
    assert f"is in use by process {os.getpid()}, which has it alone" in line


def test_a_log_in_a_file_is_one_processes_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.share("billing")
    folder.only("billing")
    line = refused(tmp_path, "billing", AMQP_URI=NOBODY)
    folder.give_back()
    assert line.startswith("billing is served already; several may be where")


def test_a_database_that_is_away_is_told_in_the_last_line(tmp_path: Path) -> None:
    server = f"postgresql+psycopg2://chandlery:secret@127.0.0.1:{free_port()}"
    line = refused(tmp_path, "billing", AMQP_URI=NOBODY, CHANDLERY_LOGS=f"{server}/chandlery_{{service}}")
    assert line.startswith("billing ends: ")
    assert line.endswith("`chandlery doctor` says what to do")
    assert "secret" not in line


def test_one_that_waits_for_its_broker_ends_at_once_when_asked_to(tmp_path: Path) -> None:
    folders = (tmp_path / f"data-{again}" for again in itertools.count())

    def ending() -> float:
        folder = next(folders)
        process = starts(folder, "billing", AMQP_URI=NOBODY)
        wait_until(lambda: any((folder / "served").glob("billing.*")), 30, "it does not start")
        time.sleep(1)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)
        took = time.monotonic() - began
        assert process.returncode == 0
        return took

    assert at_best(ending, 3) < 3
