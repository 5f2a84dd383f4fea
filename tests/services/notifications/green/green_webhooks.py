"""Receivers that are slow, failing or lying delay nobody else, and a store that was stopped goes on where it was."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from eventlet.event import Event

from services.notifications.adapters.post import sending
from tests.parts.receiver import Answer, Receiver, endless, garbage, receiver, resets, says, takes, trickles
from tests.services.notifications.hooked import Hooked, open_hooked, reopened, verified

# A handshake that failed under eventlet leaves its socket to the collector of garbage.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

AWAY = {"resets": resets, "garbage": garbage, "failing": says(500), "moved": says(302, Location="http://127.0.0.1:1/")}
ANNOUNCED = ("a", "b", "c")


class Shut:
    """Answers nobody until it is opened."""

    def __init__(self) -> None:
        self.opened = Event()

    def __call__(self, asked: BaseHTTPRequestHandler) -> None:
        self.opened.wait()
        takes()(asked)


@contextmanager
def receivers(answers: dict[str, Answer], folder: Path) -> Iterator[dict[str, Receiver]]:
    with ExitStack() as opened:
        found = {name: opened.enter_context(receiver(answer)) for name, answer in answers.items()}
        yield {**found, "untrusted": opened.enter_context(receiver(folder=folder))}


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who answers nobody is waited for as long as a test takes, on however busy a machine."""
    monkeypatch.setattr(sending, "TOTAL", 300.0)


@pytest.fixture(scope="module")
def hooked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hooked]:
    with open_hooked(tmp_path_factory.mktemp("webhooks")) as hooked:
        yield hooked


def ids(*names: str) -> list[str]:
    return [f"{name}_review_posted" for name in names]


def test_whoever_is_slow_failing_or_lying_delays_nobody_else(hooked: Hooked, tmp_path: Path) -> None:
    shut = Shut()
    answers = {**AWAY, "good": takes(), "shut": shut, "endless": endless}
    with receivers(answers, tmp_path) as to:
        added = {name: hooked.add(each, "review.posted") for name, each in to.items()}
        for name in ANNOUNCED:
            hooked.happens(name)
        for name in ("good", "endless"):
            hooked.until(to[name], 3)
            assert to[name].ids() == ids(*ANNOUNCED)
        assert to["shut"].ids() == ids("a")
        shut.opened.send()
        hooked.until(to["shut"], 3)
        assert [verified(each, added["shut"][1])["type"] for each in to["shut"].sent] == ["review.posted"] * 3
        for name in (*AWAY, "untrusted"):
            hooked.shop.services.until(lambda name=name: hooked.told(added[name][0])["reason"] == "failing")
            assert hooked.deliveries(added[name][0])[0]["error"]
        assert to["untrusted"].sent == []
        for id, _ in added.values():
            hooked.shop.rpc.remove_webhook(id, hooked.by)


def test_who_answers_a_byte_now_and_then_is_waited_for_no_longer(
    hooked: Hooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "TOTAL", 1.0)
    with receiver(trickles) as to:
        id, _ = hooked.add(to, "review.posted")
        hooked.happens("dripping")
        hooked.shop.services.until(lambda: hooked.deliveries(id))
        assert hooked.deliveries(id)[0]["error"] == "no answer within 1 seconds"
        hooked.shop.rpc.remove_webhook(id, hooked.by)


def test_what_was_under_way_when_the_store_was_stopped_arrives_again_under_its_id(tmp_path: Path) -> None:
    shut = Shut()
    with receiver(shut) as to:
        with open_hooked(tmp_path) as before:
            secret = before.add(to, "review.posted")[1]
            for name in ANNOUNCED:
                before.happens(name)
            before.until(to, 1)
        to.answer = takes()
        with reopened(before) as after:
            after.until(to, 4)
        assert to.ids() == ids("a", *ANNOUNCED)
        assert {verified(each, secret)["type"] for each in to.sent} == {"review.posted"}
        assert to.sent[0].body == to.sent[1].body
