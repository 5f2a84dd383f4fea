"""The benchmark of new advisories measures a process by what it alone has held, whoever started it."""

from pathlib import Path

import pytest

from bench import _shelf, rescan

HEAVY = 192 * 1024 * 1024


def test_what_starts_the_measured_process_does_not_count_in_its_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, few in (("IMAGES", 20), ("PACKAGES", 10), ("BEFORE", 100)):
        monkeypatch.setattr(rescan, name, few)
    monkeypatch.setattr(_shelf, "NAMES", 100)
    url = f"sqlite:///{tmp_path}/store"
    with rescan._engine(url) as engine:
        rescan._filled(engine)
    heavy = bytearray(b"x" * HEAVY)
    told = rescan._in_a_process(url, 0)
    del heavy
    assert told["images"] > 0
    assert 0 < told["memory"] < HEAVY / 2**20
