"""Somebody is erased from a store of many processes: no table, no file and no log of theirs keeps a word."""

import json
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text

from tests.journeys.test_erasure import Leaver, somebody
from tests.parts.scale import LOGS, Scale
from tests.parts.store import Store

pytestmark = pytest.mark.journey

RELATIONS = text(
    "SELECT n.nspname || '.' || c.relname, pg_read_binary_file(pg_relation_filepath(c.oid)) FROM pg_class c "
    "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 't', 'i') "
    "AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND pg_relation_filepath(c.oid) IS NOT NULL"
)


def databases(at_scale: Scale) -> list[str]:
    logs = [at_scale.database(service) for service in LOGS]
    return [*logs, at_scale.environment["CHANDLERY_VIEWS"], at_scale.environment["CHANDLERY_KEY_STORE"]]


def tables(at_scale: Scale) -> Iterator[tuple[str, bytes]]:
    """Every table and index of the store as its file has it; PostgreSQL's own log is another matter."""
    for url in databases(at_scale):
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as db:
            db.execute(text("CHECKPOINT"))
            for name, content in db.execute(RELATIONS):
                yield f"{url.rpartition('/')[2]} {name}", bytes(content)
        engine.dispose()


def found(at_scale: Scale, leaver: Leaver) -> list[tuple[str, str]]:
    files = ((str(path), path.read_bytes()) for path in at_scale.folder.rglob("*") if path.is_file())
    every = [*files, *tables(at_scale)]
    return [(what, name) for name, content in every for what, trace in leaver.traces.items() if trace in content]


def test_after_an_erasure_no_byte_is_left_in_any_table_or_file(at_scale: Scale, store: Store) -> None:
    leaver = somebody(store, writes=False)
    time.sleep(4)  # until the last uses of tokens are written, too
    assert {"e-mail", "client", "label"} <= {what for what, _ in found(at_scale, leaver)}
    said = at_scale.chandlery("erase", leaver.email, "--yes")
    assert said.returncode == 0, said.stdout + said.stderr
    assert found(at_scale, leaver) == []
    certificate = json.loads((store.data / "erased" / "certificates" / f"{leaver.account}.json").read_text())
    services = {one["service"] for one in certificate["followers"]}
    assert services == {*LOGS, "gateway-views", "search"}


def test_who_has_not_heard_is_named_and_the_certificate_follows(at_scale: Scale, store: Store) -> None:
    leaver = somebody(store, writes=False)
    for process in at_scale.processes["search"]:
        process.terminate()
        process.wait()
    began = time.monotonic()
    said = at_scale.chandlery("erase", leaver.email, "--yes")
    assert said.returncode == 1, said.stdout + said.stderr
    assert "search does not answer" in said.stdout + said.stderr
    assert time.monotonic() - began < 110
    del at_scale.processes["search"]
    at_scale.start("search")
    at_scale.wait("search")
    path = store.data / "erased" / "certificates" / f"{leaver.account}.json"
    until = time.monotonic() + 120
    while not path.exists():
        assert time.monotonic() < until, "no certificate came"
        time.sleep(0.5)
