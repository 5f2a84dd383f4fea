"""A nursery of instances to be killed: `python -m tests.faults.soak.nursery`.

For each line `{"service": …, "said": FILE, "config": {…}}` it forks a process that runs one instance of the service,
and prints that process's id. What is here once is not loaded anew for each of hundreds.
"""

import warnings

warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
import eventlet  # noqa: E402

eventlet.monkey_patch()

import ctypes  # noqa: E402
import json  # noqa: E402
import logging  # noqa: E402
import os  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402
import traceback  # noqa: E402
from typing import Any  # noqa: E402

from nameko.containers import ServiceContainer  # noqa: E402

from tests.faults.soak.services import SERVICES, configured  # noqa: E402


def serve(told: dict[str, Any]) -> None:
    said = os.open(told["said"], os.O_APPEND | os.O_CREAT | os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(said, stream.fileno())
    logging.basicConfig(format=f"%(asctime)s {os.getpid()} %(name)s %(message)s", level=logging.WARNING)
    container = ServiceContainer(SERVICES[told["service"]], configured(told["config"]))
    container.start()
    container.wait()


PR_SET_PDEATHSIG = 1  # of Linux's prctl


def ends_with_parent() -> None:
    """However the run ends that started the nursery, nothing of it is left behind."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def nurse() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            ends_with_parent()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                serve(json.loads(line))
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(1)
        print(child, flush=True)


if __name__ == "__main__":
    nurse()
