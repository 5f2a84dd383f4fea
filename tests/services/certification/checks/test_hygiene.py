"""Checks of the group hygiene that look at what lies in the image."""

from dataclasses import replace

import pytest

from services.certification.checks import (
    duplicate_ids,
    empty_password,
    needless_files,
    package_lists_left,
    secrets,
    setuid,
)
from services.certification.scan.image import Leftover
from services.certification.scan.observed import Accepted, Observed
from tests.services.certification.checks.asking import ask, places, with_rules
from tests.services.certification.images import REMOVED, File, Tree, image_of

KEY = Leftover("root/.ssh/id_ed25519", 0, "a private key", deleted_in=1)


def in_environment(*env: str, **rules: object) -> list[str]:
    return places(ask(secrets.CHECK, config={"Env": list(env)}, observed=with_rules(**rules)))


@pytest.mark.parametrize(
    "name",
    [
        "PASS",
        "PasS",
        "password",
        "SECRET",
        "SECRET_API_KEY",
        "DB_PASSWD",
        "AWS_ACCESS_KEY_ID",
        "GH_TOKEN",
        "MYPASSWORD",
    ],
)
def test_a_variable_with_the_name_of_a_secret_is_told(name: str) -> None:
    assert in_environment("ABC=hello", f"{name}=sensible") == [f"ENV {name}"]


@pytest.mark.parametrize(
    "variable",
    [
        "PASS=",
        "PASS= ",
        "HELLO=PASS=this",
        "MONKEY=1x",
        "COMPASS=north",
        "BYPASS=a",
        "PASSWORD_FILE=/run/secrets/x",
        "ALLOW_EMPTY_PASSWORD=yes",
        "PWD=/srv",
    ],
)
def test_other_variables_empty_ones_switches_and_files_pass(variable: str) -> None:
    assert in_environment(variable) == []


def test_the_value_of_a_secret_is_never_shown() -> None:
    told = {"config": {"Env": ["API_TOKEN=hunter2"]}, "history": [{"created_by": "|1 PASS=hunter2 /bin/sh -c true"}]}
    assert "hunter2" not in repr(ask(secrets.CHECK, **told))


def test_what_the_policy_accepts_with_a_reason_is_counted() -> None:
    observed = with_rules(accepted=(Accepted("GPG_KEY*", "public"), Accepted("/opt/*", "for tests")))
    image = replace(
        image_of({}, config={"Env": ["GPG_KEYS=AB12"]}), leftovers=(Leftover("opt/a/id_rsa", 0, "a private key"),)
    )
    assert secrets.CHECK.run(image, observed).told == "2 accepted by the policy, with reasons"


def test_a_build_argument_stays_in_the_history() -> None:
    steps = [{"created_by": "|2 VERSION=1 NPM_TOKEN=abc /bin/sh -c npm ci PASSWORD=x"}]
    assert places(ask(secrets.CHECK, history=steps)) == ["ARG NPM_TOKEN, history step 1"]


def test_a_key_that_a_later_layer_deletes_is_in_the_image_all_the_same() -> None:
    finding = secrets.CHECK.run(replace(image_of({}), leftovers=(KEY,)), Observed()).findings[0]
    assert finding.where == "/root/.ssh/id_ed25519, layer 1"
    assert "layer 2 deletes it" in finding.what


def test_a_real_key_is_found_in_its_layer() -> None:
    key = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU=\n-----END OPENSSH PRIVATE KEY-----\n"
    outcome = ask(secrets.CHECK, {"root/.ssh/id_ed25519": key}, {"root/.ssh/id_ed25519": REMOVED})
    assert places(outcome) == ["/root/.ssh/id_ed25519, layer 1"]


@pytest.mark.parametrize("field", ["!", "*", "!!", "!*", "x", "$6$salt$hash"])
def test_a_locked_account_has_no_empty_password(field: str) -> None:
    assert places(ask(empty_password.CHECK, {"etc/shadow": f"root:{field}:19000:0:99999:7:::\n"})) == []


@pytest.mark.parametrize("path", ["etc/shadow", "etc/passwd"])
def test_an_account_without_a_password_is_named(path: str) -> None:
    files: Tree = {path: "daemon:*:1:1::/:\nroot::0:0::/:/bin/sh\n# note::\n"}
    assert places(ask(empty_password.CHECK, files)) == [f"/{path}, root"]


def test_an_image_without_accounts_has_no_empty_password() -> None:
    assert ask(empty_password.CHECK).told == "0 accounts"


@pytest.mark.parametrize(
    ("files", "wrong"),
    [
        ({"etc/passwd": "root:x:0:0\napp:x:1:1\n", "etc/group": "root:x:0:\napp:x:1:\n"}, []),
        ({"etc/passwd": "root:x:0:0\ntoor:x:0:0\n"}, ["/etc/passwd, 0"]),
        ({"etc/passwd": "app:x:1:1\napp:x:2:2\n"}, ["/etc/passwd, app"]),
        ({"etc/group": "adm:x:4:\nlog:x:4:\n"}, ["/etc/group, 4"]),
        ({"etc/passwd": "broken\n+::::::\na:x\n"}, []),
        ({}, []),
    ],
)
def test_one_number_is_one_account_and_one_name_too(files: Tree, wrong: list[str]) -> None:
    assert places(ask(duplicate_ids.CHECK, files)) == wrong


def test_setuid_and_setgid_programs_are_listed() -> None:
    files = {"bin/su": File(mode=0o4755), "bin/wall": File(mode=0o2755), "bin/ls": File(mode=0o755)}
    assert places(ask(setuid.CHECK, files)) == ["/bin/su", "/bin/wall"]


def test_an_image_without_such_programs_passes() -> None:
    assert ask(setuid.CHECK, {"bin/ls": File(mode=0o755)}).result == "pass"


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("var/lib/apt/lists/deb.example_InRelease", "/var/lib/apt/lists"),
        ("var/cache/apt/archives/bash_5_amd64.deb", "/var/cache/apt"),
        ("var/cache/apk/APKINDEX.1.tar.gz", "/var/cache/apk"),
        ("var/cache/dnf/base/primary.xml", "/var/cache/dnf"),
    ],
)
def test_lists_of_a_package_manager_are_left(path: str, folder: str) -> None:
    assert places(ask(package_lists_left.CHECK, {path: "x"})) == [folder]


def test_a_lock_and_empty_files_are_no_lists() -> None:
    assert places(ask(package_lists_left.CHECK, {"var/lib/apt/lists/lock": "1", "var/cache/apk/empty": ""})) == []


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("srv/.git/config", "/srv/.git"),
        ("root/.cache/pip/x", "/root/.cache"),
        ("srv/Dockerfile", "/srv/Dockerfile"),
        ("srv/.DS_Store", "/srv/.DS_Store"),
    ],
)
def test_what_belongs_to_a_developers_desk_is_told(path: str, told: str) -> None:
    assert places(ask(needless_files.CHECK, {path: "x"})) == [told]


@pytest.mark.parametrize(
    "path", ["srv/node_modules/a/.npm/b", "srv/vendor/x/Dockerfile", "srv/.gitlike/x", "srv/main.py"]
)
def test_what_others_packages_ship_is_theirs(path: str) -> None:
    assert places(ask(needless_files.CHECK, {path: "x"})) == []
