"""The restore drill at scale: PostgreSQL is lost, and every log is put into a fresh cluster under the same broker."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.parts import postgresql, rabbitmq
from tests.parts.process import wait_until
from tests.parts.scale import OPERATOR, Scale, _databases, scale
from tests.parts.store import Store

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(postgresql.programs() is None, reason="PostgreSQL is not installed"),
    pytest.mark.skipif(rabbitmq.program() is None, reason="RabbitMQ is not installed"),
]
EMAIL, PASSWORD = OPERATOR["CHANDLERY_ADMIN_EMAIL"], OPERATOR["CHANDLERY_ADMIN_PASSWORD"]
GRACE = "grace@drill.example"


def told(store: Scale, *words: str) -> str:
    done = store.chandlery(*words)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def token_of(store: Store, email: str, *scopes: str) -> str:
    answer = store.api("POST", "/tokens", {"name": "drill", "scopes": [*scopes]}, Authorization=basic(email))
    assert answer.ok, answer.body
    return str(answer.json()["token"])


def basic(email: str) -> str:
    return "Basic " + b64encode(f"{email}:{PASSWORD}".encode()).decode()


def sign_up(store: Store, email: str) -> None:
    body: dict[str, Any] = {"email": email, "name": "Grace", "password": PASSWORD}
    answer = store.api("POST", "/accounts", body)
    assert answer.status == 201, answer.body


def account_of(store: Store, email: str, token: str) -> str:
    """Its id; empty where nobody has the address."""
    answer = store.api("GET", f"/accounts?email={email}", token=token)
    assert answer.status in (200, 404), answer.body
    return str(answer.json().get("account", ""))


class Drill:
    def __init__(self, before: str, after: Scale) -> None:
        self.token = before
        self.after = after
        self.store = after.store


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drill]:
    """Backed up while it runs, lost afterwards; read models and the broker with its messages outlive the logs."""
    folder = tmp_path_factory.mktemp("drill")
    with ExitStack() as opened:
        servers = Path(opened.enter_context(TemporaryDirectory()))
        servers.chmod(0o755)  # PostgreSQL runs as another user than root
        first, second = (opened.enter_context(postgresql.cluster(servers / name)) for name in ("first", "second"))
        shared = {"AMQP_URI": opened.enter_context(rabbitmq.node(folder / "rabbitmq"))}
        with scale(folder / "store", **shared, **_databases(first)) as lost:
            token = token_of(lost.store, EMAIL, "read", "staff")
            told(lost, "backup", str(folder / "backup"))
            sign_up(lost.store, GRACE)
            views = lost.environment["CHANDLERY_VIEWS"]
            keep = {"CHANDLERY_URL": lost.url, "CHANDLERY_PORT": lost.environment["CHANDLERY_PORT"]}
        again = {**_databases(second), **shared, **keep, "CHANDLERY_VIEWS": views}
        with scale(folder / "again", services=(), **again) as put_back:
            told(put_back, "restore", str(folder / "backup"))
        with scale(folder / "again", **again) as after:
            yield Drill(token, after)


def test_followers_of_what_was_lost_stop_loudly_until_they_are_rebuilt(drill: Drill) -> None:
    def stopped() -> bool:
        return "stopped" in drill.after.chandlery("projections", "status", "gateway/identity").stdout

    wait_until(stopped, 60, "nobody noticed the other incarnation")
    for name in ("gateway", "identity"):
        told(drill.after, "rebuild", name)
    wait_until(lambda: not stopped(), 60, "it is stopped all the same")


def test_everything_from_before_is_readable_and_nothing_from_after_is_there(drill: Drill) -> None:
    assert drill.store.api("GET", "/me", token=drill.token).json()["email"] == EMAIL
    assert account_of(drill.store, EMAIL, drill.token)
    assert not account_of(drill.store, GRACE, drill.token)


def test_the_logs_are_as_they_were_written_and_sealed(drill: Drill) -> None:
    told(drill.after, "verify")


def test_the_store_goes_on(drill: Drill) -> None:
    sign_up(drill.store, GRACE)
    wait_until(lambda: bool(account_of(drill.store, GRACE, drill.token)), 60, "she is not known")
