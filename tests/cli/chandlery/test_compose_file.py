"""docker-compose.yml speaks of settings, parts and secrets that there are."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.chandlery.__main__ import PARTS
from cli.chandlery.settings import SETTINGS
from tests.parts.store import ROOT


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_every_part_is_a_service_and_is_restarted(told: dict[str, Any]) -> None:
    services = told["services"]
    assert {part: services[part]["command"] for part in PARTS} == {part: ["serve", part] for part in PARTS}
    assert {services[part]["restart"] for part in PARTS} == {"unless-stopped"}


def test_a_restore_waits_for_databases_alone_for_a_prepared_store_is_in_its_way(
    told: dict[str, Any],
) -> None:
    restore, operator = told["services"]["restore"], told["services"]["operator"]
    assert restore["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert (restore["volumes"], restore["profiles"]) == (operator["volumes"], ["restore"])


def test_every_setting_is_one_of_the_stores(told: dict[str, Any]) -> None:
    known = {setting.name for setting in SETTINGS}
    named = {name.removesuffix("_FILE") for name in told["x-store"]["environment"]}
    assert named <= known


def test_support_is_told_all_that_there_is_to_tell_of_tsanet(told: dict[str, Any]) -> None:
    support = told["services"]["support"]
    named = {name.removesuffix("_FILE") for name in support["environment"]}
    assert {setting.name for setting in SETTINGS if setting.name.startswith("CHANDLERY_TSANET")} <= named


def test_every_secret_that_a_setting_names_is_given_with_it(told: dict[str, Any]) -> None:
    files = {Path(value).name for name, value in told["x-store"]["environment"].items() if name.endswith("_FILE")}
    assert files == set(told["x-store"]["secrets"]) <= set(told["secrets"])


def test_no_secret_stands_in_an_environment(told: dict[str, Any]) -> None:
    secret = {setting.name for setting in SETTINGS if setting.secret}
    assert not secret & set(told["x-store"]["environment"])


def test_every_secret_is_made_once_and_for_nobody_else_on_the_machine(told: dict[str, Any], tmp_path: Path) -> None:
    command = [ROOT / "tools" / "secrets", "ada@store.example", tmp_path / "secrets"]
    made = []
    for _ in range(2):
        subprocess.run(command, check=True, capture_output=True)
        made.append({path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()})
    assert made[0] == made[1]
    assert set(told["secrets"]) == {Path(secret["file"]).name for secret in told["secrets"].values()} <= set(made[0])
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0
