"""Every log's root is sealed at the store's start, each day from then on, and at its end."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.chandlery import sealing
from cli.chandlery.sealing import Sealing
from eventlog.log import Log, open_log
from tests.eventlog.shelf import BoxOpened
from tests.eventlog.shop import SECRET, tell


class Evening(Exception):
    """Of the last day that a test looks at."""


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    log = open_log("shop", f"sqlite:///{tmp_path}/shop.log.db", keys=None, secret=SECRET)
    yield log
    log.close()


@pytest.fixture
def days(log: Log, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that were waited, three times; each day something happens in the shop."""
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        tell(log, str(len(waited)), BoxOpened())
        if len(waited) == 3:
            raise Evening

    monkeypatch.setattr(sealing.eventlet, "sleep", sleep)
    return waited


def sealed(folder: Path) -> list[int]:
    return [json.loads(line)["position"] for line in (folder / "shop.jsonl").read_text().splitlines() if line]


def of_shop(log: Log, folder: Path) -> Sealing:
    return Sealing(lambda: {"shop": log}, folder, SECRET)


def test_a_root_is_sealed_at_the_start_and_each_day(log: Log, days: list[float], tmp_path: Path) -> None:
    tell(log, "first", BoxOpened())
    with pytest.raises(Evening):
        sealing._daily(of_shop(log, tmp_path))
    assert (days, sealed(tmp_path)) == ([24 * 3600] * 3, [1, 2, 3])


def test_a_disk_that_is_full_is_told_and_tried_again_the_next_day(
    log: Log, days: list[float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    roots, note = of_shop(log, tmp_path), Sealing.note
    full: Callable[[], bool] = lambda: not days  # noqa: E731

    def noted(self: Sealing) -> None:
        if full():
            raise OSError("no space left on device")
        note(self)

    monkeypatch.setattr(Sealing, "note", noted)
    with pytest.raises(Evening):
        sealing._daily(roots)
    assert sealed(tmp_path) == [1, 2]
    assert "no space left on device" in "".join(capsys.readouterr())


def test_what_happened_last_is_sealed_when_the_store_ends(log: Log, tmp_path: Path) -> None:
    with sealing.kept(of_shop(log, tmp_path)):
        tell(log, "last", BoxOpened())
    assert sealed(tmp_path)[-1] == 1
