"""How a benchmark reports: one row a measure and size, with its peer of the same run, written as JSON and shown."""

import json
import os
import statistics
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.goals import GOALS

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Row:
    """`ratio` is ours by the peer's, the median over pairs that ran one after the other; None without a peer."""

    measure: str
    size: str
    ours: float
    peer: float | None
    peer_name: str
    ratio: float | None
    goal: str
    met: bool | None  # None where no goal is set at this size
    samples: int


def compared(measure: str, size: str, ours: Sequence[float], peers: Sequence[float] = (), peer_name: str = "") -> Row:
    """A row from samples; where there is a peer, each of ours beside one of its own."""
    figure = statistics.median(ours)
    ratio = statistics.median(ours_ / peer for ours_, peer in zip(ours, peers, strict=True)) if peers else None
    goal = GOALS.get((measure, size, peer_name))
    judged = ratio if goal is not None and goal.of == "ratio" else figure
    return Row(
        measure,
        size,
        round(figure, 3),
        round(statistics.median(peers), 3) if peers else None,
        peer_name,
        None if ratio is None else round(ratio, 3),
        "" if goal is None else str(goal),
        None if goal is None or judged is None else goal.met_by(judged),
        len(ours),
    )


def report(name: str, rows: Sequence[Row]) -> None:
    """Keeps the rows as bench/results/NAME.json and prints them."""
    RESULTS.mkdir(exist_ok=True)
    kept = json.dumps([asdict(row) for row in rows], indent=1, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(kept + "\n")
    print(table(rows))


def table(rows: Sequence[Row]) -> str:
    """A Markdown table."""
    lines = [
        "| measure | size | ours | peer | | ratio | goal | met | samples |",
        "|---|---|---:|---:|---|---:|---|---|---:|",
    ]
    for row in rows:
        met = {None: "–", True: "yes", False: "no"}[row.met]
        peer, ratio = "–" if row.peer is None else f"{row.peer:,g}", "–" if row.ratio is None else f"{row.ratio:.2f}"
        cells = [row.measure, row.size, f"{row.ours:,g}", peer, row.peer_name, ratio, row.goal, met, row.samples]
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def most_held() -> float:
    """MB of this process alone: what getrusage tells a child begins with what its parent held."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024


def processor_seconds(session: int) -> float:
    """What the running processes of a session have used of all cores so far."""
    used = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended
            told = path.read_text().rpartition(")")[2].split()  # from the third field of proc(5) on
            used += int(told[11]) + int(told[12]) if int(told[3]) == session else 0
    return used / os.sysconf("SC_CLK_TCK")


def kept() -> list[Row]:
    """The rows of every benchmark that has left its results."""
    return [Row(**row) for path in sorted(RESULTS.glob("*.json")) for row in json.loads(path.read_text())]
