"""A replay takes its service whole where the machine is slow: it is followed all the same, and given up when silent."""

from typing import Any

import pytest

from cli.chandlery import replaying
from eventlog import replays
from eventlog.refusal import Unavailable


class Busy:
    """A service that begins what it is asked for, and does not answer the first few times."""

    def __init__(self, silent: int) -> None:
        self.silent, self.begun, self.looks = silent, 0, 0

    def start_check(self, read_model: str, by: dict[str, Any]) -> dict[str, Any]:
        self.begun += 1
        raise Unavailable("service-unavailable", "gateway-views")

    def standing(self) -> dict[str, Any]:
        self.looks += 1
        if self.begun and self.silent > 0:
            self.silent -= 1
            raise Unavailable("service-unavailable", "gateway-views")
        done = {"purpose": replays.CHECK, "state": "done", "began_at": str(self.begun), "applied": 7, "differences": 0}
        return {"read_models": [{"name": "gateway", "replays": [done]}]}


def followed(service: Any) -> dict[str, Any]:
    steps = replaying.replayed(service, "gateway", replays.CHECK, {})
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return dict(end.value)


def test_a_service_that_is_busy_with_its_replay_is_asked_again() -> None:
    service = Busy(silent=3)
    assert (followed(service)["applied"], service.begun) == (7, 1)


def test_a_service_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "SILENT", 0.3)
    with pytest.raises(Unavailable):
        followed(Busy(silent=1_000))
