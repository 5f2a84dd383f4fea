"""`chandlery prepare` makes what the processes of a store at scale find when they start."""

import json
import secrets
import subprocess
import sys
from pathlib import Path

from sqlalchemy import create_engine, inspect

from tests.parts.store import ROOT


def prepared(folder: Path, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "CHANDLERY_DATA": str(folder / "data"), **settings}
    command = [sys.executable, "-m", "cli.chandlery", "prepare", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180, check=False)


def at(server: str, prefix: str) -> dict[str, str]:
    return {
        "CHANDLERY_LOGS": f"{server}/{prefix}_{{service}}",
        "CHANDLERY_KEY_STORE": f"{server}/{prefix}_keys",
        "CHANDLERY_VIEWS": f"{server}/{prefix}_views",
    }


def test_databases_that_are_missing_are_made_with_their_tables_and_only_once(postgres: str, tmp_path: Path) -> None:
    named = at(postgres, f"p{secrets.token_hex(4)}")
    first, again = (prepared(tmp_path, **named) for _ in range(2))
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("Databases that were made: 8.")
    assert again.stdout.strip() == "Databases that were made: 0. Tables that were made or changed: 0."
    engine = create_engine(named["CHANDLERY_LOGS"].format(service="billing"))
    assert "events" in inspect(engine).get_table_names()
    engine.dispose()


def test_a_server_that_is_away_is_told_of_without_its_password(tmp_path: Path) -> None:
    away = prepared(tmp_path, **at("postgresql+psycopg2://chandlery:open-sesame@127.0.0.1:1", "chandlery"))
    assert away.returncode != 0
    assert "127.0.0.1" in away.stderr
    assert "open-sesame" not in away.stdout + away.stderr


def test_a_registry_elsewhere_gets_a_configuration_and_whom_to_trust_but_no_key(tmp_path: Path) -> None:
    words = ("--registry", str(tmp_path / "registry"), "--registry-folder", "/registry", "--store", "http://gateway:80")
    done = prepared(tmp_path, *words, CHANDLERY_URL="https://store.example")
    assert done.returncode == 0, done.stderr
    written = {path.name: path.read_text() for path in (tmp_path / "registry").iterdir()}
    told = json.loads(written["config.yml"])
    assert told["auth"]["token"]["realm"] == "https://store.example/registry/token"
    assert told["notifications"]["endpoints"][0]["url"] == "http://gateway:80/registry/notifications"
    trusted = {told["auth"]["token"][name] for name in ("rootcertbundle", "jwks")}
    assert trusted == {f"/registry/{name}" for name in written if name != "config.yml"}
    assert not any("PRIVATE" in content for content in written.values())
