"""What docs/webhooks.md tells receivers is so: the bodies of each kind, and both ways of verifying a message."""

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from services.notifications.adapters import signing
from services.notifications.policies import webhooks
from tests.services.notifications.bodies import DOCS, SHOWN, body, shown

TEXT = DOCS.read_text()
BODY = body("review.posted")
SECRET = signing.new_secret()
HEADERS = signing.headers("0198a000-0000-7000-8000-00000000001f_review_posted", datetime.now(UTC), BODY, (SECRET,))


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def test_the_bodies_are_those_that_the_store_sends() -> None:
    """Mended by `python -m tests.services.notifications.bodies`."""
    assert SHOWN.findall(TEXT) == [shown()]


def test_a_message_is_verified_in_python_as_shown() -> None:
    names: dict[str, object] = {}
    exec(block("python"), names)  # noqa: S102  our own document
    take = names["take"]
    assert callable(take)
    assert take(SECRET, HEADERS, BODY.encode())["type"] == "review.posted"
    with pytest.raises(WebhookVerificationError):
        take(SECRET, HEADERS, BODY.encode() + b" ")


def test_a_message_is_verified_in_a_shell_as_shown(tmp_path: Path) -> None:
    (tmp_path / "body").write_text(BODY)
    told = {"SECRET": SECRET, "WEBHOOK_ID": HEADERS["webhook-id"], "WEBHOOK_TIMESTAMP": HEADERS["webhook-timestamp"]}
    environment = {**told, "PATH": "/usr/bin:/bin"}
    ran = subprocess.run(["sh", "-c", block("sh")], cwd=tmp_path, env=environment, capture_output=True, check=True)
    assert f"v1,{ran.stdout.decode()}" == HEADERS["webhook-signature"]


def test_the_pauses_are_those_that_it_tells() -> None:
    assert "5 seconds, 5 minutes, half an hour, 2, 5, 10, 14, 20 and 24 hours" in " ".join(TEXT.split())
    assert [each.total_seconds() for each in webhooks.PAUSES] == [
        5, 300, 1800, *(hours * 3600 for hours in (2, 5, 10, 14, 20, 24))
    ]  # fmt: skip
