import base64
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.chandlery.certifying.asked import Submission
from cli.chandlery.certifying.submitting import submit
from cli.chandlery.printing import Stop
from tests.cli.chandlery.certifying.conftest import Said
from tests.parts.process import free_port

Run = Callable[..., Said]
SUBMIT = ("--static", "--submit")


def test_what_failed_is_not_submitted(run: Run, failing: Path) -> None:
    said = run(failing, *SUBMIT)
    assert (said.code, "Which store?" in said.err) == (1, False)


def test_without_a_store_nothing_is_submitted(run: Run, passing: Path) -> None:
    said = run(passing, *SUBMIT, "--token", "chr_x")
    assert (said.code, "Which store?" in said.err) == (2, True)


def test_without_a_token_nothing_is_submitted(run: Run, passing: Path) -> None:
    said = run(passing, *SUBMIT, "--store", "http://127.0.0.1:1")
    assert (said.code, "CHANDLERY_TOKEN" in said.err) == (2, True)


def test_what_a_path_does_not_tell_has_to_be_said(run: Run, passing: Path) -> None:
    said = run(passing, *SUBMIT, "--store", "http://127.0.0.1:1", "--token", "chr_x")
    assert (said.code, "--product and --tag" in said.err) == (2, True)


def test_a_store_that_does_not_answer_is_told_and_the_report_is_there_all_the_same(run: Run, passing: Path) -> None:
    named = ("--product", "acme/db", "--tag", "1.0.0", "--plan", "free")
    said = run(passing, *SUBMIT, "--store", f"http://127.0.0.1:{free_port()}", "--token", "chr_x", *named)
    assert (said.code, "does not answer" in said.err) == (2, True)
    assert said.out.rstrip().endswith("Passed.")


def test_a_password_of_another_registry_is_sent_to_no_store(tmp_path: Path) -> None:
    signed_in = {"auth": base64.b64encode(b"ada:my own password").decode()}
    (tmp_path / "config.json").write_text(json.dumps({"auths": {"registry.example": signed_in}}))
    submission = Submission(store=f"http://127.0.0.1:{free_port()}", plan="free")
    with pytest.raises(Stop) as stopped:
        submit("registry.example/acme/db:1.0", "sha256:0", submission, {"DOCKER_CONFIG": str(tmp_path)})
    assert "No access token" in stopped.value.line
