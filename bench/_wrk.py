"""Load by wrk: sixteen connections that ask for tokens, each request with other credentials and another repository."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SCRIPT = """
local requests = {}
local number = 0
local threads = 0
function setup(thread)
  thread:set("first", threads * 7919)
  threads = threads + 1
end
function init(args)
  number = first
  for line in io.lines("%s") do
    local path, authorization = line:match("^(%%S+)\t(.*)$")
    requests[#requests + 1] = wrk.format("GET", path, {
      Host = wrk.headers["Host"], Authorization = authorization ~= "" and authorization or nil
    })
  end
end
function request()
  number = number + 1
  return requests[number %% #requests + 1]
end
function done(summary, latency, _)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format('{"requests":%%d,"microseconds":%%d,"failed":%%d,"refused":%%d,',
    summary.requests, summary.duration, failed, summary.errors.status))
  io.write(string.format('"p50":%%f,"p90":%%f,"p99":%%f,"most":%%f}\\n', latency:percentile(50) / 1000,
    latency:percentile(90) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
end
"""


@dataclass(frozen=True)
class Load:
    """Requests, their rate per second, and milliseconds that half, nine in ten, 99 in a hundred and all took."""

    requests: int
    rate: float
    p50: float
    p90: float
    p99: float
    most: float

    def __str__(self) -> str:
        return f"{self.rate:,.0f}/s, ms p50 {self.p50:.1f} p90 {self.p90:.1f} p99 {self.p99:.1f} most {self.most:.1f}"


def program() -> str | None:
    return shutil.which("wrk")


def prepare(folder: Path, name: str, requests: list[tuple[str, str]]) -> Path:
    """The script that sends these (path and query, Authorization header or nothing) in turn."""
    lines = folder / f"{name}.requests"
    lines.write_text("".join(f"{path}\t{authorization}\n" for path, authorization in requests))
    script = folder / f"{name}.lua"
    script.write_text(SCRIPT % lines)
    return script


def load(script: Path, url: str, seconds: float, connections: int = 16) -> Load:
    """Raises where a single request failed or was refused: such a figure means nothing."""
    command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds:g}s", "--timeout", "10s", "-s", str(script), url]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    measured = json.loads(told.splitlines()[-1])
    if measured["failed"] or measured["refused"]:
        raise AssertionError(f"{measured['failed']} requests failed and {measured['refused']} were refused")
    rate = measured["requests"] / (measured["microseconds"] / 1e6)
    return Load(measured["requests"], rate, measured["p50"], measured["p90"], measured["p99"], measured["most"])
