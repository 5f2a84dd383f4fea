"""Hundreds of kills over every part, servers and links besides: nothing is lost, nothing is done twice."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.soak.disk import disk
from tests.faults.soak.faults import Ordeal
from tests.faults.soak.promises import Aftermath, aftermath
from tests.faults.soak.services import clock_at
from tests.faults.soak.stage import stage
from tests.faults.soak.witness import Witness
from tests.parts import postgresql, rabbitmq

KILLS = int(os.environ.get("CHANDLERY_SOAK_KILLS", "20"))
SEED = int(os.environ.get("CHANDLERY_SEED", "20261125"))
PATIENCE = 120.0  # seconds after the last fault, or after something more was done, in which more must be done

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(600 + 6 * KILLS),
    pytest.mark.skipif(postgresql.programs() is None, reason="PostgreSQL is not installed"),
    pytest.mark.skipif(rabbitmq.program() is None, reason="RabbitMQ is not installed"),
]


@dataclass(frozen=True)
class Survived:
    ordeal: Ordeal
    after: Aftermath
    witness: Witness


@pytest.fixture(scope="module")
def survived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Survived]:
    with ExitStack() as opened:
        elsewhere = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        elsewhere.chmod(0o755)  # the server runs as another user than root, who may not enter a test's folder
        small = opened.enter_context(disk(elsewhere / "disk"))
        at = opened.enter_context(stage(tmp_path_factory.mktemp("soak"), SEED, small.folder))
        witness = Witness(at.log_url("shop"))
        ordeal = Ordeal(at, small, SEED)
        try:
            ordeal.run(KILLS)
            clock_at(at.clock_file, LATE)
            at.until_quiet(PATIENCE)
        finally:
            print(f"\n{ordeal.told()}\n{at.said()}")
            witness.end()
        after = opened.enter_context(aftermath(at))
        yield Survived(ordeal, after, witness)


LATE = 3 * 3600.0  # seconds by which the clock is put on in the end: later than any jump, so all is due


def test_at_least_half_of_the_kills_hit_work_under_way(survived: Survived) -> None:
    assert sum(survived.ordeal.under_way.values()) * 2 >= KILLS


def test_every_log_is_whole_and_in_order(survived: Survived) -> None:
    assert survived.after.broken_order() == []
    assert survived.after.without_position() == []


def test_who_read_on_by_position_never_missed_one(survived: Survived) -> None:
    assert survived.witness.gaps == []
    assert survived.witness.seen == [each.id for each in survived.after.shop]


def test_every_answered_command_is_there_once(survived: Survived) -> None:
    assert survived.after.lost() == []
    assert survived.after.twice() == []


def test_everything_was_published_and_reacted_to_once(survived: Survived) -> None:
    assert survived.after.not_published() == 0
    assert survived.after.not_reacted() == {}


def test_every_deadline_was_fired_once(survived: Survived) -> None:
    assert survived.after.not_fired() == {}


def test_every_effect_was_carried_out(survived: Survived) -> None:
    assert survived.after.not_told() == []


def test_every_read_model_equals_its_rebuild(survived: Survived) -> None:
    assert survived.after.differences() == []
