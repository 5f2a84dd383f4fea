"""How long an answer takes tells nothing: methods that hide who has an account end at the same moment."""

import pytest

from eventlog.refusal import Forbidden
from services.identity.service import accounts, desk, passwords
from services.identity.service.desk import alike

ALIKE = 0.3  # seconds


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that are made, on a clock that moves by nothing else."""
    pauses: list[float] = []
    monkeypatch.setattr(desk, "ALIKE", ALIKE)
    monkeypatch.setattr(desk.time, "monotonic", lambda: 1000.0)
    monkeypatch.setattr(desk.time, "sleep", pauses.append)
    return pauses


def test_an_answer_that_is_ready_waits_for_its_moment(slept: list[float]) -> None:
    assert alike(lambda: "answer")() == "answer"
    assert slept == [pytest.approx(ALIKE)]


def test_a_refusal_waits_as_long(slept: list[float]) -> None:
    def refuse() -> None:
        raise Forbidden("wrong-credentials")

    with pytest.raises(Forbidden):
        alike(refuse)()
    assert slept == [pytest.approx(ALIKE)]


@pytest.mark.parametrize(
    "method",
    [accounts.Accounts.register, accounts.Accounts.resend_verification, passwords.Passwords.request_password_reset],
)
def test_what_anybody_may_ask_about_an_address_is_alike(method: object) -> None:
    assert hasattr(method, "__wrapped__")
