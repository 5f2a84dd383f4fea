"""The secret that Kubernetes pulls with."""

import json
import shlex
from base64 import b64decode

from gateway.account.pull_secret import PullSecret

SECRET = PullSecret("store.example:5000", "acme+ci", "chy_abc", "acme ci")


def test_the_command_reads_in_a_shell_as_it_is_meant() -> None:
    told = shlex.split(PullSecret("store.example", "o'hara@mail.example", "chy_abc", "laptop").command)
    assert told[:5] == ["kubectl", "create", "secret", "docker-registry", "chandlery-laptop"]
    assert "--docker-username=o'hara@mail.example" in told


def test_the_manifest_holds_what_docker_would_keep() -> None:
    kept = SECRET.manifest.rpartition("dockerconfigjson: ")[2]
    entry = json.loads(b64decode(kept))["auths"]["store.example:5000"]
    assert b64decode(entry["auth"]).decode() == "acme+ci:chy_abc"
    assert b64decode(SECRET.link.rpartition(",")[2]).decode() == SECRET.manifest


def test_its_name_is_one_that_kubernetes_takes() -> None:
    assert SECRET.name == "chandlery-acme-ci"
    assert (
        PullSecret("r", "u", "t", "Build server №1!" + "x" * 80).name == ("chandlery-build-server-1-" + "x" * 80)[:63]
    )
    assert PullSecret("r", "u", "t", "№").name == "chandlery"
