"""The operator's verbs reach services that run as processes of their own, two of each."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from tests.parts.process import wait_until
from tests.parts.scale import Scale
from tests.services.certification.scan.advised import record

pytestmark = pytest.mark.journey


def told(at_scale: Scale, *words: str) -> str:
    done = at_scale.chandlery(*words)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def follower(at_scale: Scale, name: str) -> list[str]:
    """Its line of the status, in words."""
    status = told(at_scale, "projections", "status", name)
    return next(line.split() for line in status.splitlines() if line.startswith(name))


def sign_up(at_scale: Scale, name: str) -> None:
    body: dict[str, Any] = {"email": f"{name}@operating.example", "name": name, "password": "correct horse battery"}
    assert at_scale.store.api("POST", "/accounts", body).status == 201


def test_every_service_answers(at_scale: Scale) -> None:
    status = told(at_scale, "projections", "status")
    for name in ("gateway/catalog", "billing/billing", "catalog/catalog", "search/catalog", "identity/identity"):
        assert f"\n{name} " in status


def test_a_pause_holds_in_every_instance_and_over_their_restart(at_scale: Scale) -> None:
    told(at_scale, "projections", "pause", "gateway/identity")
    sign_up(at_scale, "ada")
    at_scale.restart("gateway-views")
    time.sleep(2)
    assert follower(at_scale, "gateway/identity")[3] == "paused"
    told(at_scale, "projections", "resume", "gateway/identity")

    def caught_up() -> bool:
        words = follower(at_scale, "gateway/identity")
        return words[3] == "running" and words[4] == words[5]

    wait_until(caught_up, 20, "it did not catch up")


def test_a_read_model_is_built_anew_and_checked(at_scale: Scale) -> None:
    assert "gateway is built anew: " in told(at_scale, "projections", "rebuild", "gateway")
    assert "0 rows differ" in told(at_scale, "projections", "check", "gateway")
    assert "gateway" in told(at_scale, "rebuild", "--all")


def test_rights_are_explained_and_logs_walked(at_scale: Scale) -> None:
    explained = at_scale.chandlery("why", "anonymous", "harbourline/lamplighter").stdout
    assert "harbourline/lamplighter (rule: " in explained
    assert "rule: unknown" not in explained
    verified = {line.split()[0] for line in told(at_scale, "verify").splitlines()}
    assert verified >= {"identity", "catalog", "billing", "certification", "support"}


def test_a_changed_event_is_named(at_scale: Scale) -> None:
    engine = create_engine(at_scale.database("identity"))
    with engine.begin() as db:
        stream = db.scalar(text("SELECT min(stream) FROM events"))
        changed = text("UPDATE events SET line = line || ' ' WHERE stream = :stream AND version = 1")
        db.execute(changed, {"stream": stream})
    found = at_scale.chandlery("verify")
    with engine.begin() as db:
        db.execute(text("UPDATE events SET line = rtrim(line) WHERE stream = :stream"), {"stream": stream})
    engine.dispose()
    assert f"identity: {stream} version 1: the event does not match its hash\n" in found.stdout, found.stderr
    assert found.returncode == 1


def test_a_log_is_sealed_by_one_of_the_instances_that_share_it(at_scale: Scale) -> None:
    sign_up(at_scale, "sealed")
    at_scale.restart("identity")
    sealed = at_scale.data / "sealed" / "identity.jsonl"
    wait_until(sealed.exists, 20, "nobody sealed the log")
    positions = [json.loads(line)["position"] for line in sealed.read_text().splitlines() if line]
    assert positions == sorted(set(positions))
    told(at_scale, "verify")


def test_nothing_is_parked(at_scale: Scale) -> None:
    assert told(at_scale, "parked", "list") == "Nothing is parked.\n"


def test_advisories_reach_certification_wherever_it_runs(at_scale: Scale, tmp_path: Path) -> None:
    (file := tmp_path / "D-1.json").write_text(json.dumps(record("D-1", "openssl", "<3.0.15-1")))
    assert told(at_scale, "advisories", "load", str(file)).splitlines()[1].split()[:3] == ["1", "1", "0"]
    assert told(at_scale, "advisories", "load", str(file)).splitlines()[1].split()[:3] == ["1", "0", "0"]
