"""One instance of a service as a process of its own: `python -m tests.eventlog.instances CONFIG SERVICE ...`.

CONFIG is nameko's, as JSON. What is carried out outside is a line in the file that its `DONE` names. The process says
`serves` once it does, and ends when its standard input does.
"""

import warnings

warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
import eventlet  # noqa: E402

eventlet.monkey_patch()

import json  # noqa: E402
import logging  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402

from eventlet import tpool  # noqa: E402
from nameko.containers import ServiceContainer  # noqa: E402
from nameko.rpc import rpc  # noqa: E402

from eventlog.amqp import Clock, EventLog, Logged, Provided, deadline, effect, states, views_service  # noqa: E402
from eventlog.deadlines import Fired  # noqa: E402
from eventlog.outbox import Attempt  # noqa: E402
from eventlog.stopping import stop  # noqa: E402
from tests.eventlog.services import Office, effects  # noqa: E402
from tests.eventlog.shelf import BoxOpened, GoodArrivedSchema, used_names  # noqa: E402
from tests.eventlog.shop import good  # noqa: E402


class Told:
    """A file to which each process adds whole lines: `effect good-1 1234`, with its own id at the end."""

    def __init__(self, file: str) -> None:
        self._file = os.open(file, os.O_APPEND | os.O_CREAT | os.O_WRONLY)

    def say(self, *words: str) -> None:
        os.write(self._file, f"{' '.join(words)} {os.getpid()}\n".encode())


class Shop(Logged):
    """Tells of each good outside, which takes a while, and looks after it a little later."""

    name = "shop"
    log = EventLog(policies=effects)
    clock = Clock()
    told = Provided(lambda config: Told(config["DONE"]))
    pace = Provided(lambda config: config.get("PACE", 0.01))

    @rpc
    def states(self) -> dict[str, str]:
        return states(running)

    @rpc
    def ponder(self, seconds: float) -> None:
        self.told.say("ponder", "begun")
        time.sleep(seconds)
        self.told.say("ponder", "done")

    @deadline
    def look(self, due: Fired) -> None:
        self.told.say("look", due.subject)
        self.log.execute(good, f"look-{due.subject}", [BoxOpened()], due.cause())

    @effect("tell")
    def tell_outside(self, effect: Attempt) -> None:
        self.told.say("begin", effect.key)
        time.sleep(self.pace)
        self.told.say("end", effect.key)


running: list[ServiceContainer] = []
SERVICES = {"shop": Shop, "office": Office, "names": views_service("names", [used_names])}


def serve(config: dict, names: list[str]) -> None:
    if config.get("NEWER"):
        GoodArrivedSchema.upcasters = (dict,)  # the next version of the program raised the version of this event
    running.extend(ServiceContainer(SERVICES[name], config) for name in names)
    for container in running:
        container.start()
    print("serves", flush=True)
    tpool.execute(sys.stdin.read)
    stop(running)


if __name__ == "__main__":
    logging.basicConfig(format="%(asctime)s %(name)s %(message)s")
    serve(json.loads(Path(sys.argv[1]).read_text()), sys.argv[2:])
