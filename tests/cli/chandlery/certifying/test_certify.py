import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.chandlery.certifying.conftest import Said, good
from tests.services.certification.images import Built, layout, layout_archive, saved

Run = Callable[..., Said]
STATIC = "--static"


def told(said: Said) -> Any:
    return json.loads(said.out)


def cut_off(folder: Path, image: Built) -> None:
    """The layer of one of a layout's images ends in the middle."""
    digest = json.loads(image.manifest)["layers"][0]["digest"].partition(":")[2]
    blob = folder / "blobs" / "sha256" / digest
    blob.write_bytes(blob.read_bytes()[:100])


def test_what_passes_ends_with_0_and_what_fails_with_1(run: Run, passing: Path, failing: Path) -> None:
    assert run(passing, STATIC).code == 0
    said = run(failing, STATIC)
    assert said.code == 1
    assert "/etc/shadow, root: has an empty password" in said.out


@pytest.mark.parametrize("form", ["folder", "tar", "docker save"])
def test_an_image_may_lie_in_a_layout_or_in_an_archive(run: Run, tmp_path: Path, form: str) -> None:
    folder = layout(tmp_path / "image", good())
    path = {
        "folder": lambda: folder,
        "tar": lambda: layout_archive(tmp_path / "layout.tar", folder),
        "docker save": lambda: saved(tmp_path / "saved.tar", good()),
    }[form]()
    report = told(run(path, STATIC, "--format", "json"))
    assert [platform["packages"] for platform in report["platforms"]] == [1]


def test_what_cannot_be_examined_ends_with_2_and_says_why(run: Run, tmp_path: Path) -> None:
    missing = run(tmp_path / "nothing")
    assert (missing.code, "nothing is not there" in missing.err) == (2, True)
    (tmp_path / "text").write_text("no image")
    assert run(tmp_path / "text").code == 2


def test_a_platform_that_is_broken_does_not_stop_the_others_and_never_passes(run: Run, tmp_path: Path) -> None:
    images = good(), good("linux/arm64", a=b"b")
    cut_off(layout(tmp_path / "image", *images), images[1])
    said = run(tmp_path / "image", STATIC, "--format", "json")
    whole, broken = told(said)["platforms"]
    assert (whole["passed"], broken["passed"], said.code) == (True, False, 1)
    assert broken["problem"]


def test_an_image_of_which_nothing_could_be_read_ends_with_2(run: Run, tmp_path: Path) -> None:
    image = good()
    cut_off(layout(tmp_path / "image", image), image)
    assert run(tmp_path / "image").code == 2


def test_one_platform_of_an_index_can_be_chosen(run: Run, tmp_path: Path) -> None:
    layout(tmp_path / "image", good(), good("linux/arm64", a=b"b"))
    report = told(run(tmp_path / "image", STATIC, "--format", "json", "--platform", "linux/arm64/v8"))
    assert [platform["platform"] for platform in report["platforms"]] == ["linux/arm64"]


def test_a_platform_that_is_not_there_is_said_with_those_that_are(run: Run, passing: Path) -> None:
    said = run(passing, "--platform", "linux/s390x")
    assert (said.code, "no linux/s390x; there is linux/amd64" in said.err) == (2, True)


def test_without_an_engine_what_needs_one_is_in_the_way(run: Run, passing: Path) -> None:
    said = run(passing)
    assert said.code == 1
    assert "--engine" in said.out


def test_a_report_goes_into_a_file_beside_the_readable_one(run: Run, passing: Path, tmp_path: Path) -> None:
    said = run(passing, STATIC, "--format", "sarif", "--output", tmp_path / "report.sarif")
    assert json.loads((tmp_path / "report.sarif").read_text())["version"] == "2.1.0"
    assert said.out.rstrip().endswith("Passed.")


@pytest.mark.parametrize(("form", "begins"), [("json", "{"), ("sarif", "{"), ("junit", "<?xml"), ("html", "<!doctype")])
def test_every_format_can_be_piped(run: Run, passing: Path, form: str, begins: str) -> None:
    said = run(passing, STATIC, "--format", form)
    assert said.out.startswith(begins)


def test_a_waiver_lets_one_check_pass_by_name(run: Run, failing: Path, tmp_path: Path) -> None:
    (tmp_path / "waivers.toml").write_text(
        '[[waivers]]\ncheck = "empty-password"\nreason = "of the demonstration"\nby = "Ada"\nuntil = 2099-01-01\n'
    )
    said = run(failing, STATIC, "--waivers", tmp_path / "waivers.toml")
    assert said.code == 0
    assert "waived by Ada until 2099-01-01: of the demonstration" in said.out


def test_a_waiver_that_ran_out_counts_no_more(run: Run, failing: Path, tmp_path: Path) -> None:
    (tmp_path / "waivers.toml").write_text(
        '[[waivers]]\ncheck = "empty-password"\nreason = "of the demonstration"\nby = "Ada"\nuntil = 2026-01-01\n'
    )
    assert run(failing, STATIC, "--waivers", tmp_path / "waivers.toml").code == 1


def test_a_policy_of_ones_own_weighs_a_check_anew(run: Run, failing: Path, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text('name = "ours"\n[checks]\nempty-password = "advice"\n')
    said = run(failing, STATIC, "--policy", tmp_path / "policy.toml")
    assert (said.code, "policy ours" in said.out) == (0, True)


def test_a_policy_with_a_mistake_is_not_guessed_at(run: Run, passing: Path, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text('[checks]\nempty-pasword = "advice"\n')
    said = run(passing, "--policy", tmp_path / "policy.toml")
    assert (said.code, "empty-pasword" in said.err) == (2, True)


def test_a_compose_file_is_examined_as_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("services:\n  db:\n    image: store.example/acme/db:latest\n")
    report = told(run(tmp_path / "compose.yaml", "--kind", "compose", "--format", "json"))
    outcomes = {check["id"]: check["outcome"] for check in report["platforms"][0]["checks"]}
    assert outcomes == {
        "compose-file": "pass",
        "pinned-images": "fail",
        "known-images": "not_run",
        "host-access": "pass",
    }
