"""A log is taken elsewhere as a file, and a stream is shown as it was, from a store's own files."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.chandlery.folder import Folder
from eventlog.decider import Context, Decider
from eventlog.log import Log, open_log
from eventlog.testing import Keyring
from tests.cli.chandlery.test_up import chandlery
from tests.controls.identity import ADA, NOON, registered, verified

account: Decider[Any, Any, Any] = Decider(
    "account", None, lambda command, state, by: [*command], lambda state, event: None
)
THEN = NOON.replace(year=2020)
by = Context("sign-up", ADA, THEN)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    """Identity's, in a folder of its own: Ada signs up, and follows the link a day later."""
    folder = Folder(tmp_path / "data")
    secret = bytes.fromhex(folder.secret("services.secret"))
    log = open_log("identity", f"sqlite:///{folder.path}/identity.log.db", keys=Keyring(), secret=secret)
    log.execute(account, ADA, [registered], by)
    log.execute(account, ADA, [verified], replace(by, command_id="verify", at=THEN + timedelta(days=1)))
    yield log
    log.close()


def run(folder: Path, *words: str) -> str:
    done = chandlery(*words, CHANDLERY_DATA=str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_log_is_the_same_where_it_is_imported(log: Log, tmp_path: Path) -> None:
    file, elsewhere = tmp_path / "identity.jsonl", tmp_path / "elsewhere"
    run(tmp_path / "data", "export", "identity", str(file))
    assert "2 events in the log of identity" in run(elsewhere, "import-log", "identity", str(file))
    imported = open_log("identity", f"sqlite:///{elsewhere}/identity.log.db", keys=None, secret=b"")
    assert imported.read_all(0) == log.read_all(0)
    imported.close()
    assert run(elsewhere, "verify")
    assert "Ada" not in file.read_text()


def test_an_export_that_was_cut_is_refused_in_one_line(log: Log, tmp_path: Path) -> None:
    file = tmp_path / "identity.jsonl"
    run(tmp_path / "data", "export", "identity", str(file))
    file.write_text("\n".join(file.read_text().splitlines()[:-1]))
    done = chandlery("import-log", "identity", str(file), CHANDLERY_DATA=str(tmp_path / "elsewhere"))
    assert (done.returncode, done.stderr) == (1, f"{file}: its end is missing\n")


def test_a_stream_is_shown_as_it_is_and_as_it_was(log: Log, tmp_path: Path) -> None:
    stream = f"account-{ADA}"
    now = run(tmp_path / "data", "show", stream)
    assert "identity.email-verified" in now
    then = run(tmp_path / "data", "show", stream, "--at", THEN.date().isoformat())
    assert "identity.account-registered" in then
    assert "identity.email-verified" not in then
    assert "\nAccount\n" in now
    assert then.split("\nAccount\n")[1] != now.split("\nAccount\n")[1]


def test_names_stay_hidden_where_a_stream_is_shown(log: Log, tmp_path: Path) -> None:
    shown = run(tmp_path / "data", "show", f"account-{ADA}")
    assert "(personal)" in shown
    assert "aes-gcm" not in shown


def test_a_stream_that_no_log_holds_is_told_in_one_line(log: Log, tmp_path: Path) -> None:
    done = chandlery("show", "account-nobody", CHANDLERY_DATA=str(tmp_path / "data"))
    assert (done.returncode, done.stderr) == (1, "no log holds a stream account-nobody\n")


def test_each_line_is_a_cloud_event(log: Log, tmp_path: Path) -> None:
    file = tmp_path / "identity.jsonl"
    run(tmp_path / "data", "export", "identity", str(file))
    told = [json.loads(line) for line in file.read_text().splitlines()]
    assert all({"specversion", "id", "source", "type"} <= one.keys() for one in told)
    assert [one["type"] for one in told][:2] == ["identity.account-registered", "identity.email-verified"]


def test_tidying_tells_what_was_forgotten(log: Log, tmp_path: Path) -> None:
    assert ["identity", "2"] in [line.split() for line in run(tmp_path / "data", "tidy").splitlines()]
