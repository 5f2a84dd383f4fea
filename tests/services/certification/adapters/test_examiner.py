"""A child that examines is held within its limits, one at a time, and ends with the process that started it."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import eventlet
import pytest

from services.certification.adapters.examiner import ChildExaminer, Limits
from services.certification.ports import BrokenOff, Exhausted, SourceAway, Unreadable, Wanted
from tests.parts.process import PATIENCE

WANTED = Wanted("acme/db", "sha256:" + "1a" * 32, staged=True)
DONE = 'print(\'{"line": "done"}\', flush=True)'


def child_that(*does: str, memory: int = 1000**3, seconds: float = PATIENCE, at_once: int = 1) -> ChildExaminer:
    program = "\n".join(["import os, sys, time, json", *does])
    return ChildExaminer(at_once, Limits(memory, seconds), dict(os.environ), (sys.executable, "-c", program))


def said(examiner: ChildExaminer) -> list[str]:
    return [line["line"] for line in examiner.examine(WANTED) if line["line"] != "silence"]


def until(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        eventlet.sleep(0.01)


def test_what_is_wanted_reaches_the_child_and_its_lines_come_back() -> None:
    examiner = child_that("print(json.dumps({'line': json.load(sys.stdin)['repository']}))", DONE)
    assert said(examiner) == ["acme/db", "done"]


def test_a_long_line_is_one_line() -> None:
    examiner = child_that("print(json.dumps({'line': 'scan', 'sbom': 'x' * 5_000_000}))", DONE)
    lines = [line for line in examiner.examine(WANTED) if line["line"] != "silence"]
    assert [len(line.get("sbom", "")) for line in lines] == [5_000_000, 0]


@pytest.mark.parametrize(("line", "error"), [("unreadable", Unreadable), ("away", SourceAway)])
def test_what_the_child_cannot_do_is_told_as_what_it_is(line: str, error: type[Exception]) -> None:
    with pytest.raises(error, match="because"):
        said(child_that(f"print(json.dumps({{'line': '{line}', 'reason': 'because'}}))"))


def test_a_child_that_takes_too_much_memory_is_exhausted() -> None:
    with pytest.raises(Exhausted, match="memory"):
        said(child_that("kept = bytearray(500_000_000)", DONE, memory=300 * 1000**2))


def test_a_child_that_takes_too_long_is_ended() -> None:
    with pytest.raises(Exhausted, match="longer"):
        said(child_that("time.sleep(60)", seconds=0.2))


def test_a_child_that_is_killed_has_broken_off() -> None:
    with pytest.raises(BrokenOff, match="exit code -9"):
        said(child_that("os.kill(os.getpid(), 9)"))


def test_a_child_that_fails_says_its_last_words() -> None:
    with pytest.raises(BrokenOff, match="KeyError: 'platform'"):
        said(child_that("{}['platform']"))


def test_others_go_on_while_a_child_works() -> None:
    turns = []
    other = eventlet.spawn(lambda: [turns.append(eventlet.sleep(0.01)) for _ in range(20)])
    said(child_that("time.sleep(0.5)", DONE))
    assert len(turns) == 20
    other.wait()


def test_one_child_works_at_a_time(tmp_path: Path) -> None:
    path = str(tmp_path / "working")
    alone = f"os.mkdir({path!r}); time.sleep(0.2); os.rmdir({path!r})"
    examiner = child_that(alone, DONE)
    both = [eventlet.spawn(said, examiner) for _ in range(2)]
    assert [one.wait() for one in both] == [["done"], ["done"]]


def test_who_does_not_listen_any_more_ends_the_child(tmp_path: Path) -> None:
    begun, named = tmp_path / "begun", tmp_path / "pid"
    writes = f"open({str(begun)!r}, 'w').write(str(os.getpid())); os.rename({str(begun)!r}, {str(named)!r})"
    lines = child_that(writes, "time.sleep(600)").examine(WANTED)
    assert next(line for line in lines if named.exists()) == {"line": "silence"}
    pid = named.read_text()
    lines.close()  # type: ignore[attr-defined]
    assert not Path(f"/proc/{pid}").exists()


def test_a_child_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    parent = textwrap.dedent(f"""
        import os, sys
        from tests.services.certification.adapters.test_examiner import WANTED, child_that
        child = child_that("open({str(tmp_path / "pid")!r}, 'w').write(str(os.getpid()))", "time.sleep(60)")
        list(child.examine(WANTED))
    """)
    started = subprocess.Popen([sys.executable, "-c", parent], cwd=Path(__file__).parents[4])
    until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text() != "")
    child = int((tmp_path / "pid").read_text())
    started.send_signal(signal.SIGKILL)
    started.wait()
    until(lambda: _is_over(child))


def _is_over(pid: int) -> bool:
    """Gone, or dead and not yet buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].startswith("Z")
    except FileNotFoundError:
        return True
