"""A restore from its command to its end: alone in the folder, and whoever was erased is erased again."""

import cli.chandlery.green  # noqa: F401 — it patches the sockets of this process, so it comes first

# isort: split
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from nameko.standalone.rpc import ClusterRpcProxy

from cli.chandlery import beyond, printing
from cli.chandlery.backing import Say
from cli.chandlery.folder import Folder, InUse
from cli.chandlery.printing import Stop
from cli.chandlery.restoring import ERASED, finished, put_back, restore
from cli.chandlery.services import BROKER, Services, configuration
from cli.chandlery.settings import resolve
from cli.chandlery.tidying import LOCAL
from eventlog.decider import Context

PATIENCE = 600  # seconds for the whole list


def run(environ: Mapping[str, str], backup: Path | None, keys: Path | None, say: Say) -> bool:
    """Whether every log is as it was written; raises Stop where nothing could be put back."""
    settings = resolve(environ)
    folder = Folder(Path(settings["CHANDLERY_DATA"]))
    try:
        folder.take(unfinished=backup is not None)
    except InUse as busy:
        raise Stop(f"{busy}; end that one first") from busy
    try:
        if backup is None and (lost := beyond.lost_secret(settings)):
            raise Stop(lost)
        done = put_back(settings, say) if backup is None else restore(settings, backup, keys, say)
        erased = _erase_again(settings, folder, say)
        finished(settings)
    finally:
        folder.give_back()
    rows = [(one.service, "" if one.events is None else f"{one.events:,}", str(len(one.flaws))) for one in done]
    printing.table(("Log", "Events", "Flaws"), rows)
    for one in done:
        for line in (*one.flaws, *one.told):
            printing.out().print(f"{one.service}: {line}", highlight=False, markup=False)
    printing.out().print(f"Erased again: {erased}. Start the store; then `chandlery rebuild --all` where it had views.")
    return not any(one.flaws for one in done)


def _erase_again(settings: Mapping[str, str], folder: Folder, say: Say) -> int:
    """By identity, alone in this process: what it tells is followed when the store is up."""
    if not (folder.path / ERASED).exists():
        return 0
    say("erasing again who was erased")
    by = Context(str(uuid.uuid4()), LOCAL, datetime.now(UTC), frozenset({"operator"}))
    services = Services(configuration(settings, folder), ["identity"])
    services.start()
    try:
        with ClusterRpcProxy({"AMQP_URI": BROKER}, timeout=PATIENCE) as rpc:
            return int(rpc.identity.replay_erasures(by.dump())["subjects"])
    finally:
        services.stop()
