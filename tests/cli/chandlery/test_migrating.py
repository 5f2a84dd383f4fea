"""The store's databases are brought to where the program needs them: by `up` itself, at scale by the operator."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from cli.chandlery import migrating
from cli.chandlery.printing import Stop
from cli.chandlery.settings import resolve
from eventlog.migrations.log import LOG
from eventlog.migrations.running import run, transaction
from tests.cli.chandlery.test_up import chandlery
from tests.parts.store import ROOT
from tests.parts.store import store as running_store


def settings_of(folder: Path, **more: str) -> dict[str, str]:
    return resolve({"CHANDLERY_DATA": str(folder), **more})


def made_by_the_first_release(settings: dict[str, str]) -> None:
    """Every database as the first step leaves it, and as programs without versions did: no version noted."""
    for each in migrating.tables(settings):
        with transaction(each.url) as db:
            run(db, each.migrations, until="0001")
            db.execute(text(f"DROP TABLE {each.migrations.version_table}"))


def test_a_new_store_has_nothing_to_migrate(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "data")
    assert migrating.behind(settings) == []
    assert migrating.migrated(settings) == []
    assert not (tmp_path / "data").exists()


@pytest.fixture
def old(tmp_path: Path) -> dict[str, str]:
    settings = settings_of(tmp_path / "data")
    (tmp_path / "data").mkdir()
    made_by_the_first_release(settings)
    return settings


def test_a_store_of_the_first_release_is_behind_until_it_is_migrated(old: dict[str, str]) -> None:
    assert "log of billing" in [each.name for each in migrating.behind(old)]
    told = {name: (before, after) for name, before, after in migrating.migrated(old)}
    assert told["log of billing"] == ("0001", LOG.head)
    assert migrating.behind(old) == []


def test_the_operator_sees_what_is_behind_and_mends_it(old: dict[str, str]) -> None:
    told = chandlery("migrate", "--check", CHANDLERY_DATA=old["CHANDLERY_DATA"])
    assert told.returncode == 1, told.stderr
    assert ["log", "of", "catalog", "0001", LOG.head] in [line.split() for line in told.stdout.splitlines()]
    assert chandlery("migrate", CHANDLERY_DATA=old["CHANDLERY_DATA"]).returncode == 0
    assert chandlery("migrate", "--check", CHANDLERY_DATA=old["CHANDLERY_DATA"]).returncode == 0


def test_serve_refuses_a_log_that_is_behind_and_says_what_to_run(old: dict[str, str]) -> None:
    nowhere = "pyamqp://guest:guest@127.0.0.1:1//"  # asked later
    told = chandlery("serve", "identity", CHANDLERY_DATA=old["CHANDLERY_DATA"], AMQP_URI=nowhere)
    wanted = f"log of identity is at version 0001 and has to be at {LOG.head}: run `chandlery migrate`\n"
    assert (told.returncode, told.stderr) == (1, wanted)


def test_a_database_that_is_away_is_told_in_one_line(tmp_path: Path) -> None:
    logs = "postgresql+psycopg2://ada:sesame@127.0.0.1:1/chandlery_{service}"
    told = chandlery("migrate", CHANDLERY_DATA=str(tmp_path), CHANDLERY_LOGS=logs)
    assert (told.returncode, len(told.stderr.splitlines())) == (1, 1)
    assert told.stderr.startswith("log of identity: postgresql+psycopg2://ada:***@127.0.0.1:1/chandlery_identity: ")
    assert "sesame" not in told.stderr


def test_a_password_that_stands_behind_the_address_is_shown_no_more_than_one_within() -> None:
    views = "postgresql+psycopg2://127.0.0.1:1/views?user=ada&password=sesame"
    with pytest.raises(Stop, match=r"^read models: postgresql\+psycopg2://127\.0\.0\.1:1/views\?user=ada: "):
        migrating.must_answer("read models", views)


@pytest.mark.journey
def test_up_migrates_by_itself(old: dict[str, str], tmp_path: Path) -> None:
    with running_store(tmp_path, CHANDLERY_DEMO="0", CHANDLERY_REGISTRY_PROGRAM="none") as opened:
        assert opened.call("GET", "/").status == 200
    told = (tmp_path / "store.log").read_text()
    assert f"The log of identity was at version 0001 and is at {LOG.head} now." in told


def test_looking_costs_little_and_imports_no_alembic(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    for each in migrating.tables(settings):
        each.upgrade()
    look = (
        "import sys, time; from cli.chandlery import migrating; from cli.chandlery.settings import resolve\n"
        f"told = resolve({{'CHANDLERY_DATA': {str(tmp_path)!r}}}); began = time.process_time()\n"
        "assert migrating.behind(told) == []\n"
        "print(time.process_time() - began); assert 'alembic' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True)
    assert float(done.stdout) < 0.1
