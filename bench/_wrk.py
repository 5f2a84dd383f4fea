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
  io.write(string.format('{"requests":%%d,"microseconds":%%d,"failed":%%d,"refused":%%d,"p50":%%f,"p99":%%f}\\n',
    summary.requests, summary.duration, failed, summary.errors.status,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
"""


@dataclass(frozen=True)
class Load:
    """Requests, their rate per second, and milliseconds that half and all but one in a hundred took at most."""

    requests: int
    rate: float
    p50: float
    p99: float


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
    return Load(measured["requests"], rate, measured["p50"], measured["p99"])
