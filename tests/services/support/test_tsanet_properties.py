"""Whatever both sides do in whatever order, with calls lost and told twice: after catching up TSANet and we agree."""

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from eventlog.refusal import Refused
from services.support.deciders.handover import CloseHandover, ExchangeNote, GiveInformation, ReturnHandover
from tests.parts.tsanet import StandIn, tsanet
from tests.services.support.tsanet_world import World

EXAMPLES = int(os.environ.get("CHANDLERY_EXAMPLES", "15"))
TOLD = "TSANet did not take this"
FITS = {
    "requested": {"OPEN", "INFORMATION"},
    "accepted": {"ACCEPTED", "INFORMATION"},
    "rejected": {"REJECTED"},
    "returned": {"CLOSED", "REJECTED", "INFORMATION"},  # one that waits for an answer cannot be closed: a note says it
    "closed": {"CLOSED", "INFORMATION"},
}
OURS = ("answer", "note", "take back", "close", "settle", "later", "look")
THEIRS = ("their note", "their question", "acceptance", "rejection")
WRONG = ("lose", "drop", "fail", "sign out")
STEPS = st.lists(st.sampled_from((*OURS, *THEIRS, *WRONG)), min_size=4, max_size=16)


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with tsanet(tmp_path_factory.mktemp("tsanet")) as running:
        yield running


class Both:
    def __init__(self, world: World, peer: StandIn) -> None:
        self.world, self.peer, self.beta, self.steps = world, peer, peer.beta(), 0
        self.id = world.hand_over(world.open())

    def take(self, step: str) -> None:
        """What is refused, or does not get through, is not done."""
        self.steps += 1
        text = f"{step} {self.steps}"
        if step in WRONG:
            self.peer.sign_everybody_out() if step == "sign out" else self.peer.plan(step, "/v1/coll.*")
            self.beta.token = ""
            return
        with suppress(Refused, AssertionError, OSError):
            self._do(step, text)

    def _do(self, step: str, text: str) -> None:
        world, token = self.world, next((each["token"] for each in self.peer.cases()), "")
        ours = {
            "answer": lambda: world.do(self.id, GiveInformation(text, text)),
            "note": lambda: world.do(self.id, ExchangeNote(text, text)),
            "take back": lambda: world.do(self.id, ReturnHandover(text)),
            "close": lambda: world.do(self.id, CloseHandover()),
            "settle": world.settled,
            "later": world.later,
            "look": world.look,
        }
        theirs = {
            "their note": lambda: self.beta.note(token, text),
            "their question": lambda: self.beta.ask(token, text),
            "acceptance": lambda: self.beta.accept(token),
            "rejection": lambda: self.beta.reject(token, text),
        }
        (ours | theirs)[step]()

    def catch_up(self) -> None:
        self.peer.say("/faults/none", {})
        for _ in range(3):
            self.world.later()
            self.world.look()


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.generate],  # to make a failing example smaller takes minutes; its steps are told as they are
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(STEPS)
def test_both_sides_agree_after_catching_up(peer: StandIn, steps: list[str]) -> None:
    note(str(steps))
    peer.begin_anew()
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), peer)
        both = Both(world, peer)
        for step in steps:
            both.take(step)
        both.catch_up()
        agree(world, both.id, peer)
        world.close()


def agree(world: World, id: str, peer: StandIn) -> None:
    state, cases = world.state(id), peer.cases()
    assert len(cases) <= 1
    if not cases:
        assert state.phase == "returned"
        return
    (case,) = cases
    assert case["status"] in FITS[state.phase], state.phase
    said, told = world.said(id), [each for each in case["caseNotes"] if each["companyName"]]
    heard = [text for kind, side, text in said if kind == "NoteExchanged" and side == "receiver"]
    theirs = [each["summary"][3:-4] for each in told if each["companyName"] == "Beta Storage"]
    assert Counter(each for each in heard if not each.startswith((TOLD, "B-7"))) == Counter(theirs)
    refused = sum(each.startswith(TOLD) for each in heard)
    sent = [text for kind, side, text in said if kind != "InformationRequested" and side == "sender"]
    answers = [each["nextSteps"] for each in case["caseResponses"] if each["type"] == "INFORMATION_RESPONSE"]
    ours = [each["summary"][3:-4] for each in told if each["companyName"] == "Chandlery"]
    arrived = Counter([*answers, *(each for each in ours if each.startswith("note "))])
    assert all(times == 1 for times in arrived.values())
    assert not arrived - Counter(sent)
    assert len(Counter(sent) - arrived) <= refused
