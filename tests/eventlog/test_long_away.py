"""A follower that was away for very many events catches up page by page, in the memory that one page takes."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from eventlog.decider import Context
from eventlog.drafts import metadata_of
from eventlog.integrity import Draft, Head, seal
from eventlog.recorded import instant
from eventlog.store import Append, CommandRow
from eventlog.testing import MIDDAY
from tests.eventlog.side_by_side import Sides, side_by_side
from tests.parts import rabbitmq

EVENTS, AT_ONCE = 100_000, 1000
MORE = 25.0  # MB that it may take at the end above what it took after the first pages


def fill(sides: Sides) -> None:
    """Past the deciders: that would take as long as the shop took for it."""
    about, at = metadata_of(Context("", "ada", MIDDAY)), instant(MIDDAY)
    for stream in range(EVENTS // AT_ONCE):
        drafts = [
            Draft(f"{stream}-{number}", "shop.good-arrived", 1, {"name": f"lamp {number % 8}", "price": 1})
            for number in range(AT_ONCE)
        ]
        lines = seal(f"good-{stream}", Head(), drafts, at, about)
        sides.log.store.append(Append(lines, CommandRow("ada", f"fill-{stream}", "", None, at)))
    while sides.log.sequence() is None:
        time.sleep(0.001)


def memory(pid: int) -> float:
    """MB, the most that the process ever took."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


@pytest.mark.faults
def test_it_catches_up_in_little_memory(tmp_path: Path, new_database: Callable[[], str]) -> None:
    if rabbitmq.program() is None:
        pytest.skip("RabbitMQ is not installed")
    with (
        tempfile.TemporaryDirectory() as folder,
        rabbitmq.node(Path(folder) / "node") as address,
        side_by_side(tmp_path, new_database, address) as sides,
    ):
        fill(sides)
        shop, names = sides.start("shop"), sides.start("names")
        sides.until_read("names", EVENTS // 10, 60)
        before = memory(names.pid), memory(shop.pid)
        took = sides.until_read("names", EVENTS, 120)
        after = memory(names.pid), memory(shop.pid)
        print(f"90 % of {EVENTS} events in {took:.1f} s; follower and source from {before} to {after} MB")
        assert max(end - start for start, end in zip(before, after, strict=True)) < MORE
